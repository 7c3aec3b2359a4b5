"""Tables of the page: a head that repeats, hairlines, rows that never split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.platypus import Flowable

from opsdesk.briefings import ink
from opsdesk.briefings.blocks import rule
from opsdesk.briefings.ink import Style
from opsdesk.briefings.passages import Align, Passage, Setter, Text

HEAD = 13.5
"""Height of a table's head in points, its rule included."""
_TOGETHER = 2
CELL_LINES = 6
"""A cell has at most so many lines, so that a row always fits on a page."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its part of the width, how it is aligned, how many lines a cell may have."""

    head: str
    share: float
    align: Align = Align.LEFT
    most: int = CELL_LINES
    more: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A cell that is drawn: `paint(canvas, x, y, size)` with its lower left corner, then a text beside it."""

    paint: Callable[[Any, float, float, float], None]
    text: Text = ""
    size: float = 12.0


Cell = Text | Sign


class Table(Flowable):  # type: ignore[misc]  # the library brings no types
    """Rows under a head; splits between rows, at least two on either page, the head again on the next."""

    def __init__(
        self,
        setter: Setter,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        *,
        pad: float = 2.4,
        style: Style = ink.TABLE,
        least: float = 0.0,
    ) -> None:
        super().__init__()
        self.setter, self.columns, self.rows = setter, list(columns), list(rows)
        self.pad, self.style, self.least = pad, style, least
        self._beside = replace(style, size=style.size - 0.4)
        self._width = -1.0
        self._cells: list[list[Passage | Sign]] = []
        self._heights: list[float] = []

    def widths(self) -> list[float]:
        """The width of each column in points."""
        whole = sum(column.share for column in self.columns)
        return [self._width * column.share / whole for column in self.columns]

    def _measure(self, width: float) -> None:
        if width == self._width:
            return
        self._width = width
        widths = self.widths()
        self._cells = [
            [
                cell
                if isinstance(cell, Sign)
                else Passage(
                    self.setter, cell, self.style, align=column.align, most=column.most, more=column.more
                )
                for cell, column in zip(row, self.columns, strict=True)
            ]
            for row in self.rows
        ]
        self._heights = [
            max(
                self.least,
                2 * self.pad
                + max(
                    self.style.leading if isinstance(cell, Sign) else cell.wrap(w, 1e6)[1]
                    for cell, w in zip(row, self._inner(widths), strict=True)
                ),
            )
            for row in self._cells
        ]

    @staticmethod
    def _inner(widths: list[float]) -> list[float]:
        """The widths that text has: a little less than the column's, save in the last."""
        return [max(width - 5.0, 8.0) for width in widths[:-1]] + widths[-1:]

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self._measure(width)
        return width, HEAD + sum(self._heights)

    def split(self, width: float, height: float) -> list[Flowable]:
        """Two tables; none where fewer than two rows would stand under the head."""
        self._measure(width)
        used, fits = HEAD, 0
        for tall in self._heights:
            if used + tall > height + 0.01:
                break
            used += tall
            fits += 1
        if len(self.rows) - fits == 1 and fits > _TOGETHER:
            fits -= 1
        if fits < min(_TOGETHER, len(self.rows)) or fits == len(self.rows):
            return []
        return [self._some(slice(0, fits)), self._some(slice(fits, None))]

    def _some(self, part: slice) -> Table:
        return Table(
            self.setter, self.columns, self.rows[part], pad=self.pad, style=self.style, least=self.least
        )

    def draw(self) -> None:
        """Head, rows, hairlines."""
        widths = self.widths()
        y = HEAD + sum(self._heights)
        x = 0.0
        for column, w, inner in zip(self.columns, widths, self._inner(widths), strict=True):
            at = x + (inner if column.align is Align.RIGHT else 0)
            self.setter.put(self.canv, at, y - 9.6, column.head, ink.TABLE_HEAD, column.align)
            x += w
        y -= HEAD
        rule(self.canv, 0, y, self._width, 0.6)
        for row, tall in zip(self._cells, self._heights, strict=True):
            self._draw_row(row, widths, y, tall)
            y -= tall
            rule(self.canv, 0, y, self._width, 0.35, ink.LINE)

    def _draw_row(self, row: list[Passage | Sign], widths: list[float], y: float, tall: float) -> None:
        x = 0.0
        text_top = y - (tall - self._text_height(row, widths)) / 2
        baseline = text_top - (self.style.leading - self.style.size) / 2 - self.style.size * 0.86
        for cell, w, inner in zip(row, widths, self._inner(widths), strict=True):
            if isinstance(cell, Sign):
                middle = baseline + self.style.size * 0.357
                cell.paint(self.canv, x, middle - cell.size / 2, cell.size)
                self.setter.put(self.canv, x + cell.size + 3, baseline, cell.text, self._beside)
            else:
                height = cell.wrap(inner, 1e6)[1]
                cell.drawOn(self.canv, x, text_top - height)
            x += w

    def _text_height(self, row: list[Passage | Sign], widths: list[float]) -> float:
        return max(
            self.style.leading if isinstance(cell, Sign) else cell.wrap(w, 1e6)[1]
            for cell, w in zip(row, self._inner(widths), strict=True)
        )
