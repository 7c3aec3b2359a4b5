"""The journal: one hash-chained, gap-free row for each change; it is the audit log and the live feed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from opsdesk.store import tables
from opsdesk.store.schema import microseconds

#: What stands before the first row.
ZERO = bytes(32)

#: The kind of a line that says that the contents of a record's earlier lines were purged.
PURGE = "journal.purge"

_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change before it is chained; `detail` is the text (before, after) exactly as it will be kept."""

    kind: str
    subject: str | None
    record_id: UUID | None
    version: int | None
    detail: str | None
    narrowed: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """Under which command, by whom, where and when entries are written."""

    command_id: UUID
    kind: str
    operator_id: UUID | None
    desk: str
    at: datetime


@dataclass(slots=True)
class Head:
    """The end of the chain inside one transaction, and the last `n` given to a record."""

    seq: int
    hash: bytes
    n: int


#: The columns of `tables.journal` that a row's hash covers, in this order, behind the previous hash.
COVERED = (
    "seq",
    "command_id",
    "kind",
    "subject",
    "record_id",
    "version",
    "operator_id",
    "desk",
    "at",
    "narrowed",
    "detail_hash",
)


def link(previous: bytes, row: Mapping[str, Any]) -> bytes:
    """The hash of a row: SHA-256 of the previous hash and the covered fields, joined by 0x1F."""
    fields = [_text(row[name]) for name in COVERED]
    if any(_SEPARATOR in field for field in fields):
        raise ValueError("a journal field holds the separator")
    return hashlib.sha256(previous + b"\x1f" + _SEPARATOR.join(fields).encode()).digest()


def _text(value: Any) -> str:
    """A field as it is hashed: nothing for None, 0 or 1, microseconds, hexadecimal."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return str(microseconds(value))
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def salted(salt: bytes, detail: str) -> bytes:
    """The hash of a detail; the salt goes when the detail is purged, so nothing can be guessed back."""
    return hashlib.sha256(salt + detail.encode()).digest()


_KNOWN = "SELECT h.seq, h.hash, h.n, c.seq FROM journal_head AS h LEFT JOIN command AS c ON c.id = ?"
_ROW = (
    "INSERT INTO journal (seq, command_id, kind, subject, record_id, version, operator_id, desk, at, "
    "narrowed, detail_hash, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_DETAIL = "INSERT INTO journal_detail (seq, salt, detail) VALUES (?, ?, ?)"
_MOVE = "UPDATE journal_head SET seq = ?, hash = ?, n = ?"
_SEEN = "INSERT INTO command (id, kind, seq) VALUES (?, ?, ?)"

# This file is the embedded database's alone (in PostgreSQL triggers write the journal), and each command
# passes through it: so it speaks to the driver, which is ten times as fast as through Core.


def driver(connection: Connection) -> Any:
    """The driver's own connection below a Core connection; it is inside the same transaction."""
    return connection.connection.driver_connection


def begin(connection: Connection) -> None:
    """Put the head of an empty chain; done once, when the tables are made."""
    connection.execute(insert(tables.journal_head), {"one": 1, "seq": 0, "hash": ZERO, "n": 0})


def head(connection: Connection, command_id: UUID) -> tuple[Head, int | None]:
    """The end of the chain as this transaction sees it, and the last number of the command if it is known."""
    seq, digest, n, known = driver(connection).execute(_KNOWN, (command_id.bytes,)).fetchone()
    return Head(seq, digest, n), known


def append(connection: Connection, end: Head, stamp: Stamp, entries: Sequence[Entry]) -> Head:
    """Chain the entries behind `end`, note the command, and move the head; called last in a transaction."""
    rows: list[tuple[Any, ...]] = []
    details: list[tuple[Any, ...]] = []
    seq, previous = end.seq, end.hash
    at = microseconds(stamp.at)
    operator_id = None if stamp.operator_id is None else stamp.operator_id.bytes
    for entry in entries:
        seq += 1
        detail_hash = None
        if entry.detail is not None:
            salt = os.urandom(16)
            detail_hash = salted(salt, entry.detail)
            details.append((seq, salt, entry.detail))
        digest = link(
            previous,
            {
                "seq": seq,
                "command_id": stamp.command_id,
                "kind": entry.kind,
                "subject": entry.subject,
                "record_id": entry.record_id,
                "version": entry.version,
                "operator_id": stamp.operator_id,
                "desk": stamp.desk,
                "at": stamp.at,
                "narrowed": entry.narrowed,
                "detail_hash": detail_hash,
            },
        )
        record_id = None if entry.record_id is None else entry.record_id.bytes
        told = (stamp.command_id.bytes, entry.kind, entry.subject, record_id, entry.version)
        rows.append((seq, *told, operator_id, stamp.desk, at, entry.narrowed, detail_hash, previous, digest))
        previous = digest
    through = driver(connection)
    through.executemany(_ROW, rows)
    through.executemany(_DETAIL, details)
    through.execute(_MOVE, (seq, previous, end.n))
    through.execute(_SEEN, (stamp.command_id.bytes, stamp.kind, seq))
    return Head(seq, previous, end.n)
