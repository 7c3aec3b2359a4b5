"""Commands on a draft: write, edit, submit, send back, discard."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from opsdesk.bulletins import records
from opsdesk.bulletins.commands.fields import (
    BulletinFields,
    columns_only,
    copied,
    former,
    given,
    value_of,
)
from opsdesk.bulletins.commands.guards import (
    in_use,
    require_choosable,
    require_complete,
    require_issued,
    require_people,
    require_status,
    require_version,
    standing,
)
from opsdesk.bulletins.model import BulletinKind, BulletinStatus
from opsdesk.bulletins.records.detail import drafted_after
from opsdesk.bulletins.records.parts import choose_audience, choose_photos, choose_readers
from opsdesk.bulletins.records.rows import columns
from opsdesk.errors import Refused
from opsdesk.handling import RecordClass, Role
from opsdesk.partners.fields import Line, OptionalLine
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


def _write(
    tx: Transaction,
    bulletin_id: UUID,
    draft: BulletinFields,
    *,
    supersedes: UUID | None = None,
    why: str | None = None,
) -> None:
    fields = given(draft, only_set=False)
    own = columns_only(fields)
    if own["originator_id"] is None:
        own["originator_id"] = tx.me.organization_id
    fixed = {
        "number": tx.number("bulletin"),
        "status": BulletinStatus.DRAFT,
        "record_class": RecordClass.BULLETIN,
        "author_name": tx.me.name,
        "written_at": tx.now,
        "supersedes": supersedes,
        "supersede_reason": why,
    }
    tx.insert(records.bulletin, bulletin_id, columns(own | fixed))
    choose_audience(tx, bulletin_id, fields["audience"])
    choose_photos(tx, bulletin_id, fields["photos"])
    choose_readers(tx, bulletin_id, fields["readers"])


class DraftBulletin(BulletinFields):
    """Begin a bulletin; it has its number from now on. The originator is one's own organization at first."""

    kind: ClassVar[str] = "bulletin.draft"
    bulletin_id: UUID = Field(default_factory=new_id)
    bulletin_kind: BulletinKind
    title: Line

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by discarding it."""
        require_choosable(tx, self.audience)
        require_people(tx, self.readers)
        _write(tx, self.bulletin_id, self)
        return DiscardDraft(bulletin_id=self.bulletin_id, version=1)


class EditDraft(BulletinFields):
    """Change the fields of a draft that are given, and no other; what is submitted is sent back first."""

    kind: ClassVar[str] = "bulletin.edit"
    bulletin_id: UUID
    version: int
    bulletin_kind: BulletinKind = BulletinKind.SAFETY_NOTICE
    title: Line = ""

    def run(self, tx: Transaction) -> Command | None:
        """Write what differs; taken back by the former values."""
        was = standing(tx, self.bulletin_id)
        require_status(was, BulletinStatus.DRAFT, reason="bulletin.not_a_draft")
        fields = given(self, only_set=True)
        require_version(was, self.version, fields, {name: value_of(was, name) for name in fields})
        row = tx.get(records.bulletin, was.id)
        if "audience" in fields:
            require_choosable(tx, set(fields["audience"]) - set(was.audience))
            choose_audience(tx, was.id, fields["audience"])
        if "photos" in fields:
            choose_photos(tx, was.id, fields["photos"])
        if "readers" in fields:
            require_people(tx, set(fields["readers"]) - set(was.readers))
            choose_readers(tx, was.id, fields["readers"])
        own = columns_only(fields)
        written = {"written_at": tx.now, "submitted_at": None, "submitted_by": None}
        tx.update(records.bulletin, was.id, columns(own, dict(row._mapping)) | written, self.version)
        return EditDraft(bulletin_id=was.id, version=self.version + 1, **former(self, was))


class SubmitBulletin(Command):
    """Hand a draft to a supervisor; it is complete for its kind, or `BadInput` names what is missing."""

    kind: ClassVar[str] = "bulletin.submit"
    bulletin_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by who submitted it."""
        was = standing(tx, self.bulletin_id)
        require_status(was, BulletinStatus.DRAFT, reason="bulletin.not_a_draft")
        require_version(was, self.version, {"status": BulletinStatus.SUBMITTED})
        require_complete(tx, was)
        values = {
            "status": BulletinStatus.SUBMITTED,
            "submitted_at": tx.now,
            "submitted_by": tx.me.operator_id,
            "returned_reason": None,
        }
        tx.update(records.bulletin, was.id, values, self.version)
        return ReturnToDraft(bulletin_id=was.id, version=self.version + 1, reason=was.returned_reason)


class ReturnToDraft(Command):
    """Send a submitted bulletin back: a supervisor with a reason, its author or submitter without one."""

    kind: ClassVar[str] = "bulletin.return"
    bulletin_id: UUID
    version: int
    reason: OptionalLine = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back while nobody has written in the draft."""
        was = standing(tx, self.bulletin_id)
        require_status(was, BulletinStatus.SUBMITTED, reason="bulletin.not_submitted")
        require_version(was, self.version, {"status": BulletinStatus.DRAFT})
        if tx.me.operator_id not in (was.created_by, was.submitted_by):
            tx.require(Role.SUPERVISOR)
            if self.reason is None:
                raise Refused("bulletin.reason_needed", code=was.code)
        values = {"status": BulletinStatus.DRAFT, "returned_reason": self.reason}
        tx.update(records.bulletin, was.id, values, self.version)
        return UndoReturn(bulletin_id=was.id, version=self.version + 1)


class UndoReturn(Command):
    """Take a return back: the bulletin is submitted as before, by whom and when it was.

    Only while nobody has written in the draft: nobody answers for what another wrote.
    """

    kind: ClassVar[str] = "bulletin.undo_return"
    bulletin_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by sending it back with the same reason."""
        was = standing(tx, self.bulletin_id)
        require_status(was, BulletinStatus.DRAFT, reason="bulletin.not_a_draft")
        require_version(was, self.version, {"status": BulletinStatus.SUBMITTED})
        if tx.get(records.bulletin, was.id).submitted_by is None:
            raise Refused("bulletin.not_submitted", code=was.code, status=was.status)
        values = {"status": BulletinStatus.SUBMITTED, "returned_reason": None}
        tx.update(records.bulletin, was.id, values, self.version)
        return ReturnToDraft(bulletin_id=was.id, version=self.version + 1, reason=was.returned_reason)


class DiscardDraft(Command):
    """Throw a draft away; its number is not given again."""

    kind: ClassVar[str] = "bulletin.discard"
    bulletin_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by taking it up again."""
        was = standing(tx, self.bulletin_id)
        require_status(was, BulletinStatus.DRAFT, reason="bulletin.not_a_draft")
        require_version(was, self.version, {"discarded_at": tx.now}, {"discarded_at": None})
        tx.update(records.bulletin, was.id, {"discarded_at": tx.now}, self.version)
        return TakeUpDraft(bulletin_id=was.id, version=self.version + 1)


class TakeUpDraft(Command):
    """Take up a draft again that was thrown away."""

    kind: ClassVar[str] = "bulletin.take_up"
    bulletin_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by discarding it."""
        row = tx.get(records.bulletin, self.bulletin_id)
        if row.discarded_at is None:
            return None
        if row.supersedes is not None:
            _require_free(tx, row.supersedes)
        tx.update(records.bulletin, self.bulletin_id, {"discarded_at": None}, self.version)
        return DiscardDraft(bulletin_id=self.bulletin_id, version=self.version + 1)


def _require_free(tx: Transaction, bulletin_id: UUID) -> None:
    """`Refused` when a draft is to supersede the bulletin already."""
    other = drafted_after(tx, bulletin_id)
    if other is not None:
        raise Refused("bulletin.superseding_already", number=other.number, author=other.author_name)


class SupersedeBulletin(Command):
    """Begin the draft that is to supersede a published bulletin, in force or expired: a copy to correct.

    The old one stays in force until the new one is published (CAP msgType Update with references).
    `reason` says what was wrong or has changed; it is shown in the chain.
    """

    kind: ClassVar[str] = "bulletin.supersede"
    bulletin_id: UUID
    version: int
    reason: Line
    replacement_id: UUID = Field(default_factory=new_id)

    def run(self, tx: Transaction) -> Command | None:
        """Write the draft; taken back by discarding it."""
        was = standing(tx, self.bulletin_id)
        require_issued(was)
        require_status(was, BulletinStatus.PUBLISHED, reason="bulletin.ended")
        require_version(was, self.version, {"status": BulletinStatus.SUPERSEDED})
        _require_free(tx, was.id)
        fields = copied(was)
        if was.expires_at is not None and was.expires_at <= tx.now:
            fields["expires_at"] = None
        fields["audience"] = in_use(tx, fields["audience"])
        if was.readers:
            # Who wrote the old one reads it as its author; of the new one somebody else may be that.
            fields["readers"] = tuple(dict.fromkeys((*was.readers, was.created_by)))
        draft = DraftBulletin(
            bulletin_id=self.replacement_id, bulletin_kind=was.kind, title=was.title, **fields
        )
        _write(tx, self.replacement_id, draft, supersedes=was.id, why=self.reason)
        return DiscardDraft(bulletin_id=self.replacement_id, version=1)


COMMANDS: tuple[type[Command], ...] = (
    DraftBulletin,
    EditDraft,
    SubmitBulletin,
    ReturnToDraft,
    UndoReturn,
    DiscardDraft,
    TakeUpDraft,
    SupersedeBulletin,
)
