"""A table before it is imported: its mapping, the order of its days, and how its first rows would come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from opsdesk.exchange.csv_file import CsvFile
from opsdesk.exchange.dates import likely_order, order_of, ordered
from opsdesk.exchange.mapping import Columns, Mapped, Source, guessed, said
from opsdesk.exchange.rows import Converter, Reading
from opsdesk.observations.imported import ImportedRow
from opsdesk.wording.errors import problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The first rows of a file, as they stand and as they would come in.

    `mapped` has a row's fields, or None where it would be rejected; `problems` say why, in words.
    """

    columns: tuple[str, ...]
    separator: str
    encoding: str
    fields: Mapped
    rows: tuple[tuple[str, ...], ...]
    mapped: tuple[dict[str, object] | None, ...]
    problems: tuple[str, ...]


def reading(file: CsvFile, fields: Mapped, zone: tzinfo) -> Reading:
    """How the file is read; which of day and month comes first is told by its rows, else by the zone.

    A file whose dates are numbers is read on until enough of them tell.
    """
    columns = [
        file.columns.index(source.names[0])
        for name in ("occurred_at", "reported_at")
        if isinstance(source := fields.get(name), Columns) and source.names
    ]
    found = None
    if any(ordered(row[at]) for row in file.preview() for at in columns):
        found = order_of(row[at] for chunk in file.chunks() for row in chunk.rows for at in columns)
    return Reading(fields, zone, found or likely_order(zone))


def mapping(file: CsvFile, texts: Iterable[str] = (), *, guess: bool = True) -> dict[str, Source]:
    """The guessed mapping with what was said in its place; `BadInput` for unknown fields and columns."""
    given = said(texts, file.columns)
    found = guessed(file.columns, file.preview()) if guess else {}
    return found | given


def preview(path: Path, texts: Iterable[str], zone: tzinfo, now: datetime, rows: int = 20) -> Preview:
    """Look at a file without writing anything."""
    file = CsvFile(path)
    fields = mapping(file, texts)
    converter = Converter(file.columns, reading(file, fields, zone), "", now)
    chunk = next(file.chunks(rows), None)
    if chunk is None:
        return Preview(
            columns=file.columns,
            separator=file.separator,
            encoding=file.text.encoding.name,
            fields=fields,
            rows=(),
            mapped=(),
            problems=(),
        )
    taken, bad = converter.convert(chunk)
    by_line: dict[int, dict[str, object] | None] = {
        one.line: {
            n: v for n, v in zip(ImportedRow._fields, one.row, strict=True) if n not in ("key", "content")
        }
        for one in taken
    }
    cells = {one.line: tuple(one.cells) for one in taken} | {one.line: one.cells for one in bad}
    lines = sorted(cells)
    return Preview(
        columns=file.columns,
        separator=file.separator,
        encoding=file.text.encoding.name,
        fields=fields,
        rows=tuple(cells[line] for line in lines),
        mapped=tuple(by_line.get(line) for line in lines),
        problems=tuple(f"{one.line}: {problem(one.problem, zone)}" for one in bad),
    )
