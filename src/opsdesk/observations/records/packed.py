"""What lists and the map ask of imported rows, packed when they are written: a million are read at once.

A row stands here as its import wrote it. One that was changed since, or that was typed, is `IS_LOOSE` and has
its place in the indexes; closed history, of which there may be a million, costs no index then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, delete, func, insert, select

from opsdesk.handling import Marking, RecordClass
from opsdesk.observations.model import Category, ObservationFilter, ObservationStatus
from opsdesk.observations.records.tables import IS_LOOSE, observation, observation_packed
from opsdesk.store.ids import new_id
from opsdesk.store.schema import instant, microseconds
from opsdesk.store.transaction import Reading, Transaction

_p = observation_packed.c
_STATUSES = {status.value: place for place, status in enumerate(ObservationStatus)}
_CATEGORIES = {category.value: place for place, category in enumerate(Category)}
#: Degrees are kept to 0.0000001, 1 cm.
SCALE = 10_000_000
#: One row, 12 bytes; `after` counts from the chunk's first `n`, `kind` is priority * 16 + status.
_FACTS = np.dtype([("after", "<u2"), ("kind", "u1"), ("category", "u1"), ("at", "<i8")])
#: Its position, 8 bytes; a chunk without any position has none.
_PLACE = np.dtype([("latitude", "<i4"), ("longitude", "<i4")])
_NOWHERE = np.iinfo(np.int32).min
#: The fields of a filter that packed rows can answer.
_ANSWERED = frozenset(
    {"statuses", "priorities", "categories", "since", "until", "bounds", "import_id", "organization_id"}
)
_SHARED = ("organization_id", "originator_id", "import_id")


@dataclass(frozen=True, slots=True)
class Rows:
    """Packed rows in order of `n`; degrees * `SCALE` in `place`, where positions were asked for."""

    n: NDArray[np.int64]
    facts: NDArray[Any]
    place: NDArray[Any] | None

    def __len__(self) -> int:
        return len(self.n)

    @property
    def priority(self) -> NDArray[np.integer[Any]]:
        """1 to 4."""
        found: NDArray[np.integer[Any]] = self.facts["kind"] >> 4
        return found

    @property
    def status(self) -> NDArray[np.integer[Any]]:
        """The place of the status in its code list."""
        found: NDArray[np.integer[Any]] = self.facts["kind"] & 15
        return found

    def only(self, kept: NDArray[np.bool_]) -> Rows:
        """The rows that are kept."""
        if kept.all():
            return self
        return Rows(self.n[kept], self.facts[kept], None if self.place is None else self.place[kept])


def pack(
    tx: Transaction, columns: Mapping[str, Sequence[Any]], shared: Mapping[str, Any], *, first: int
) -> None:
    """Keep what lists and the map ask of rows that were just written with `n` from `first` on."""
    markings = columns["marking"]
    rows = np.empty(len(markings), _FACTS)
    rows["after"] = np.arange(len(markings))
    statuses = [_STATUSES[status] for status in columns["status"]]
    rows["kind"] = np.array(columns["priority"], np.uint8) * 16 + np.array(statuses, np.uint8)
    rows["category"] = [_CATEGORIES[category] for category in columns["category"]]
    rows["at"] = columns["reported_at"]
    places = _places(columns["latitude"], columns["longitude"])
    for marking in dict.fromkeys(markings):
        if marking == Marking.RED.value:
            continue
        own = np.array([one == marking for one in markings])
        some, placed = rows[own], places[own]
        start = int(some["after"][0])
        some["after"] -= start
        tx.connection.execute(
            insert(observation_packed),
            {
                "n": first + start,
                "id": new_id(),
                "created_by": tx.me.operator_id,
                "marking": Marking(marking),
                "record_class": RecordClass.OBSERVATION,
                **{name: shared[name] for name in _SHARED},
                "rows": len(some),
                "earliest": instant(int(some["at"].min())),
                "latest": instant(int(some["at"].max())),
                "facts": some.tobytes(),
                "places": placed.tobytes() if (placed["latitude"] != _NOWHERE).any() else b"",
            },
        )


def _places(latitudes: Sequence[float | None], longitudes: Sequence[float | None]) -> NDArray[Any]:
    places = np.empty(len(latitudes), _PLACE)
    places["latitude"] = places["longitude"] = _NOWHERE
    if any(one is not None for one in latitudes):
        latitude, longitude = np.array(latitudes, np.float64), np.array(longitudes, np.float64)
        known = ~(np.isnan(latitude) | np.isnan(longitude))
        places["latitude"][known] = np.rint(latitude[known] * SCALE)
        places["longitude"][known] = np.rint(longitude[known] * SCALE)
    return places


def drop(tx: Transaction, import_id: UUID) -> None:
    """An import was taken back: nothing of it is shown."""
    tx.connection.execute(delete(observation_packed).where(_p.import_id == import_id))


def answers(wanted: ObservationFilter) -> bool:
    """Whether packed rows can tell which of them the filter shows."""
    bare = ObservationFilter()
    return all(
        getattr(wanted, field.name) == getattr(bare, field.name)
        for field in fields(ObservationFilter)
        if field.name not in _ANSWERED
    )


def number(reading: Reading, wanted: ObservationFilter) -> int:
    """How many packed rows the filter shows."""
    if wanted == ObservationFilter():
        packed = reading.all(select(_p.n, _p.rows).where(reading.visible(observation_packed)).order_by(_p.n))
        firsts = np.array([chunk.n for chunk in packed], np.int64)
        rows = np.array([chunk.rows for chunk in packed], np.int64)
        changed = _loose(reading)
        at = np.searchsorted(firsts, changed, "right") - 1
        # Chunks of one import lie side by side; those of several markings lie within each other.
        if len(firsts) and not (firsts[1:] < (firsts + rows)[:-1]).any():
            within = (at >= 0) & (changed < (firsts + rows)[at])
            return int(rows.sum()) - int(within.sum())
    return len(read(reading, wanted))


def read(reading: Reading, wanted: ObservationFilter, *, placed: bool = False) -> Rows:
    """The packed rows that the filter shows and that did not change since, in order of `n`.

    With `placed` only those that have a position, and where that is.
    """
    located = placed or wanted.bounds is not None
    chunks = reading.connection.execute(
        select(_p.n, _p.facts, *((_p.places,) if located else ()))
        .where(reading.visible(observation_packed), *_of_chunks(wanted))
        .order_by(_p.n)
    ).all()
    if located:
        chunks = [chunk for chunk in chunks if chunk.places]
    facts = np.frombuffer(b"".join(chunk.facts for chunk in chunks), _FACTS)
    place = np.frombuffer(b"".join(chunk.places for chunk in chunks), _PLACE) if located else None
    lengths = [len(chunk.facts) // _FACTS.itemsize for chunk in chunks]
    n = np.repeat(np.array([chunk.n for chunk in chunks], np.int64), lengths) + facts["after"]
    shown = _shown(facts, place, wanted)
    rows = Rows(n, facts, place)
    if not shown.all():
        rows = rows.only(shown)
    if len(rows) and bool((rows.n[1:] <= rows.n[:-1]).any()):
        order = np.argsort(rows.n, kind="stable")
        rows = Rows(rows.n[order], rows.facts[order], None if rows.place is None else rows.place[order])
    return rows.only(_unchanged(reading, rows.n)) if len(rows) else rows


def _of_chunks(wanted: ObservationFilter) -> list[ColumnElement[bool]]:
    """What can be said of all rows of a chunk at once."""
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(_p.latest >= wanted.since)
    if wanted.until is not None:
        found.append(_p.earliest < wanted.until)
    if wanted.import_id is not None:
        found.append(_p.import_id == wanted.import_id)
    if wanted.organization_id is not None:
        found.append(_p.organization_id == wanted.organization_id)
    return found


def _loose(reading: Reading) -> NDArray[np.int64]:
    """The `n` of all loose rows, in order; of those that the reader may see no more as well."""
    if reading.connection.dialect.name == "postgresql":
        # Row security hides those: the database names the imported ones, which the reader once saw.
        asked = select(func.app.changed_observation())
    else:
        asked = select(observation.c.n).where(IS_LOOSE)
    found = np.fromiter(reading.connection.execute(asked).scalars(), np.int64)
    found.sort()
    return found


def _unchanged(reading: Reading, n: NDArray[np.int64]) -> NDArray[np.bool_]:
    kept = np.ones(len(n), np.bool_)
    loose = _loose(reading)
    at = np.minimum(np.searchsorted(n, loose), len(n) - 1)
    kept[at[n[at] == loose]] = False
    return kept


def _shown(facts: NDArray[Any], place: NDArray[Any] | None, wanted: ObservationFilter) -> NDArray[np.bool_]:
    # One look-up for priority and status together; one for the category.
    kinds = np.zeros(256, np.bool_)
    hidden = {ObservationStatus.WITHDRAWN.value}
    statuses = {one.value for one in wanted.statuses} or _STATUSES.keys() - hidden
    for priority in wanted.priorities or range(1, 5):
        for status in statuses:
            kinds[int(priority) * 16 + _STATUSES[status]] = True
    shown: NDArray[np.bool_] = kinds[facts["kind"]]
    if wanted.categories:
        categories = np.zeros(256, np.bool_)
        categories[[_CATEGORIES[one.value] for one in wanted.categories]] = True
        shown &= categories[facts["category"]]
    if wanted.since is not None:
        shown &= facts["at"] >= microseconds(wanted.since)
    if wanted.until is not None:
        shown &= facts["at"] < microseconds(wanted.until)
    if place is not None:
        shown &= place["latitude"] != _NOWHERE
    if place is not None and wanted.bounds is not None:
        shown &= _within(place, wanted.bounds)
    return shown


def _within(place: NDArray[Any], bounds: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    """South, west, north, east, with a unit to spare: what is found is looked at exactly."""
    south, west, north, east = (round(degrees * SCALE) for degrees in bounds)
    latitude, longitude = place["latitude"], place["longitude"]
    inside: NDArray[np.bool_] = (latitude >= south - 1) & (latitude <= north + 1)
    after, before = longitude >= west - 1, longitude <= east + 1
    inside &= (after & before) if west <= east else (after | before)
    return inside


def in_list(
    reading: Reading, wanted: ObservationFilter, *, priority: int | None, before: int | None, limit: int
) -> list[int]:
    """The `n` of the first packed rows of a list behind a place in it.

    With a `priority` the list is by priority, then newest, and goes on behind (`priority`, `before`); else it
    is the newest first, older than `before`.
    """
    if priority is None:
        rows = read(reading, wanted)
        n = rows.n if before is None else rows.n[: np.searchsorted(rows.n, before)]
        return [int(one) for one in n[-limit:][::-1]]
    ranks = [one for one in range(max(priority, 1), 5) if not wanted.priorities or one in wanted.priorities]
    if not ranks:
        return []
    rows = read(reading, replace(wanted, priorities=frozenset(ranks)))  # type: ignore[arg-type] # as numbers
    found: list[int] = []
    of = rows.priority
    for rank in ranks:
        n = rows.n[of == rank]
        if rank == priority and before is not None:
            n = n[: np.searchsorted(n, before)]
        found += [int(one) for one in n[-(limit - len(found)) :][::-1]]
        if len(found) >= limit:
            break
    return found


def latest(reading: Reading, wanted: ObservationFilter, limit: int) -> list[int]:
    """The `n` of the packed rows that the filter shows and that were told last."""
    rows = read(reading, wanted)
    return [int(n) for n in rows.n[np.argsort(rows.facts["at"], kind="stable")[::-1][:limit]]]
