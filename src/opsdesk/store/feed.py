"""What a desk follows: the journal's numbers, with a name only for what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from opsdesk.store import tables
from opsdesk.store.command import Change
from opsdesk.store.schema import metadata
from opsdesk.store.transaction import INTELLIGENCE_READ, ORIGINAL_READ, Reading

_ROWS = select(
    tables.journal.c.seq,
    tables.journal.c.kind,
    tables.journal.c.subject,
    tables.journal.c.record_id,
    tables.journal.c.narrowed,
).order_by(tables.journal.c.seq)

_AT_ONCE = 500

#: Kinds of lines that tell of a read.
READS = frozenset({INTELLIGENCE_READ, ORIGINAL_READ})


def changes_after(reading: Reading, after: int, limit: int) -> list[Change]:
    """The changes numbered `after + 1` and on, every number, at most `limit`.

    A record that the reader may not see comes without subject and id. A change that may have taken a
    record out of somebody's sight names it to all, so that desks that show it take it off the screen:
    a random id tells nothing else.
    """
    rows = reading.all(_ROWS.where(tables.journal.c.seq > after).limit(limit))
    asked: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row.subject in metadata.tables and row.record_id is not None and not row.narrowed:
            asked[row.subject].add(row.record_id)
    seen = {subject: _seen(reading, subject, ids) for subject, ids in asked.items()}
    return [
        Change(row.seq, row.subject, row.record_id) if _told(row, seen) else Change(row.seq, None, None)
        for row in rows
    ]


def _told(row: Row[Any], seen: Mapping[str, set[UUID]]) -> bool:
    """A read changes nothing, so it is told to no desk; else asking again would be a read again."""
    if row.kind in READS:
        return False
    return row.record_id is None or row.narrowed or row.record_id in seen.get(row.subject, ())


def _seen(reading: Reading, subject: str, ids: set[UUID]) -> set[UUID]:
    table = metadata.tables[subject]
    visible = reading.visible(table)
    listed = sorted(ids)
    found: set[UUID] = set()
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        found.update(row.id for row in reading.all(select(table.c.id).where(table.c.id.in_(part), visible)))
    return found
