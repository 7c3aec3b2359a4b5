"""Commands on what comes back: acknowledgements, calls, sightings."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from opsdesk.bulletins import records
from opsdesk.bulletins.commands.guards import require_issued, require_speaks_for, require_told, standing
from opsdesk.bulletins.model import AcknowledgedHow
from opsdesk.bulletins.records.parts import confirmed, told
from opsdesk.errors import BadInput, NotFound, Refused
from opsdesk.observations.commands.linking import link_sighting, unlink_sighting
from opsdesk.partners import records as partners
from opsdesk.partners.fields import OptionalLine, OptionalName
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


class Acknowledge(Command):
    """One partner's "read and passed on": who said so, how it came, and when (now if not given).

    A partner's own operator confirms for that partner only; the public desk enters it for anyone.
    """

    kind: ClassVar[str] = "bulletin.acknowledge"
    acknowledgement_id: UUID = Field(default_factory=new_id)
    bulletin_id: UUID
    organization_id: UUID
    who: OptionalName = None
    how: AcknowledgedHow
    at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by undoing it."""
        was = standing(tx, self.bulletin_id)
        require_speaks_for(tx, self.organization_id)
        require_told(tx, was, self.organization_id)
        there = confirmed(tx, was.id, self.organization_id)
        if there is not None:
            name = partners.get(tx, self.organization_id).name
            raise Refused(
                "bulletin.acknowledged_already", code=was.code, name=name, who=there.who, at=there.at
            )
        at = self.at or tx.now
        if at > tx.now:
            raise BadInput.one("at", "in_the_future", given=at)
        if was.published_at is not None and at < was.published_at:
            raise BadInput.one("at", "before_publishing", given=at, published=was.published_at)
        values = {
            "bulletin_id": was.id,
            "organization_id": self.organization_id,
            "at": at,
            "who": self.who,
            "how": self.how,
        }
        tx.insert(records.acknowledgement, self.acknowledgement_id, values)
        return UndoAcknowledge(bulletin_id=was.id, organization_id=self.organization_id)


class UndoAcknowledge(Command):
    """Take an acknowledgement away that was entered by mistake; the journal keeps it."""

    kind: ClassVar[str] = "bulletin.undo_acknowledge"
    bulletin_id: UUID
    organization_id: UUID

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by entering the same again."""
        was = standing(tx, self.bulletin_id)
        require_speaks_for(tx, self.organization_id)
        there = confirmed(tx, was.id, self.organization_id)
        if there is None:
            raise NotFound("acknowledgement", was.code)
        tx.delete(records.acknowledgement, there.id)
        return Acknowledge(
            acknowledgement_id=there.id,
            bulletin_id=was.id,
            organization_id=self.organization_id,
            who=there.who,
            how=there.how,
            at=there.at,
        )


class LogCall(Command):
    """Note that a partner was called about a bulletin it has not confirmed, and what came of it."""

    kind: ClassVar[str] = "bulletin.call"
    bulletin_id: UUID
    organization_id: UUID
    note: OptionalLine = None
    at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by what was noted before."""
        was = standing(tx, self.bulletin_id)
        require_speaks_for(tx, self.organization_id)
        require_told(tx, was, self.organization_id)
        at = self.at or tx.now
        if at > tx.now:
            raise BadInput.one("at", "in_the_future", given=at)
        line = told(tx, was.id, self.organization_id)
        if line is None:
            raise NotFound("bulletin_audience", was.code)
        tx.update(records.bulletin_audience, line.id, {"called_at": at, "call_note": self.note})
        return UndoCall(
            bulletin_id=was.id,
            organization_id=self.organization_id,
            called_at=line.called_at,
            note=line.call_note,
        )


class UndoCall(Command):
    """Put back what was noted of a call before: an earlier one, or none."""

    kind: ClassVar[str] = "bulletin.undo_call"
    bulletin_id: UUID
    organization_id: UUID
    called_at: AwareDatetime | None = None
    note: OptionalLine = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by noting the call again."""
        was = standing(tx, self.bulletin_id)
        require_speaks_for(tx, self.organization_id)
        line = told(tx, was.id, self.organization_id)
        if line is None:
            raise NotFound("bulletin_audience", was.code)
        values = {"called_at": self.called_at, "call_note": self.note}
        tx.update(records.bulletin_audience, line.id, values)
        if line.called_at is None:
            return None
        return LogCall(
            bulletin_id=was.id, organization_id=self.organization_id, note=line.call_note, at=line.called_at
        )


class LinkSighting(Command):
    """Link an observation to an issued bulletin as a sighting; a person decides that, never the program."""

    kind: ClassVar[str] = "bulletin.link_sighting"
    bulletin_id: UUID
    observation_id: UUID

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by unlinking."""
        was = standing(tx, self.bulletin_id)
        require_issued(was)
        link_sighting(tx, self.observation_id, was.id)
        return UnlinkSighting(bulletin_id=was.id, observation_id=self.observation_id)


class UnlinkSighting(Command):
    """Take a sighting away from a bulletin."""

    kind: ClassVar[str] = "bulletin.unlink_sighting"
    bulletin_id: UUID
    observation_id: UUID

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by linking it again."""
        was = standing(tx, self.bulletin_id)
        unlink_sighting(tx, self.observation_id, was.id)
        return LinkSighting(bulletin_id=was.id, observation_id=self.observation_id)


COMMANDS: tuple[type[Command], ...] = (
    Acknowledge,
    UndoAcknowledge,
    LogCall,
    UndoCall,
    LinkSighting,
    UnlinkSighting,
)
