"""The store's own tables: what was applied, the journal, its head, numbers, and who was named."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table, Text

from opsdesk.store.schema import Id, Instant, metadata

_BIG = BigInteger().with_variant(Integer(), "sqlite")

#: One row for each command that was applied: the same id is applied once.
command = Table(
    "command",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("kind", String(), nullable=False),
    Column("seq", _BIG, nullable=False),
    sqlite_with_rowid=False,
)

#: The chain: one row for each change, without content.
journal = Table(
    "journal",
    metadata,
    Column("seq", _BIG, primary_key=True, autoincrement=False),
    Column("command_id", Id(), nullable=False),
    Column("kind", String(), nullable=False),
    Column("subject", String()),
    Column("record_id", Id(), index=True),
    Column("version", Integer()),
    Column("operator_id", Id()),
    Column("desk", String(), nullable=False),
    Column("at", Instant(), nullable=False),
    Column("narrowed", Boolean(create_constraint=False), nullable=False),
    Column("detail_hash", LargeBinary(32)),
    Column("previous", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)

#: What changed, exactly as it was hashed; may be purged by law, and the chain stays valid.
journal_detail = Table(
    "journal_detail",
    metadata,
    Column("seq", _BIG, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("detail", Text(), nullable=False),
)

#: One row: the end of the chain, and the last `n` that was given to a record.
journal_head = Table(
    "journal_head",
    metadata,
    Column("one", Integer(), primary_key=True, autoincrement=False),
    Column("seq", _BIG, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("n", _BIG, nullable=False),
)

#: The last number that each series gave (`observation` 412).
series = Table(
    "series",
    metadata,
    Column("name", String(), primary_key=True),
    Column("last", _BIG, nullable=False),
)

#: Who was named, one by one, as a reader of a TLP:RED record.
named_reader = Table(
    "named_reader",
    metadata,
    Column("subject", String(), primary_key=True),
    Column("record_id", Id(), primary_key=True),
    Column("operator_id", Id(), primary_key=True),
    sqlite_with_rowid=False,
)
