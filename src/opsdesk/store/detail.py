"""The detail of a journal row: what was before and after, as text that can be hashed and read again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from opsdesk.store.schema import RECORD_COLUMNS, canonical, microseconds

#: Columns whose values say nothing to a reader of the history.
_DERIVED = frozenset({*RECORD_COLUMNS, "words"})


def secret(table: Table, name: str) -> bool:
    """Whether a column's values never stand in the journal: `info={"secret": True}` on it or the table."""
    return bool(table.info.get("secret") or table.c[name].info.get("secret"))


def plain(value: Any) -> Any:
    """A value as JSON has it: microseconds, days in ISO 8601, ids and codes as text, bytes in hex."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return microseconds(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def plain_values(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a new row was given; empty, derived and secret ones are left out."""
    return {
        name: plain(value)
        for name, value in values.items()
        if value is not None and name not in _DERIVED and not secret(table, name)
    }


def changed_values(
    table: Table, before: Mapping[str, Any], changed: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the changed columns held before and hold after; derived and secret ones are left out."""
    names = [name for name in changed if name not in _DERIVED and not secret(table, name)]
    return {n: plain(before[n]) for n in names}, {n: plain(changed[n]) for n in names}


def detail_text(detail: Mapping[str, Any]) -> str:
    """The detail as the one text that is hashed and kept."""
    return canonical(detail)
