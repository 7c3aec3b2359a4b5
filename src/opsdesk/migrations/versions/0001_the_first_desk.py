"""The first desk: all tables, their search indexes and triggers.

Made by `python -m opsdesk.migrations.regenerate` from what the rooms declare.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from opsdesk.store import schema
from opsdesk.store.search import search_statements

# ruff: noqa: E501, PLR0915 - one statement for each table, as Alembic writes them

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletin",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("aliases", schema.Json(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("juvenile", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("clothing", sa.Text(), nullable=True),
        sa.Column("vehicle", sa.Text(), nullable=True),
        sa.Column("plate", sa.Text(), nullable=True),
        sa.Column("offence", sa.Text(), nullable=True),
        sa.Column("requested_action", sa.Text(), nullable=True),
        sa.Column("caution", sa.Text(), nullable=True),
        sa.Column("last_seen", sa.Text(), nullable=True),
        sa.Column("last_seen_at", schema.Instant(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("area", schema.Json(), nullable=True),
        sa.Column("case_number", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("telephone", sa.String(), nullable=True),
        sa.Column("restrictions", sa.Text(), nullable=True),
        sa.Column("reliability", sa.String(), nullable=True),
        sa.Column("credibility", sa.Integer(), nullable=True),
        sa.Column("photo_authority", sa.Text(), nullable=True),
        sa.Column("originator_id", schema.Id(), nullable=True),
        sa.Column("marking", sa.String(), nullable=False),
        sa.Column("record_class", sa.String(), nullable=False),
        sa.Column("show_on_wall", sa.Boolean(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("written_at", schema.Instant(), nullable=False),
        sa.Column("submitted_at", schema.Instant(), nullable=True),
        sa.Column("submitted_by", schema.Id(), nullable=True),
        sa.Column("returned_reason", sa.Text(), nullable=True),
        sa.Column("published_at", schema.Instant(), nullable=True),
        sa.Column("published_by", schema.Id(), nullable=True),
        sa.Column("published_by_name", sa.String(), nullable=True),
        sa.Column("expires_at", schema.Instant(), nullable=True),
        sa.Column("ended_at", schema.Instant(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("supersedes", schema.Id(), nullable=True),
        sa.Column("supersede_reason", sa.Text(), nullable=True),
        sa.Column("superseded_by", schema.Id(), nullable=True),
        sa.Column("discarded_at", schema.Instant(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["bulletin.id"], name=op.f("fk_bulletin_superseded_by_bulletin")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["bulletin.id"], name=op.f("fk_bulletin_supersedes_bulletin")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("id", name=op.f("uq_bulletin_id")),
        sa.UniqueConstraint("number", name=op.f("uq_bulletin_number")),
        info={"search": True},
    )
    op.create_index("ix_bulletin_by_status", "bulletin", ["status", "expires_at"], unique=False)
    op.create_index(op.f("ix_bulletin_supersedes"), "bulletin", ["supersedes"], unique=False)
    op.create_table(
        "command",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "file",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("taken", sa.String(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_file")),
        sa.UniqueConstraint("id", name=op.f("uq_file_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_file_sha256")),
    )
    op.create_table(
        "import_run",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("first_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("withdrawn_at", schema.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_import_run")),
        sa.UniqueConstraint("id", name=op.f("uq_import_run_id")),
    )
    op.create_table(
        "incident",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("handled_by", sa.String(), nullable=False),
        sa.Column("opened_at", schema.Instant(), nullable=False),
        sa.Column("closed_at", schema.Instant(), nullable=True),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("marking", sa.String(), nullable=False),
        sa.Column("record_class", sa.String(), nullable=False),
        sa.Column("originator_id", schema.Id(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("closing_note", sa.Text(), nullable=True),
        sa.Column("commander", sa.String(), nullable=True),
        sa.Column("emergency_told_at", schema.Instant(), nullable=True),
        sa.Column("emergency_told_by", sa.String(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_incident")),
        sa.UniqueConstraint("id", name=op.f("uq_incident_id")),
        sa.UniqueConstraint("number", name=op.f("uq_incident_number")),
        info={"search": True},
    )
    op.create_index(
        "ix_incident_closed",
        "incident",
        ["closed_at", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "ix_incident_open",
        "incident",
        ["priority", sa.literal_column("n DESC"), "status", "handled_by", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text(
            "status IN ('assigned', 'contained', 'en_route', 'on_scene', 'open', 'reopened')"
        ),
        postgresql_where=sa.text(
            "status IN ('assigned', 'contained', 'en_route', 'on_scene', 'open', 'reopened')"
        ),
    )
    op.create_index(
        "ix_incident_opened", "incident", ["opened_at", "handled_by", "marking", "record_class"], unique=False
    )
    op.create_index(
        "ix_incident_order",
        "incident",
        [
            "priority",
            sa.literal_column("n DESC"),
            "status",
            "category",
            "opened_at",
            "marking",
            "record_class",
        ],
        unique=False,
    )
    op.create_index(
        "ix_incident_placed",
        "incident",
        ["latitude", "longitude", "priority", "status", "opened_at", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text("latitude IS NOT NULL"),
        postgresql_where=sa.text("latitude IS NOT NULL"),
    )
    op.create_table(
        "journal",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("command_id", schema.Id(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("record_id", schema.Id(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("operator_id", schema.Id(), nullable=True),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("at", schema.Instant(), nullable=False),
        sa.Column("narrowed", sa.Boolean(), nullable=False),
        sa.Column("detail_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_record_id"), "journal", ["record_id"], unique=False)
    op.create_table(
        "journal_detail",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal_detail")),
    )
    op.create_table(
        "journal_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "named_reader",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("record_id", schema.Id(), nullable=False),
        sa.Column("operator_id", schema.Id(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "record_id", "operator_id", name=op.f("pk_named_reader")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "observation",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("reported_at", schema.Instant(), nullable=False),
        sa.Column("occurred_at", schema.Instant(), nullable=True),
        sa.Column("occurred_until", schema.Instant(), nullable=True),
        sa.Column("marking", sa.String(), nullable=False),
        sa.Column("record_class", sa.String(), nullable=False),
        sa.Column("vetting", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("source_kind", sa.String(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=True),
        sa.Column("originator_id", schema.Id(), nullable=True),
        sa.Column("reliability", sa.String(), nullable=True),
        sa.Column("credibility", sa.Integer(), nullable=True),
        sa.Column("claimed_by", schema.Id(), nullable=True),
        sa.Column("claimed_at", schema.Instant(), nullable=True),
        sa.Column("reply_due", schema.Instant(), nullable=True),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("closed_at", schema.Instant(), nullable=True),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("linked", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("tags", schema.Json(), nullable=False),
        sa.Column("behaviour", sa.String(), nullable=False),
        sa.Column("behaviour_reason", sa.Text(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=True),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("referred_to", schema.Id(), nullable=True),
        sa.Column("changed_why", sa.Text(), nullable=True),
        sa.Column("vetted_by", schema.Id(), nullable=True),
        sa.Column("vetted_at", schema.Instant(), nullable=True),
        sa.Column("vetting_reason", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("reviewer_id", schema.Id(), nullable=True),
        sa.Column("review_due", schema.Instant(), nullable=True),
        sa.Column("import_id", schema.Id(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_observation")),
        sa.UniqueConstraint("id", name=op.f("uq_observation_id")),
        sa.UniqueConstraint("number", name=op.f("uq_observation_number")),
        info={"search": True},
    )
    op.create_index(
        "ix_observation_closed",
        "observation",
        ["closed_at", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "ix_observation_due",
        "observation",
        ["reply_due", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text("reply_due IS NOT NULL"),
        postgresql_where=sa.text("reply_due IS NOT NULL"),
    )
    op.create_index(
        "ix_observation_held",
        "observation",
        ["claimed_by", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.create_index(
        "ix_observation_loose",
        "observation",
        ["status"],
        unique=False,
        sqlite_where=sa.text("import_id IS NULL OR version > 1 OR marking = 'TLP:RED'"),
        postgresql_where=sa.text("import_id IS NULL OR version > 1 OR marking = 'TLP:RED'"),
    )
    op.create_index(
        "ix_observation_loose_order",
        "observation",
        [
            "priority",
            sa.literal_column("n DESC"),
            "status",
            "category",
            "reported_at",
            "marking",
            "record_class",
        ],
        unique=False,
        sqlite_where=sa.text("import_id IS NULL OR version > 1 OR marking = 'TLP:RED'"),
        postgresql_where=sa.text("import_id IS NULL OR version > 1 OR marking = 'TLP:RED'"),
    )
    op.create_index(
        "ix_observation_open",
        "observation",
        ["priority", sa.literal_column("n DESC"), "status", "claimed_by", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text(
            "status != 'closed' AND status IN ('needs_information', 'new', 'referred', 'under_review')"
        ),
        postgresql_where=sa.text(
            "status != 'closed' AND status IN ('needs_information', 'new', 'referred', 'under_review')"
        ),
    )
    op.create_index(
        "ix_observation_order", "observation", [sa.literal_column("priority DESC"), "n"], unique=False
    )
    op.create_index(
        "ix_observation_placed",
        "observation",
        ["latitude", "longitude", "priority", "status", "reported_at", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text(
            "latitude IS NOT NULL AND (import_id IS NULL OR version > 1 OR marking = 'TLP:RED')"
        ),
        postgresql_where=sa.text(
            "latitude IS NOT NULL AND (import_id IS NULL OR version > 1 OR marking = 'TLP:RED')"
        ),
    )
    op.create_index(
        "ix_observation_reported",
        "observation",
        ["reported_at", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text("import_id IS NULL OR version > 1 OR marking = 'TLP:RED'"),
        postgresql_where=sa.text("import_id IS NULL OR version > 1 OR marking = 'TLP:RED'"),
    )
    op.create_index(
        "ix_observation_to_decide",
        "observation",
        ["priority", sa.literal_column("n DESC"), "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text(
            "status != 'closed' AND status IN ('needs_information', 'new', 'referred', 'under_review') AND vetting IN ('unvetted') AND reliability IS NOT NULL"
        ),
        postgresql_where=sa.text(
            "status != 'closed' AND status IN ('needs_information', 'new', 'referred', 'under_review') AND vetting IN ('unvetted') AND reliability IS NOT NULL"
        ),
    )
    op.create_index(
        "ix_observation_told_by",
        "observation",
        ["organization_id", "reliability", "disposition", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text("organization_id IS NOT NULL"),
        postgresql_where=sa.text("organization_id IS NOT NULL"),
    )
    op.create_index(
        "ix_observation_typed",
        "observation",
        ["created_by", "n", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text("import_id IS NULL"),
        postgresql_where=sa.text("import_id IS NULL"),
    )
    op.create_index(
        "ix_observation_unclaimed",
        "observation",
        ["priority", "reported_at", "status", "marking", "record_class"],
        unique=False,
        sqlite_where=sa.text(
            "status != 'closed' AND status IN ('new', 'under_review') AND claimed_by IS NULL"
        ),
        postgresql_where=sa.text(
            "status != 'closed' AND status IN ('new', 'under_review') AND claimed_by IS NULL"
        ),
    )
    op.create_table(
        "observation_known",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("import_id", schema.Id(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_observation_known")),
        sa.UniqueConstraint("id", name=op.f("uq_observation_known_id")),
    )
    op.create_index(op.f("ix_observation_known_source"), "observation_known", ["source"], unique=False)
    op.create_table(
        "observation_packed",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("marking", sa.String(), nullable=False),
        sa.Column("record_class", sa.String(), nullable=False),
        sa.Column("originator_id", schema.Id(), nullable=True),
        sa.Column("organization_id", schema.Id(), nullable=True),
        sa.Column("import_id", schema.Id(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("earliest", schema.Instant(), nullable=False),
        sa.Column("latest", schema.Instant(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_observation_packed")),
        sa.UniqueConstraint("id", name=op.f("uq_observation_packed_id")),
    )
    op.create_table(
        "organization",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("clearance", sa.String(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("agreement_start", sa.Date(), nullable=True),
        sa.Column("agreement_end", sa.Date(), nullable=True),
        sa.Column("agreement_document", schema.Id(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("telephone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("archived_at", schema.Instant(), nullable=True),
        sa.Column("is_desk", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_organization")),
        sa.UniqueConstraint("id", name=op.f("uq_organization_id")),
        info={"search": True},
    )
    op.create_index("ix_organization_by_name", "organization", ["name_key", "n"], unique=False)
    op.create_table(
        "release",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("recipe", sa.String(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject_id", schema.Id(), nullable=True),
        sa.Column("period_start", schema.Instant(), nullable=True),
        sa.Column("period_end", schema.Instant(), nullable=True),
        sa.Column("packet", sa.String(), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marking", sa.String(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("journal_seq", sa.BigInteger(), nullable=True),
        sa.Column("journal_head", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_release")),
        sa.UniqueConstraint("id", name=op.f("uq_release_id")),
        sa.UniqueConstraint("packet", "copy_number", name=op.f("uq_release_packet_copy_number")),
        info={"search": True},
    )
    op.create_index("ix_release_by_subject", "release", ["subject_id"], unique=False)
    op.create_table(
        "secured_desk",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", schema.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_secured_desk")),
        sa.UniqueConstraint("desk", name=op.f("uq_secured_desk_desk")),
        sa.UniqueConstraint("id", name=op.f("uq_secured_desk_id")),
    )
    op.create_table(
        "series",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_series")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("bulletin_id", schema.Id(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=False),
        sa.Column("at", schema.Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletin.id"], name=op.f("fk_acknowledgement_bulletin_id_bulletin")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_acknowledgement_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint(
            "bulletin_id", "organization_id", name=op.f("uq_acknowledgement_bulletin_id_organization_id")
        ),
        sa.UniqueConstraint("id", name=op.f("uq_acknowledgement_id")),
        info={"of": "bulletin"},
    )
    op.create_index(
        op.f("ix_acknowledgement_organization_id"), "acknowledgement", ["organization_id"], unique=False
    )
    op.create_table(
        "bulletin_audience",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("bulletin_id", schema.Id(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=False),
        sa.Column("added_at", schema.Instant(), nullable=True),
        sa.Column("due_at", schema.Instant(), nullable=True),
        sa.Column("left_out", sa.String(), nullable=True),
        sa.Column("called_at", schema.Instant(), nullable=True),
        sa.Column("call_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_audience_bulletin_id_bulletin")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_bulletin_audience_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_bulletin_audience")),
        sa.UniqueConstraint(
            "bulletin_id", "organization_id", name=op.f("uq_bulletin_audience_bulletin_id_organization_id")
        ),
        sa.UniqueConstraint("id", name=op.f("uq_bulletin_audience_id")),
        info={"of": "bulletin"},
    )
    op.create_index(
        op.f("ix_bulletin_audience_organization_id"), "bulletin_audience", ["organization_id"], unique=False
    )
    op.create_table(
        "bulletin_photo",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("bulletin_id", schema.Id(), nullable=False),
        sa.Column("file_id", schema.Id(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_photo_bulletin_id_bulletin")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_bulletin_photo")),
        sa.UniqueConstraint("bulletin_id", "file_id", name=op.f("uq_bulletin_photo_bulletin_id_file_id")),
        sa.UniqueConstraint("id", name=op.f("uq_bulletin_photo_id")),
        info={"of": "bulletin"},
    )
    op.create_index(op.f("ix_bulletin_photo_file_id"), "bulletin_photo", ["file_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("telephones", schema.Json(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("call_sign", sa.String(), nullable=True),
        sa.Column("available", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("archived_at", schema.Instant(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_contact_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_contact")),
        sa.UniqueConstraint("id", name=op.f("uq_contact_id")),
        info={"search": True},
    )
    op.create_index(op.f("ix_contact_organization_id"), "contact", ["organization_id"], unique=False)
    op.create_table(
        "file_copy",
        sa.Column("file_id", schema.Id(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_file_copy_file_id_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "size", name=op.f("pk_file_copy")),
    )
    op.create_table(
        "file_original",
        sa.Column("file_id", schema.Id(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_file_original_file_id_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_file_original")),
    )
    op.create_table(
        "incident_log",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("incident_id", schema.Id(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", schema.Instant(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("facts", schema.Json(), nullable=False),
        sa.Column("struck_at", schema.Instant(), nullable=True),
        sa.Column("struck_by", schema.Id(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_log_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_incident_log")),
        sa.UniqueConstraint("id", name=op.f("uq_incident_log_id")),
        info={"of": "incident"},
    )
    op.create_index("ix_incident_log_incident", "incident_log", ["incident_id", "at"], unique=False)
    op.create_table(
        "incident_observation",
        sa.Column("incident_id", schema.Id(), nullable=False),
        sa.Column("observation_id", schema.Id(), nullable=False),
        sa.Column("incident_number", sa.Integer(), nullable=False),
        sa.Column("observation_number", sa.Integer(), nullable=False),
        sa.Column("linked_at", schema.Instant(), nullable=False),
        sa.Column("linked_by", schema.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_incident_observation_observation_id_observation"),
        ),
        sa.PrimaryKeyConstraint("incident_id", "observation_id", name=op.f("pk_incident_observation")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_incident_observation_observation_id"),
        "incident_observation",
        ["observation_id"],
        unique=False,
    )
    op.create_table(
        "observation_photo",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("observation_id", schema.Id(), nullable=False),
        sa.Column("file_id", schema.Id(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("removed_at", schema.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_observation_photo_observation_id_observation"),
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_observation_photo")),
        sa.UniqueConstraint("id", name=op.f("uq_observation_photo_id")),
        info={"of": "observation"},
    )
    op.create_index(
        op.f("ix_observation_photo_observation_id"), "observation_photo", ["observation_id"], unique=False
    )
    op.create_table(
        "observation_source",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("observation_id", schema.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_observation_source_observation_id_observation"),
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_observation_source")),
        sa.UniqueConstraint("id", name=op.f("uq_observation_source_id")),
        sa.UniqueConstraint("observation_id", name=op.f("uq_observation_source_observation_id")),
        info={"secret": True, "of": "observation"},
    )
    op.create_table(
        "operator",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("roles", schema.Json(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=False),
        sa.Column("clearance", sa.String(), nullable=True),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("locked_at", schema.Instant(), nullable=True),
        sa.Column("disabled_at", schema.Instant(), nullable=True),
        sa.Column("last_sign_in_at", schema.Instant(), nullable=True),
        sa.Column("login", sa.String(), nullable=True),
        sa.Column("one_time", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_operator_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_operator")),
        sa.UniqueConstraint("id", name=op.f("uq_operator_id")),
        sa.UniqueConstraint("login", name=op.f("uq_operator_login")),
        sa.UniqueConstraint("name_key", name=op.f("uq_operator_name_key")),
    )
    op.create_index(op.f("ix_operator_organization_id"), "operator", ["organization_id"], unique=False)
    op.create_table(
        "post",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("area", schema.Json(), nullable=False),
        sa.Column("needs_cover", sa.Boolean(), nullable=False),
        sa.Column("needed", schema.Json(), nullable=False),
        sa.Column("orders", sa.Text(), nullable=True),
        sa.Column("archived_at", schema.Instant(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_post_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_post")),
        sa.UniqueConstraint("id", name=op.f("uq_post_id")),
        info={"search": True},
    )
    op.create_index(op.f("ix_post_code_key"), "post", ["code_key"], unique=False)
    op.create_index(op.f("ix_post_organization_id"), "post", ["organization_id"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("bulletin_id", schema.Id(), nullable=False),
        sa.Column("observation_id", schema.Id(), nullable=False),
        sa.Column("linked_at", schema.Instant(), nullable=False),
        sa.Column("linked_by", schema.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_sighting_observation_id_observation")
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "observation_id", name=op.f("pk_sighting")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sighting_observation_id"), "sighting", ["observation_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("call_sign", sa.String(), nullable=False),
        sa.Column("sign_key", sa.String(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("incident_id", schema.Id(), nullable=True),
        sa.Column("post_id", schema.Id(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("archived_at", schema.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_unit_incident_id_incident")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_unit_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_unit")),
        sa.UniqueConstraint("id", name=op.f("uq_unit_id")),
    )
    op.create_index(op.f("ix_unit_organization_id"), "unit", ["organization_id"], unique=False)
    op.create_index(
        "uq_unit_sign_key",
        "unit",
        ["sign_key"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "coverage",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("post_id", schema.Id(), nullable=False),
        sa.Column("contact_id", schema.Id(), nullable=True),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("officer_key", sa.String(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=True),
        sa.Column("starts", schema.Instant(), nullable=False),
        sa.Column("ends", schema.Instant(), nullable=False),
        sa.Column("removed_at", schema.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_coverage_contact_id_contact")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_coverage_organization_id_organization")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_coverage_post_id_post")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_coverage")),
        sa.UniqueConstraint("id", name=op.f("uq_coverage_id")),
    )
    op.create_index("ix_coverage_in_time", "coverage", ["starts"], unique=False)
    op.create_index("ix_coverage_of_contact", "coverage", ["contact_id", "starts"], unique=False)
    op.create_index("ix_coverage_of_officer", "coverage", ["officer_key", "starts"], unique=False)
    op.create_index("ix_coverage_of_post", "coverage", ["post_id", "starts"], unique=False)
    op.create_table(
        "engagement",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=False),
        sa.Column("contact_id", schema.Id(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", schema.Instant(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.Date(), nullable=True),
        sa.Column("follow_up_done_at", schema.Instant(), nullable=True),
        sa.Column("archived_at", schema.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_engagement_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_engagement_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_engagement")),
        sa.UniqueConstraint("id", name=op.f("uq_engagement_id")),
    )
    op.create_index("ix_engagement_of_organization", "engagement", ["organization_id", "at"], unique=False)
    op.create_table(
        "incident_unit",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("incident_id", schema.Id(), nullable=False),
        sa.Column("unit_id", schema.Id(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("assigned_at", schema.Instant(), nullable=False),
        sa.Column("en_route_at", schema.Instant(), nullable=True),
        sa.Column("on_scene_at", schema.Instant(), nullable=True),
        sa.Column("released_at", schema.Instant(), nullable=True),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_unit_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_incident_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_incident_unit")),
        sa.UniqueConstraint("id", name=op.f("uq_incident_unit_id")),
        info={"of": "incident"},
    )
    op.create_index(
        "ix_incident_unit_incident", "incident_unit", ["incident_id", "released_at", "unit_id"], unique=False
    )
    op.create_index(op.f("ix_incident_unit_unit_id"), "incident_unit", ["unit_id"], unique=False)
    op.create_table(
        "licence",
        sa.Column(
            "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.Column("created_by", schema.Id(), nullable=False),
        sa.Column("changed_at", schema.Instant(), nullable=False),
        sa.Column("changed_by", schema.Id(), nullable=False),
        sa.Column("organization_id", schema.Id(), nullable=False),
        sa.Column("contact_id", schema.Id(), nullable=True),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("archived_at", schema.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_licence_contact_id_contact")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_licence_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_licence")),
        sa.UniqueConstraint("id", name=op.f("uq_licence_id")),
    )
    op.create_index("ix_licence_by_expiry", "licence", ["organization_id", "expires"], unique=False)
    op.create_index(op.f("ix_licence_contact_id"), "licence", ["contact_id"], unique=False)
    op.create_table(
        "sign_in_failure",
        sa.Column("operator_id", schema.Id(), nullable=False),
        sa.Column("at", schema.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_sign_in_failure_operator_id_operator")
        ),
    )
    op.create_index("ix_sign_in_failure_by_operator", "sign_in_failure", ["operator_id", "at"], unique=False)
    if op.get_context().dialect.name != "sqlite":
        return
    # What keeps each search index true; rows of an import are put in by the chunk.
    for source, imported in (
        ("bulletin", False),
        ("contact", False),
        ("incident", False),
        ("observation", True),
        ("organization", False),
        ("post", False),
        ("release", False),
    ):
        for statement in search_statements(source, imported=imported):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("a first desk has no earlier one")
