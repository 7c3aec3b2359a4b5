"""A passage: text in several cuts, broken into lines, in any script; there is no markup to abuse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from reportlab.platypus import Flowable

from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Lettering, Weight
from opsdesk.briefings.scripts import in_display_order, joined, readable, runs_right_to_left

LONGEST = 12_000
"""Characters of one text that a page takes; the rest is cut with an ellipsis and counted in the report."""
_KEPT = 20_000
_BREAK_AFTER = frozenset("-/_.@,;:&=+?")


class Align(StrEnum):
    """Where a line stands in its column."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one cut and colour; None takes the style's."""

    text: str
    weight: Weight | None = None
    colour: str | None = None

    def saying(self, text: str) -> Run:
        """The same cut and colour with another text."""
        return Run(text, self.weight, self.colour)


def bold(text: str) -> Run:
    """A bold piece."""
    return Run(text, Weight.BOLD)


@dataclass(frozen=True, slots=True)
class Line:
    """One broken line: its pieces in logical order, its width in points, and whether it is right-to-left."""

    runs: tuple[Run, ...]
    width: float
    right_to_left: bool


Text = str | Run | Sequence[Run]


def as_runs(text: Text) -> tuple[Run, ...]:
    """Any way to give a text, as runs."""
    if isinstance(text, str):
        return (Run(text),)
    return (text,) if isinstance(text, Run) else tuple(text)


def plain(text: Text) -> str:
    """The words of a text alone."""
    return "".join(run.text for run in as_runs(text))


class Setter:
    """Breaks and draws lines with the fonts of one document, and counts what it had to cut.

    `cut` is the number of texts that were longer than the page takes.
    """

    @property
    def cut(self) -> int:
        """How many different texts were cut."""
        return len(self._cut)

    def __init__(self, letters: Lettering) -> None:
        self.letters = letters
        self._cut: set[str] = set()
        self._broken: dict[tuple[Any, ...], list[Line]] = {}

    def prepared(self, text: Text, longest: int = LONGEST) -> tuple[Run, ...]:
        """The runs with hidden signs shown, Arabic joined, and cut to what a page takes."""
        runs = []
        for run in as_runs(text):
            shown, cut = readable(run.text, longest)
            if cut:
                self._cut.add(run.text)
            runs.append(run.saying(joined(shown)))
        return tuple(runs)

    def width(self, text: Text, style: Style) -> float:
        """The width of a text on one line, in points."""
        used = 0.0
        for run in as_runs(text):
            used += self.letters.width(run.text, run.weight or style.weight, style.size)
        return used

    def lines(self, runs: Sequence[Run], style: Style, width: float) -> list[Line]:
        """Break prepared runs into lines no wider than `width` points."""
        key = (tuple(runs), style.size, style.weight, round(width, 2))
        kept = self._broken.get(key)
        if kept is None:
            if len(self._broken) > _KEPT:
                self._broken.clear()
            kept = self._broken[key] = self._lines(runs, style, width)
        return list(kept)

    def _lines(self, runs: Sequence[Run], style: Style, width: float) -> list[Line]:
        whole = "".join(run.text for run in runs)
        right_to_left = runs_right_to_left(whole)
        lines: list[Line] = []
        for paragraph in _paragraphs(runs):
            filled = self._filled(paragraph, style, width)
            lines += [Line(_merged(parts), used, right_to_left) for parts, used in filled] or [
                Line((), 0.0, right_to_left)
            ]
        return lines

    def _filled(
        self, paragraph: Sequence[Run], style: Style, width: float
    ) -> Iterator[tuple[list[Run], float]]:
        line: list[Run] = []
        used = 0.0
        for word in _words(paragraph):
            space = word[0] if word and word[0].text == " " else None
            body = word[1:] if space else word
            length = self.width(body, style)
            gap = self.width([space], style) if space and line else 0.0
            if line and used + gap + length <= width + 0.01:
                line += [space, *body] if space else body
                used += gap + length
                continue
            if line:
                yield line, used
                line, used = [], 0.0
            if length <= width + 0.01:
                line, used = list(body), length
                continue
            *full, line = self._chopped(body, style, width)
            for part in full:
                yield part, self.width(part, style)
            used = self.width(line, style)
        if line:
            yield line, used

    def _chopped(self, word: Sequence[Run], style: Style, width: float) -> list[list[Run]]:
        """A word too long for any line, broken after a sign that joins words where one is near."""
        lines: list[list[Run]] = []
        line: list[Run] = []
        used = 0.0
        for run in word:
            weight = run.weight or style.weight
            steps = [self.letters.width(c, weight, style.size) for c in run.text]
            start = good = 0
            for i, step in enumerate(steps):
                if used + step > width and (line or i > start):
                    at = good if start + (i - start) // 2 < good else i
                    if at > start:
                        line.append(run.saying(run.text[start:at]))
                    lines.append(line)
                    line, start, used = [], at, sum(steps[at:i])
                used += step
                if run.text[i] in _BREAK_AFTER:
                    good = i + 1
            if start < len(run.text):
                line.append(run.saying(run.text[start:]))
        lines.append(line)
        return lines

    def draw(self, canvas: Any, line: Line, style: Style, x: float, y: float) -> None:
        """Draw one line with its left end at x and its baseline at y (points from the lower left)."""
        text = canvas.beginText(x, y)
        runs = reversed(line.runs) if line.right_to_left else line.runs
        for run in runs:
            text.setFillColor(colour(run.colour or style.colour))
            shown = in_display_order(run.text, runs_right_to_left(run.text) or line.right_to_left)
            for face, part in self.letters.pieces(shown, run.weight or style.weight):
                text.setFont(face, style.size, style.leading)
                text.textOut(part)
        canvas.drawText(text)

    def put(
        self, canvas: Any, x: float, y: float, text: Text, style: Style, align: Align = Align.LEFT
    ) -> float:
        """Draw a text on one line at a baseline; returns its width. For the program's own short texts."""
        runs = self.prepared(text)
        width = self.width(runs, style)
        left = x - {Align.LEFT: 0.0, Align.RIGHT: width, Align.CENTRE: width / 2}[align]
        self.draw(canvas, Line(_merged(runs), width, runs_right_to_left(plain(runs))), style, left, y)
        return width

    def fitted(self, text: Text, style: Style, width: float, smallest: float) -> Style:
        """The style, or a smaller one (not below `smallest` points) in which the text fits on one line."""
        while style.size > smallest and self.width(self.prepared(text), style) > width:
            style = replace(style, size=style.size - 0.5, leading=style.leading - 0.5)
        return style


class Passage(Flowable):  # type: ignore[misc]  # the library brings no types
    """Text in a column, as a Platypus flowable; splits between lines, never leaving a single one.

    `most` limits the lines (the last ends with an ellipsis and `more`); a right-to-left text stands right.
    """

    def __init__(
        self,
        setter: Setter,
        text: Text,
        style: Style,
        *,
        align: Align = Align.LEFT,
        most: int | None = None,
        more: str = "",
        lines: list[Line] | None = None,
    ) -> None:
        super().__init__()
        self.setter = setter
        self.runs = setter.prepared(text)
        self.style = style
        self.align = align
        self.most = most
        self.more = more
        self._lines = lines
        self._given = lines is not None
        self._width = -1.0

    def set_lines(self, width: float) -> list[Line]:
        """The lines at a width in points; kept until another width is asked for."""
        if self._lines is None or (not self._given and width != self._width):
            self._lines = self._limited(self.setter.lines(self.runs, self.style, width), width)
        self._width = width
        return self._lines

    def _limited(self, lines: list[Line], width: float) -> list[Line]:
        if self.most is None or len(lines) <= self.most:
            return lines
        tail = "… " + self.more if self.more else "…"
        last = list(lines[self.most - 1].runs)
        while last and self.setter.width([*last, Run(tail)], self.style) > width:
            words = last[-1].text.rstrip().rpartition(" ")[0]
            last = last[:-1] if not words else [*last[:-1], replace(last[-1], text=words)]
        kept = _merged([*last, Run(tail)])
        return [
            *lines[: self.most - 1],
            Line(kept, self.setter.width(kept, self.style), lines[0].right_to_left),
        ]

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points; Platypus' protocol."""
        return width, len(self.set_lines(width)) * self.style.leading

    def split(self, width: float, height: float) -> list[Flowable]:
        """Two passages, or none where fewer than two lines would stand alone on either page."""
        lines = self.set_lines(width)
        first = min(int(height // self.style.leading), len(lines) - 2)
        if first < 2:
            return []
        return [
            Passage(self.setter, (), self.style, align=self.align, lines=some)
            for some in (lines[:first], lines[first:])
        ]

    def draw(self) -> None:
        """Draw at the flowable's own origin; Platypus' protocol."""
        style = self.style
        lines = self.set_lines(self._width)
        # The baseline stands where the ascent and half of what leading adds put it.
        y = len(lines) * style.leading - (style.leading - style.size) / 2 - style.size * 0.86
        for line in lines:
            x = 0.0
            if self.align is Align.RIGHT or (line.right_to_left and self.align is Align.LEFT):
                x = self._width - line.width
            elif self.align is Align.CENTRE:
                x = (self._width - line.width) / 2
            self.setter.draw(self.canv, line, style, x, y)
            y -= style.leading


def _paragraphs(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """The runs of each hard line."""
    paragraph: list[Run] = []
    for run in runs:
        first, *rest = run.text.split("\n")
        paragraph.append(run.saying(first))
        for text in rest:
            yield paragraph
            paragraph = [run.saying(text)]
    yield paragraph


def _words(paragraph: Iterable[Run]) -> Iterator[list[Run]]:
    """Words with the space before each, as runs; a word may go over several runs."""
    word: list[Run] = []
    for run in paragraph:
        for i, part in enumerate(run.text.split(" ")):
            if i:
                if word and word[-1].text != " ":
                    yield word
                word = [run.saying(" ")]
            if part:
                word.append(run.saying(part))
    if word and word[-1].text != " ":
        yield word


def _merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    merged: list[Run] = []
    for run in runs:
        if merged and (merged[-1].weight, merged[-1].colour) == (run.weight, run.colour):
            merged[-1] = run.saying(merged[-1].text + run.text)
        else:
            merged.append(run)
    return tuple(merged)
