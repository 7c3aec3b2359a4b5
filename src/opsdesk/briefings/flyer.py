"""The BOLO flyer: exactly one page, the upper half of which serves a guard alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from opsdesk.briefings import flyer_words as words
from opsdesk.briefings import ink, signs
from opsdesk.briefings.blocks import HEAD_HEIGHT, TABLE_HEAD_HEIGHT, Gap, SectionHead, Stack, numbered
from opsdesk.briefings.cards import framed
from opsdesk.briefings.facts import Facts
from opsdesk.briefings.flyer_ended import paint_ended
from opsdesk.briefings.flyer_parts import band, head_facts
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.model import Flyer, Paper, Stamp
from opsdesk.briefings.passages import Align, Passage, Setter
from opsdesk.briefings.pictures import map_picture, place
from opsdesk.briefings.sheet import Geometry, Page, Running, geometry, printed
from opsdesk.bulletins.model import BulletinKind
from opsdesk.wording.language import _

_PHOTO_PERSON = ((48 * mm, 60 * mm), (40 * mm, 50 * mm))
_PHOTO_VEHICLE = ((88 * mm, 58 * mm), (70 * mm, 46 * mm))
_ROW_TOP = 138.1
_CONTACT = 47.5
_MAP_TALL, _MAP_LEAST = 90 * mm, 60 * mm
_CAUTIONS = ((19.0, 2), (15.0, 3), (12.0, 5))
_WRITE_LINE = 20.0


@dataclass(slots=True)
class Making:
    """What the parts of a flyer need, and the fields that turned out too long for the page."""

    setter: Setter
    flyer: Flyer
    stamp: Stamp
    sheet: Geometry
    too_long: list[str] = field(default_factory=list)


def bolo_flyer(flyer: Flyer, stamp: Stamp, setter: Setter, paper: Paper) -> tuple[bytes, tuple[str, ...]]:
    """The file of one page, and the names of the fields that do not fit even after everything gave way."""
    making = Making(setter, flyer, stamp, geometry(paper))
    bulletin = flyer.bulletin
    state = bulletin.state(flyer.now)
    page = Page()
    if state in words.ENDED:
        page.paints.append(lambda canvas: paint_ended(canvas, setter, making.sheet, flyer, stamp, state))
    else:
        page.paints.append(lambda canvas: _paint(canvas, making))
    kind = _("BOLO flyer {code}") if bulletin.kind in _BOLO else _("Flyer {code}")
    running = Running(kind.format(code=bulletin.code), stamp.desk, stamp, flyer.marking)
    data = printed([page], running, setter, making.sheet)
    return data, tuple(dict.fromkeys(making.too_long))


_BOLO = frozenset({BulletinKind.BOLO_PERSON, BulletinKind.BOLO_VEHICLE})


def _paint(canvas: Any, making: Making) -> None:
    bulletin, sheet, setter = making.flyer.bulletin, making.sheet, making.setter
    band(canvas, setter, sheet, words.title(bulletin), bulletin.code, filled=True)
    state = bulletin.state(making.flyer.now)
    head_facts(canvas, setter, sheet, words.head_facts(bulletin, state, making.stamp.zone))
    floor = sheet.fold + ink.FOLD_CLEAR
    box = _CautionBox(making)
    room = sheet.height - _ROW_TOP - floor - _CONTACT - box.height - 10.5
    used = _paint_record(canvas, making, room)
    y = sheet.height - _ROW_TOP - used - 10.5
    y -= box.height
    if box.height:
        box.paint(canvas, y)
    _paint_contact(canvas, making, y)
    _paint_lower(canvas, making)


# ---------------------------------------------------------------- upper half


class _CautionBox:
    """The caution between hatched ends, or the order in a plain frame; it never gives way."""

    def __init__(self, making: Making) -> None:
        bulletin = making.flyer.bulletin
        self.making = making
        self.hatched = bool(bulletin.caution)
        self.text = (bulletin.caution or words.order(bulletin)).strip()
        self.height = 0.0
        if not self.text:
            return
        width = making.sheet.across - (74 if self.hatched else 20)
        style, most = ink.FLYER, 1
        for size, most in _CAUTIONS:
            style = Style(size if self.hatched else size - 1.5, size * 1.24, Weight.BOLD)
            if len(Passage(making.setter, self.text, style).set_lines(width)) <= most:
                break
        else:
            making.too_long.append("caution")
        self.part = Passage(making.setter, self.text, style, align=Align.CENTRE, most=most)
        self.height = max(42.6 if self.hatched else 37.3, self.part.wrap(width, 1e6)[1] + 14)
        self.width = width

    def paint(self, canvas: Any, y: float) -> None:
        """Draw it with its lower edge at y."""
        sheet = self.making.sheet
        if self.hatched:
            for x in (sheet.left, sheet.right - 26):
                signs.hatched(canvas, x, y, 26, self.height)
        canvas.saveState()
        canvas.setStrokeColor(colour(ink.INK))
        canvas.setLineWidth(0.8 if self.hatched else 1.4)
        canvas.rect(sheet.left, y, sheet.across, self.height, fill=0, stroke=1)
        canvas.restoreState()
        tall = self.part.wrap(self.width, 1e6)[1]
        lift = (self.height - tall) / 2 - 0.4
        self.part.drawOn(canvas, sheet.left + (sheet.across - self.width) / 2, y + lift)


def _paint_record(canvas: Any, making: Making, room: float) -> float:
    """Photo and facts; what gives way: text to 9 pt, then the photo. Returns the height used."""
    bulletin, sheet = making.flyer.bulletin, making.sheet
    vehicle = bulletin.kind is BulletinKind.BOLO_VEHICLE
    sizes = _PHOTO_VEHICLE if vehicle else _PHOTO_PERSON
    tries = [(size, style) for size in sizes for style in (ink.FLYER, Style(9, 11.8))]
    for photo, style in tries:
        facts = _record_words(making, style)
        tall = facts.wrap(sheet.across - photo[0] - 16.7, 1e6)[1]
        if max(tall, photo[1]) <= room + 0.5:
            break
    else:
        photo, style = tries[-1]
        facts, tall = _cut_record(making, style, sheet.across - photo[0] - 16.7, room)
        making.too_long.append("description")
    top = sheet.height - _ROW_TOP
    framed(canvas, making.flyer.photo, sheet.left, top - photo[1], photo, vehicle=vehicle)
    facts.wrap(sheet.across - photo[0] - 16.7, 1e6)
    facts.drawOn(canvas, sheet.left + photo[0] + 16.7, top - tall)
    return float(max(photo[1], tall))


def _record_words(
    making: Making, style: Style, most_rows: int | None = None, most: int | None = None
) -> Stack:
    bulletin, setter = making.flyer.bulletin, making.setter
    parts: list[Flowable] = []
    if bulletin.kind is BulletinKind.BOLO_VEHICLE and bulletin.subject.plate:
        parts += [_Plate(setter, bulletin.subject.plate), Gap(10)]
    title = words.name(bulletin)
    parts.append(Passage(setter, title, Style(18, 21, Weight.BOLD), most=2))
    called = words.aliases(bulletin)
    if called:
        grey = replace(style, colour=ink.MID)
        parts.append(Passage(setter, called, grey, most=2))
    rows = words.record(bulletin, making.flyer.now)[:most_rows]
    parts += [Gap(3), Facts(setter, rows, style, most=most)]
    return Stack(parts)


def _cut_record(making: Making, style: Style, width: float, room: float) -> tuple[Stack, float]:
    """As much of the record as there is room for; the rest is named as too long."""
    number = len(words.record(making.flyer.bulletin, making.flyer.now))
    for rows in range(number, -1, -1):
        for most in (3, 2, 1):
            cut = _record_words(making, style, rows, most)
            tall = cut.wrap(width, 1e6)[1]
            if tall <= room + 0.5:
                return cut, tall
    cut = _record_words(making, style, 0, 1)
    return cut, cut.wrap(width, 1e6)[1]


class _Plate(Flowable):  # type: ignore[misc]  # the library brings no types
    """The plate of a vehicle in 29 pt over the whole column."""

    def __init__(self, setter: Setter, text: str) -> None:
        super().__init__()
        self.setter, self.text = setter, text

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        return width, 43.0

    def draw(self) -> None:
        """The plate."""
        signs.plate(self.canv, self.setter, self.text, 0, 1.5, Style(29, 32, Weight.BOLD), self.across)


def _paint_contact(canvas: Any, making: Making, y: float) -> None:
    """Telephone, radio, and what to say; y is the lower edge of the box above."""
    setter, sheet, flyer = making.setter, making.sheet, making.flyer
    step = (0.0, 175.8, 334.8)
    width = sheet.across
    bulletin = flyer.bulletin
    labels = y - 15.7
    if flyer.telephone:
        setter.put(canvas, sheet.left, labels, _("Call the desk at once"), ink.LABEL)
        style = setter.fitted(flyer.telephone, Style(24, 28, Weight.BOLD), step[1] - 12, 10)
        setter.put(canvas, sheet.left, y - 37.4, flyer.telephone, style)
    second = (_("By radio"), flyer.radio) if flyer.radio else (_("Ask for"), bulletin.contact)
    if second[1]:
        setter.put(canvas, sheet.left + step[1], labels, second[0], ink.LABEL)
        style = setter.fitted(second[1], Style(14, 17, Weight.BOLD), step[2] - step[1] - 10, 7)
        setter.put(canvas, sheet.left + step[1], y - 34.0, second[1], style)
    setter.put(canvas, sheet.left + step[2], labels, _("Say"), ink.LABEL)
    say = Passage(setter, _("{code}, where, which way, when.").format(code=bulletin.code), ink.FLYER, most=2)
    tall = say.wrap(width - step[2], 1e6)[1]
    say.drawOn(canvas, sheet.left + step[2], labels - 2.2 - tall)


# ---------------------------------------------------------------- lower half


def _paint_lower(canvas: Any, making: Making) -> None:
    sheet = making.sheet
    top = sheet.fold - ink.FOLD_CLEAR + 0.3
    column = (sheet.across - ink.COLUMN_GAP) / 2
    seen = words.last_seen(making.flyer, making.stamp.zone)
    both = making.flyer.map is not None or bool(seen)
    if both:
        _paint_last_seen(canvas, making, top, column, seen)
    x, width = (sheet.left + column + ink.COLUMN_GAP, column) if both else (sheet.left, sheet.across)
    _paint_side(canvas, making, x, top, width)


def _paint_last_seen(canvas: Any, making: Making, top: float, width: float, seen: str) -> None:
    """The map with its line; the map gives way to the line down to 60 mm."""
    setter, sheet, flyer = making.setter, making.sheet, making.flyer
    head = SectionHead(setter, _("Last seen"))
    head.wrap(width, 1e6)
    head.drawOn(canvas, sheet.left, top - 21.5)
    y = top - 21.5
    line = Passage(setter, seen, ink.FLYER)
    room = y - sheet.bottom
    if flyer.map is not None:
        tall = min(_MAP_TALL, max(_MAP_LEAST, room - 5 - line.wrap(width, 1e6)[1]))
        picture = map_picture(flyer.map.paint(width / mm, tall / mm), width, tall)
        place(canvas, picture, sheet.left, y - tall, width, tall)
        canvas.saveState()
        canvas.setStrokeColor(colour(ink.INK))
        canvas.setLineWidth(0.6)
        canvas.rect(sheet.left, y - tall, width, tall, fill=0, stroke=1)
        canvas.restoreState()
        y -= tall + 2.5
        room = y - sheet.bottom
    most = max(1, int(room // ink.FLYER.leading))
    if len(line.set_lines(width)) > most:
        making.too_long.append("last_seen")
        line = Passage(setter, seen, ink.FLYER, most=most)
    height = line.wrap(width, 1e6)[1]
    line.drawOn(canvas, sheet.left, y - height)


def _paint_side(canvas: Any, making: Making, x: float, top: float, width: float) -> None:
    """What happened, what we ask, limits, lines to write on; the last give way first."""
    room = top - making.sheet.bottom
    tries: list[tuple[int, int | None, Style]] = [
        *((lines, None, ink.FLYER) for lines in (4, 3, 2, 0)),
        (0, 4, ink.FLYER),
        (0, 4, Style(9, 11.8)),
    ]
    for lines, most, style in tries:
        side = _side(making, lines, most, style)
        if side.wrap(width, 1e6)[1] <= room:
            break
    else:
        side = _cut_side(making, width, room)
    tall = side.wrap(width, 1e6)[1]
    side.drawOn(canvas, x, top - tall)


def _cut_side(making: Making, width: float, room: float) -> Stack:
    """The limits stay whole; the requests, then what happened, are cut and named."""
    style = Style(9, 11.8)
    making.too_long.append("requested_action")
    for asked in (4, 3, 2, 1):
        for happened in (4, 2, 1):
            side = _side(making, 0, happened, style, asked, 3)
            if side.wrap(width, 1e6)[1] <= room:
                return side
    making.too_long.append("restrictions")
    return _side(making, 0, 1, style, 1, 1, 4)


def _side(
    making: Making,
    lines: int,
    happened: int | None,
    style: Style,
    asked: int | None = None,
    each: int | None = None,
    limits: int | None = None,
) -> Stack:
    setter, flyer = making.setter, making.flyer
    parts: list[Flowable] = []

    def head(name: str, height: float = HEAD_HEIGHT) -> None:
        if parts:
            parts.append(Gap(12))
        parts.append(SectionHead(setter, name, "", height))

    text = flyer.bulletin.text.strip()
    if text:
        head(_("What happened"))
        parts.append(Passage(setter, text, style, most=happened))
    ask = words.requests(flyer.bulletin)[:asked]
    if ask:
        head(_("What we ask"))
        parts.append(numbered(setter, ask, style, 14.4, 1.0, most=each))
    head(_("Source and limits"), TABLE_HEAD_HEIGHT)
    parts.append(Facts(setter, words.limits(flyer), ink.BODY, lines=False, most=limits))
    if lines:
        head(_("Seen? Write it down"))
        names = [_("Time"), _("Place"), _("Direction"), _("With")][:lines]
        parts.append(Facts(setter, [(name, "") for name in names], ink.BODY, write=_WRITE_LINE))
    return Stack(parts)
