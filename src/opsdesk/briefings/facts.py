"""Named facts under each other: a small label at the left, its value beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable

from opsdesk.briefings import ink
from opsdesk.briefings.blocks import rule
from opsdesk.briefings.ink import Style
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.passages import Passage, Setter, Text


class Facts(Flowable):  # type: ignore[misc]  # the library brings no types
    """Rows of label and value; with hairlines, without (`lines`), or as lines to write on (`write` points).

    `most` limits the lines of one value; `pale` is the grey of a record that is over. Never splits.
    """

    def __init__(
        self,
        setter: Setter,
        rows: Sequence[tuple[str, Text]],
        style: Style,
        *,
        lines: bool = True,
        write: float = 0.0,
        most: int | None = None,
        indent: float = 68.0,
        pad: float = 1.5,
    ) -> None:
        super().__init__()
        self.setter, self.style, self.lines, self.write = setter, style, lines, write
        self.indent = 54.0 if write else indent
        self.pad = pad if lines else 1.2
        self.labels = [name for name, _value in rows]
        self.values = [Passage(setter, value, style, most=most) for _name, value in rows]

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        if self.write:
            self.heights = [self.write] * len(self.labels)
        else:
            self.heights = [v.wrap(width - self.indent, 1e6)[1] + 2 * self.pad for v in self.values]
        return width, sum(self.heights)

    def draw(self) -> None:
        """Labels on the first line of their values."""
        small = 8.0 if self.style.size >= ink.FLYER.size or self.write else 7.4
        label = Style(small, small + 2, Weight.BOLD, ink.LOW)
        y = sum(self.heights)
        for name, value, tall in zip(self.labels, self.values, self.heights, strict=True):
            self._row(name, value, tall, y, label)
            y -= tall

    def _row(self, name: str, value: Passage, tall: float, y: float, label: Style) -> None:
        canvas: Any = self.canv
        if self.write:
            self.setter.put(canvas, 0, y - tall + 1.5, name, label)
            rule(canvas, self.indent, y - tall, self.across - self.indent, 0.5, ink.RULE)
            return
        style = self.style
        baseline = y - self.pad - (style.leading - style.size) / 2 - style.size * 0.86
        room = self.indent - 5
        if self.setter.width(self.setter.prepared(name), label) <= room:
            self.setter.put(canvas, 0, baseline, name, label)
        else:
            self.setter.put(canvas, 0, baseline, name, self.setter.fitted(name, label, room, 5))
        value.drawOn(canvas, self.indent, y - tall + self.pad)
        if self.lines:
            rule(canvas, 0, y - tall, self.across, 0.35, ink.LINE)
