"""The history of one record: who changed what and when, with the values before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Table, select

from opsdesk.store import tables
from opsdesk.store.schema import Coded, Id, Instant, instant, metadata
from opsdesk.store.transaction import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a record's history.

    `table` is the record's own or that of a part of it (a log entry, a photo), then `part_id` names which.
    `before` and `after` hold Python's values by column; both are empty where the contents were purged.
    """

    seq: int
    at: datetime
    kind: str
    operator_id: UUID | None
    desk: str
    version: int | None
    table: str
    part_id: UUID | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    purged: bool


def history(reading: Reading, subject: str, record_id: UUID, limit: int = 500) -> list[Event]:
    """The newest lines about a record that I may see, newest first; `NotFound` otherwise."""
    table = metadata.tables[subject]
    row = reading.get(table, record_id)
    lines = (
        select(tables.journal, tables.journal_detail.c.detail)
        .join_from(
            tables.journal,
            tables.journal_detail,
            tables.journal_detail.c.seq == tables.journal.c.seq,
            isouter=True,
        )
        .order_by(tables.journal.c.seq.desc())
        .limit(limit)
    )
    own = reading.all(
        lines.where(tables.journal.c.subject == subject, tables.journal.c.record_id == record_id)
    )
    events = [event(subject, line) for line in own]
    if not any(event.version == 1 for event in events) and len(events) < limit:
        # It came with an import: one line for the whole chunk.
        chunks = reading.all(
            lines.where(
                tables.journal.c.subject == subject,
                tables.journal.c.record_id.is_(None),
                tables.journal.c.at == row.created_at,
            )
        )
        events += [event(subject, line) for line in chunks if _holds(line.detail, row.n)]
    return events


def _holds(detail: str | None, n: int) -> bool:
    found = json.loads(detail) if detail else {}
    return bool(found.get("first", n + 1) <= n <= found.get("last", n - 1))


def event(subject: str, line: Any) -> Event:
    """A row of the journal, with its `detail` beside it, as an event of a record of this subject."""
    detail = json.loads(line.detail) if line.detail is not None else {}
    name = detail.get("table", subject)
    table = metadata.tables.get(name)
    part = detail.get("id")
    return Event(
        seq=line.seq,
        at=line.at,
        kind=line.kind,
        operator_id=line.operator_id,
        desk=line.desk,
        version=line.version,
        table=name,
        part_id=None if part is None else UUID(part),
        before=_values(table, detail.get("before", {})),
        after=_values(table, detail.get("after", detail.get("all", {}))),
        purged=line.detail is None and line.detail_hash is not None,
    )


def _values(table: Table | None, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table, name, value) for name, value in values.items()}


def _value(table: Table | None, name: str, value: Any) -> Any:
    """A value as Python has it; one of a column that is no more stays as it was kept."""
    if table is None or name not in table.c or value is None:
        return value
    kind = table.c[name].type
    try:
        if isinstance(kind, Instant):
            return instant(value)
        if isinstance(kind, Id):
            return UUID(value)
        if isinstance(kind, Coded):
            return kind.members(value)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
    except (ValueError, TypeError):
        return value
    return value
