"""What a filter of incidents means in SQL, said so that an index fits it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from opsdesk.incidents.model import OPEN, IncidentFilter
from opsdesk.incidents.records.tables import IS_ENDED, IS_OPEN, IS_PLACED, incident, incident_unit, unit
from opsdesk.observations.model import Priority
from opsdesk.observations.records.conditions import unindexed
from opsdesk.observations.records.tables import among
from opsdesk.store.search import matching
from opsdesk.store.transaction import Reading

_i = incident.c


def conditions(reading: Reading, wanted: IncidentFilter) -> list[ColumnElement[bool]]:
    """The conditions of a filter and of what the reader may see."""
    found = [reading.visible(incident), *_standing(wanted), *_times(wanted)]
    if wanted.priorities:
        found.append(_i.priority.in_(sorted(wanted.priorities)))
    if wanted.categories:
        found.append(_i.category.in_(sorted(wanted.categories)))
    if wanted.handled_by:
        found.append(_i.handled_by.in_(sorted(wanted.handled_by)))
    if wanted.opened_by is not None:
        found.append(_i.created_by == wanted.opened_by)
    if wanted.without_units:
        found.append(~_has_unit())
    if wanted.organization_id is not None:
        found.append(has_unit_of([wanted.organization_id]))
    if wanted.bounds is not None:
        found.append(_within(wanted.bounds))
    if wanted.text.strip():
        found.append(matching(incident, wanted.text))
    return found


#: A span of time that holds few enough rows to sort them; a longer one is read in the list's own order.
_FEW = timedelta(days=7)


def by_priority(reading: Reading, wanted: IncidentFilter) -> tuple[ColumnElement[Any], ...]:
    """The list's order. Where few rows match, it is said so that SQLite sorts them."""
    recent = wanted.since is not None and wanted.since > reading.now - _FEW and not wanted.statuses & OPEN
    few = recent or wanted.closed_since is not None or wanted.organization_id is not None
    return (unindexed(_i.priority) if few else _i.priority, _i.n.desc())


def has_unit_of(organizations: list[object]) -> ColumnElement[bool]:
    """A unit of one of these organizations is or was at it."""
    return exists(
        select(incident_unit.c.id)
        .join(unit, unit.c.id == incident_unit.c.unit_id)
        .where(incident_unit.c.incident_id == _i.id, unit.c.organization_id.in_(organizations))
        .correlate(incident)
    )


def _has_unit() -> ColumnElement[bool]:
    return exists(
        select(incident_unit.c.id)
        .where(incident_unit.c.incident_id == _i.id, incident_unit.c.released_at.is_(None))
        .correlate(incident)
    )


def _standing(wanted: IncidentFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.statuses == OPEN:
        found.append(IS_OPEN)
    elif wanted.statuses and wanted.statuses <= OPEN:
        found.append(and_(IS_OPEN, among(_i.status, wanted.statuses)))
    elif wanted.statuses:
        found.append(among(_i.status, wanted.statuses))
    if wanted.emergency_not_told:
        found.append(and_(IS_OPEN, _i.priority == Priority.EMERGENCY, _i.emergency_told_at.is_(None)))
    return found


def _times(wanted: IncidentFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(_i.opened_at >= wanted.since)
    if wanted.until is not None:
        found.append(_i.opened_at < wanted.until)
    if wanted.closed_since is not None:
        found.append(and_(IS_ENDED, _i.closed_at >= wanted.closed_since))
    return found


def _within(bounds: tuple[float, float, float, float]) -> ColumnElement[bool]:
    """South, west, north, east; a box that crosses the date line has its west east of its east."""
    south, west, north, east = bounds
    across = (
        _i.longitude.between(west, east) if west <= east else or_(_i.longitude >= west, _i.longitude <= east)
    )
    return and_(IS_PLACED, _i.latitude.between(south, north), across)
