"""What was changed in a record, by whom and when, as the journal has it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, select

from opsdesk.accounts.records import operator
from opsdesk.observations.around import HistoryLine
from opsdesk.observations.records.tables import observation
from opsdesk.store.tables import journal, journal_detail
from opsdesk.store.transaction import Reading


def history(reading: Reading, observation_id: UUID, limit: int = 200) -> list[HistoryLine]:
    """What was changed in an observation, the latest first; who gave the tip never stands in it."""
    return history_of(reading, observation, observation_id, limit)


def history_of(reading: Reading, table: Table, record_id: UUID, limit: int) -> list[HistoryLine]:
    """What was changed in a record and its parts, the latest first; `NotFound` when it may not be seen."""
    reading.get(table, record_id)
    j, d = journal.c, journal_detail.c
    rows = reading.all(
        select(j.seq, j.kind, j.at, j.operator_id, j.desk, operator.c.name, d.detail)
        .select_from(
            journal.outerjoin(journal_detail, d.seq == j.seq).outerjoin(
                operator, operator.c.id == j.operator_id
            )
        )
        .where(j.record_id == record_id, j.subject == table.name)
        .order_by(j.seq.desc())
        .limit(limit)
    )
    lines = [_line(row) for row in rows]
    # Beside a report stands the line of who gave it, which says nothing.
    return [line for line in lines if line.after or line.before or line.kind != "observation.report"]


def _line(row: Row[Any]) -> HistoryLine:
    detail = json.loads(row.detail) if row.detail else {}
    return HistoryLine(
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        operator_id=row.operator_id,
        operator_name=row.name or "",
        desk=row.desk,
        before=detail.get("before", {}),
        after=detail.get("after", {}),
    )
