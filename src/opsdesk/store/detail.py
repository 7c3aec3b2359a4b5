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


def told(table: Table) -> frozenset[str]:
    """The columns whose values the journal tells: neither derived nor secret."""
    return frozenset(c.name for c in table.c if c.name not in _DERIVED and not secret(table, c.name))


def plain_values(told: frozenset[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a new row was given, as far as they may be told; empty ones are left out."""
    return {name: plain(value) for name, value in values.items() if value is not None and name in told}


def changed_values(
    told: frozenset[str], before: Mapping[str, Any], changed: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the changed columns held before and hold after, as far as it may be told."""
    names = [name for name in changed if name in told]
    return {n: plain(before[n]) for n in names}, {n: plain(changed[n]) for n in names}


def detail_text(detail: Mapping[str, Any]) -> str:
    """The detail as the one text that is hashed and kept."""
    return canonical(detail)
