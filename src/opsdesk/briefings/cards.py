"""The card of a BOLO: photo, what to look for, where it was last seen, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from opsdesk.briefings import ink, signs
from opsdesk.briefings.blocks import Drawing, Gap, Stack
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.passages import Align, Passage, Setter, bold
from opsdesk.briefings.phrases import bolo_name, first_line, in_force_until, seen_when, short_description
from opsdesk.briefings.pictures import PagePicture, photo, place
from opsdesk.bulletins.model import Bulletin, BulletinKind
from opsdesk.errors import BadInput
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import _

CARD = (84 * mm, 37.6 * mm)
CARD_GAP = 4 * mm
_PHOTO = (27 * mm, 33.75 * mm)


def photo_frame(
    canvas: Any,
    photos: Mapping[UUID, bytes],
    bulletin: Bulletin,
    x: float,
    y: float,
    size: tuple[float, float],
) -> None:
    """The first photo of a bulletin in its frame, or a plain figure where there is none."""
    data = photos.get(bulletin.photos[0]) if bulletin.photos else None
    framed(canvas, data, x, y, size, vehicle=bulletin.kind is BulletinKind.BOLO_VEHICLE)


def framed(
    canvas: Any,
    data: bytes | None,
    x: float,
    y: float,
    size: tuple[float, float],
    *,
    vehicle: bool = False,
    pale: bool = False,
) -> None:
    """A photo in a thin frame, its lower left corner at x, y; without one a figure without features."""
    picture = _picture(data, size, vehicle=vehicle)
    if picture is not None:
        place(canvas, picture, x, y, *size)
    elif vehicle:
        signs.no_vehicle(canvas, x, y, *size, pale=pale)
    else:
        signs.no_person(canvas, x, y, *size, pale=pale)
    canvas.saveState()
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setLineWidth(0.6)
    canvas.rect(x, y, *size, fill=0, stroke=1)
    canvas.restoreState()


def _picture(data: bytes | None, size: tuple[float, float], *, vehicle: bool) -> PagePicture | None:
    if data is None:
        return None
    try:
        return photo(data, *size, whole=vehicle)
    except BadInput:
        # The store has checked it before; what is broken all the same must not stop the briefing.
        return None


class Card(Flowable):  # type: ignore[misc]  # the library brings no types
    """One BOLO of the shift briefing; photo and text never part."""

    def __init__(
        self,
        setter: Setter,
        bulletin: Bulletin,
        photos: Mapping[UUID, bytes],
        now: datetime,
        zone: tzinfo,
    ) -> None:
        super().__init__()
        self.setter, self.bulletin, self.photos = setter, bulletin, photos
        self.now, self.zone = now, zone

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        self.words = Stack(self._parts())
        return width, max(CARD[1], self.words.wrap(width - _PHOTO[0] - 9.9, 1e6)[1])

    def draw(self) -> None:
        """Photo at the left, words at the right."""
        tall = self.wrap(self.across, 0)[1]
        photo_frame(self.canv, self.photos, self.bulletin, 0, tall - _PHOTO[1], _PHOTO)
        until = in_force_until(self.bulletin, self.zone)
        self.setter.put(self.canv, 0, tall - _PHOTO[1] - 8.2, until, Style(7, 9, Weight.REGULAR, ink.LOW))
        height = self.words.wrap(self.across - _PHOTO[0] - 9.9, 1e6)[1]
        self.words.drawOn(self.canv, _PHOTO[0] + 9.9, tall - height)

    def _parts(self) -> list[Flowable]:
        bulletin, setter = self.bulletin, self.setter
        body = Style(8.5, 10.5)
        parts: list[Flowable] = [Drawing(11, self._paint_head)]
        if bulletin.subject.plate:
            parts.append(Drawing(18, self._paint_plate))
            parts.append(Gap(2))
        else:
            parts.append(Passage(setter, self._title(), Style(11.5, 13.4, Weight.BOLD), most=2))
        parts.append(Passage(setter, short_description(bulletin, titled=True), body, most=3))
        seen = self._seen()
        if seen:
            parts += [Gap(1.2), Passage(setter, seen, Style(8.5, 10.5, Weight.REGULAR, ink.LOW), most=2)]
        if bulletin.requested_action and not bulletin.caution:
            parts += [Gap(1.2), Passage(setter, bold(first_line(bulletin.requested_action)), body, most=2)]
        if bulletin.caution:
            parts += [Gap(2.5), Caution(setter, bulletin.caution)]
        return parts

    def _title(self) -> str:
        bulletin = self.bulletin
        name = bolo_name(bulletin)
        if bulletin.kind is BulletinKind.BOLO_PERSON and not bulletin.subject.name:
            return _("Person, unknown")
        return name

    def _seen(self) -> str:
        where = self.bulletin.last_seen or ""
        when = seen_when(self.bulletin.last_seen_at, self.now, self.zone)
        both = ", ".join(part for part in (where, when) if part)
        return _("Last seen: {where}").format(where=both) if both else ""

    def _paint_head(self, canvas: Any, width: float, height: float) -> None:
        style = Style(7.5, 9, Weight.BOLD, ink.LOW)
        code = self.setter.put(canvas, width, height - 6.6, self.bulletin.code, style, Align.RIGHT)
        kind = card_kind(self.bulletin)
        words = Passage(self.setter, kind, style, most=1)
        tall = words.wrap(width - code - 6, height)[1]
        words.drawOn(canvas, 0, height - tall - 0.4)

    def _paint_plate(self, canvas: Any, _width: float, _height: float) -> None:
        signs.plate(
            canvas, self.setter, self.bulletin.subject.plate or "", 0, 1.5, Style(11.5, 14, Weight.BOLD)
        )


def card_kind(bulletin: Bulletin) -> str:
    """What a card says first: the offence, or the kind; a missing person never has an offence."""
    if bulletin.kind is BulletinKind.MISSING_PERSON or not bulletin.offence:
        return capital(label(bulletin.kind))
    return bulletin.offence


class Caution(Flowable):  # type: ignore[misc]  # the library brings no types
    """A filled bar with the caution in white; the last thing that would ever give way."""

    def __init__(self, setter: Setter, text: str) -> None:
        super().__init__()
        self.words = Passage(setter, text, Style(8.5, 10.5, Weight.BOLD, ink.WHITE), most=3)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        self.tall = self.words.wrap(width - 8, 1e6)[1] + 1.6
        return width, self.tall

    def draw(self) -> None:
        """The bar and its words."""
        self.canv.saveState()
        self.canv.setFillColor(colour(ink.INK))
        self.canv.rect(0, 0, self.across, self.tall, fill=1, stroke=0)
        self.canv.restoreState()
        self.words.drawOn(self.canv, 4, 0.8)
