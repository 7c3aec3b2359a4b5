"""The parts of a page as Platypus flowables: stacks, section heads, columns, lines to write on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reportlab.platypus import Flowable

from opsdesk.briefings import ink
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.passages import Align, Passage, Setter, Text
from opsdesk.wording.language import _

HEAD_HEIGHT = 21.5
"""From the rule over a section's head to its text, in points."""
TABLE_HEAD_HEIGHT = 18.5
"""The same where a table follows, whose head begins with small words."""
FOOT_GAP = 2.5


def rule(canvas: Any, x: float, y: float, width: float, thick: float = 1.0, token: str = ink.INK) -> None:
    """A horizontal line from x to the right."""
    canvas.saveState()
    canvas.setStrokeColor(colour(token))
    canvas.setLineWidth(thick)
    canvas.line(x, y, x + width, y)
    canvas.restoreState()


class SectionHead(Flowable):  # type: ignore[misc]  # the library brings no types
    """A rule, the section's name, and a short note at the right."""

    def __init__(self, setter: Setter, title: str, note: Text = "", height: float = HEAD_HEIGHT) -> None:
        super().__init__()
        self.setter, self.title, self.note, self.tall = setter, title, note, height

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        return width, self.tall

    def draw(self) -> None:
        """Draw at the flowable's own origin."""
        top = self.tall
        rule(self.canv, 0, top, self.across)
        used = self.setter.put(self.canv, 0, top - 14.4, self.title, ink.SECTION)
        room = self.across - used - 12
        style = self.setter.fitted(self.note, ink.NOTE, room, 5.5)
        self.setter.put(self.canv, self.across, top - 14.4, self.note, style, Align.RIGHT)


class Gap(Flowable):  # type: ignore[misc]  # the library brings no types
    """Empty height between two parts."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.height = height

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        return width, self.height

    def draw(self) -> None:
        """Nothing."""


class Drawing(Flowable):  # type: ignore[misc]  # the library brings no types
    """A fixed height that a function draws into: `paint(canvas, width, height)`, origin at the lower left."""

    def __init__(self, height: float, paint: Callable[[Any, float, float], None]) -> None:
        super().__init__()
        self.tall, self.paint = height, paint

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        return width, self.tall

    def draw(self) -> None:
        """Draw at the flowable's own origin."""
        self.paint(self.canv, self.across, self.tall)


class Stack(Flowable):  # type: ignore[misc]  # the library brings no types
    """Parts one under the other that may part between pages, or inside one of them.

    `head` stays with what follows it and is drawn again on the next page as `head_again`; `whole` never
    parts. A part that is alone too tall for a page is the caller's error: texts and rows are capped.
    """

    def __init__(
        self,
        parts: Sequence[Flowable],
        *,
        head: Flowable | None = None,
        head_again: Flowable | None = None,
        whole: bool = False,
    ) -> None:
        super().__init__()
        self.parts, self.head, self.head_again, self.whole = list(parts), head, head_again, whole

    def _all(self) -> list[Flowable]:
        return ([self.head] if self.head is not None else []) + self.parts

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        self.heights = [part.wrap(width, height)[1] for part in self._all()]
        return width, sum(self.heights)

    def split(self, width: float, height: float) -> list[Flowable]:
        """What fits on this page, and the rest under its head again; none if all should go over."""
        if self.whole:
            return []
        self.wrap(width, height)
        used = self.heights[0] if self.head is not None else 0.0
        heights = self.heights[1:] if self.head is not None else self.heights
        for i, (part, tall) in enumerate(zip(self.parts, heights, strict=True)):
            if used + tall <= height + 0.01:
                used += tall
                continue
            pieces = part.split(width, height - used)
            before, after = self.parts[:i], self.parts[i:]
            if pieces:
                before, after = [*before, pieces[0]], [*pieces[1:], *after[1:]]
            while before and isinstance(before[-1], Gap):
                before.pop()
            while after and isinstance(after[0], Gap):
                after.pop(0)
            if not before or not after:
                return []
            if all(isinstance(rest, Foot | Gap) for rest in after):
                before, after = _with_rows(before, after, width)
            again = self.head_again or self.head
            return [
                Stack(before, head=self.head, head_again=again),
                Stack(after, head=again, head_again=again),
            ]
        return []

    def draw(self) -> None:
        """Draw the parts from the top."""
        y = sum(self.heights)
        for part, tall in zip(self._all(), self.heights, strict=True):
            y -= tall
            part.drawOn(self.canv, 0, y)


class Foot(Passage):
    """A note under a table; it never stands on a page without a row of its table."""

    def split(self, _width: float, _height: float) -> list[Flowable]:
        """Never parted: it is a few lines."""
        return []


def _with_rows(
    before: list[Flowable], after: list[Flowable], width: float
) -> tuple[list[Flowable], list[Flowable]]:
    """Give the foot of a table its last rows to take over to the next page, where they can be parted."""
    tall = before[-1].wrap(width, 1e6)[1]
    pieces = before[-1].split(width, tall - 1)
    if len(pieces) == 2:
        return [*before[:-1], pieces[0]], [pieces[1], Gap(FOOT_GAP), *after]
    return before, after


class Columns(Flowable):  # type: ignore[misc]  # the library brings no types
    """Parts side by side, tops aligned; `shares` are their parts of the width. Never splits."""

    def __init__(
        self, parts: Sequence[Flowable], shares: Sequence[float], gap: float = ink.COLUMN_GAP
    ) -> None:
        super().__init__()
        self.parts, self.shares, self.gap = list(parts), list(shares), gap

    def widths(self, width: float) -> list[float]:
        """The width of each column, in points."""
        free = width - self.gap * (len(self.parts) - 1)
        return [free * share / sum(self.shares) for share in self.shares]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        self.heights = [
            part.wrap(w, height)[1] for part, w in zip(self.parts, self.widths(width), strict=True)
        ]
        return width, max(self.heights, default=0.0)

    def draw(self) -> None:
        """Draw each from the common top."""
        x, top = 0.0, max(self.heights, default=0.0)
        for part, w, tall in zip(self.parts, self.widths(self.across), self.heights, strict=True):
            part.drawOn(self.canv, x, top - tall)
            x += w + self.gap


def section(
    setter: Setter,
    title: str,
    note: Text,
    parts: Sequence[Flowable],
    *,
    height: float = HEAD_HEIGHT,
    whole: bool = False,
) -> Stack:
    """A section with its head; on the next page the head says that it is continued."""
    again = _("{title}, continued").format(title=title)
    return Stack(
        parts,
        head=SectionHead(setter, title, note, height),
        head_again=SectionHead(setter, again, "", height),
        whole=whole,
    )


def ruled(lines: int, distance: float = ink.NOTE_LINE, above: float = 0.0) -> Drawing:
    """So many lines to write on."""

    def paint(canvas: Any, width: float, height: float) -> None:
        for i in range(lines):
            rule(canvas, 0, height - above - (i + 1) * distance, width, 0.5, ink.RULE)

    return Drawing(above + lines * distance + 1, paint)


def labelled(setter: Setter, canvas: Any, x: float, y: float, label: str, value: Text, style: Style) -> None:
    """A small label with its value under it; y is the label's baseline."""
    setter.put(canvas, x, y, label, ink.LABEL)
    setter.put(canvas, x, y - 12.4, value, style)


def numbered(
    setter: Setter,
    items: Sequence[str],
    style: Style,
    indent: float,
    gap: float = 0.0,
    *,
    most: int | None = None,
) -> Stack:
    """Numbered sentences, each with its number in bold at the left."""
    rows: list[Flowable] = []
    for i, item in enumerate(items, 1):
        if rows and gap:
            rows.append(Gap(gap))
        rows.append(Hanging(setter, str(i), Passage(setter, item, style, most=most), style, indent))
    return Stack(rows)


class Hanging(Flowable):  # type: ignore[misc]  # the library brings no types
    """A bold word or a drawn sign at the left, and a part indented beside it. Never splits."""

    def __init__(
        self,
        setter: Setter,
        mark: str | Callable[[Any, float, float], None],
        part: Flowable,
        style: Style,
        indent: float,
    ) -> None:
        super().__init__()
        self.setter, self.mark, self.part, self.style, self.indent = setter, mark, part, style, indent

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.tall = self.part.wrap(width - self.indent, height)[1]
        return width, self.tall

    def draw(self) -> None:
        """The mark on the first line, the part beside it."""
        style = self.style
        baseline = self.tall - (style.leading - style.size) / 2 - style.size * 0.86
        if callable(self.mark):
            self.mark(self.canv, 0, baseline)
        else:
            marked = Style(style.size, style.leading, Weight.BOLD, style.colour)
            self.setter.put(self.canv, 0, baseline, self.mark, marked)
        self.part.drawOn(self.canv, self.indent, 0)
