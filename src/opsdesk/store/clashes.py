"""What others changed of a record since a version: for whoever merges an edit that came late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from opsdesk.store.past import history
from opsdesk.store.schema import metadata
from opsdesk.store.transaction import Reading


@dataclass(frozen=True)
class Since:
    """The record as it stands, and who changed it last.

    Attributes:
        version: the record's now.
        values: what its columns hold now.
        before: what the columns that others changed held at the version asked about.
        operator_id, desk, at: the newest change; None and empty where it is not told.
    """

    version: int
    values: Mapping[str, Any]
    before: Mapping[str, Any]
    operator_id: UUID | None
    desk: str
    at: datetime | None


def since(reading: Reading, subject: str, record_id: UUID, version: int) -> Since:
    """What happened to the record behind that version; `NotFound` where it is hidden or gone."""
    row = reading.get(metadata.tables[subject], record_id)
    events = [
        one
        for one in history(reading, subject, record_id)
        if one.table == subject and one.version is not None and one.version > version
    ]
    before: dict[str, Any] = {}
    for event in events:  # the newest first: the oldest of them says how it was
        before |= event.before
    newest = events[0] if events else None
    return Since(
        version=row.version,
        values=dict(row._mapping),
        before=before,
        operator_id=None if newest is None else newest.operator_id,
        desk="" if newest is None else newest.desk,
        at=None if newest is None else newest.at,
    )
