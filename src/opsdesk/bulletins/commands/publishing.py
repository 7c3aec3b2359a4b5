"""Commands that tell partners: publish, extend, cancel; none of them can be taken back, for it was told."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from opsdesk.bulletins import records
from opsdesk.bulletins.commands.guards import (
    in_use,
    require_choosable,
    require_complete,
    require_in_force,
    require_issued,
    require_public,
    require_publisher,
    require_status,
    require_version,
    standing,
)
from opsdesk.bulletins.model import Bulletin, BulletinKind, BulletinStatus
from opsdesk.bulletins.records.parts import audience, tell, words_to_keep
from opsdesk.bulletins.rules import DUE_AFTER
from opsdesk.errors import BadInput, Refused
from opsdesk.handling import CLEARANCES, Marking
from opsdesk.partners import records as partners
from opsdesk.partners.fields import Line
from opsdesk.store.command import Command
from opsdesk.store.transaction import Transaction


def _due(tx: Transaction, was: Bulletin, asked: datetime | None) -> datetime:
    due_at = asked or tx.now + DUE_AFTER[was.kind]
    if due_at <= tx.now:
        raise BadInput.one("due_at", "in_the_past", given=due_at)
    return due_at


def _tell_all(tx: Transaction, was: Bulletin, organization_ids: tuple[UUID, ...], due_at: datetime) -> None:
    """Tell each organization whose clearance is enough, and record the others as left out.

    A TLP:RED one is told to none: those who are named read it from now on.
    """
    if was.marking is Marking.RED and not organization_ids:
        return
    if was.marking not in CLEARANCES:
        raise Refused("bulletin.red_goes_to_named_people", code=was.code)
    lines = {row.organization_id: row for row in audience(tx, was.id)}
    active = set(in_use(tx, organization_ids))
    told = 0
    for organization_id in organization_ids:
        clearance: Marking = partners.get(tx, organization_id).clearance
        enough = organization_id in active and clearance.rank >= was.marking.rank
        told += enough
        row = lines.get(organization_id)
        tell(tx, was.id, organization_id, row=row, due_at=due_at, left_out=None if enough else clearance)
    if not told:
        raise Refused("bulletin.nobody_may_get_it", code=was.code, marking=was.marking)


class PublishBulletin(Command):
    """Publish what another person submitted: a supervisor, for a person who is sought of the public sector.

    Organizations whose clearance is below the marking are left out and recorded. `due_at` is when the
    others are to have confirmed: by default an hour from now, sooner for missing people and threats.
    What it supersedes ends with it.
    """

    kind: ClassVar[str] = "bulletin.publish"
    bulletin_id: UUID
    version: int
    due_at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> None:
        """Write it; it has left the house and cannot be taken back."""
        was = standing(tx, self.bulletin_id)
        require_status(was, BulletinStatus.SUBMITTED, reason="bulletin.not_submitted")
        require_version(was, self.version, {"status": BulletinStatus.PUBLISHED})
        require_publisher(tx, was)
        require_complete(tx, was)
        _tell_all(tx, was, was.audience, _due(tx, was, self.due_at))
        values = {
            "status": BulletinStatus.PUBLISHED,
            "published_at": tx.now,
            "published_by": tx.me.operator_id,
            "published_by_name": tx.me.name,
        }
        tx.update(records.bulletin, was.id, values, self.version)
        if was.supersedes is not None:
            self._end(tx, was.supersedes, was.id)

    def _end(self, tx: Transaction, former_id: UUID, bulletin_id: UUID) -> None:
        former = standing(tx, former_id)
        require_status(former, BulletinStatus.PUBLISHED, reason="bulletin.ended")
        values = {
            "status": BulletinStatus.SUPERSEDED,
            "ended_at": tx.now,
            "end_reason": tx.get(records.bulletin, bulletin_id).supersede_reason,
            "superseded_by": bulletin_id,
        }
        tx.update(records.bulletin, former_id, values | words_to_keep(tx, former_id))


class CancelBulletin(Command):
    """End a published bulletin at once, with the reason (CAP msgType Cancel acts on what was published).

    Every role of the desk may: a bulletin that is no longer true endangers people. One for a person who
    is sought is cancelled by the public sector. A missing juvenile's name and photo go off everywhere.
    """

    kind: ClassVar[str] = "bulletin.cancel"
    bulletin_id: UUID
    version: int
    reason: Line

    def run(self, tx: Transaction) -> None:
        """Write it; it has left the house and cannot be taken back."""
        was = standing(tx, self.bulletin_id)
        require_issued(was)
        require_status(was, BulletinStatus.PUBLISHED, reason="bulletin.ended")
        require_version(was, self.version, {"status": BulletinStatus.CANCELLED, "end_reason": self.reason})
        if was.kind is BulletinKind.BOLO_PERSON:
            require_public(tx, was)
        values = {"status": BulletinStatus.CANCELLED, "ended_at": tx.now, "end_reason": self.reason}
        tx.update(records.bulletin, was.id, values | words_to_keep(tx, was.id), self.version)


class ExtendAudience(Command):
    """Tell further organizations of a bulletin in force; those it was told to already stay as they are."""

    kind: ClassVar[str] = "bulletin.extend"
    bulletin_id: UUID
    organizations: tuple[UUID, ...] = Field(min_length=1, max_length=10_000)
    due_at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> None:
        """Write it; it has left the house and cannot be taken back."""
        was = standing(tx, self.bulletin_id)
        require_in_force(tx, was)
        there = {one.organization_id for one in was.recipients}
        fresh = tuple(one for one in dict.fromkeys(self.organizations) if one not in there)
        require_choosable(tx, fresh)
        if fresh:
            _tell_all(tx, was, fresh, _due(tx, was, self.due_at))


class ShowOnWall(Command):
    """Show a bulletin on the wall or take it off; its content stays as it was published."""

    kind: ClassVar[str] = "bulletin.show_on_wall"
    bulletin_id: UUID
    version: int
    show: bool = True

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by the opposite."""
        was = standing(tx, self.bulletin_id)
        require_version(was, self.version, {"show_on_wall": self.show})
        if was.show_on_wall is self.show:
            return None
        tx.update(records.bulletin, was.id, {"show_on_wall": self.show}, self.version)
        return ShowOnWall(bulletin_id=was.id, version=self.version + 1, show=not self.show)


COMMANDS: tuple[type[Command], ...] = (PublishBulletin, CancelBulletin, ExtendAudience, ShowOnWall)
