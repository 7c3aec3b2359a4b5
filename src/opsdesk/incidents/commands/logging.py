"""The log of an incident: written, and struck with a reason; never changed, never deleted."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field, field_validator

from opsdesk.errors import Refused
from opsdesk.handling import Role
from opsdesk.incidents.commands.guards import require_past
from opsdesk.incidents.model import WRITTEN_BY_COMMANDS, LogKind
from opsdesk.incidents.records.tables import incident, incident_log
from opsdesk.observations.fields import Time
from opsdesk.partners.fields import Line, Text, wrong
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


class LogIncident(Command):
    """Write into an incident's log: a note, an objective, a planned action, safety. Ended ones too.

    `at` is when it happened, None now.
    """

    kind: ClassVar[str] = "incident.log"

    entry_id: UUID = Field(default_factory=new_id)
    incident_id: UUID
    text: Text
    entry_kind: LogKind = LogKind.NOTE
    at: Time | None = None

    @field_validator("entry_kind")
    @classmethod
    def typed_by_a_person(cls, value: LogKind) -> LogKind:
        """Lines about status, units and links are written by their commands."""
        if value in WRITTEN_BY_COMMANDS:
            raise wrong("enum", given=value.value)
        return value

    def run(self, tx: Transaction) -> Command | None:
        """Append the line; taken back by striking it."""
        tx.get(incident, self.incident_id)
        require_past(tx, "at", self.at)
        values = {
            "incident_id": self.incident_id,
            "kind": self.entry_kind,
            "at": self.at or tx.now,
            "text": self.text,
            "facts": {},
        }
        tx.insert(incident_log, self.entry_id, values)
        return StrikeLogEntry(entry_id=self.entry_id, reason="Taken back")


class StrikeLogEntry(Command):
    """Strike a wrong line with a reason; it stays readable. By who wrote it, or a supervisor."""

    kind: ClassVar[str] = "incident.strike"

    entry_id: UUID
    reason: Line

    def run(self, tx: Transaction) -> Command | None:
        """Write who struck it, when and why."""
        row = tx.get(incident_log, self.entry_id)
        number = tx.get(incident, row.incident_id).number
        if row.kind in WRITTEN_BY_COMMANDS:
            raise Refused("incident.log_of_command", number=number)
        if row.struck_at is not None:
            raise Refused("incident.log_struck", number=number, why=row.struck_reason)
        if row.created_by != tx.me.operator_id and Role.SUPERVISOR not in tx.me.roles:
            raise Refused("incident.log_other", number=number)
        values = {"struck_at": tx.now, "struck_by": tx.me.operator_id, "struck_reason": self.reason}
        tx.update(incident_log, self.entry_id, values)
        return UnstrikeLogEntry(entry_id=self.entry_id)


class UnstrikeLogEntry(Command):
    """Take a striking back; by who struck it."""

    kind: ClassVar[str] = "incident.unstrike"

    entry_id: UUID

    def run(self, tx: Transaction) -> Command | None:
        """Clear the striking; the journal keeps that it was there."""
        row = tx.get(incident_log, self.entry_id)
        if row.struck_by != tx.me.operator_id:
            raise Refused("incident.log_other", number=tx.get(incident, row.incident_id).number)
        tx.update(incident_log, self.entry_id, {"struck_at": None, "struck_by": None, "struck_reason": None})
        return StrikeLogEntry(entry_id=self.entry_id, reason=row.struck_reason)
