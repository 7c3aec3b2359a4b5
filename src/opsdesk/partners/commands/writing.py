"""What the partner commands have in common: which fields were given, and how a record goes out of use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from opsdesk.errors import BadInput, ChangedElsewhere, Refused
from opsdesk.partners import records
from opsdesk.partners.model import Contact, Coverage, Engagement, Licence, Organization, Post
from opsdesk.partners.records.writing import change, columns
from opsdesk.store.command import Command
from opsdesk.store.transaction import Transaction

#: The default of a time that an edit need not give; it is never written.
UNSET = datetime.max.replace(tzinfo=UTC)

_KINDS = {"organization_kind", "licence_kind", "post_kind", "engagement_kind"}
_NOT_FIELDS = {"id", "version", "region"}


def field_name(name: str) -> str:
    """A command's field as the model calls it: a command has a kind of its own, so `post_kind` is `kind`."""
    return "kind" if name in _KINDS else name


def given(command: Command, record: str, *, only_set: bool) -> dict[str, Any]:
    """The fields of the model that a command holds, or (`only_set`) just those that it was given."""
    names = command.model_fields_set if only_set else set(type(command).model_fields)
    return {
        field_name(name): getattr(command, name) for name in sorted(names - _NOT_FIELDS - {f"{record}_id"})
    }


def former(command: Command, record: str, was: object) -> dict[str, Any]:
    """What those fields held before, under the command's own names: the values of the command's inverse."""
    names = command.model_fields_set - _NOT_FIELDS - {f"{record}_id"}
    return {name: getattr(was, field_name(name)) for name in sorted(names)}


def edit(
    tx: Transaction,
    table: Any,
    was: Organization | Contact | Licence | Post | Coverage | Engagement,
    version: int,
    fields: dict[str, Any],
) -> int | None:
    """Write the fields; the version that the record has now, or None when nothing changed.

    `ChangedElsewhere` names both sides by the fields of the model.
    """
    if was.version != version:
        theirs = {name: getattr(was, name) for name in fields}
        raise ChangedElsewhere(table.name, was.id, read=version, now=was.version, theirs=theirs, yours=fields)
    changed = change(tx, table, was.id, columns(table, fields, tx.get(table, was.id)), version)
    return None if changed is None else changed[1]


def archive(tx: Transaction, table: Any, record_id: UUID, version: int, at: datetime | None) -> int | None:
    """Put a record out of use (`at` a time) or into use again (None); None when it is so already."""
    before = tx.get(table, record_id)
    if (before.archived_at is None) == (at is None):
        return None
    changed = change(tx, table, record_id, {"archived_at": None if at is None else min(at, tx.now)}, version)
    return None if changed is None else changed[1]


def require_in_use(tx: Transaction, organization_id: UUID) -> None:
    """`Refused` when the organization is archived; `NotFound` when there is none."""
    found = records.get(tx, organization_id)
    if found.archived_at is not None:
        raise Refused("organization.archived", name=found.name)


def require_contact_of(tx: Transaction, contact_id: UUID | None, organization_id: UUID) -> None:
    """`BadInput` when the contact is another organization's."""
    if contact_id is None:
        return
    found = records.get_contact(tx, contact_id)
    if found.organization_id != organization_id:
        raise BadInput.one("contact_id", "contact_of_another", given=found.name)
