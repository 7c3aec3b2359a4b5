"""The rows that belong to a bulletin, as commands find and write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, and_, select, union_all

from opsdesk.bulletins.records.rows import is_missing_juvenile, words_without_name
from opsdesk.bulletins.records.tables import (
    acknowledgement,
    bulletin,
    bulletin_audience,
    bulletin_photo,
)
from opsdesk.errors import NotFound
from opsdesk.handling import Marking
from opsdesk.observations.records.tables import observation_photo
from opsdesk.store.files import file, require_shown
from opsdesk.store.ids import new_id
from opsdesk.store.tables import named_reader
from opsdesk.store.transaction import Reading, Transaction


def _part(reading: Reading, table: Table, bulletin_id: UUID, column: str, value: UUID) -> Row[Any] | None:
    where = (reading.visible(table), table.c.bulletin_id == bulletin_id, table.c[column] == value)
    return reading.one(select(table).where(*where))


def told(reading: Reading, bulletin_id: UUID, organization_id: UUID) -> Row[Any] | None:
    """The line of the audience for an organization."""
    return _part(reading, bulletin_audience, bulletin_id, "organization_id", organization_id)


def confirmed(reading: Reading, bulletin_id: UUID, organization_id: UUID) -> Row[Any] | None:
    """The acknowledgement of an organization."""
    return _part(reading, acknowledgement, bulletin_id, "organization_id", organization_id)


def audience(reading: Reading, bulletin_id: UUID) -> Sequence[Row[Any]]:
    """All lines of the audience, in the order they were chosen."""
    return reading.all(
        select(bulletin_audience)
        .where(reading.visible(bulletin_audience), bulletin_audience.c.bulletin_id == bulletin_id)
        .order_by(bulletin_audience.c.n)
    )


def choose_audience(tx: Transaction, bulletin_id: UUID, organization_ids: Sequence[UUID]) -> None:
    """Make the audience of a draft just these organizations."""
    there = {row.organization_id: row for row in audience(tx, bulletin_id)}
    for organization_id, row in there.items():
        if organization_id not in organization_ids:
            tx.delete(bulletin_audience, row.id)
    for organization_id in dict.fromkeys(organization_ids):
        if organization_id not in there:
            tx.insert(bulletin_audience, new_id(), _line(bulletin_id, organization_id))


def _line(bulletin_id: UUID, organization_id: UUID, **values: object) -> dict[str, object]:
    return {"bulletin_id": bulletin_id, "organization_id": organization_id, **values}


def tell(
    tx: Transaction,
    bulletin_id: UUID,
    organization_id: UUID,
    *,
    row: Row[Any] | None,
    due_at: datetime,
    left_out: Marking | None,
) -> None:
    """Record that an organization is told now, or left out for its clearance; `row` is its line if chosen."""
    values: dict[str, object] = (
        {"added_at": tx.now, "due_at": due_at, "left_out": None}
        if left_out is None
        else {"added_at": None, "due_at": None, "left_out": left_out}
    )
    if row is None:
        tx.insert(bulletin_audience, new_id(), _line(bulletin_id, organization_id, **values))
    else:
        tx.update(bulletin_audience, row.id, values)


def require_attachable(reading: Reading, file_id: UUID) -> None:
    """`NotFound` unless there is such a file, and no record shows it that I may not see."""
    shown_by = [
        select(table.c.file_id).where(table.c.file_id == file_id)
        for table in (bulletin_photo, observation_photo)
    ]
    if reading.one(union_all(*shown_by)) is not None:
        require_shown(reading, file_id)
    elif reading.one(select(file.c.id).where(file.c.id == file_id)) is None:
        raise NotFound("file", file_id)


def choose_photos(tx: Transaction, bulletin_id: UUID, file_ids: Sequence[UUID]) -> None:
    """Make the photos of a draft just these files, in this order.

    `NotFound` for a file that I may not see: attaching it would show it.
    """
    where = (tx.visible(bulletin_photo), bulletin_photo.c.bulletin_id == bulletin_id)
    there = {row.file_id: row for row in tx.all(select(bulletin_photo).where(*where))}
    wanted = list(dict.fromkeys(file_ids))
    for file_id, row in there.items():
        if file_id not in wanted:
            tx.delete(bulletin_photo, row.id)
    for place, file_id in enumerate(wanted):
        if file_id in there:
            tx.update(bulletin_photo, there[file_id].id, {"place": place})
        else:
            require_attachable(tx, file_id)
            tx.insert(
                bulletin_photo, new_id(), {"bulletin_id": bulletin_id, "file_id": file_id, "place": place}
            )


def readers(reading: Reading, bulletin_id: UUID) -> tuple[UUID, ...]:
    """The operators who were named, one by one, as readers of a bulletin."""
    rows = reading.all(select(named_reader.c.operator_id).where(*_readers_of(bulletin_id)))
    return tuple(sorted(row.operator_id for row in rows))


def choose_readers(tx: Transaction, bulletin_id: UUID, operator_ids: Sequence[UUID]) -> None:
    """Make the named readers of a draft just these operators."""
    owner = ("bulletin", bulletin_id)
    there = set(readers(tx, bulletin_id))
    for operator_id in sorted(there - set(operator_ids)):
        where = and_(*_readers_of(bulletin_id), named_reader.c.operator_id == operator_id)
        tx.unlink(named_reader, where, owner=owner)
    for operator_id in sorted(set(operator_ids) - there):
        values = {"subject": owner[0], "record_id": bulletin_id, "operator_id": operator_id}
        tx.link(named_reader, values, owner=owner)


def _readers_of(bulletin_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return named_reader.c.subject == "bulletin", named_reader.c.record_id == bulletin_id


def words_to_keep(reading: Reading, bulletin_id: UUID) -> dict[str, str]:
    """The search words of a bulletin that ends: a missing juvenile is not found by name any more."""
    row = reading.get(bulletin, bulletin_id)
    return {"words": words_without_name(row)} if is_missing_juvenile(row) else {}
