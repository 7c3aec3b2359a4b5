"""Closing, cancelling, reopening an incident, and putting it back to where it stood."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

from opsdesk.errors import Refused
from opsdesk.incidents.commands.guards import open_incident, require_past, require_step, tell
from opsdesk.incidents.model import IncidentDisposition, IncidentStatus, LogKind, UnitStatus
from opsdesk.incidents.records.tables import incident, incident_unit, unit
from opsdesk.incidents.records.units import assignments, number_of
from opsdesk.incidents.records.writing import put, put_unit
from opsdesk.observations.fields import Time
from opsdesk.observations.records.names import operator_name
from opsdesk.partners.fields import OptionalText
from opsdesk.store.command import Command
from opsdesk.store.transaction import Transaction

_S = IncidentStatus
_PLACE = ("status", "disposition", "closing_note", "closed_at")


class ReturnIncident(Command):
    """Put an incident back to where it stood before the last change: what Ctrl+Z does to its status.

    Only by the operator who made that change, and only while nothing came after it. `units` are the
    assignments that were ended by it, with the status that each unit had.
    """

    kind: ClassVar[str] = "incident.return"

    incident_id: UUID
    version: int
    status: IncidentStatus
    disposition: IncidentDisposition | None
    closing_note: str | None
    closed_at: Time | None
    units: tuple[tuple[UUID, UnitStatus], ...] = ()

    @classmethod
    def to(cls, before: Any, units: tuple[tuple[UUID, UnitStatus], ...] = ()) -> Self:
        """The way back to the row as it was before a change."""
        values = {name: before._mapping[name] for name in _PLACE}
        return cls(incident_id=before.id, version=before.version + 1, units=units, **values)

    def run(self, tx: Transaction) -> Command | None:
        """Write what stood there, and send the units back to it."""
        row = tx.get(incident, self.incident_id)
        if row.version == self.version and row.changed_by != tx.me.operator_id:
            raise Refused(
                "incident.changed_by_other", number=row.number, by=operator_name(tx, row.changed_by)
            )
        before = put(tx, self.incident_id, self.model_dump(include=set(_PLACE)), self.version)
        ended = release_all(tx, self.incident_id) if self.status in (_S.CLOSED, _S.CANCELLED) else ()
        for assignment_id, status in self.units:
            self._send_back(tx, assignment_id, status)
        tell(tx, self.incident_id, LogKind.STATUS, "taken_back", before=row.status, after=self.status)
        return ReturnIncident.to(before, ended)

    def _send_back(self, tx: Transaction, assignment_id: UUID, status: UnitStatus) -> None:
        at = tx.get(incident_unit, assignment_id)
        row = tx.get(unit, at.unit_id)
        if row.incident_id not in (None, self.incident_id):
            raise Refused("unit.busy", call_sign=row.call_sign, incident=number_of(tx, row.incident_id))
        tx.update(incident_unit, assignment_id, {"released_at": None})
        put_unit(tx, at.unit_id, {"status": status, "incident_id": self.incident_id})


class CloseIncident(Command):
    """Close an incident with a disposition, which is required; its units are free again."""

    kind: ClassVar[str] = "incident.close"

    incident_id: UUID
    version: int
    disposition: IncidentDisposition
    note: OptionalText = None
    at: Time | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Set it closed and release its units."""
        row = tx.get(incident, self.incident_id)
        require_step(row, _S.CLOSED)
        require_past(tx, "at", self.at)
        values = {
            "status": _S.CLOSED,
            "disposition": self.disposition,
            "closing_note": self.note,
            "closed_at": self.at or tx.now,
        }
        before = put(tx, self.incident_id, values, self.version)
        ended = release_all(tx, self.incident_id)
        tell(tx, self.incident_id, LogKind.STATUS, "closed", disposition=self.disposition, note=self.note)
        return ReturnIncident.to(before, ended)


class CancelIncident(Command):
    """Cancel an incident that need not be worked on; its units are free again."""

    kind: ClassVar[str] = "incident.cancel"

    incident_id: UUID
    version: int
    reason: OptionalText = None

    def run(self, tx: Transaction) -> Command | None:
        """Set it cancelled and release its units."""
        row = tx.get(incident, self.incident_id)
        require_step(row, _S.CANCELLED)
        values = {
            "status": _S.CANCELLED,
            "disposition": IncidentDisposition.CANCELLED,
            "closing_note": self.reason,
            "closed_at": tx.now,
        }
        before = put(tx, self.incident_id, values, self.version)
        ended = release_all(tx, self.incident_id)
        tell(tx, self.incident_id, LogKind.STATUS, "cancelled", reason=self.reason)
        return ReturnIncident.to(before, ended)


class ReopenIncident(Command):
    """Work on an incident again that was closed or cancelled."""

    kind: ClassVar[str] = "incident.reopen"

    incident_id: UUID
    version: int
    reason: OptionalText = None

    def run(self, tx: Transaction) -> Command | None:
        """Set it reopened, without a disposition."""
        row = tx.get(incident, self.incident_id)
        require_step(row, _S.REOPENED)
        values = {"status": _S.REOPENED, "disposition": None, "closing_note": None, "closed_at": None}
        before = put(tx, self.incident_id, values, self.version)
        tell(tx, self.incident_id, LogKind.STATUS, "reopened", reason=self.reason)
        return ReturnIncident.to(before)


class SetIncidentStatus(Command):
    """Say where the work stands: open, assigned, en route, on scene, contained."""

    kind: ClassVar[str] = "incident.set_status"

    incident_id: UUID
    version: int
    status: IncidentStatus

    def run(self, tx: Transaction) -> Command | None:
        """Write the status; an end has verbs of its own, because it needs a disposition."""
        row = open_incident(tx, self.incident_id)
        if self.status in (_S.CLOSED, _S.CANCELLED):
            raise Refused("incident.transition", number=row.number, status=row.status, to=self.status)
        if self.status is row.status:
            return None
        require_step(row, self.status)
        before = put(tx, self.incident_id, {"status": self.status}, self.version)
        tell(tx, self.incident_id, LogKind.STATUS, "status", before=row.status, after=self.status)
        return ReturnIncident.to(before)


def release_all(tx: Transaction, incident_id: UUID) -> tuple[tuple[UUID, UnitStatus], ...]:
    """End all assignments of an incident; returns them with the status that each unit had."""
    ended: list[tuple[UUID, UnitStatus]] = []
    for at in assignments(tx, incident_id=incident_id):
        row = tx.get(unit, at.unit_id)
        tx.update(incident_unit, at.id, {"released_at": tx.now})
        ended.append((at.id, row.status))
        if row.incident_id == incident_id:
            put_unit(tx, at.unit_id, {"status": UnitStatus.AVAILABLE, "incident_id": None})
    return tuple(ended)
