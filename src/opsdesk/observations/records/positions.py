"""Positions for the map as arrays: the database packs them, so that a million rows become no objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import BigInteger, Integer, Row, Select, String, case, cast, func, select, type_coerce

from opsdesk.observations.around import Positions
from opsdesk.observations.model import ObservationFilter, ObservationStatus
from opsdesk.observations.records.conditions import conditions
from opsdesk.observations.records.packed import SCALE, Rows, answers, read
from opsdesk.observations.records.tables import IS_LOOSE, IS_PLACED, observation
from opsdesk.store.transaction import Reading

_o = observation.c
_STATUSES = [*ObservationStatus]
_STATUS = case(
    *((type_coerce(_o.status, String) == status.value, place) for place, status in enumerate(_STATUSES)),
    else_=len(_STATUSES),
)
#: Numbers only: place, priority and status in one, time.
PACKED_COLUMNS = (
    _o.n,
    _o.latitude,
    _o.longitude,
    type_coerce(_o.priority, Integer) * 16 + type_coerce(_STATUS, Integer),
    type_coerce(_o.reported_at, BigInteger),
)


def positions(reading: Reading, wanted: ObservationFilter, ids: Iterable[UUID] | None = None) -> Positions:
    """What the map draws of the filter, in order of `n`; with `ids` only of these.

    Latitude and longitude are exact to 0.0000001 degrees, 1 cm.
    """
    where = [IS_PLACED, *conditions(reading, wanted)]
    if ids is None and answers(wanted):
        loose = select(_o.n).where(IS_LOOSE)
        if ObservationStatus.WITHDRAWN not in wanted.statuses:
            # An import that was taken back leaves many of them.
            loose = loose.where(_o.status != ObservationStatus.WITHDRAWN)
        others = packed(reading, select(*PACKED_COLUMNS).where(*where, _o.n.in_(loose)))
        return _joined(_of_rows(read(reading, wanted, placed=True)), others)
    if ids is not None:
        where.append(_o.id.in_([*ids]))
    return packed(reading, select(*PACKED_COLUMNS).where(*where))


def _of_rows(rows: Rows) -> Positions:
    assert rows.place is not None
    return Positions(
        n=rows.n,
        latitude=rows.place["latitude"] / SCALE,
        longitude=rows.place["longitude"] / SCALE,
        priority=rows.priority.astype(np.int8),
        status=rows.status.astype(np.int8),
        reported_at=rows.facts["at"].astype(np.int64),
    )


def _joined(one: Positions, other: Positions) -> Positions:
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


def named(reading: Reading, keys: Iterable[int]) -> dict[int, UUID]:
    """The ids of the records behind pins, by their `n`."""
    rows = reading.all(select(_o.n, _o.id).where(_o.n.in_([*keys]), reading.visible(observation)))
    return {row.n: row.id for row in rows}


#: One row as `_packing` writes it: 25 bytes, in the order of the columns.
_ROW = np.dtype([("n", ">i8"), ("latitude", ">i4"), ("longitude", ">i4"), ("kind", "u1"), ("at", ">i8")])


def packed(reading: Reading, statement: Select[Any]) -> Positions:
    """The arrays of a statement that selects n, latitude, longitude, priority * 16 + status, microseconds.

    SQLite writes the rows as one hexadecimal text: fetching them one by one would hold up every other
    thread of the program for seconds.
    """
    if reading.connection.dialect.name == "sqlite":
        text = reading.scalar(_packing(statement)) or ""
        found = np.frombuffer(bytes.fromhex(text), _ROW)
    else:
        found = np.array([_scaled(row) for row in reading.all(statement)], _ROW)
    order = np.argsort(found["n"], kind="stable")
    return Positions(
        n=found["n"][order].astype(np.int64),
        latitude=found["latitude"][order] / SCALE,
        longitude=found["longitude"][order] / SCALE,
        priority=(found["kind"][order] >> 4).astype(np.int8),
        status=(found["kind"][order] & 15).astype(np.int8),
        reported_at=found["at"][order].astype(np.int64),
    )


def _packing(statement: Select[Any]) -> Select[Any]:
    n, latitude, longitude, kind, at = statement.subquery().c
    degrees = (cast(func.round(d * SCALE), BigInteger).op("&")(0xFFFFFFFF) for d in (latitude, longitude))
    line = func.printf("%016x%08x%08x%02x%016x", n, *degrees, kind, at)
    return select(func.group_concat(line, ""))


def _scaled(row: Row[Any]) -> tuple[int, ...]:
    n, latitude, longitude, kind, at = tuple(row)
    return n, round(latitude * SCALE), round(longitude * SCALE), kind, at
