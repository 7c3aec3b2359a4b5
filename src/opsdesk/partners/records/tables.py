"""The tables of the partner directory."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, String, Table, Text

from opsdesk.handling import Marking, Sector
from opsdesk.partners.model import AgreementKind, EngagementKind, OrganizationKind, PostKind
from opsdesk.store.schema import Coded, Id, Instant, Json, metadata, record_columns

organization = Table(
    "organization",
    metadata,
    *record_columns(),
    Column("name", String(), nullable=False),
    Column("name_key", String(), nullable=False),
    Column("short_name", String()),
    Column("sector", Coded(Sector), nullable=False),
    Column("kind", Coded(OrganizationKind), nullable=False),
    Column("clearance", Coded(Marking), nullable=False),
    Column("agreement", Coded(AgreementKind), nullable=False),
    Column("agreement_start", Date()),
    Column("agreement_end", Date()),
    Column("agreement_document", Id()),
    Column("address", Text()),
    Column("latitude", Float()),
    Column("longitude", Float()),
    Column("telephone", String()),
    Column("email", String()),
    Column("website", String()),
    Column("notes", Text()),
    Column("archived_at", Instant()),
    Column("is_desk", Boolean(create_constraint=False), nullable=False),
    Column("words", Text(), nullable=False),
    Index("ix_organization_by_name", "name_key", "n"),
    info={"search": True},
)

contact = Table(
    "contact",
    metadata,
    *record_columns(),
    Column("organization_id", Id(), ForeignKey("organization.id"), nullable=False, index=True),
    Column("name", String(), nullable=False),
    Column("role", String()),
    Column("telephones", Json(), nullable=False),
    Column("email", String()),
    Column("call_sign", String()),
    Column("available", Text()),
    Column("notes", Text()),
    Column("archived_at", Instant()),
    Column("words", Text(), nullable=False),
    info={"search": True},
)

licence = Table(
    "licence",
    metadata,
    *record_columns(),
    Column("organization_id", Id(), ForeignKey("organization.id"), nullable=False),
    Column("contact_id", Id(), ForeignKey("contact.id"), index=True),
    Column("holder", String(), nullable=False),
    Column("kind", String(), nullable=False),
    Column("issuer", String()),
    Column("number", String()),
    Column("expires", Date()),
    Column("archived_at", Instant()),
    Index("ix_licence_by_expiry", "organization_id", "expires"),
)

post = Table(
    "post",
    metadata,
    *record_columns(),
    Column("code", String(), nullable=False),
    Column("code_key", String(), nullable=False, index=True),
    Column("name", String(), nullable=False),
    Column("kind", Coded(PostKind), nullable=False),
    Column("organization_id", Id(), ForeignKey("organization.id"), index=True),
    Column("address", Text()),
    Column("latitude", Float()),
    Column("longitude", Float()),
    Column("area", Json(), nullable=False),
    Column("needs_cover", Boolean(create_constraint=False), nullable=False),
    Column("needed", Json(), nullable=False),
    Column("orders", Text()),
    Column("archived_at", Instant()),
    Column("words", Text(), nullable=False),
    info={"search": True},
)

coverage = Table(
    "coverage",
    metadata,
    *record_columns(),
    Column("post_id", Id(), ForeignKey("post.id"), nullable=False),
    Column("contact_id", Id(), ForeignKey("contact.id")),
    Column("officer", String(), nullable=False),
    Column("officer_key", String(), nullable=False),
    Column("organization_id", Id(), ForeignKey("organization.id")),
    Column("starts", Instant(), nullable=False),
    Column("ends", Instant(), nullable=False),
    Column("removed_at", Instant()),
    Index("ix_coverage_of_post", "post_id", "starts"),
    Index("ix_coverage_in_time", "starts"),
    Index("ix_coverage_of_contact", "contact_id", "starts"),
    Index("ix_coverage_of_officer", "officer_key", "starts"),
)

engagement = Table(
    "engagement",
    metadata,
    *record_columns(),
    Column("organization_id", Id(), ForeignKey("organization.id"), nullable=False),
    Column("contact_id", Id(), ForeignKey("contact.id")),
    Column("kind", Coded(EngagementKind), nullable=False),
    Column("at", Instant(), nullable=False),
    Column("summary", Text(), nullable=False),
    Column("follow_up", Date()),
    Column("follow_up_done_at", Instant()),
    Column("archived_at", Instant()),
    Index("ix_engagement_of_organization", "organization_id", "at"),
)
