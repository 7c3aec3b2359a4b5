"""Commands on the relationship log."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from opsdesk.partners import records
from opsdesk.partners.commands.writing import (
    UNSET,
    archive,
    edit,
    former,
    given,
    require_contact_of,
    require_in_use,
)
from opsdesk.partners.fields import Text
from opsdesk.partners.model import EngagementKind
from opsdesk.partners.records.writing import change, columns
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


class LogEngagement(Command):
    """Log a meeting, call, visit, training or exercise; `at` is now when it is not given."""

    kind: ClassVar[str] = "engagement.log"
    engagement_id: UUID = Field(default_factory=new_id)
    organization_id: UUID
    contact_id: UUID | None = None
    engagement_kind: EngagementKind
    at: AwareDatetime | None = None
    summary: Text
    follow_up: date | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving it."""
        require_in_use(tx, self.organization_id)
        require_contact_of(tx, self.contact_id, self.organization_id)
        fields = given(self, "engagement", only_set=False) | {"at": self.at or tx.now}
        tx.insert(records.engagement, self.engagement_id, columns(records.engagement, fields))
        return ArchiveEngagement(engagement_id=self.engagement_id, version=1)


class EditEngagement(Command):
    """Change the fields that are given, and no other."""

    kind: ClassVar[str] = "engagement.edit"
    engagement_id: UUID
    version: int
    contact_id: UUID | None = None
    engagement_kind: EngagementKind = EngagementKind.MEETING
    at: AwareDatetime = UNSET
    summary: Text = ""
    follow_up: date | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write what differs; taken back by the former values."""
        was = records.get_engagement(tx, self.engagement_id)
        require_contact_of(tx, self.contact_id, was.organization_id)
        fields = given(self, "engagement", only_set=True)
        now = edit(tx, records.engagement, was, self.version, fields)
        if now is None:
            return None
        return EditEngagement(
            engagement_id=self.engagement_id, version=now, **former(self, "engagement", was)
        )


class FollowUpDone(Command):
    """Tick a follow-up off, or (`done` False) open it again; `at` restores a former time, for undo."""

    kind: ClassVar[str] = "engagement.follow_up_done"
    engagement_id: UUID
    version: int
    done: bool = True
    at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by the opposite, as of the former time."""
        was = records.get_engagement(tx, self.engagement_id)
        if self.done is (was.follow_up_done_at is not None):
            return None
        values = {"follow_up_done_at": (self.at or tx.now) if self.done else None}
        changed = change(tx, records.engagement, self.engagement_id, values, self.version)
        if changed is None:
            return None
        return FollowUpDone(
            engagement_id=self.engagement_id,
            version=changed[1],
            done=not self.done,
            at=was.follow_up_done_at,
        )


class ArchiveEngagement(Command):
    """Take an entry out of the log; `at` restores a former time, for undo."""

    kind: ClassVar[str] = "engagement.archive"
    engagement_id: UUID
    version: int
    at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by restoring."""
        now = archive(tx, records.engagement, self.engagement_id, self.version, self.at or tx.now)
        return None if now is None else RestoreEngagement(engagement_id=self.engagement_id, version=now)


class RestoreEngagement(Command):
    """Put an entry into the log again."""

    kind: ClassVar[str] = "engagement.restore"
    engagement_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving as of the former time."""
        was = records.get_engagement(tx, self.engagement_id)
        now = archive(tx, records.engagement, self.engagement_id, self.version, None)
        if now is None:
            return None
        return ArchiveEngagement(engagement_id=self.engagement_id, version=now, at=was.archived_at)


COMMANDS: tuple[type[Command], ...] = (
    LogEngagement,
    EditEngagement,
    FollowUpDone,
    ArchiveEngagement,
    RestoreEngagement,
)
