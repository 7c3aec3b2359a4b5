"""The list of incidents: pages by key, single rows asked again, counts, what waits, what the wall shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.incidents.model import (
    OPEN,
    IncidentCounts,
    IncidentFilter,
    IncidentItem,
    IncidentView,
    incident_view,
)
from opsdesk.incidents.records.conditions import by_priority, conditions
from opsdesk.incidents.records.tables import incident, incident_unit, unit
from opsdesk.observations.records.tables import incident_observation
from opsdesk.observations.views import Order
from opsdesk.store.page import Page
from opsdesk.store.search import found_n
from opsdesk.store.transaction import Reading
from opsdesk.store.words import words

_i = incident.c
#: `n` is a 64-bit number that is never negative; the key of a page is a Python integer and may be longer.
_N_BITS = 63
_SAME = (
    *("n", "id", "version", "number", "title", "category", "priority", "status", "handled_by", "place"),
    *("opened_at", "closed_at", "marking", "disposition"),
)
_LINKED = (
    select(func.count())
    .select_from(incident_observation)
    .where(incident_observation.c.incident_id == _i.id)
    .correlate(incident)
    .scalar_subquery()
)
_COLUMNS = (*(_i[name] for name in _SAME), _i.latitude, _i.longitude, _LINKED.label("linked"))


def page(
    reading: Reading,
    wanted: IncidentFilter,
    after: int | None = None,
    limit: int = 200,
    order: Order = Order.PRIORITY,
) -> Page[IncidentItem]:
    """The next rows of the list behind the key `after`: by priority then newest, or newest first.

    With a text always newest first.
    """
    found = _items(reading, _rows(reading, wanted, after, limit, order))
    last = found[-1] if len(found) == limit else None
    return Page(found, None if last is None else key_of(last))


def key_of(row: IncidentItem) -> int:
    """The place of a row in a list of either order: its priority above the bits of `n`."""
    return (int(row.priority) << _N_BITS) | row.n


def some(reading: Reading, ids: Iterable[UUID], wanted: IncidentFilter) -> list[IncidentItem]:
    """Those of the named incidents that the filter shows, for a list that hears of a change."""
    named = [*ids]
    if not named:
        return []
    return _items(reading, reading.all(_select(reading, wanted).where(_i.id.in_(named))))


def count(reading: Reading, wanted: IncidentFilter, cap: int | None = None) -> int:
    """How many incidents the filter shows; with a `cap` it stops there and returns `cap + 1` for more."""
    statement = select(_i.n).where(*conditions(reading, wanted))
    if cap is None:
        return int(reading.scalar(statement.with_only_columns(func.count()).select_from(incident)))
    return int(reading.scalar(select(func.count()).select_from(statement.limit(cap + 1).subquery())))


def waiting(reading: Reading, today: datetime | None = None) -> IncidentCounts:
    """How many each built-in view holds, exactly, in one statement.

    `today` is the local midnight that has passed, aware UTC; without it, that of UTC.
    """
    midnight = today or reading.now.replace(hour=0, minute=0, second=0, microsecond=0)
    counts = [
        select(func.count())
        .select_from(incident)
        .where(*conditions(reading, incident_view(view, reading.me.operator_id, reading.now, midnight)))
        .scalar_subquery()
        for view in IncidentView
    ]
    row = reading.one(select(*counts))
    assert row is not None
    return IncidentCounts(views=dict(zip(IncidentView, row, strict=True)))


def recent(reading: Reading, since: datetime, until: datetime, limit: int = 200) -> list[IncidentItem]:
    """What was opened in a period (until exclusive), by priority then newest: for the shift briefing."""
    wanted = IncidentFilter(since=since, until=until)
    return _items(reading, _rows(reading, wanted, None, limit, Order.PRIORITY))


def on_the_wall(reading: Reading, clearance: Marking, limit: int = 50) -> list[IncidentItem]:
    """The open incidents that a wall of that clearance may show, the worst and newest first; never RED."""
    allowed = [m for m in Marking if m.rank <= clearance.rank and m is not Marking.RED]
    wanted = IncidentFilter(statuses=OPEN)
    statement = _select(reading, wanted).where(_i.marking.in_(allowed))
    return _items(reading, reading.all(statement.order_by(_i.priority, _i.n.desc()).limit(limit)))


def _select(reading: Reading, wanted: IncidentFilter) -> Select[Any]:
    return select(*_COLUMNS).select_from(incident).where(*conditions(reading, wanted))


def _rows(
    reading: Reading, wanted: IncidentFilter, after: int | None, limit: int, order: Order
) -> Sequence[Row[Any]]:
    statement = _select(reading, wanted)
    n = None if after is None else after & ((1 << _N_BITS) - 1)
    if order is Order.NEWEST or wanted.text.strip():
        own = found_n(incident) if words(wanted.text) else _i.n
        if n is not None:
            statement = statement.where(own < n)
        return reading.all(statement.order_by(own.desc()).limit(limit))
    statement = statement.order_by(*by_priority(reading, wanted))
    if after is None:
        return reading.all(statement.limit(limit))
    # Two seeks instead of one condition with OR, for which the index would be read from its beginning.
    priority = after >> _N_BITS
    same = reading.all(statement.where(_i.priority == priority, _i.n < n).limit(limit))
    if len(same) == limit:
        return same
    return [*same, *reading.all(statement.where(_i.priority > priority).limit(limit - len(same)))]


def _items(reading: Reading, rows: Sequence[Row[Any]]) -> list[IncidentItem]:
    signs = _call_signs(reading, [row.id for row in rows])
    return [
        IncidentItem(
            **{name: row._mapping[name] for name in _SAME},
            position=None if row.latitude is None else Position(row.latitude, row.longitude),
            units=tuple(signs.get(row.id, ())),
            observations=row.linked,
        )
        for row in rows
    ]


def _call_signs(reading: Reading, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The units at each incident, in the order they were assigned."""
    found: dict[UUID, list[str]] = {}
    if not ids:
        return found
    u = incident_unit.c
    rows = reading.all(
        select(u.incident_id, unit.c.call_sign)
        .join_from(incident_unit, unit, unit.c.id == u.unit_id)
        .where(u.incident_id.in_(ids), u.released_at.is_(None))
        .order_by(u.n)
    )
    for row in rows:
        found.setdefault(row.incident_id, []).append(row.call_sign)
    return found
