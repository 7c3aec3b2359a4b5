"""The units themselves: added, edited, archived and restored."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from opsdesk.errors import BadInput, Problem, Refused
from opsdesk.geo.places import Position
from opsdesk.incidents.model import UnitStatus
from opsdesk.incidents.records.tables import unit
from opsdesk.incidents.records.units import number_of, unit_with_sign
from opsdesk.incidents.records.writing import fields_of, put_unit, unit_columns
from opsdesk.partners.fields import Name
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


class AddUnit(Command):
    """Add an officer or a patrol that can be assigned; call signs are unique among those in service."""

    kind: ClassVar[str] = "unit.add"

    unit_id: UUID = Field(default_factory=new_id)
    call_sign: Name
    organization_id: UUID
    status: UnitStatus = UnitStatus.AVAILABLE
    post_id: UUID | None = None
    position: Position | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it, free or out of service; taken back by archiving it."""
        if self.status not in (UnitStatus.AVAILABLE, UnitStatus.OUT_OF_SERVICE):
            raise Refused("unit.not_assigned", call_sign=self.call_sign, status=self.status)
        _require_own_sign(tx, self.call_sign, self.unit_id)
        values = self.model_dump(include={"call_sign", "organization_id", "status", "post_id"})
        tx.insert(unit, self.unit_id, unit_columns(values | {"position": self.position}))
        return ArchiveUnit(unit_id=self.unit_id, version=1)


class EditUnit(Command):
    """Edit a unit; only the fields that are given change."""

    kind: ClassVar[str] = "unit.edit"

    unit_id: UUID
    version: int
    call_sign: Name | None = None
    organization_id: UUID | None = None
    post_id: UUID | None = None
    position: Position | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write the fields that were given; taken back by the same command with what stood there."""
        named = sorted(self.model_fields_set - {"id", "unit_id", "version"})
        given = {name: getattr(self, name) for name in named}
        empty = [name for name in ("call_sign", "organization_id") if given.get(name, "") is None]
        if empty:
            raise BadInput(Problem(name, "required") for name in empty)
        if self.call_sign is not None:
            _require_own_sign(tx, self.call_sign, self.unit_id)
        before = put_unit(tx, self.unit_id, unit_columns(given), self.version)
        return EditUnit(unit_id=self.unit_id, version=before.version + 1, **fields_of(before, named))


class ArchiveUnit(Command):
    """Take a unit out of the list; not while it is at an incident."""

    kind: ClassVar[str] = "unit.archive"

    unit_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write when; taken back by restoring it."""
        row = tx.get(unit, self.unit_id)
        if row.incident_id is not None:
            raise Refused("unit.busy", call_sign=row.call_sign, incident=number_of(tx, row.incident_id))
        before = put_unit(tx, self.unit_id, {"archived_at": tx.now}, self.version)
        return RestoreUnit(unit_id=self.unit_id, version=before.version + 1)


class RestoreUnit(Command):
    """Put an archived unit back into the list, unless another has its call sign now."""

    kind: ClassVar[str] = "unit.restore"

    unit_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Clear the archiving; taken back by archiving it again."""
        row = tx.get(unit, self.unit_id)
        _require_own_sign(tx, row.call_sign, self.unit_id)
        before = put_unit(tx, self.unit_id, {"archived_at": None}, self.version)
        return ArchiveUnit(unit_id=self.unit_id, version=before.version + 1)


def _require_own_sign(tx: Transaction, call_sign: str, unit_id: UUID) -> None:
    there = unit_with_sign(tx, call_sign)
    if there is not None and there.id != unit_id:
        raise Refused("unit.call_sign_taken", call_sign=there.call_sign)
