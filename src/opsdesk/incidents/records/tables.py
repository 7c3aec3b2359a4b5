"""The tables of incidents and units, and the indexes that keep their lists quick."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from opsdesk.handling import Marking, RecordClass
from opsdesk.incidents.model import (
    OPEN,
    HandledBy,
    IncidentDisposition,
    IncidentStatus,
    LogKind,
    UnitStatus,
)
from opsdesk.observations.model import Category, Priority
from opsdesk.observations.records.tables import among
from opsdesk.store.schema import Coded, Id, Instant, Json, metadata, record_columns

incident = Table(
    "incident",
    metadata,
    *record_columns(),
    Column("number", Integer(), nullable=False, unique=True),
    Column("priority", Coded(Priority), nullable=False),
    Column("status", Coded(IncidentStatus), nullable=False),
    Column("category", Coded(Category), nullable=False),
    Column("handled_by", Coded(HandledBy), nullable=False),
    Column("opened_at", Instant(), nullable=False),
    Column("closed_at", Instant()),
    Column("disposition", Coded(IncidentDisposition)),
    Column("marking", Coded(Marking), nullable=False),
    Column("record_class", Coded(RecordClass), nullable=False),
    Column("originator_id", Id()),
    Column("latitude", Float()),
    Column("longitude", Float()),
    Column("place", Text()),
    Column("title", Text(), nullable=False),
    Column("summary", Text(), nullable=False),
    Column("closing_note", Text()),
    Column("commander", String()),
    Column("emergency_told_at", Instant()),
    Column("emergency_told_by", String()),
    Column("words", Text(), nullable=False),
    info={"search": True},
)
_i = incident.c

#: The conditions of the partial indexes; a query says the same, or SQLite does not see that the index fits.
IS_OPEN = among(_i.status, OPEN)
IS_ENDED = _i.closed_at.is_not(None)
IS_PLACED = _i.latitude.is_not(None)

_RULE = (_i.marking, _i.record_class)
Index("ix_incident_order", _i.priority, _i.n.desc(), _i.status, _i.category, _i.opened_at, *_RULE)
Index("ix_incident_opened", _i.opened_at, _i.handled_by, *_RULE)
Index(
    "ix_incident_open",
    _i.priority,
    _i.n.desc(),
    _i.status,
    _i.handled_by,
    *_RULE,
    sqlite_where=IS_OPEN,
    postgresql_where=IS_OPEN,
)
Index("ix_incident_closed", _i.closed_at, *_RULE, sqlite_where=IS_ENDED, postgresql_where=IS_ENDED)
Index(
    "ix_incident_placed",
    _i.latitude,
    _i.longitude,
    _i.priority,
    _i.status,
    _i.opened_at,
    *_RULE,
    sqlite_where=IS_PLACED,
    postgresql_where=IS_PLACED,
)

incident_log = Table(
    "incident_log",
    metadata,
    *record_columns(),
    Column("incident_id", Id(), ForeignKey("incident.id"), nullable=False),
    Column("kind", Coded(LogKind), nullable=False),
    Column("at", Instant(), nullable=False),
    Column("text", Text(), nullable=False),
    Column("facts", Json(), nullable=False),
    Column("struck_at", Instant()),
    Column("struck_by", Id()),
    Column("struck_reason", Text()),
    Index("ix_incident_log_incident", "incident_id", "at"),
    info={"of": "incident"},
)

unit = Table(
    "unit",
    metadata,
    *record_columns(),
    Column("call_sign", String(), nullable=False),
    Column("sign_key", String(), nullable=False),
    Column("organization_id", Id(), ForeignKey("organization.id"), nullable=False, index=True),
    Column("status", Coded(UnitStatus), nullable=False),
    Column("incident_id", Id(), ForeignKey("incident.id")),
    Column("post_id", Id()),
    Column("latitude", Float()),
    Column("longitude", Float()),
    Column("archived_at", Instant()),
)
Index(
    "uq_unit_sign_key",
    unit.c.sign_key,
    unique=True,
    sqlite_where=unit.c.archived_at.is_(None),
    postgresql_where=unit.c.archived_at.is_(None),
)

#: A unit at an incident, from its assignment to its release; it may come back, then as another row.
incident_unit = Table(
    "incident_unit",
    metadata,
    *record_columns(),
    Column("incident_id", Id(), ForeignKey("incident.id"), nullable=False),
    Column("unit_id", Id(), ForeignKey("unit.id"), nullable=False, index=True),
    Column("status", Coded(UnitStatus), nullable=False),
    Column("assigned_at", Instant(), nullable=False),
    Column("en_route_at", Instant()),
    Column("on_scene_at", Instant()),
    Column("released_at", Instant()),
    Column("forced", Boolean(create_constraint=False), nullable=False),
    Index("ix_incident_unit_incident", "incident_id", "released_at", "unit_id"),
    info={"of": "incident"},
)
