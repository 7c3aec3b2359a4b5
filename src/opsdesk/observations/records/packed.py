"""Positions of imported rows, packed when they are written: the map opens a million of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, insert, select

from opsdesk.handling import Marking, RecordClass
from opsdesk.observations.around import Positions
from opsdesk.observations.model import Category, ObservationFilter, ObservationStatus
from opsdesk.observations.records.tables import IS_LOOSE, observation, observation_packed
from opsdesk.store.ids import new_id
from opsdesk.store.schema import microseconds
from opsdesk.store.transaction import Reading, Transaction

_p = observation_packed.c
_STATUSES = {status.value: place for place, status in enumerate(ObservationStatus)}
_CATEGORIES = {category.value: place for place, category in enumerate(Category)}
#: Degrees are kept to 0.0000001, 1 cm.
SCALE = 10_000_000
#: One row, 20 bytes; `after` counts from the chunk's first `n`, `kind` is priority * 16 + status.
_ROW = np.dtype(
    [
        *(("after", "<u2"), ("latitude", "<i4"), ("longitude", "<i4")),
        *(("kind", "u1"), ("category", "u1"), ("at", "<i8")),
    ]
)
#: The fields of a filter that packed rows can answer.
_ANSWERED = frozenset({"statuses", "priorities", "categories", "since", "until"})


def pack(
    tx: Transaction,
    columns: Mapping[str, Sequence[Any]],
    *,
    first: int,
    import_id: UUID,
    originator_id: UUID | None,
) -> None:
    """Keep what the map draws of rows that were just written with `n` from `first` on."""
    if not any(place is not None for place in columns["latitude"]):
        return
    markings = columns["marking"]
    latitude, longitude = (np.array(columns[name], np.float64) for name in ("latitude", "longitude"))
    rows = np.empty(len(markings), _ROW)
    rows["after"] = np.arange(len(markings))
    placed = ~(np.isnan(latitude) | np.isnan(longitude))
    rows["latitude"][placed] = np.rint(latitude[placed] * SCALE)
    rows["longitude"][placed] = np.rint(longitude[placed] * SCALE)
    statuses = [_STATUSES[status] for status in columns["status"]]
    rows["kind"] = np.array(columns["priority"], np.uint8) * 16 + np.array(statuses, np.uint8)
    rows["category"] = [_CATEGORIES[category] for category in columns["category"]]
    rows["at"] = columns["reported_at"]
    for marking in dict.fromkeys(markings):
        own = placed & np.array([one == marking for one in markings])
        if marking == Marking.RED.value or not own.any():
            continue
        some = rows[own]
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
                "originator_id": originator_id,
                "import_id": import_id,
                "positions": some.tobytes(),
            },
        )


def drop(tx: Transaction, import_id: UUID) -> None:
    """An import was taken back: nothing of it is drawn."""
    tx.connection.execute(delete(observation_packed).where(_p.import_id == import_id))


def answers(wanted: ObservationFilter) -> bool:
    """Whether packed rows can tell which of them the filter shows."""
    bare = ObservationFilter()
    return all(
        getattr(wanted, field.name) == getattr(bare, field.name)
        for field in fields(ObservationFilter)
        if field.name not in _ANSWERED
    )


def read(reading: Reading, wanted: ObservationFilter) -> Positions:
    """The positions of packed rows that the filter shows and that did not change since, in order of `n`."""
    chunks = reading.connection.execute(
        select(_p.n, _p.positions).where(reading.visible(observation_packed)).order_by(_p.n)
    ).all()
    rows = np.frombuffer(b"".join(chunk.positions for chunk in chunks), _ROW)
    lengths = [len(chunk.positions) // _ROW.itemsize for chunk in chunks]
    n = np.repeat(np.array([chunk.n for chunk in chunks], np.int64), lengths) + rows["after"]
    if len(n) and bool((n[1:] <= n[:-1]).any()):
        order = np.argsort(n, kind="stable")
        n, rows = n[order], rows[order]
    kept = _shown(rows, wanted) & _unchanged(reading, n)
    if not kept.all():
        n, rows = n[kept], rows[kept]
    return Positions(
        n=n,
        latitude=rows["latitude"] / SCALE,
        longitude=rows["longitude"] / SCALE,
        priority=(rows["kind"] >> 4).astype(np.int8),
        status=(rows["kind"] & 15).astype(np.int8),
        reported_at=rows["at"].astype(np.int64),
    )


def joined(one: Positions, other: Positions) -> Positions:
    """Both, in order of `n`."""
    if not len(other):
        return one
    order = np.argsort(np.concatenate((one.n, other.n)), kind="stable")
    return Positions(
        **{
            field.name: np.concatenate((getattr(one, field.name), getattr(other, field.name)))[order]
            for field in fields(Positions)
        }
    )


def _unchanged(reading: Reading, n: NDArray[np.int64]) -> NDArray[np.bool_]:
    kept = np.ones(len(n), np.bool_)
    found = reading.connection.execute(select(observation.c.n).where(IS_LOOSE)).scalars()
    loose = np.fromiter(found, np.int64)
    if len(n):
        at = np.minimum(np.searchsorted(n, loose), len(n) - 1)
        kept[at[n[at] == loose]] = False
    return kept


def _shown(rows: NDArray[Any], wanted: ObservationFilter) -> NDArray[np.bool_]:
    status, shown = rows["kind"] & 15, np.ones(len(rows), np.bool_)
    if wanted.statuses:
        shown &= np.isin(status, [_STATUSES[one.value] for one in wanted.statuses])
    else:
        shown &= status != _STATUSES[ObservationStatus.WITHDRAWN.value]
    if wanted.priorities:
        shown &= np.isin(rows["kind"] >> 4, [int(one) for one in wanted.priorities])
    if wanted.categories:
        shown &= np.isin(rows["category"], [_CATEGORIES[one.value] for one in wanted.categories])
    if wanted.since is not None:
        shown &= rows["at"] >= microseconds(wanted.since)
    if wanted.until is not None:
        shown &= rows["at"] < microseconds(wanted.until)
    return shown
