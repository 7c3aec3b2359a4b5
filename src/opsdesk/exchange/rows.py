"""Chunks of a table to rows that an import can write, column by column; what cannot be is set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import repeat
from typing import Any, NamedTuple, cast

from opsdesk.errors import BadInput, Problem
from opsdesk.exchange import cells
from opsdesk.exchange.csv_file import BadRow, Chunk
from opsdesk.exchange.dates import Clock, DayOrder
from opsdesk.exchange.mapping import FIELDS, Columns, Constant, Mapped
from opsdesk.handling import Marking
from opsdesk.observations.imported import content_of, key_of
from opsdesk.observations.model import Category, Channel, Priority
from opsdesk.partners.fields import LINE_LENGTH, TEXT_LENGTH
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import _

#: What joined columns stand together with; all else with a comma.
_JOINTS = {"occurred_at": " ", "reported_at": " ", "narrative": "\n", "external_id": "-"}
_DEFAULTS: dict[str, object] = {
    "category": Category.OTHER.value,
    "priority": Priority.ROUTINE.value,
    "channel": Channel.FILE_IMPORT.value,
    "marking": Marking.AMBER.value,
    "tags": (),
    "narrative": "",
    "summary": "",
}
_TIMES = ("occurred_at", "reported_at")
_DEGREES = ("latitude", "longitude")


class Taken(NamedTuple):
    """A row that can be written (the values of an `ImportedRow`), and where it stands in the file."""

    row: tuple[Any, ...]
    line: int
    cells: Sequence[str]

    @property
    def key(self) -> bytes:
        """By which it is known again."""
        return cast("bytes", self.row[0])

    @property
    def content(self) -> bytes:
        """What stands for all that was mapped of it."""
        return cast("bytes", self.row[1])


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read: which column is which field, the zone of its times, the order of its days."""

    fields: Mapped
    zone: tzinfo
    order: DayOrder


@dataclass(slots=True)
class Counts:
    """What the conversion saw besides rows: those without a position, and times that were there twice."""

    no_position: int = 0
    twice: int = 0


class Converter:
    """Turns chunks into rows.

    Attributes:
        counts: what it saw on the way.
    """

    def __init__(self, columns: Sequence[str], reading: Reading, source: str, now: datetime) -> None:
        """`BadInput` for a constant that its field cannot take, for all rows at once."""
        self.source = source
        self.now = now
        self.counts = Counts()
        self._equals: dict[bytes, int] = {}
        self._clock = Clock(reading.zone, reading.order, now)
        self._fields = reading.fields
        self._at = {column: number for number, column in enumerate(columns)}
        self._kept = {name: _Kept(self._reader(name), _JOINTS.get(name, ", ")) for name in FIELDS}
        self._constants: dict[str, object] = {}
        wrong: list[Problem] = []
        for name, mapped in reading.fields.items():
            if isinstance(mapped, Constant):
                read = cells.category_of_list if name == "category" else self._reader(name)
                value = read(mapped.text)
                self._constants[name] = value
                if isinstance(value, Problem):
                    wrong.append(Problem(name, value.reason, value.facts))
        if wrong:
            raise BadInput(wrong)
        # The time is part of the key, so it need not stand in the content.
        columns_ = {n for n, mapped in reading.fields.items() if isinstance(mapped, Columns) and mapped.names}
        self._varying = sorted(columns_ - {"occurred_at", "external_id"})
        self._shared = "\x1e".join(f"{n}={v}" for n, v in sorted(self._constants.items()))

    def convert(self, chunk: Chunk) -> tuple[list[Taken], list[BadRow]]:
        """The rows of a chunk that can be written, and those that cannot, with the chunk's own bad ones."""
        bad: dict[int, Problem] = {}
        columns = [*zip(*chunk.rows, strict=True)]
        values = {name: self._column(name, columns, len(chunk.rows), bad) for name in FIELDS}
        if chunk.nuls:
            bad |= {
                n: Problem("row", "nul") for n, row in enumerate(chunk.rows) if any("\0" in c for c in row)
            }
        if any(isinstance(self._fields.get(name), Columns) for name in _DEGREES):
            self._place(values, bad)
        self._say(values, bad)
        told, seen = values["reported_at"], values["occurred_at"]
        when = [reported or occurred or self.now for reported, occurred in zip(told, seen, strict=True)]
        contents = self._contents([values[name] for name in self._varying], len(chunk.rows))
        keys = self._keys(seen, values["external_id"], contents)
        rest = [values[name] for name in FIELDS[4:]]
        rows = zip(keys, contents, values["summary"], when, seen, values["external_id"], *rest, strict=True)
        taken = list(map(Taken, rows, chunk.lines, chunk.rows))
        if bad:
            taken = [one for number, one in enumerate(taken) if number not in bad]
        self.counts.twice = self._clock.twice
        aside = [BadRow(chunk.lines[n], tuple(chunk.rows[n]), problem) for n, problem in bad.items()]
        return taken, sorted([*chunk.bad, *aside], key=lambda row: row.line)

    def _contents(self, varying: Sequence[Sequence[object]], count: int) -> list[bytes]:
        """For each row what stands for all that was mapped of it; what all rows share is in it once."""
        if not varying:
            return [content_of((self._shared,))] * count
        return [*map(content_of, zip(repeat(self._shared), *varying))]

    def _keys(
        self, seen: Sequence[datetime | None], ids: Sequence[str | None], contents: Sequence[bytes]
    ) -> list[bytes]:
        """The keys of rows; without an id it is of its content, its time, and its ordinal among equals."""
        keys = [*map(key_of, repeat(self.source), seen, ids, contents, repeat(0))]
        equals = self._equals
        for number, key in enumerate(keys):
            if ids[number]:
                continue
            ordinal = equals.get(key, 0)
            equals[key] = ordinal + 1
            if ordinal:
                keys[number] = key_of(self.source, seen[number], None, contents[number], ordinal)
        return keys

    def _reader(self, name: str) -> Callable[[str], object]:
        match name:
            case "occurred_at" | "reported_at":
                return self._clock.read
            case "latitude" | "longitude":
                return cells.degrees
            case "external_id" | "place":
                return cells.line
            case "summary":
                return cells.any_line
            case "narrative":
                return cells.paragraphs
            case _:
                reader: Callable[[str], object] = getattr(cells, name)
                return lambda text: reader(text) if text.strip() else _DEFAULTS.get(name)

    def _column(
        self, name: str, columns: Sequence[Sequence[str]], count: int, bad: dict[int, Problem]
    ) -> list[Any]:
        """A field of all rows; where a cell is wrong its row is bad."""
        mapped = self._fields.get(name)
        if isinstance(mapped, Constant):
            return [self._constants[name]] * count
        if mapped is None or not mapped.names or not columns:
            return [_DEFAULTS.get(name)] * count
        kept = self._kept[name]
        own = [columns[self._at[column]] for column in mapped.names]
        cells_ = own[0] if len(own) == 1 else zip(*own, strict=True)
        if name in _TIMES and len(own) == 1:
            values, faulty = self._clock.read_all(own[0])
        else:
            values = [*map(kept.__getitem__, cells_)]
            faulty = kept.faulty
        if faulty:
            for number, value in enumerate(values):
                if isinstance(value, Problem):
                    bad.setdefault(number, Problem(name, value.reason, value.facts))
                    values[number] = None
        return values

    def _place(self, values: dict[str, list[Any]], bad: dict[int, Problem]) -> None:
        """Positions that can be; 0,0 and empty ones are none, and counted."""
        latitudes, longitudes = values["latitude"], values["longitude"]
        for number, (latitude, longitude) in enumerate(zip(latitudes, longitudes, strict=True)):
            if number in bad:
                continue
            if latitude is None and longitude is None:
                self.counts.no_position += 1
            elif latitude is None or longitude is None:
                bad[number] = Problem("longitude" if longitude is None else "latitude", "half_position")
            elif latitude == 0 and longitude == 0:
                latitudes[number] = longitudes[number] = None
                self.counts.no_position += 1
            elif not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                bad[number] = _out_of_range(latitude, longitude)

    def _say(self, values: dict[str, list[Any]], bad: dict[int, Problem]) -> None:
        """A summary for each row: a longer one stands whole in the narrative, a missing one is made."""
        summaries, narratives = values["summary"], values["narrative"]
        for number, summary in enumerate(summaries):
            if number in bad:
                continue
            if not summary:
                summaries[number] = _made(values["category"][number], values["place"][number])
            elif len(summary) > LINE_LENGTH:
                whole = f"{summary}\n\n{narratives[number]}".rstrip()
                if len(whole) > TEXT_LENGTH:
                    bad[number] = Problem(
                        "summary", "too_long", {"length": len(whole), "longest": TEXT_LENGTH}
                    )
                narratives[number] = whole
                summaries[number] = summary[: LINE_LENGTH - 1].rstrip() + "…"


class _Kept(dict[Any, Any]):
    """What cells were read as, so that a text that comes again is read once.

    Attributes:
        faulty: whether any of them could not be read.
    """

    MOST = 50_000

    def __init__(self, read: Callable[[str], object], joint: str) -> None:
        self.read = read
        self.joint = joint
        self.faulty = False

    def __missing__(self, cell: str | tuple[str, ...]) -> object:
        text = cell if isinstance(cell, str) else self.joint.join(c for part in cell if (c := part.strip()))
        value = self.read(text)
        self.faulty = self.faulty or isinstance(value, Problem)
        if len(self) < self.MOST:
            self[cell] = value
        return value


def _out_of_range(latitude: float, longitude: float) -> Problem:
    if abs(latitude) > 90 and abs(latitude) <= 180 and abs(longitude) <= 90:
        return Problem("latitude", "swapped", {"given": latitude})
    field_, value, limit = ("latitude", latitude, 90) if abs(latitude) > 90 else ("longitude", longitude, 180)
    return Problem(field_, "out_of_range", {"value": value, "lowest": -limit, "highest": limit})


_CATEGORY_WORDS = {category.value: capital(label(category)) for category in Category}


def _made(category: str, place: str | None) -> str:
    what = _("Imported observation") if category == Category.OTHER.value else _CATEGORY_WORDS[category]
    return f"{what}, {place}"[:LINE_LENGTH] if place else what
