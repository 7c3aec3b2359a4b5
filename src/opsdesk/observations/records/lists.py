"""The list of observations: pages by key, single rows asked again, counts, and what waits."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select

from opsdesk.observations.model import OPEN, ObservationFilter, ObservationItem
from opsdesk.observations.records import packed
from opsdesk.observations.records.conditions import (
    asked_words,
    by_priority,
    conditions,
    kinds_of_overdue,
    searches_open,
    unindexed,
)
from opsdesk.observations.records.items import ITEM_COLUMNS, ITEM_FROM, Items, item, raw_rows
from opsdesk.observations.records.tables import IS_LOOSE, observation
from opsdesk.observations.views import ObservationCounts, Order, SavedView, saved_view
from opsdesk.store.page import Page
from opsdesk.store.search import found_n, having_words, matching_newest
from opsdesk.store.transaction import Reading
from opsdesk.store.words import words

_o = observation.c
#: A built-in view is counted so far.
MOST_COUNTED = 9_999
#: So many rows are looked through faster than a common word is looked up.
_FEW = 2_000
#: `n` is a 64-bit number that is never negative; the key of a page is a Python integer and may be longer.
_N_BITS = 63
#: Where a driver's row of `ITEM_COLUMNS` has its key.
_N, _PRIORITY = 0, 4


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
    found = _rows(reading, wanted, after, limit, order)
    last = found[-1] if len(found) == limit else None
    return Page(Items(found), None if last is None else (last[_PRIORITY] << _N_BITS) | last[_N])


def key_of(row: ObservationItem) -> int:
    """The place of a row in a list of either order: its priority above the bits of `n`."""
    return (int(row.priority) << _N_BITS) | row.n


def some(reading: Reading, ids: Iterable[UUID], wanted: ObservationFilter) -> list[ObservationItem]:
    """Those of the named observations that the filter shows, for a list that hears of a change."""
    named = [*ids]
    if not named:
        return []
    statement = _select(reading, wanted).where(_o.id.in_(named))
    return [item(row) for row in raw_rows(reading, statement)]


def count(reading: Reading, wanted: ObservationFilter, cap: int | None = None) -> int:
    """How many observations the filter shows; with a `cap` it stops there and returns `cap + 1` for more."""
    if _in_both(wanted) or wanted == ObservationFilter():
        found = _number_in_both(reading, wanted)
        return found if cap is None else min(found, cap + 1)
    if cap is None:
        return int(reading.scalar(select(_counted(reading, wanted))))
    limited = select(_o.n).where(*_counting(reading, wanted)).limit(cap + 1).subquery()
    return int(reading.scalar(select(func.count()).select_from(limited)))


def waiting(reading: Reading, today: datetime | None = None) -> ObservationCounts:
    """How many each built-in view holds, up to `MOST_COUNTED` and one more for more than that.

    A desk that has a million open ones is told no later than one that has ten. `today` is the local midnight
    that has passed, aware UTC; without it, that of UTC.
    """
    midnight = today or reading.now.replace(hour=0, minute=0, second=0, microsecond=0)
    me = reading.me.operator_id
    asked = {view: saved_view(view, me, reading.now, midnight) for view in SavedView}
    counts = {
        view: _counted(reading, wanted, MOST_COUNTED)
        for view, wanted in asked.items()
        if not _in_both(wanted)
    }
    row = reading.one(select(*counts.values()))
    assert row is not None
    found = dict(zip(counts, row, strict=True))
    found |= {view: _number_in_both(reading, wanted) for view, wanted in asked.items() if _in_both(wanted)}
    return ObservationCounts(views={view: min(found[view], MOST_COUNTED + 1) for view in SavedView})


def _in_both(wanted: ObservationFilter) -> bool:
    """Whether the filter is answered from packed rows and loose ones: it may show history, and not all.

    The open ones have indexes of their own, and all of them the one of the list's order.
    """
    if not packed.answers(wanted) or wanted == ObservationFilter():
        return False
    return wanted.bounds is not None or not (wanted.statuses and wanted.statuses <= OPEN)


def _number_in_both(reading: Reading, wanted: ObservationFilter) -> int:
    loose = int(reading.scalar(select(_number_of(_loose(reading, wanted)))))
    return loose + packed.number(reading, wanted)


def _counted(reading: Reading, wanted: ObservationFilter, cap: int | None = None) -> ColumnElement[int]:
    """How many, as a value of a statement; with a `cap` it stops there, or at the cap of each of its parts.

    Overdue ones are of kinds that never overlap.
    """
    if wanted.priorities and wanted.statuses == OPEN and _only_ranks(wanted):
        # The two ranks are looked up among the open ones; left to itself SQLite may look among all.
        ranked = _o.priority.in_(sorted(int(priority) for priority in wanted.priorities))
        where = [*conditions(reading, replace(wanted, priorities=_NONE)), ranked]
        return _number_of(where, cap, "INDEXED BY ix_observation_open")
    if not wanted.overdue:
        return _number_of(_counting(reading, wanted), cap)
    others = conditions(reading, replace(wanted, overdue=False))
    first, *more = (_number_of([*others, kind], cap) for kind in kinds_of_overdue(reading))
    return functools.reduce(operator.add, more, first)


def _only_ranks(wanted: ObservationFilter) -> bool:
    return replace(wanted, priorities=_NONE, statuses=_NONE) == ObservationFilter()


def _number_of(
    where: Sequence[ColumnElement[bool]], cap: int | None = None, index: str = ""
) -> ScalarSelect[int]:
    counted = select(func.count()) if cap is None else select(_o.n).limit(cap + 1)
    found = counted.select_from(observation).where(*where)
    if index:
        found = found.with_hint(observation, index, "sqlite")
    if cap is not None:
        found = select(func.count()).select_from(found.subquery())
    return found.scalar_subquery()


def _counting(reading: Reading, wanted: ObservationFilter) -> list[ColumnElement[bool]]:
    """The conditions; every priority is named where the index by priority is to be counted, not the rows."""
    found = conditions(reading, wanted)
    unlimited = replace(wanted, categories=_NONE, priorities=_NONE, statuses=_NONE) == ObservationFilter()
    return [*found, _o.priority.between(1, 4)] if unlimited and not wanted.statuses & OPEN else found


_NONE: frozenset[Any] = frozenset()


def recent(reading: Reading, since: datetime, until: datetime, limit: int = 200) -> Sequence[ObservationItem]:
    """What was told in a period (until exclusive), by priority then newest: for the shift briefing."""
    return page(reading, ObservationFilter(since=since, until=until), limit=limit).items


def _select(reading: Reading, wanted: ObservationFilter) -> Select[Any]:
    return select(*ITEM_COLUMNS).select_from(ITEM_FROM).where(*conditions(reading, wanted))


def _rows(
    reading: Reading, wanted: ObservationFilter, after: int | None, limit: int, order: Order
) -> Sequence[Any]:
    if words(asked_words(wanted)):
        return _search(reading, wanted, after, limit)
    if _in_both(wanted):
        return _merged(reading, wanted, after, limit, order)
    statement = _select(reading, wanted)
    if order is Order.NEWEST or asked_words(wanted):
        if after is not None:
            statement = statement.where(_o.n < _n(after))
        return raw_rows(reading, statement.order_by(_o.n.desc()).limit(limit))
    return _by_priority(reading, statement.order_by(*by_priority(reading, wanted)), after, limit)


def _merged(
    reading: Reading, wanted: ObservationFilter, after: int | None, limit: int, order: Order
) -> Sequence[Any]:
    """The page of both: the first of the loose ones and the first of the packed ones, in one order."""
    before = None if after is None else _n(after)
    newest = order is Order.NEWEST
    priority = None if newest else 1 if after is None else after >> _N_BITS
    rank = unindexed(_o.priority)
    order_of = (_o.n.desc(),) if newest else (rank, _o.n.desc())
    loose = select(_o.n).where(*_loose(reading, wanted)).order_by(*order_of).limit(limit)
    if before is not None:
        older = _o.n < before
        loose = loose.where(older if newest else or_(rank > priority, and_(rank == priority, older)))
    found = raw_rows(reading, loose)
    of_packed = packed.in_list(reading, wanted, priority=priority, before=before, limit=limit)
    rows = [*raw_rows(reading, _named(reading, wanted, [*(row[0] for row in found), *of_packed]))]
    rows.sort(key=(lambda row: -row[_N]) if newest else (lambda row: (row[_PRIORITY], -row[_N])))
    return rows[:limit]


def _loose(reading: Reading, wanted: ObservationFilter) -> list[ColumnElement[bool]]:
    """The conditions of loose rows that the filter shows.

    They are named by their own index, and nothing else is said of which one is there: SQLite would else look
    for the few of them among all of a priority.
    """
    found = conditions(reading, replace(wanted, priorities=_NONE))
    if wanted.priorities:
        found.append(unindexed(_o.priority).in_(sorted(int(one) for one in wanted.priorities)))
    return [_o.n.in_(select(_o.n).where(IS_LOOSE)), *found]


def _named(
    reading: Reading,
    wanted: ObservationFilter,
    keys: Sequence[int],
    search: ColumnElement[bool] | None = None,
) -> Select[Any]:
    """The rows with these `n`, which the filter shows; by priority they are not to be looked for again."""
    asked = conditions(reading, replace(wanted, priorities=_NONE), search)
    return select(*ITEM_COLUMNS).select_from(ITEM_FROM).where(*asked, _o.n.in_(keys))


def _by_priority(reading: Reading, ordered: Select[Any], after: int | None, limit: int) -> list[Any]:
    """The rows behind a key, of a statement in the order of priority and newest."""
    if after is None:
        return [*raw_rows(reading, ordered.limit(limit))]
    # Two seeks instead of one condition with OR, for which the index would be read from its beginning.
    priority, n = after >> _N_BITS, _n(after)
    same = [*raw_rows(reading, ordered.where(_o.priority == priority, _o.n < n).limit(limit))]
    if len(same) == limit:
        return same
    rest = ordered.where(_o.priority > priority).limit(limit - len(same))
    return [*same, *raw_rows(reading, rest)]


def _search(reading: Reading, wanted: ObservationFilter, after: int | None, limit: int) -> Sequence[Any]:
    """The newest matches: among the newest of all first, which fills the page unless the words are rare."""
    before = None if after is None else _n(after)
    own: ColumnElement[int] = found_n(observation)
    if searches_open(reading, wanted):
        own = unindexed(_o.n)
    elif (newest := matching_newest(observation, asked_words(wanted), before)) is not None:
        statement = select(*ITEM_COLUMNS).select_from(ITEM_FROM)
        statement = statement.where(*conditions(reading, wanted, newest))
        found = raw_rows(reading, statement.order_by(_o.n.desc()).limit(limit))
        if len(found) == limit:
            return found
        if (few := _few_without_text(reading, wanted)) is not None:
            has = having_words(observation, words(asked_words(wanted)).split())
            statement = _named(reading, wanted, few, and_(*has))
            if before is not None:
                statement = statement.where(_o.n < before)
            return raw_rows(reading, statement.order_by(unindexed(_o.n).desc()).limit(limit))
    statement = _select(reading, wanted)
    if before is not None:
        statement = statement.where(own < before)
    return raw_rows(reading, statement.order_by(own.desc()).limit(limit))


def _few_without_text(reading: Reading, wanted: ObservationFilter) -> list[int] | None:
    """The `n` of what the filter shows without its text, if that is little: the words are looked for in it.

    The search index would give all matches of a common word, of which nearly none is in the filter.
    """
    others = replace(wanted, text="", tag=None)
    if not _in_both(others):
        return None
    loose = select(_o.n).where(*_loose(reading, others)).limit(_FEW + 1)
    found = [*reading.connection.execute(loose).scalars()]
    if len(found) > _FEW:
        return None
    of_packed = packed.read(reading, others).n
    return None if len(of_packed) > _FEW else [*found, *map(int, of_packed)]


def _n(key: int) -> int:
    return key & ((1 << _N_BITS) - 1)
