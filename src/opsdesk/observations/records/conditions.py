"""What a filter means in SQL, said so that an index fits it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, and_, or_, select, type_coerce

from opsdesk.observations.model import CLAIM_WITHIN, OPEN, ObservationFilter, ObservationStatus
from opsdesk.observations.records.tables import (
    IS_CLOSED_HERE,
    IS_DUE,
    IS_GRADED_ONLY,
    IS_HELD,
    IS_OPEN,
    IS_PLACED,
    IS_TYPED,
    IS_UNCLAIMED,
    among,
    observation,
)
from opsdesk.store.schema import canonical, microseconds
from opsdesk.store.search import having_words, matching
from opsdesk.store.transaction import Reading
from opsdesk.store.words import words

_o = observation.c


def conditions(
    reading: Reading, wanted: ObservationFilter, search: ColumnElement[bool] | None = None
) -> list[ColumnElement[bool]]:
    """The conditions of a filter and of what the reader may see; withdrawn ones only when asked for.

    `search` stands for the condition that the search index makes of the text.
    """
    found = [reading.visible(observation), _statuses(wanted), *_people(wanted), *_times(wanted)]
    if wanted.priorities:
        # Among the open ones, so that their own index is read, and not the one of all.
        ranked = unindexed(_o.priority) if wanted.statuses and wanted.statuses <= OPEN else _o.priority
        found.append(ranked.in_(sorted(int(priority) for priority in wanted.priorities)))
    if wanted.categories:
        found.append(_o.category.in_(sorted(wanted.categories)))
    if wanted.overdue:
        found.append(_is_overdue(reading))
    if wanted.bounds is not None:
        found.append(_within(wanted.bounds))
    if wanted.import_id is not None:
        found.append(_o.import_id == wanted.import_id)
    if wanted.tag:
        # The words narrow it down by the index; the quoted tag then says that it is exactly this one.
        found.append(type_coerce(_o.tags, Text).like(_quoted(wanted.tag)))
    asked = asked_words(wanted)
    if asked and search is not None:
        found.append(search)
    elif asked and searches_open(reading, wanted):
        found += [IS_OPEN, *having_words(observation, words(asked).split())]
    elif asked:
        found.append(matching(observation, asked))
    return found


def searches_open(reading: Reading, wanted: ObservationFilter) -> bool:
    """Whether a search looks through the open ones, because there are few of them.

    The search index would give all matches of a million, of which nearly none is open.
    """
    among_open = wanted.unclaimed or wanted.to_decide or (wanted.statuses and wanted.statuses <= OPEN)
    if not among_open or not words(asked_words(wanted)):
        return False
    return len(reading.all(select(_o.n).where(IS_OPEN).limit(_FEW_OPEN + 1))) <= _FEW_OPEN


#: So many rows are looked through faster than a common word is looked up.
_FEW_OPEN = 2_000


def asked_words(wanted: ObservationFilter) -> str:
    """The text that the search is asked for; empty when it has none. Signs alone find nothing."""
    if wanted.text.strip():
        return f"{wanted.text} {wanted.tag or ''}" if words(wanted.text) else wanted.text
    return wanted.tag if wanted.tag and words(wanted.tag) else ""


def kinds_of_overdue(reading: Reading) -> list[ColumnElement[bool]]:
    """The ways to be overdue, none of which overlap, each counted from an index of its own.

    Nobody took it within the time that its priority allows, or a reply that was due did not come.
    """
    late = [
        and_(IS_UNCLAIMED, _o.priority == priority, _o.reported_at < reading.now - timedelta(minutes=minutes))
        for priority, minutes in CLAIM_WITHIN.items()
    ]
    return [*late, and_(IS_DUE, _o.reply_due < reading.now)]


def _is_overdue(reading: Reading) -> ColumnElement[bool]:
    """Any of these, for a list: read in the order of the open ones, not from five indexes and sorted."""
    late = (
        and_(unindexed(_o.priority) == int(priority), unindexed(_o.reported_at) < _ago(reading, minutes))
        for priority, minutes in CLAIM_WITHIN.items()
    )
    reply = and_(IS_DUE, unindexed(_o.reply_due) < _ago(reading, 0))
    return and_(IS_OPEN, or_(and_(IS_UNCLAIMED, or_(*late)), reply))


def _ago(reading: Reading, minutes: int) -> int:
    return microseconds(reading.now - timedelta(minutes=minutes))


def unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of numbers said so that no index is looked up for it."""
    return type_coerce(column, BigInteger) + 0


def is_to_decide() -> ColumnElement[bool]:
    """Graded, and waiting for a supervisor's decision."""
    return and_(IS_OPEN, IS_GRADED_ONLY)


def _statuses(wanted: ObservationFilter) -> ColumnElement[bool]:
    if wanted.statuses == OPEN:
        return IS_OPEN
    if wanted.statuses and wanted.statuses <= OPEN:
        return and_(IS_OPEN, among(_o.status, wanted.statuses))
    if wanted.statuses:
        return among(_o.status, wanted.statuses)
    return _o.status != ObservationStatus.WITHDRAWN


def _people(wanted: ObservationFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.unclaimed:
        found.append(and_(IS_OPEN, IS_UNCLAIMED))
    if wanted.to_decide:
        found.append(is_to_decide())
    if wanted.claimed_by is not None:
        found.append(and_(IS_HELD, _o.claimed_by == wanted.claimed_by))
    if wanted.reported_by is not None:
        found.append(and_(IS_TYPED, _o.created_by == wanted.reported_by))
    if wanted.organization_id is not None:
        found.append(_o.organization_id == wanted.organization_id)
    return found


def _times(wanted: ObservationFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(_o.reported_at >= wanted.since)
    if wanted.until is not None:
        found.append(_o.reported_at < wanted.until)
    if wanted.reply_due_until is not None:
        found.append(and_(IS_DUE, _o.reply_due < wanted.reply_due_until))
    if wanted.closed_since is not None:
        found.append(and_(IS_CLOSED_HERE, _o.closed_at >= wanted.closed_since))
    return found


def _within(bounds: tuple[float, float, float, float]) -> ColumnElement[bool]:
    """South, west, north, east; a box that crosses the date line has its west east of its east."""
    south, west, north, east = bounds
    across = (
        _o.longitude.between(west, east) if west <= east else or_(_o.longitude >= west, _o.longitude <= east)
    )
    return and_(IS_PLACED, _o.latitude.between(south, north), across)


def _quoted(tag: str) -> str:
    inside = canonical(tag)
    for sign in "%_":
        inside = inside.replace(sign, "_")
    return f"%{inside}%"


#: A span of time that holds few enough rows to sort them; a longer one is read in the list's own order.
_FEW = timedelta(days=7)


def by_priority(reading: Reading, wanted: ObservationFilter) -> tuple[ColumnElement[Any], ...]:
    """The list's order. Where few rows match, it is said so that SQLite sorts them.

    SQLite would else read the index of the order to its end, in search of the few that match.
    """
    recent = wanted.since is not None and wanted.since > reading.now - _FEW and not wanted.statuses & OPEN
    few = recent or wanted.closed_since is not None or wanted.import_id is not None
    return (unindexed(_o.priority) if few else _o.priority, _o.n.desc())
