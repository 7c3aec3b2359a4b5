"""The tables of observations, and the indexes that keep their lists quick at a million rows."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    literal_column,
)

from opsdesk.handling import Marking, RecordClass
from opsdesk.observations.model import (
    AT_THE_DESK,
    OPEN,
    Behaviour,
    Category,
    Channel,
    Credibility,
    ObservationDisposition,
    ObservationStatus,
    Priority,
    Reliability,
    SourceKind,
    Vetting,
)
from opsdesk.store.schema import Coded, Id, Instant, Json, metadata, record_columns


def among(column: ColumnElement[Any], members: Iterable[Enum]) -> ColumnElement[bool]:
    """The column holds one of the codes, written out: parameters hide from SQLite that an index fits."""
    return column.in_([literal_column(f"'{code}'") for code in sorted(str(m.value) for m in members)])


observation = Table(
    "observation",
    metadata,
    *record_columns(),
    Column("number", Integer(), nullable=False, unique=True),
    Column("priority", Coded(Priority), nullable=False),
    Column("status", Coded(ObservationStatus), nullable=False),
    Column("category", Coded(Category), nullable=False),
    Column("reported_at", Instant(), nullable=False),
    Column("occurred_at", Instant()),
    Column("occurred_until", Instant()),
    Column("marking", Coded(Marking), nullable=False),
    Column("record_class", Coded(RecordClass), nullable=False),
    Column("vetting", Coded(Vetting), nullable=False),
    Column("channel", Coded(Channel), nullable=False),
    Column("source_kind", Coded(SourceKind), nullable=False),
    Column("organization_id", Id()),
    Column("originator_id", Id()),
    Column("reliability", Coded(Reliability)),
    Column("credibility", Coded(Credibility)),
    Column("claimed_by", Id()),
    Column("claimed_at", Instant()),
    Column("reply_due", Instant()),
    Column("disposition", Coded(ObservationDisposition)),
    Column("closed_at", Instant()),
    Column("photos", Integer(), nullable=False),
    Column("linked", Integer(), nullable=False),
    Column("latitude", Float()),
    Column("longitude", Float()),
    Column("place", Text()),
    Column("summary", Text(), nullable=False),
    Column("narrative", Text(), nullable=False),
    Column("tags", Json(), nullable=False),
    Column("behaviour", Coded(Behaviour), nullable=False),
    Column("behaviour_reason", Text()),
    Column("closing_note", Text()),
    Column("asked", Text()),
    Column("referred_to", Id()),
    Column("changed_why", Text()),
    Column("vetted_by", Id()),
    Column("vetted_at", Instant()),
    Column("vetting_reason", Text()),
    Column("basis", Text()),
    Column("reviewer_id", Id()),
    Column("review_due", Instant()),
    Column("import_id", Id()),
    Column("external_id", Text()),
    Column("words", Text(), nullable=False),
    info={"search": True},
)
_o = observation.c

#: The conditions of the partial indexes; a query says the same, or SQLite does not see that the index fits.
#: Those about the open ones begin with a test that closed history fails at once: a list of codes costs
#: SQLite a microsecond for each index and row that an import writes.
_NOT_CLOSED = _o.status != literal_column(f"'{ObservationStatus.CLOSED.value}'")
IS_OPEN = _NOT_CLOSED & among(_o.status, OPEN)
IS_UNCLAIMED = _NOT_CLOSED & among(_o.status, AT_THE_DESK) & _o.claimed_by.is_(None)
IS_GRADED_ONLY = among(_o.vetting, [Vetting.UNVETTED]) & _o.reliability.is_not(None)
IS_HELD = _o.claimed_by.is_not(None)
IS_DUE = _o.reply_due.is_not(None)
IS_TYPED = _o.import_id.is_(None)
IS_PLACED = _o.latitude.is_not(None)
IS_CLOSED_HERE = _o.closed_at.is_not(None)
IS_A_PARTNERS = _o.organization_id.is_not(None)

#: Rows that are not as their import packed them (`observation_packed`).
IS_LOOSE = (
    _o.import_id.is_(None) | (_o.version > literal_column("1")) | (_o.marking == literal_column("'TLP:RED'"))
)


def _partial(name: str, *columns: ColumnElement[Any], where: ColumnElement[bool]) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


# Columns behind the key let a condition, and the rule of the markings, be answered from the index alone.
_RULE = (_o.marking, _o.record_class)
# Read backwards, which is by priority, then newest: so what an import writes is put in behind the rest of its
# priority. It is the only one besides the unique ones that closed history costs.
Index("ix_observation_order", _o.priority.desc(), _o.n)
_partial(
    "ix_observation_loose_order",
    _o.priority,
    _o.n.desc(),
    _o.status,
    _o.category,
    _o.reported_at,
    *_RULE,
    where=IS_LOOSE,
)
_partial("ix_observation_reported", _o.reported_at, *_RULE, where=IS_LOOSE)
_partial("ix_observation_to_decide", _o.priority, _o.n.desc(), *_RULE, where=IS_OPEN & IS_GRADED_ONLY)
_partial(
    "ix_observation_open",
    _o.priority,
    _o.n.desc(),
    _o.status,
    _o.claimed_by,
    *_RULE,
    where=IS_OPEN,
)
_partial("ix_observation_unclaimed", _o.priority, _o.reported_at, _o.status, *_RULE, where=IS_UNCLAIMED)
_partial("ix_observation_held", _o.claimed_by, *_RULE, where=IS_HELD)
_partial("ix_observation_due", _o.reply_due, *_RULE, where=IS_DUE)
_partial("ix_observation_typed", _o.created_by, _o.n, *_RULE, where=IS_TYPED)
_partial("ix_observation_loose", _o.status, where=IS_LOOSE)
_partial("ix_observation_closed", _o.closed_at, *_RULE, where=IS_CLOSED_HERE)
_partial(
    "ix_observation_placed",
    _o.latitude,
    _o.longitude,
    _o.priority,
    _o.status,
    _o.reported_at,
    *_RULE,
    where=IS_PLACED & IS_LOOSE,
)
_partial(
    "ix_observation_told_by", _o.organization_id, _o.reliability, _o.disposition, *_RULE, where=IS_A_PARTNERS
)
#: Who gave the tip: never in the journal's detail, the search, lists, exports, wall or packets.
observation_source = Table(
    "observation_source",
    metadata,
    *record_columns(),
    Column("observation_id", Id(), ForeignKey("observation.id"), nullable=False, unique=True),
    Column("name", Text()),
    Column("telephone", Text()),
    Column("email", Text()),
    Column("note", Text()),
    Column("anonymous", Boolean(create_constraint=False), nullable=False),
    info={"secret": True, "of": "observation"},
)

observation_photo = Table(
    "observation_photo",
    metadata,
    *record_columns(),
    Column("observation_id", Id(), ForeignKey("observation.id"), nullable=False, index=True),
    Column("file_id", Id(), nullable=False),
    Column("caption", Text(), nullable=False),
    Column("removed_at", Instant()),
    info={"of": "observation"},
)

#: What came of an observation: the incident that it was converted to or is linked with.
incident_observation = Table(
    "incident_observation",
    metadata,
    Column("incident_id", Id(), primary_key=True),
    Column("observation_id", Id(), ForeignKey("observation.id"), primary_key=True, index=True),
    Column("incident_number", Integer(), nullable=False),
    Column("observation_number", Integer(), nullable=False),
    Column("linked_at", Instant(), nullable=False),
    Column("linked_by", Id(), nullable=False),
    sqlite_with_rowid=False,
)

#: A sighting: an observation that is linked with a bulletin.
sighting = Table(
    "sighting",
    metadata,
    Column("bulletin_id", Id(), primary_key=True),
    Column("observation_id", Id(), ForeignKey("observation.id"), primary_key=True, index=True),
    Column("linked_at", Instant(), nullable=False),
    Column("linked_by", Id(), nullable=False),
    sqlite_with_rowid=False,
)

#: One import of a file; its rows stand between `first_n` and `last_n`, so that no index of its own is needed.
import_run = Table(
    "import_run",
    metadata,
    *record_columns(),
    Column("source", String(), nullable=False),
    Column("file_name", Text(), nullable=False),
    Column("added", Integer(), nullable=False),
    Column("first_n", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
    Column("last_n", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
    Column("withdrawn_at", Instant()),
)

#: What lists and the map ask of the rows of an import, a chunk in each row (`packed`). All rows of a chunk
#: share what the rule of the markings looks at, so it is readable exactly when they are; who was named one
#: by one (TLP:RED) is looked at row by row, so such rows are not packed. `n` is the first row's; rows that
#: changed since are not read from here (`IS_LOOSE`).
observation_packed = Table(
    "observation_packed",
    metadata,
    Column("n", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("id", Id(), nullable=False, unique=True),
    Column("created_by", Id(), nullable=False),
    Column("marking", Coded(Marking), nullable=False),
    Column("record_class", Coded(RecordClass), nullable=False),
    Column("originator_id", Id()),
    Column("organization_id", Id()),
    Column("import_id", Id(), nullable=False),
    Column("rows", Integer(), nullable=False),
    Column("earliest", Instant(), nullable=False),
    Column("latest", Instant(), nullable=False),
    Column("facts", LargeBinary(), nullable=False),
    Column("places", LargeBinary(), nullable=False),
)

#: By what the rows of an import are known again, a chunk in each row (`known`): an index of keys that come in
#: no order would be written anew from end to end with each chunk. `n` is the first row's.
observation_known = Table(
    "observation_known",
    metadata,
    Column("n", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("id", Id(), nullable=False, unique=True),
    Column("created_by", Id(), nullable=False),
    Column("import_id", Id(), nullable=False),
    Column("source", String(), nullable=False, index=True),
    Column("rows", LargeBinary(), nullable=False),
)
