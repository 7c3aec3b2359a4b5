"""A table of text (CSV, TSV, with `;` or `|`) as chunks of rows, with each row that is no row set aside."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from opsdesk.errors import BadInput, Problem
from opsdesk.exchange.text_file import TextFile

#: Rows of one chunk, which an import writes in one transaction: other desks wait for it (PERFORMANCE.md).
CHUNK = 1_000
SEPARATORS = (",", ";", "\t", "|")
#: The longest cell; the csv module's own limit is for the whole process, so it is widened once, here.
LONGEST_CELL = 1 << 20
#: Lines that a row may span before its quotation mark counts as never closed; fewer once that happened often.
MOST_LINES, MOST_LINES_AFTER = 5_000, 20
_PATIENCE = 10
_LOOKED_AT = 100

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not taken: its line in the file (from 1), its cells as they can be told, and why."""

    line: int
    cells: tuple[str, ...]
    problem: Problem


@dataclass(slots=True)
class Chunk:
    """Rows as wide as the header, the line of each, and the rows that are not.

    `nuls` says whether a NUL was seen in the file so far, so that only then each cell is looked at.
    """

    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    nuls: bool = False

    def __len__(self) -> int:
        return len(self.rows) + len(self.bad)


class CsvFile:
    """A table of text in a file.

    Attributes:
        path: the file.
        separator: what stands between two cells.
        columns: the names in its header; an unnamed one is `column 3`, a second `Date` is `Date 2`.
        text: the file, for its encoding and for progress.
    """

    def __init__(self, path: Path) -> None:
        """Find the separator and read the header; `BadInput` (field `file`) for what is no table."""
        self.path = path
        self.text = TextFile(path)
        lines = chain.from_iterable(self.text.lines())
        head = [line for line in islice(lines, _LOOKED_AT) if line.strip()]
        if not head:
            raise BadInput.one("file", "empty_file", path=path.name)
        self.separator = max(SEPARATORS, key=lambda separator: _fitness(head, separator))
        first = next(iter(self._runs()), None)
        if first is None or isinstance(first, BadRow):
            raise BadInput.one("file", "not_a_table", path=path.name, found="text without a header")
        self.columns = _named(first[1][0])

    @property
    def read(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self.text.position / self.text.size) if self.text.size else 1.0

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """Its rows, `size` at a time; a row of another width than the header is set aside.

        Cells behind the last column are let go where they are empty; blank lines are no rows.
        """
        chunk = Chunk()
        header = True
        for run in self._runs():
            if isinstance(run, BadRow):
                chunk.bad.append(run)
            else:
                lines, rows = run
                taken = 1 if header else 0
                header = False
                while taken < len(rows):
                    end = taken + size - len(chunk)
                    self._add(chunk, lines[taken:end], rows[taken:end])
                    taken = end
                    if len(chunk) >= size:
                        chunk.nuls = self.text.nuls
                        yield chunk
                        chunk = Chunk()
        if len(chunk):
            chunk.nuls = self.text.nuls
            yield chunk

    def _add(self, chunk: Chunk, lines: Sequence[int], rows: list[list[str]]) -> None:
        """Put rows into a chunk; those of another width are set aside."""
        width = len(self.columns)
        if set(map(len, rows)) <= {width}:
            chunk.lines += lines
            chunk.rows += rows
            return
        for line, cells in zip(lines, rows, strict=True):
            if len(cells) != width and (len(cells) < width or any(cells[width:])):
                facts = {"cells": len(cells), "columns": width}
                chunk.bad.append(BadRow(line, tuple(cells), Problem("row", "ragged", facts)))
            else:
                chunk.lines.append(line)
                chunk.rows.append(cells[:width])

    def preview(self, rows: int = 20) -> list[list[str]]:
        """The first rows, for a person to look at and for guesses."""
        return next(self.chunks(rows), Chunk()).rows

    def _runs(self) -> Iterator[tuple[Sequence[int], list[list[str]]] | BadRow]:
        """Lines and cells of rows, at least one in each run; or a row whose quotation marks make no sense.

        A block in which each line is a row goes through at the csv module's own speed. Else row by row; after
        a quotation mark that is never closed it goes on with the next line.
        """
        source = _Source(self.text.lines())
        start = 1
        while source.fill():
            rows = None if source.broken else self._plain(source.lines)
            if rows is not None:
                yield range(start, start + len(rows)), rows
                start += len(rows)
                source.at = len(rows)
                continue
            reader = csv.reader(source, delimiter=self.separator, strict=True)
            try:
                for cells in reader:
                    if any(cells):
                        yield (start,), [cells]
                    start += len(source.pending)
                    source.pending.clear()
                    if source.at == len(source.lines):
                        break
            except csv.Error as error:
                reason = "cell_too_long" if "field larger" in str(error) else "quote_open"
                cells = source.give_up().rstrip("\n").split(self.separator)
                yield BadRow(start, tuple(cells), Problem("row", reason, {"longest": LONGEST_CELL}))
                start += 1

    def _plain(self, lines: list[str]) -> list[list[str]] | None:
        """The rows of a block in which each line is one; else None."""
        try:
            rows = list(csv.reader(lines, delimiter=self.separator, strict=True))
        except csv.Error:
            return None
        return rows if len(rows) == len(lines) and all(map(any, rows)) else None


class _Source:
    """Lines for the csv reader, with those of the row in hand kept, so that they can be read again."""

    def __init__(self, blocks: Iterator[list[str]]) -> None:
        self.blocks = blocks
        self.lines: list[str] = []
        self.at = 0
        self.pending: list[str] = []
        self.failures = 0
        self.broken = False
        self.most = MOST_LINES

    def fill(self) -> bool:
        """Have lines in hand; False at the end of the file."""
        if self.at == len(self.lines):
            self.lines, self.at, self.broken = next(self.blocks, []), 0, False
        return bool(self.lines)

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        if len(self.pending) >= self.most:
            raise csv.Error("quotation mark never closed")
        if self.at == len(self.lines):
            self.lines, self.at = next(self.blocks, []), 0
            if not self.lines:
                raise StopIteration
        line = self.lines[self.at]
        self.at += 1
        self.pending.append(line)
        return line

    def give_up(self) -> str:
        """Set the first line of the row in hand aside, and put the others back."""
        broken, *others = self.pending
        self.pending.clear()
        if self.at >= len(others):
            self.at -= len(others)
        else:
            self.lines, self.at = others + self.lines[self.at :], 0
        self.failures += 1
        self.broken = True
        if self.failures >= _PATIENCE:
            self.most = MOST_LINES_AFTER
        return broken


def _fitness(head: list[str], separator: str) -> tuple[float, int]:
    """How well a separator explains the first lines: the share of rows as wide as the header; its width."""
    try:
        widths = [len(row) for row in csv.reader(head, delimiter=separator) if row]
    except csv.Error:
        widths = [line.count(separator) + 1 for line in head]
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])


def _named(cells: list[str]) -> tuple[str, ...]:
    """The names of the columns, each there once."""
    names: list[str] = []
    for at, cell in enumerate(cells, 1):
        plain = " ".join(cell.replace("\0", "").replace("\ufeff", "").split())[:120] or f"column {at}"
        name, copy = plain, 2
        while name in names:
            name, copy = f"{plain} {copy}", copy + 1
        names.append(name)
    return tuple(names)
