"""The boxes of an ICS form: numbered blocks with thin edges, one under the other without a gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable

from opsdesk.briefings import ink
from opsdesk.briefings.blocks import rule
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.model import Place
from opsdesk.briefings.passages import Setter
from opsdesk.wording.language import _

EDGE = 0.6
INSET = 4.3
LABEL_TALL = 13.5


def edged(canvas: Any, x: float, y: float, width: float, height: float) -> None:
    """A rectangle in a thin line."""
    canvas.saveState()
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setLineWidth(EDGE)
    canvas.rect(x, y, width, height, fill=0, stroke=1)
    canvas.restoreState()


class Boxed(Flowable):  # type: ignore[misc]  # the library brings no types
    """One block: its number and name over what is in it; `below` is left free to write in.

    Splits where its content does; the second box says that it is continued.
    """

    def __init__(self, setter: Setter, label: str, part: Flowable, below: float = 10.0) -> None:
        super().__init__()
        self.setter, self.label, self.part, self.below = setter, label, part, below

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        self.inner = self.part.wrap(width - 2 * INSET, 1e6)[1]
        self.tall = LABEL_TALL + self.inner + self.below
        return width, self.tall

    def split(self, width: float, height: float) -> list[Flowable]:
        """Two boxes, where the content can be parted."""
        tall = self.wrap(width, height)[1]
        if tall - self.below + 2 <= height:
            return []
        pieces = self.part.split(width - 2 * INSET, height - LABEL_TALL - 3)
        if len(pieces) < 2:
            return []
        again = self.label if self.label.endswith(_continued()) else self.label + _continued()
        return [
            Boxed(self.setter, self.label, pieces[0], 3),
            Boxed(self.setter, again, pieces[1], self.below),
        ]

    def draw(self) -> None:
        """Edge, label, content."""
        edged(self.canv, 0, 0, self.across, self.tall)
        self.setter.put(self.canv, INSET, self.tall - 9.4, self.label, ink.LABEL)
        self.part.drawOn(self.canv, INSET, self.below)


def _continued() -> str:
    return _(", continued")


class Chart(Flowable):  # type: ignore[misc]  # the library brings no types
    """The organization: commander, staff beside the line, sections under it; empty boxes stay to write in."""

    _TALL = 22.3
    _IN_ROW = 4

    def __init__(
        self, setter: Setter, commander: str, staff: Sequence[Place], sections: Sequence[Place]
    ) -> None:
        super().__init__()
        self.setter, self.commander = setter, commander
        self.staff, self.sections = list(staff), list(sections)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        return width, self._TALL + self._staff_tall() + self._sections_tall() + 2

    def _staff_tall(self) -> float:
        return -(-len(self.staff) // 2) * (self._TALL + 4.6)

    def _rows(self) -> list[list[Place]]:
        step = self._IN_ROW
        return [self.sections[i : i + step] for i in range(0, len(self.sections), step)]

    def _sections_tall(self) -> float:
        return len(self._rows()) * (self._TALL + 13)

    def draw(self) -> None:
        """Boxes and the lines between them."""
        canvas, middle = self.canv, self.across / 2
        y = self.wrap(self.across, 0)[1] - self._TALL
        canvas.setStrokeColor(colour(ink.INK))
        canvas.setLineWidth(EDGE)
        wide = 131.5
        self._box(middle - wide / 2, y, wide, Place(position=_("Incident commander"), name=self.commander))
        trunk = y
        for i in range(0, len(self.staff), 2):
            y -= self._TALL + 4.6
            for place, x in zip(self.staff[i : i + 2], (middle - 28 - wide, middle + 28), strict=False):
                self._box(x, y, wide, place)
                near = x + wide if x < middle else x
                canvas.line(near, y + self._TALL / 2, middle, y + self._TALL / 2)
        for row in self._rows():
            beam = y - 6.5
            y -= self._TALL + 13
            self._section_row(row, y, beam)
            canvas.line(middle, trunk, middle, beam)

    def _section_row(self, row: list[Place], y: float, beam: float) -> None:
        gap = 8.0
        wide = (self.across - gap * (self._IN_ROW - 1)) / self._IN_ROW
        left = (self.across - len(row) * wide - (len(row) - 1) * gap) / 2
        centres = []
        for i, place in enumerate(row):
            x = left + i * (wide + gap)
            self._box(x, y, wide, place)
            centres.append(x + wide / 2)
            self.canv.line(centres[-1], beam, centres[-1], y + self._TALL)
        self.canv.line(min(*centres, self.across / 2), beam, max(*centres, self.across / 2), beam)

    def _box(self, x: float, y: float, width: float, place: Place) -> None:
        setter = self.setter
        edged(self.canv, x, y, width, self._TALL)
        label = setter.fitted(place.position, ink.LABEL, width - 6, 4.5)
        setter.put(self.canv, x + 3, y + self._TALL - 8, place.position, label)
        style = setter.fitted(place.name, Style(8.8, 11), width - 6, 5)
        setter.put(self.canv, x + 3, y + 4.6, place.name, style)


class BlankRows(Flowable):  # type: ignore[misc]  # the library brings no types
    """Rows to write in with the hairlines of a table; a box to tick in each, `tick` points from the left."""

    def __init__(self, rows: int, tall: float, paint_tick: Any, tick: float) -> None:
        super().__init__()
        self.rows, self.row, self.paint_tick, self.tick = rows, tall, paint_tick, tick

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        return width, self.rows * self.row

    def draw(self) -> None:
        """Hairlines and boxes."""
        for i in range(self.rows):
            y = i * self.row
            rule(self.canv, 0, y, self.across, 0.35, ink.LINE)
            self.paint_tick(self.canv, self.tick * self.across, y + (self.row - 8.5) / 2)


def block_value(
    setter: Setter, canvas: Any, x: float, y: float, width: float, label: str, value: str
) -> None:
    """A small block of one value; x, y is its upper left corner."""
    setter.put(canvas, x + INSET, y - 9.8, label, ink.LABEL)
    style = setter.fitted(value, Style(10.5, 13, Weight.BOLD), width - 2 * INSET, 6)
    setter.put(canvas, x + INSET, y - 22.3, value, style)
