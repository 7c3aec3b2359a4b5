"""The list of observations: pages by key, single rows asked again, counts, and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from opsdesk.observations.model import ObservationFilter, ObservationItem
from opsdesk.observations.records.conditions import asked_words, conditions, index_for
from opsdesk.observations.records.items import ITEM_COLUMNS, ITEM_FROM, item
from opsdesk.observations.records.tables import observation
from opsdesk.observations.views import ObservationCounts, Order, SavedView, saved_view
from opsdesk.store.page import Page
from opsdesk.store.transaction import Reading

_o = observation.c
#: `n` is a 64-bit number that is never negative; the key of a page is a Python integer and may be longer.
_N_BITS = 63


def page(
    reading: Reading,
    wanted: ObservationFilter,
    after: int | None = None,
    limit: int = 200,
    order: Order = Order.PRIORITY,
) -> Page[ObservationItem]:
    """The next rows of the list behind the key `after`.

    By priority then newest, or newest first; with a text always newest first, because sorting matches
    costs more than finding them.
    """
    found = [item(row) for row in _rows(reading, wanted, after, limit, order)]
    last = found[-1] if len(found) == limit else None
    return Page(found, None if last is None else key_of(last))


def key_of(row: ObservationItem) -> int:
    """The place of a row in a list of either order: its priority above the bits of `n`."""
    return (int(row.priority) << _N_BITS) | row.n


def some(reading: Reading, ids: Iterable[UUID], wanted: ObservationFilter) -> list[ObservationItem]:
    """Those of the named observations that the filter shows, for a list that hears of a change."""
    named = [*ids]
    if not named:
        return []
    statement = _select(reading, wanted).where(_o.id.in_(named))
    return [item(row) for row in reading.all(statement)]


def count(reading: Reading, wanted: ObservationFilter, cap: int | None = None) -> int:
    """How many observations the filter shows; with a `cap` it stops there and returns `cap + 1` for more."""
    statement = select(_o.n).where(*conditions(reading, wanted))
    if cap is None:
        return int(reading.scalar(statement.with_only_columns(func.count())))
    limited = statement.limit(cap + 1).subquery()
    return int(reading.scalar(select(func.count()).select_from(limited)))


def waiting(reading: Reading, today: datetime | None = None) -> ObservationCounts:
    """How many each built-in view holds, exactly, in one statement.

    `today` is the local midnight that has passed, aware UTC; without it, that of UTC.
    """
    midnight = today or reading.now.replace(hour=0, minute=0, second=0, microsecond=0)
    me = reading.me.operator_id
    counts = [
        select(func.count())
        .select_from(observation)
        .where(*conditions(reading, saved_view(view, me, reading.now, midnight)))
        .scalar_subquery()
        for view in SavedView
    ]
    row = reading.one(select(*counts))
    assert row is not None
    return ObservationCounts(views=dict(zip(SavedView, row, strict=True)))


def recent(reading: Reading, since: datetime, until: datetime, limit: int = 200) -> Sequence[ObservationItem]:
    """What was told in a period (until exclusive), by priority then newest: for the shift briefing."""
    wanted = ObservationFilter(since=since, until=until)
    statement = _select(reading, wanted).with_hint(
        observation, "INDEXED BY ix_observation_reported", "sqlite"
    )
    return [item(row) for row in reading.all(statement.order_by(_o.priority, _o.n.desc()).limit(limit))]


def _select(reading: Reading, wanted: ObservationFilter) -> Select[Any]:
    return select(*ITEM_COLUMNS).select_from(ITEM_FROM).where(*conditions(reading, wanted))


def _rows(
    reading: Reading, wanted: ObservationFilter, after: int | None, limit: int, order: Order
) -> Sequence[Any]:
    statement = _select(reading, wanted)
    if order is Order.NEWEST or asked_words(wanted):
        if after is not None:
            statement = statement.where(_o.n < _n(after))
        return reading.all(statement.order_by(_o.n.desc()).limit(limit))
    index = index_for(wanted)
    if index is not None:
        statement = statement.with_hint(observation, f"INDEXED BY {index}", "sqlite")
    statement = statement.order_by(_o.priority, _o.n.desc())
    if after is None:
        return reading.all(statement.limit(limit))
    # Two seeks instead of one condition with OR, for which the index would be read from its beginning.
    priority, n = after >> _N_BITS, _n(after)
    same = reading.all(statement.where(_o.priority == priority, _o.n < n).limit(limit))
    if len(same) == limit:
        return same
    return [*same, *reading.all(statement.where(_o.priority > priority).limit(limit - len(same)))]


def _n(key: int) -> int:
    return key & ((1 << _N_BITS) - 1)
