"""The tables of the bulletin board."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from opsdesk.bulletins.model import AcknowledgedHow, BulletinKind, BulletinStatus
from opsdesk.handling import Marking, RecordClass
from opsdesk.store.schema import Coded, Id, Instant, Json, metadata, record_columns

bulletin = Table(
    "bulletin",
    metadata,
    *record_columns(),
    Column("number", Integer(), nullable=False, unique=True),
    Column("kind", Coded(BulletinKind), nullable=False),
    Column("status", Coded(BulletinStatus), nullable=False),
    Column("title", Text(), nullable=False),
    Column("text", Text(), nullable=False),
    # The person or vehicle that it is about.
    Column("name", Text()),
    Column("aliases", Json(), nullable=False),
    Column("born", Date()),
    Column("juvenile", Boolean(create_constraint=False), nullable=False),
    Column("description", Text()),
    Column("clothing", Text()),
    Column("vehicle", Text()),
    Column("plate", Text()),
    Column("offence", Text()),
    Column("requested_action", Text()),
    Column("caution", Text()),
    Column("last_seen", Text()),
    Column("last_seen_at", Instant()),
    Column("latitude", Float()),
    Column("longitude", Float()),
    Column("area", Json()),
    Column("case_number", Text()),
    Column("legal_basis", Text()),
    Column("contact", Text()),
    Column("telephone", String()),
    Column("restrictions", Text()),
    Column("reliability", String()),
    Column("credibility", Integer()),
    Column("photo_authority", Text()),
    Column("originator_id", Id()),
    Column("marking", Coded(Marking), nullable=False),
    Column("record_class", Coded(RecordClass), nullable=False),
    Column("show_on_wall", Boolean(create_constraint=False), nullable=False),
    # Who wrote, submitted, returned, published and ended it, and when.
    Column("author_name", String(), nullable=False),
    Column("written_at", Instant(), nullable=False),
    Column("submitted_at", Instant()),
    Column("submitted_by", Id()),
    Column("returned_reason", Text()),
    Column("published_at", Instant()),
    Column("published_by", Id()),
    Column("published_by_name", String()),
    Column("expires_at", Instant()),
    Column("ended_at", Instant()),
    Column("end_reason", Text()),
    Column("supersedes", Id(), ForeignKey("bulletin.id"), index=True),
    Column("supersede_reason", Text()),
    Column("superseded_by", Id(), ForeignKey("bulletin.id")),
    Column("discarded_at", Instant()),
    Column("words", Text(), nullable=False),
    Index("ix_bulletin_by_status", "status", "expires_at"),
    info={"search": True},
)

#: Who is told. `left_out` is the clearance of an organization that was chosen and may not get it.
bulletin_audience = Table(
    "bulletin_audience",
    metadata,
    *record_columns(),
    Column("bulletin_id", Id(), ForeignKey("bulletin.id"), nullable=False),
    Column("organization_id", Id(), ForeignKey("organization.id"), nullable=False, index=True),
    Column("added_at", Instant()),
    Column("due_at", Instant()),
    Column("left_out", Coded(Marking)),
    Column("called_at", Instant()),
    Column("call_note", Text()),
    UniqueConstraint("bulletin_id", "organization_id"),
    info={"of": "bulletin"},
)

bulletin_photo = Table(
    "bulletin_photo",
    metadata,
    *record_columns(),
    Column("bulletin_id", Id(), ForeignKey("bulletin.id"), nullable=False),
    Column("file_id", Id(), nullable=False, index=True),
    Column("place", Integer(), nullable=False),
    UniqueConstraint("bulletin_id", "file_id"),
    info={"of": "bulletin"},
)

acknowledgement = Table(
    "acknowledgement",
    metadata,
    *record_columns(),
    Column("bulletin_id", Id(), ForeignKey("bulletin.id"), nullable=False),
    Column("organization_id", Id(), ForeignKey("organization.id"), nullable=False, index=True),
    Column("at", Instant(), nullable=False),
    Column("who", String()),
    Column("how", Coded(AcknowledgedHow), nullable=False),
    UniqueConstraint("bulletin_id", "organization_id"),
    info={"of": "bulletin"},
)
