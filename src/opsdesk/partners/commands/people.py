"""Commands on contacts and licences."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator

from opsdesk.errors import BadInput
from opsdesk.partners import records
from opsdesk.partners.commands.writing import (
    archive,
    edit,
    former,
    given,
    require_contact_of,
    require_in_use,
)
from opsdesk.partners.fields import Email, Line, Name, OptionalLine, OptionalName, OptionalText, wrong
from opsdesk.partners.model import Telephone
from opsdesk.partners.records.writing import columns
from opsdesk.partners.telephones import normalised
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction

#: More numbers nobody dials.
MOST_TELEPHONES = 10


class _ContactFields(Command):
    """What may be said of a contact; `region` is the country of numbers without `+` (ISO 3166)."""

    role: OptionalName = None
    region: str | None = None
    telephones: tuple[Telephone, ...] = Field(default=(), max_length=MOST_TELEPHONES)
    email: Email = None
    call_sign: OptionalName = None
    available: OptionalLine = None
    notes: OptionalText = None

    @field_validator("telephones")
    @classmethod
    def _to_e164(cls, value: tuple[Telephone, ...], info: Any) -> tuple[Telephone, ...]:
        try:
            return normalised(value, info.data.get("region"))
        except BadInput as error:
            problem = error.problems[0]
            raise wrong(problem.reason, **problem.facts) from error


class AddContact(_ContactFields):
    """Enter a person at an organization whom the desk can reach."""

    kind: ClassVar[str] = "contact.add"
    contact_id: UUID = Field(default_factory=new_id)
    organization_id: UUID
    name: Name

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving it."""
        require_in_use(tx, self.organization_id)
        fields = given(self, "contact", only_set=False)
        tx.insert(records.contact, self.contact_id, columns(records.contact, fields))
        return ArchiveContact(contact_id=self.contact_id, version=1)


class EditContact(_ContactFields):
    """Change the fields that are given, and no other."""

    kind: ClassVar[str] = "contact.edit"
    contact_id: UUID
    version: int
    name: Name = ""

    def run(self, tx: Transaction) -> Command | None:
        """Write what differs; taken back by the former values."""
        was = records.get_contact(tx, self.contact_id)
        fields = given(self, "contact", only_set=True)
        now = edit(tx, records.contact, was, self.version, fields)
        if now is None:
            return None
        return EditContact(contact_id=self.contact_id, version=now, **former(self, "contact", was))


class ArchiveContact(Command):
    """Put a contact out of use; `at` restores a former time, for undo."""

    kind: ClassVar[str] = "contact.archive"
    contact_id: UUID
    version: int
    at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by restoring."""
        now = archive(tx, records.contact, self.contact_id, self.version, self.at or tx.now)
        return None if now is None else RestoreContact(contact_id=self.contact_id, version=now)


class RestoreContact(Command):
    """Put a contact into use again."""

    kind: ClassVar[str] = "contact.restore"
    contact_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving as of the former time."""
        was = records.get_contact(tx, self.contact_id)
        now = archive(tx, records.contact, self.contact_id, self.version, None)
        if now is None:
            return None
        return ArchiveContact(contact_id=self.contact_id, version=now, at=was.archived_at)


class _LicenceFields(Command):
    """What may be said of a licence."""

    contact_id: UUID | None = None
    issuer: OptionalName = None
    number: OptionalName = None
    expires: date | None = None


class AddLicence(_LicenceFields):
    """Enter a licence of a contact or, without one, of the organization; the holder is then its name."""

    kind: ClassVar[str] = "licence.add"
    licence_id: UUID = Field(default_factory=new_id)
    organization_id: UUID
    holder: OptionalName = None
    licence_kind: Line

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving it."""
        require_in_use(tx, self.organization_id)
        require_contact_of(tx, self.contact_id, self.organization_id)
        fields = given(self, "licence", only_set=False)
        fields["holder"] = self.holder or _holder(tx, self.contact_id, self.organization_id)
        tx.insert(records.licence, self.licence_id, columns(records.licence, fields))
        return ArchiveLicence(licence_id=self.licence_id, version=1)


def _holder(tx: Transaction, contact_id: UUID | None, organization_id: UUID) -> str:
    if contact_id is not None:
        return records.get_contact(tx, contact_id).name
    return records.get(tx, organization_id).name


class EditLicence(_LicenceFields):
    """Change the fields that are given, and no other."""

    kind: ClassVar[str] = "licence.edit"
    licence_id: UUID
    version: int
    holder: Name = ""
    licence_kind: Line = ""

    def run(self, tx: Transaction) -> Command | None:
        """Write what differs; taken back by the former values."""
        was = records.get_licence(tx, self.licence_id)
        require_contact_of(tx, self.contact_id, was.organization_id)
        fields = given(self, "licence", only_set=True)
        now = edit(tx, records.licence, was, self.version, fields)
        if now is None:
            return None
        return EditLicence(licence_id=self.licence_id, version=now, **former(self, "licence", was))


class ArchiveLicence(Command):
    """Put a licence out of use; `at` restores a former time, for undo."""

    kind: ClassVar[str] = "licence.archive"
    licence_id: UUID
    version: int
    at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by restoring."""
        now = archive(tx, records.licence, self.licence_id, self.version, self.at or tx.now)
        return None if now is None else RestoreLicence(licence_id=self.licence_id, version=now)


class RestoreLicence(Command):
    """Put a licence into use again."""

    kind: ClassVar[str] = "licence.restore"
    licence_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving as of the former time."""
        was = records.get_licence(tx, self.licence_id)
        now = archive(tx, records.licence, self.licence_id, self.version, None)
        if now is None:
            return None
        return ArchiveLicence(licence_id=self.licence_id, version=now, at=was.archived_at)


COMMANDS: tuple[type[Command], ...] = (
    AddContact,
    EditContact,
    ArchiveContact,
    RestoreContact,
    AddLicence,
    EditLicence,
    ArchiveLicence,
    RestoreLicence,
)
