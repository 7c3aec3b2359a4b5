"""Changing what an incident says: its text and place, priority, who handles it, whether help was called."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from opsdesk.errors import BadInput, Problem, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role
from opsdesk.incidents.commands.guards import open_incident, require_past, tell
from opsdesk.incidents.model import HandledBy, LogKind
from opsdesk.incidents.records.tables import incident
from opsdesk.incidents.records.writing import columns, fields_of, put
from opsdesk.observations.fields import Time
from opsdesk.observations.model import Category, Priority
from opsdesk.partners.fields import Line, OptionalLine, OptionalText
from opsdesk.store.command import Command
from opsdesk.store.transaction import Transaction

_MAY_BE_EMPTY = frozenset({"place", "position", "commander"})


class CorrectIncident(Command):
    """Correct an incident; only the fields that are given change. Ended ones too: the report goes on.

    A looser marking is for who opened it, or a supervisor.
    """

    kind: ClassVar[str] = "incident.correct"

    incident_id: UUID
    version: int
    title: Line | None = None
    summary: OptionalText = None
    category: Category | None = None
    place: OptionalLine = None
    position: Position | None = None
    opened_at: Time | None = None
    marking: Marking | None = None
    commander: OptionalLine = None

    def run(self, tx: Transaction) -> Command | None:
        """Write the fields that were given; taken back by the same command with what stood there."""
        before = tx.get(incident, self.incident_id)
        named = sorted(self.model_fields_set - {"id", "incident_id", "version"})
        given = {name: getattr(self, name) for name in named}
        if "summary" in given:
            given["summary"] = self.summary or ""
        empty = [name for name in named if given[name] is None and name not in _MAY_BE_EMPTY]
        if empty:
            raise BadInput(Problem(name, "required") for name in empty)
        require_past(tx, "opened_at", self.opened_at)
        may_loosen = before.created_by == tx.me.operator_id or Role.SUPERVISOR in tx.me.roles
        if self.marking is not None and self.marking.rank < before.marking.rank and not may_loosen:
            raise Refused(
                "incident.marking_looser",
                number=before.number,
                marking=before.marking.value,
                to=self.marking.value,
            )
        before = put(tx, self.incident_id, columns(given, before), self.version)
        tell(tx, self.incident_id, LogKind.STATUS, "corrected", fields=", ".join(named))
        if self.marking is not None and self.marking.rank > before.marking.rank and not may_loosen:
            return None
        return CorrectIncident(
            incident_id=self.incident_id, version=before.version + 1, **fields_of(before, named)
        )


class SetIncidentPriority(Command):
    """Change the priority of an incident that is open."""

    kind: ClassVar[str] = "incident.set_priority"

    incident_id: UUID
    version: int
    priority: Priority
    reason: OptionalLine = None

    def run(self, tx: Transaction) -> Command | None:
        """Write the priority; taken back by the former one."""
        row = open_incident(tx, self.incident_id)
        if row.priority is self.priority:
            return None
        before = put(tx, self.incident_id, {"priority": self.priority}, self.version)
        tell(
            tx,
            self.incident_id,
            LogKind.STATUS,
            "priority",
            before=row.priority.value,
            after=self.priority.value,
            reason=self.reason,
        )
        return SetIncidentPriority(
            incident_id=self.incident_id, version=before.version + 1, priority=before.priority
        )


class SetHandledBy(Command):
    """Say who handles it: police, a private partner (a service call), or both."""

    kind: ClassVar[str] = "incident.set_handled_by"

    incident_id: UUID
    version: int
    handled_by: HandledBy

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by the former one."""
        row = open_incident(tx, self.incident_id)
        if row.handled_by is self.handled_by:
            return None
        before = put(tx, self.incident_id, {"handled_by": self.handled_by}, self.version)
        tell(tx, self.incident_id, LogKind.STATUS, "handled_by", before=row.handled_by, after=self.handled_by)
        return SetHandledBy(
            incident_id=self.incident_id, version=before.version + 1, handled_by=before.handled_by
        )


class TellEmergency(Command):
    """Write that the emergency number was told, when and by whom; both None takes it back."""

    kind: ClassVar[str] = "incident.tell_emergency"

    incident_id: UUID
    version: int
    at: Time | None = None
    by: OptionalLine = None

    def run(self, tx: Transaction) -> Command | None:
        """Write both; `at` without a name is told by me."""
        open_incident(tx, self.incident_id)
        require_past(tx, "at", self.at)
        at = self.at or (tx.now if self.by else None)
        by = self.by or (tx.me.name if at else None)
        values = {"emergency_told_at": at, "emergency_told_by": by}
        before = put(tx, self.incident_id, values, self.version)
        tell(
            tx,
            self.incident_id,
            LogKind.STATUS,
            "emergency_told" if at else "emergency_not_told",
            at=at,
            by=by,
        )
        return TellEmergency(
            incident_id=self.incident_id,
            version=before.version + 1,
            at=before.emergency_told_at,
            by=before.emergency_told_by,
        )
