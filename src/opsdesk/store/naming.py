"""What a record is called where another one names it: its number, code or name, as far as I may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from opsdesk.store.schema import Id, metadata
from opsdesk.store.transaction import Reading

#: The column by which people know a record of a table.
NAME_COLUMNS: Mapping[str, str] = {
    "observation": "number",
    "incident": "number",
    "bulletin": "number",
    "unit": "call_sign",
    "organization": "name",
    "contact": "name",
    "post": "code",
    "operator": "name",
    "release": "title",
    "import_run": "file_name",
    "secured_desk": "desk",
}

#: What a column of ids speaks of where no foreign key says it.
_SPEAKS_OF: Mapping[str, str] = {
    "originator_id": "organization",
    "organization_id": "organization",
    "referred_to": "organization",
    "reviewer_id": "operator",
    "import_id": "import_run",
}

_AT_ONCE = 500


def names_of(reading: Reading, subject: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these records, of those that I may see; a bulletin's is `B-0313`.

    Number and name alone: this is no read of the record, so nothing is journalled.
    """
    column = NAME_COLUMNS.get(subject)
    table = metadata.tables.get(subject)
    if column is None or table is None:
        return {}
    listed = sorted(set(ids))
    found: dict[UUID, str] = {}
    for start in range(0, len(listed), _AT_ONCE):
        asked = select(table.c.id, table.c[column].label("name")).where(
            table.c.id.in_(listed[start : start + _AT_ONCE]), reading.visible(table)
        )
        found.update((row.id, called(subject, row.name)) for row in reading.all(asked))
    return found


def called(subject: str, name: Any) -> str:
    """A record's name as people write it."""
    return f"B-{name:04d}" if subject == "bulletin" and isinstance(name, int) else str(name)


def speaks_of(table: Table, column: str) -> str | None:
    """The table whose records a column of ids names; None where that is not known."""
    if column not in table.c or not isinstance(table.c[column].type, Id):
        return None
    for key in table.c[column].foreign_keys:
        return key.column.table.name
    if column in _SPEAKS_OF:
        return _SPEAKS_OF[column]
    if column.endswith("_by"):
        return "operator"
    owner = column.removesuffix("_id")
    return owner if owner in NAME_COLUMNS else None
