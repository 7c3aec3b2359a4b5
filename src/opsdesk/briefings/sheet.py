"""The sheet: paper, margins, running lines, marking and fold; and the pager that fills its pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from opsdesk.briefings import ink
from opsdesk.briefings.blocks import rule
from opsdesk.briefings.ink import colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.model import Paper, Stamp
from opsdesk.briefings.passages import Align, Setter, Text, bold
from opsdesk.errors import Refused
from opsdesk.handling import Marking
from opsdesk.wording.language import _
from opsdesk.wording.numbers import ordinal
from opsdesk.wording.times import moment

# ASCII85 in pure Python takes 98 % of the time of a packet with photos, and a file has no need of it.
rl_config.useA85 = 0

_SIZES = {Paper.A4: (210 * mm, 297 * mm), Paper.LETTER: (8.5 * 72, 11 * 72)}
MOST_PAGES = 400


@dataclass(frozen=True, slots=True)
class Geometry:
    """A page in points, y from the bottom: its size, and the rectangle that text stands in."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def across(self) -> float:
        """Width of the text."""
        return self.right - self.left

    @property
    def tall(self) -> float:
        """Height of the text."""
        return self.top - self.bottom

    @property
    def fold(self) -> float:
        """Where the page is folded."""
        return self.height / 2


def geometry(paper: Paper, *, form: bool = False) -> Geometry:
    """The sheet of a paper; `form` has the even margins of an ICS form."""
    width, height = _SIZES[paper]
    left, right = (18 * mm, 18 * mm) if form else (20 * mm, 16 * mm)
    return Geometry(width, height, left, width - right, height - 24 * mm, 22 * mm)


@dataclass(frozen=True, slots=True)
class Running:
    """What the running lines of every page say."""

    kind: str
    line: str
    stamp: Stamp
    marking: Marking
    fold: bool = True


Painter = Callable[[Any], None]


@dataclass(slots=True)
class Page:
    """One page to be: flowables with the left and lower end where each stands, and free drawings."""

    placed: list[tuple[Flowable, float, float]] = field(default_factory=list)
    paints: list[Painter] = field(default_factory=list)


class Pager:
    """Fills pages from the top with flowables; nothing is drawn before all are placed."""

    def __init__(self, sheet: Geometry) -> None:
        self.sheet = sheet
        self.pages: list[Page] = []
        self._y = 0.0
        self._fresh = True

    def turn(self) -> Page:
        """Begin a page."""
        if len(self.pages) >= MOST_PAGES:
            raise Refused("packet_too_long", pages=MOST_PAGES)
        self.pages.append(Page())
        self._y, self._fresh = self.sheet.top, True
        return self.pages[-1]

    def skip_to(self, y: float) -> None:
        """Go on at a height of this page, in points from the bottom."""
        self._y = y

    @property
    def room(self) -> float:
        """Height that is left on this page."""
        return self._y - self.sheet.bottom

    def add(self, block: Flowable, gap: float) -> int:
        """Place a block, over as many pages as it needs; returns the number of the page that it begins on."""
        if not self.pages:
            self.turn()
        begins = 0
        rest: Flowable | None = block
        while rest is not None:
            above = 0.0 if self._fresh else gap
            height = rest.wrap(self.sheet.across, self.room - above)[1]
            if height <= self.room - above + 0.01:
                self._put(rest, height, above)
                return begins or len(self.pages)
            pieces = rest.split(self.sheet.across, self.room - above)
            if pieces:
                self._put(pieces[0], pieces[0].wrap(self.sheet.across, self.room)[1], above)
                begins = begins or len(self.pages)
                rest = pieces[1]
            elif self._fresh:
                raise Refused("part_too_tall", points=round(height))
            self.turn()
        return begins

    def _put(self, block: Flowable, height: float, above: float) -> None:
        self._y -= above + height
        self.pages[-1].placed.append((block, self.sheet.left, self._y))
        self._fresh = False


def document(title: str, setter: Setter, sheet: Geometry) -> tuple[Canvas, io.BytesIO]:
    """An empty document that begins in an embedded face and says the same for the same input."""
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(sheet.width, sheet.height),
        pageCompression=1,
        invariant=1,
        initialFontName=setter.letters.first,
        initialFontSize=9,
        initialLeading=12,
    )
    canvas.setTitle(title)
    canvas.setCreator("OpsDesk")
    canvas.setProducer("OpsDesk")
    return canvas, out


def printed(pages: Sequence[Page], running: Running, setter: Setter, sheet: Geometry) -> bytes:
    """Draw all pages with their running lines; returns the file."""
    canvas, out = document(f"{running.kind}, {running.line}", setter, sheet)
    for number, page in enumerate(pages, 1):
        for paint in page.paints:
            paint(canvas)
        for block, x, y in page.placed:
            block.drawOn(canvas, x, y)
        _running_lines(canvas, running, setter, sheet, number, len(pages))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def marking_box(canvas: Any, setter: Setter, marking: Marking, right: float, y: float) -> None:
    """The marking in its black box, its lower right corner at right, y."""
    width = setter.width(marking.value, ink.MARK) + 10.4
    canvas.saveState()
    canvas.setFillColor(colour(ink.BLACK))
    canvas.rect(right - width, y, width, 18, fill=1, stroke=0)
    style = ink.Style(ink.MARK.size, ink.MARK.leading, Weight.BOLD, ink.MARKING_COLOURS[marking])
    setter.put(canvas, right - width / 2, y + 4.6, marking.value, style, Align.CENTRE)
    canvas.restoreState()


def _running_lines(
    canvas: Any, running: Running, setter: Setter, sheet: Geometry, number: int, pages: int
) -> None:
    top = sheet.height
    head: list[Text] = [(bold(running.kind),), running.line]
    x = sheet.left
    room = sheet.right - x - 110
    for text in head:
        style = setter.fitted(text, ink.RUNNING, room, 5)
        used = setter.put(canvas, x, top - 40.6, text, style)
        x, room = x + used + 6, room - used - 6
    marking_box(canvas, setter, running.marking, sheet.right, top - 45.4)
    rule(canvas, sheet.left, top - 50, sheet.across, 0.7)
    rule(canvas, sheet.left, 49.8, sheet.across, 0.7)
    marking_box(canvas, setter, running.marking, sheet.right, 28.2)
    _foot(canvas, running.stamp, setter, sheet, number, pages)
    if running.fold:
        for x in (0.0, sheet.width - 14):
            rule(canvas, x, sheet.fold, 14, 0.5, ink.RULE)
    if running.stamp.copy_number is None:
        _across(canvas, setter, sheet, _("PREVIEW"))


def _foot(canvas: Any, stamp: Stamp, setter: Setter, sheet: Geometry, number: int, pages: int) -> None:
    parts: list[Text] = [
        (bold(_("Page {number} of {pages}").format(number=number, pages=pages)),),
        copy_words(stamp),
    ]
    if stamp.recipient:
        parts.append(_("For {recipient}").format(recipient=recipient_words(stamp)))
    x = sheet.left
    room = sheet.right - x - 120
    for text in parts:
        style = setter.fitted(text, ink.RUNNING, room, 5)
        used = setter.put(canvas, x, 39.4, text, style)
        x, room = x + used + 6, room - used - 6
    second = _("Generated {at}").format(at=moment(stamp.generated_at, stamp.zone, year=True, seconds=True))
    if stamp.journal_head:
        digits = stamp.journal_head[:12]
        head = " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))
        second += "   " + _("Journal {seq}, head {head}").format(
            seq=ordinal(stamp.journal_seq or 0), head=head
        )
    small = ink.Style(7.4, 9, Weight.REGULAR, ink.MID)
    setter.put(canvas, sheet.left, 28.8, second, setter.fitted(second, small, sheet.across - 120, 5))


def copy_words(stamp: Stamp) -> str:
    """`Copy 3 of 7`, `Copy 3`, or `Preview`, which has no number."""
    if stamp.copy_number is None:
        return _("Preview, no copy")
    if stamp.copies:
        return _("Copy {number} of {copies}").format(number=stamp.copy_number, copies=stamp.copies)
    return _("Copy {number}").format(number=stamp.copy_number)


def recipient_words(stamp: Stamp) -> str:
    """The recipient with the organization, where it is another name."""
    if stamp.recipient_organization and stamp.recipient_organization != stamp.recipient:
        return f"{stamp.recipient}, {stamp.recipient_organization}"
    return stamp.recipient


def _across(canvas: Any, setter: Setter, sheet: Geometry, word: str) -> None:
    """A word across the page, pale and only outlined, so that everything under it stays readable."""
    canvas.saveState()
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(52)
    outlined(canvas, setter, word, 110, 1.0, ink.PREVIEW)
    canvas.restoreState()


def outlined(canvas: Any, setter: Setter, word: str, size: float, line: float, token: str) -> None:
    """A word in outline around the origin, in the bold face."""
    style = ink.Style(size, size, Weight.BOLD)
    width = setter.width(word, style)
    canvas.setStrokeColor(colour(token))
    canvas.setLineWidth(line)
    canvas.setLineJoin(1)
    text = canvas.beginText(-width / 2, -size * 0.357)
    text.setTextRenderMode(1)
    for face, part in setter.letters.pieces(word, Weight.BOLD):
        text.setFont(face, size)
        text.textOut(part)
    canvas.drawText(text)
