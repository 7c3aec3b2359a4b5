"""Fills a database with real rows, through the same import command as everyone."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from opsdesk.observations.commands import ImportObservations
from opsdesk.observations.imported import CHUNK, ImportedRow, content_of, key_of
from opsdesk.store.database import Database
from opsdesk.store.ids import new_id
from tests.bench.desks import real_rows

#: So many of the rows are open, the last; the others are history, as after years of a desk.
OPEN = 20_000


def fill(database: Database, count: int) -> None:
    """Import `count` rows, all but the last `OPEN` closed; blocking."""
    import_id = new_id()
    rows = real_rows(count)
    now = datetime.now(UTC)
    written = 0
    while chunk := list(itertools.islice(rows, CHUNK)):
        given = tuple(_row(row) for row in chunk)
        database.run(
            ImportObservations.model_construct(
                id=new_id(),
                import_id=import_id,
                source="bench",
                file_name="bench",
                rows=given,
                organization_id=None,
                closed_before=now if written < count - OPEN else None,
                compared=written,
            )
        )
        written += len(chunk)


def _row(row: list[str]) -> ImportedRow:
    number, at, block, kind, what, place, latitude, longitude = row
    when = datetime.fromisoformat(at)
    content = content_of(tuple(row))
    return ImportedRow(
        key=key_of("bench", when, number, content, 0),
        content=content,
        summary=f"{kind}: {what}, {place}",
        reported_at=when,
        occurred_at=when,
        external_id=number,
        category="theft" if "THEFT" in kind else "other",
        place=block,
        latitude=float(latitude),
        longitude=float(longitude),
    )
