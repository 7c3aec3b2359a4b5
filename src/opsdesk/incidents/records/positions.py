"""Positions of incidents for the map as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import BigInteger, Integer, String, case, select, type_coerce

from opsdesk.incidents.model import IncidentFilter, IncidentStatus
from opsdesk.incidents.records.conditions import conditions
from opsdesk.incidents.records.tables import IS_PLACED, incident
from opsdesk.observations.around import Positions
from opsdesk.observations.records.positions import packed
from opsdesk.store.transaction import Reading

_i = incident.c
_STATUSES = [*IncidentStatus]
_STATUS = case(
    *((type_coerce(_i.status, String) == status.value, place) for place, status in enumerate(_STATUSES)),
    else_=len(_STATUSES),
)
#: Numbers only, as `packed` takes them.
_COLUMNS = (
    _i.n,
    _i.latitude,
    _i.longitude,
    type_coerce(_i.priority, Integer) * 16 + type_coerce(_STATUS, Integer),
    type_coerce(_i.opened_at, BigInteger),
)


def positions(reading: Reading, wanted: IncidentFilter, ids: Iterable[UUID] | None = None) -> Positions:
    """What the map draws of the filter, in order of `n`; `reported_at` holds when each was opened."""
    where = [IS_PLACED, *conditions(reading, wanted)]
    if ids is not None:
        where.append(_i.id.in_([*ids]))
    return packed(reading, select(*_COLUMNS).where(*where))


def named(reading: Reading, keys: Iterable[int]) -> dict[int, UUID]:
    """The ids of the records behind pins, by their `n`."""
    rows = reading.all(select(_i.n, _i.id).where(_i.n.in_([*keys]), reading.visible(incident)))
    return {row.n: row.id for row in rows}
