"""How a record is changed so that the change can be taken back, and what its derived columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table

from opsdesk.geo.places import Position
from opsdesk.partners.model import KIND_SECTOR, Telephone
from opsdesk.partners.names import name_key
from opsdesk.partners.records.tables import contact, coverage, organization, post
from opsdesk.partners.telephones import readable
from opsdesk.store.transaction import Reading, Transaction
from opsdesk.store.words import words


def columns(table: Table, fields: Mapping[str, Any], before: Row[Any] | None = None) -> dict[str, Any]:
    """The column values for fields of the model: positions split, tuples as JSON lists, keys and words made.

    `before` is the row that is changed, for what is derived from several fields.
    """
    values = {name: _stored(value) for name, value in fields.items() if name != "position"}
    if "position" in fields:
        place: Position | None = fields["position"]
        values |= {
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
        }
    if not values:
        return {}
    merged = (dict(before._mapping) if before is not None else {}) | values
    return values | _derived(table, merged)


def _stored(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_stored(part) for part in value]
    if isinstance(value, Position):
        return [value.latitude, value.longitude]
    if isinstance(value, Telephone):
        return {"number": value.number, "label": value.label}
    return value


def _derived(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    if table is organization:
        return {
            "sector": KIND_SECTOR[row["kind"]],
            "name_key": name_key(row["name"]),
            "words": _words(row, "name", "short_name", "address", "telephone"),
        }
    if table is contact:
        numbers = " ".join(_spoken(each["number"]) for each in row["telephones"])
        return {"words": f"{_words(row, 'name', 'role', 'call_sign', 'email')} {words(numbers)}".strip()}
    if table is post:
        return {"code_key": words(row["code"]), "words": _words(row, "code", "name", "address")}
    if table is coverage:
        return {"officer_key": words(row["officer"])}
    return {}


def _words(row: Mapping[str, Any], *names: str) -> str:
    return words(" ".join(str(row[name]) for name in names if row.get(name)))


def _spoken(number: str) -> str:
    """A number as digits in one piece, without its country, and in the groups that people say."""
    groups = readable(number).removeprefix("+").split()
    return " ".join([number.removeprefix("+"), "".join(groups[1:]), *groups])


def change(
    tx: Transaction, table: Table, record_id: UUID, values: Mapping[str, Any], version: int | None
) -> tuple[Row[Any], int] | None:
    """Change a record; the row as it was and the version it has now, or None when nothing changed."""
    before = tx.update(table, record_id, values, version)
    now = before.version + 1
    return (before, now) if any(before._mapping[name] != value for name, value in values.items()) else None


def archived(reading: Reading, table: Table, record_id: UUID) -> bool:
    """Whether a record is out of use; `NotFound` when it is not there."""
    return reading.get(table, record_id).archived_at is not None
