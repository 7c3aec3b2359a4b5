"""One incident with its log, its units and its observations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from opsdesk.accounts.records import operator
from opsdesk.errors import NotFound
from opsdesk.geo.places import Position
from opsdesk.handling import Sector
from opsdesk.incidents.model import AssignedUnit, Incident, LogEntry
from opsdesk.incidents.records.tables import incident, incident_log, incident_unit, unit
from opsdesk.observations.records.names import operator_name
from opsdesk.observations.records.tables import incident_observation
from opsdesk.partners.records.tables import organization
from opsdesk.store.transaction import Reading

_i = incident.c


def get(reading: Reading, incident_id: UUID) -> Incident:
    """One incident; `NotFound` when it is not there or may not be seen."""
    return _model(reading, reading.get(incident, incident_id))


def numbered(reading: Reading, number: int) -> Incident:
    """The incident with the number that people say aloud."""
    row = reading.one(select(incident).where(_i.number == number, reading.visible(incident)))
    if row is None:
        raise NotFound("incident", number)
    return _model(reading, row)


def log(reading: Reading, incident_id: UUID) -> tuple[LogEntry, ...]:
    """The log in order of time; struck lines stand in it with their reason."""
    e = incident_log.c
    struck = operator.alias()
    rows = reading.all(
        select(incident_log, operator.c.name.label("written"), struck.c.name.label("striker"))
        .select_from(
            incident_log.outerjoin(operator, operator.c.id == e.created_by).outerjoin(
                struck, struck.c.id == e.struck_by
            )
        )
        .where(e.incident_id == incident_id, reading.visible(incident_log))
        .order_by(e.at, e.n)
    )
    return tuple(_entry(row) for row in rows)


def units_at(reading: Reading, incident_id: UUID) -> tuple[AssignedUnit, ...]:
    """The units that are or were at it, in the order they were assigned."""
    u = incident_unit.c
    rows = reading.all(
        select(incident_unit, unit.c.call_sign, organization.c.name, organization.c.sector)
        .select_from(
            incident_unit.join(unit, unit.c.id == u.unit_id).outerjoin(
                organization, organization.c.id == unit.c.organization_id
            )
        )
        .where(u.incident_id == incident_id, reading.visible(incident_unit))
        .order_by(u.n)
    )
    return tuple(
        AssignedUnit(
            unit_id=row.unit_id,
            call_sign=row.call_sign,
            organization_name=row.name or "",
            private=row.sector is Sector.PRIVATE,
            status=row.status,
            assigned_at=row.assigned_at,
            en_route_at=row.en_route_at,
            on_scene_at=row.on_scene_at,
            released_at=row.released_at,
        )
        for row in rows
    )


def position_of(row: Row[Any]) -> Position | None:
    """The position of a row with a latitude and a longitude."""
    return None if row.latitude is None else Position(row.latitude, row.longitude)


def _entry(row: Row[Any]) -> LogEntry:
    return LogEntry(
        id=row.id,
        version=row.version,
        incident_id=row.incident_id,
        kind=row.kind,
        at=row.at,
        text=row.text,
        written_by=row.created_by,
        written_by_name=row.written or "",
        struck_at=row.struck_at,
        struck_reason=row.struck_reason,
        struck_by_name=row.striker,
        facts=row.facts,
    )


def _model(reading: Reading, row: Row[Any]) -> Incident:
    o = incident_observation.c
    linked = reading.all(
        select(o.observation_id, o.observation_number)
        .where(o.incident_id == row.id)
        .order_by(o.linked_at, o.observation_number)
    )
    return Incident(
        **{name: row._mapping[name] for name in _SAME},
        position=position_of(row),
        opened_by_name=operator_name(reading, row.created_by),
        units=units_at(reading, row.id),
        log=log(reading, row.id),
        observations=tuple((link.observation_id, link.observation_number) for link in linked),
    )


#: The fields of the model that are columns as they stand.
_SAME = (
    *("id", "n", "number", "version", "title", "summary", "category", "priority", "status", "handled_by"),
    *("disposition", "closing_note", "place", "opened_at", "closed_at", "marking", "record_class"),
    *("originator_id", "commander", "emergency_told_at", "emergency_told_by", "created_by", "changed_at"),
)
