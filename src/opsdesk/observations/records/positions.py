"""Positions for the map as arrays: a million rows never become a million objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Integer, String, case, select, type_coerce

from opsdesk.observations.around import Positions
from opsdesk.observations.model import ObservationFilter, ObservationStatus
from opsdesk.observations.records.conditions import conditions
from opsdesk.observations.records.tables import IS_PLACED, observation
from opsdesk.store.transaction import Reading

_o = observation.c
_STATUSES = [*ObservationStatus]
_STATUS = case(
    *((type_coerce(_o.status, String) == status.value, place) for place, status in enumerate(_STATUSES)),
    else_=len(_STATUSES),
)
#: Numbers only, so that the rows of the driver become one array.
_COLUMNS = (
    _o.n,
    _o.latitude,
    _o.longitude,
    type_coerce(_o.priority, Integer),
    type_coerce(_STATUS, Integer),
    type_coerce(_o.reported_at, BigInteger),
)


def positions(reading: Reading, wanted: ObservationFilter, ids: Iterable[UUID] | None = None) -> Positions:
    """What the map draws of the filter, in order of `n`; with `ids` only of these."""
    statement = select(*_COLUMNS).where(IS_PLACED, *conditions(reading, wanted))
    if ids is not None:
        statement = statement.where(_o.id.in_([*ids]))
    rows: Sequence[Any] = reading.connection.execute(statement).cursor.fetchall()
    return arrays(rows)


def arrays(rows: Sequence[Sequence[Any]]) -> Positions:
    """Rows of n, latitude, longitude, priority, place of the status, microseconds, as arrays by `n`."""
    n, latitude, longitude, priority, status, reported = (
        zip(*rows, strict=True) if rows else ((), (), (), (), (), ())
    )
    key = np.array(n, np.int64)
    order = np.argsort(key, kind="stable")

    def sorted_as(values: Sequence[Any], kind: Any) -> NDArray[Any]:
        return np.array(values, kind)[order]

    return Positions(
        n=key[order],
        latitude=sorted_as(latitude, np.float64),
        longitude=sorted_as(longitude, np.float64),
        priority=sorted_as(priority, np.int8),
        status=sorted_as(status, np.int8),
        reported_at=sorted_as(reported, np.int64),
    )


def named(reading: Reading, numbers_n: Iterable[int]) -> dict[int, UUID]:
    """The ids of the records behind pins, by their `n`."""
    wanted = [*numbers_n]
    rows = reading.all(select(_o.n, _o.id).where(_o.n.in_(wanted), reading.visible(observation)))
    return {row.n: row.id for row in rows}
