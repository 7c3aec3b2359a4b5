"""Commands on organizations; the sector follows the kind."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator

from opsdesk.errors import BadInput, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import CLEARANCES, Marking
from opsdesk.partners import records
from opsdesk.partners.commands.writing import archive, edit, former, given
from opsdesk.partners.fields import Email, Name, OptionalLine, OptionalName, OptionalText, Website, wrong
from opsdesk.partners.model import AgreementKind, OrganizationKind
from opsdesk.partners.records.writing import columns
from opsdesk.partners.telephones import e164
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


class _OrganizationFields(Command):
    """What may be said of an organization; `region` is the country of numbers without `+` (ISO 3166)."""

    short_name: OptionalName = None
    clearance: Marking = Marking.CLEAR
    agreement: AgreementKind = AgreementKind.NONE
    agreement_start: date | None = None
    agreement_end: date | None = None
    agreement_document: UUID | None = None
    address: OptionalLine = None
    position: Position | None = None
    region: str | None = None
    telephone: OptionalLine = None
    email: Email = None
    website: Website = None
    notes: OptionalText = None

    @field_validator("clearance")
    @classmethod
    def _never_red(cls, value: Marking) -> Marking:
        if value not in CLEARANCES:
            raise wrong("never_a_clearance")
        return value

    @field_validator("telephone")
    @classmethod
    def _to_e164(cls, value: str | None, info: Any) -> str | None:
        if value is None:
            return None
        try:
            return e164(value, info.data.get("region"))
        except BadInput as error:
            problem = error.problems[0]
            raise wrong(problem.reason, **problem.facts) from error


def _require_agreement_in_order(agreement: AgreementKind, starts: date | None, ends: date | None) -> None:
    if starts is not None and ends is not None and ends < starts:
        raise BadInput.one("agreement_end", "before_start", given=ends, start=starts)
    if agreement is AgreementKind.NONE and (starts is not None or ends is not None):
        raise BadInput.one("agreement", "agreement_without_kind")


class AddOrganization(_OrganizationFields):
    """Enter a partner; with `is_desk` the organization that runs this desk, of which there is one."""

    kind: ClassVar[str] = "organization.add"
    organization_id: UUID = Field(default_factory=new_id)
    name: Name
    organization_kind: OrganizationKind
    is_desk: bool = False

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving it."""
        _require_agreement_in_order(self.agreement, self.agreement_start, self.agreement_end)
        there = records.desk(tx) if self.is_desk else None
        if there is not None:
            raise Refused("organization.desk_exists", name=there.name)
        tx.insert(
            records.organization,
            self.organization_id,
            columns(records.organization, given(self, "organization", only_set=False)),
        )
        return None if self.is_desk else ArchiveOrganization(organization_id=self.organization_id, version=1)


class EditOrganization(_OrganizationFields):
    """Change the fields that are given, and no other."""

    kind: ClassVar[str] = "organization.edit"
    organization_id: UUID
    version: int
    name: Name = ""
    organization_kind: OrganizationKind = OrganizationKind.CITIZEN

    def run(self, tx: Transaction) -> Command | None:
        """Write what differs; taken back by the former values."""
        was = records.get(tx, self.organization_id)
        fields = given(self, "organization", only_set=True)
        _require_agreement_in_order(
            fields.get("agreement", was.agreement),
            fields.get("agreement_start", was.agreement_start),
            fields.get("agreement_end", was.agreement_end),
        )
        now = edit(tx, records.organization, was, self.version, fields)
        if now is None:
            return None
        back = former(self, "organization", was)
        return EditOrganization(organization_id=self.organization_id, version=now, **back)


class ArchiveOrganization(Command):
    """Put a partner out of use; its posts no longer need cover. `at` restores a former time, for undo."""

    kind: ClassVar[str] = "organization.archive"
    organization_id: UUID
    version: int
    at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by restoring."""
        if records.get(tx, self.organization_id).is_desk:
            raise Refused("organization.desk_stays")
        now = archive(tx, records.organization, self.organization_id, self.version, self.at or tx.now)
        return None if now is None else RestoreOrganization(organization_id=self.organization_id, version=now)


class RestoreOrganization(Command):
    """Put a partner into use again."""

    kind: ClassVar[str] = "organization.restore"
    organization_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving as of the former time."""
        was = records.get(tx, self.organization_id)
        now = archive(tx, records.organization, self.organization_id, self.version, None)
        if now is None:
            return None
        return ArchiveOrganization(organization_id=self.organization_id, version=now, at=was.archived_at)


COMMANDS: tuple[type[Command], ...] = (
    AddOrganization,
    EditOrganization,
    ArchiveOrganization,
    RestoreOrganization,
)
