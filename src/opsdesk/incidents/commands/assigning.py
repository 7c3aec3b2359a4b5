"""Units at an incident: assigned, on their way, there, released; the incident's status follows them."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from opsdesk.errors import Refused
from opsdesk.incidents.commands.guards import open_incident, require_past, tell
from opsdesk.incidents.model import AT_AN_INCIDENT, FOLLOWING, IncidentStatus, LogKind, UnitStatus
from opsdesk.incidents.records.tables import incident, incident_unit, unit
from opsdesk.incidents.records.units import assignments, number_of
from opsdesk.incidents.records.writing import put, put_unit
from opsdesk.observations.fields import Time
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction

_TIME_OF = {UnitStatus.EN_ROUTE: "en_route_at", UnitStatus.ON_SCENE: "on_scene_at"}


class AssignUnit(Command):
    """Send a unit to an incident. One that is at another is refused, unless `forced`: it then leaves that."""

    kind: ClassVar[str] = "incident.assign_unit"

    incident_id: UUID
    unit_id: UUID
    forced: bool = False

    def run(self, tx: Transaction) -> Command | None:
        """Write the assignment; taken back by the release, unless the unit was taken from elsewhere."""
        taken = assign(tx, self.incident_id, self.unit_id, forced=self.forced)
        return None if taken else ReleaseUnit(incident_id=self.incident_id, unit_id=self.unit_id)


class SetUnitStatus(Command):
    """Say where a unit stands: on its way, on scene, available, out of service.

    Available or out of service ends its assignment. `at` None is now.
    """

    kind: ClassVar[str] = "unit.set_status"

    unit_id: UUID
    status: UnitStatus
    at: Time | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write the status of the unit, its time at the incident, and what follows for the incident."""
        require_past(tx, "at", self.at)
        row = _in_service(tx, self.unit_id)
        if row.status is self.status:
            return None
        if self.status in AT_AN_INCIDENT:
            if row.incident_id is None:
                raise Refused("unit.not_assigned", call_sign=row.call_sign, status=self.status)
            self._move(tx, row)
        else:
            for at in assignments(tx, unit_id=row.id):
                _release(tx, at, row.call_sign, self.at)
            put_unit(tx, row.id, {"status": self.status, "incident_id": None})
            if row.incident_id is not None:
                return None
        return SetUnitStatus(unit_id=row.id, status=row.status)

    def _move(self, tx: Transaction, row: Any) -> None:
        values: dict[str, Any] = {"status": self.status}
        if self.status in _TIME_OF:
            values[_TIME_OF[self.status]] = self.at or tx.now
        for at in assignments(tx, incident_id=row.incident_id, unit_id=row.id):
            tx.update(incident_unit, at.id, values)
        put_unit(tx, row.id, {"status": self.status})
        tell(
            tx,
            row.incident_id,
            LogKind.UNIT,
            "unit_status",
            call_sign=row.call_sign,
            before=row.status,
            after=self.status,
        )
        _follow(tx, row.incident_id)


class ReleaseUnit(Command):
    """Release a unit from an incident; it is available again."""

    kind: ClassVar[str] = "incident.release_unit"

    incident_id: UUID
    unit_id: UUID
    at: Time | None = None

    def run(self, tx: Transaction) -> Command | None:
        """End the assignment."""
        require_past(tx, "at", self.at)
        row = tx.get(unit, self.unit_id)
        found = assignments(tx, incident_id=self.incident_id, unit_id=self.unit_id)
        if not found:
            number = tx.get(incident, self.incident_id).number
            raise Refused("unit.not_here", call_sign=row.call_sign, incident=number)
        for at in found:
            _release(tx, at, row.call_sign, self.at)
        if row.incident_id == self.incident_id:
            put_unit(tx, row.id, {"status": UnitStatus.AVAILABLE, "incident_id": None})
        return AssignUnit(incident_id=self.incident_id, unit_id=self.unit_id)


def assign(tx: Transaction, incident_id: UUID, unit_id: UUID, *, forced: bool) -> bool:
    """Send a unit to an open incident; returns whether it was taken from another one."""
    target = open_incident(tx, incident_id)
    row = _in_service(tx, unit_id)
    if row.status is UnitStatus.OUT_OF_SERVICE and not forced:
        raise Refused("unit.out_of_service", call_sign=row.call_sign)
    if row.incident_id == incident_id:
        raise Refused("unit.here_already", call_sign=row.call_sign, incident=target.number)
    taken = row.incident_id is not None
    if taken and not forced:
        raise Refused("unit.busy", call_sign=row.call_sign, incident=number_of(tx, row.incident_id))
    for at in assignments(tx, unit_id=unit_id):
        _release(tx, at, row.call_sign, None)
    values = {
        "incident_id": incident_id,
        "unit_id": unit_id,
        "status": UnitStatus.ASSIGNED,
        "assigned_at": tx.now,
        "forced": forced,
    }
    tx.insert(incident_unit, new_id(), values)
    put_unit(tx, unit_id, {"status": UnitStatus.ASSIGNED, "incident_id": incident_id})
    tell(tx, incident_id, LogKind.UNIT, "unit_assigned", call_sign=row.call_sign)
    _follow(tx, incident_id)
    return taken


def _in_service(tx: Transaction, unit_id: UUID) -> Any:
    row = tx.get(unit, unit_id)
    if row.archived_at is not None:
        raise Refused("unit.archived", call_sign=row.call_sign)
    return row


def _release(tx: Transaction, at: Any, call_sign: str, when: Any) -> None:
    tx.update(incident_unit, at.id, {"released_at": when or tx.now})
    tell(tx, at.incident_id, LogKind.UNIT, "unit_released", call_sign=call_sign)


def _follow(tx: Transaction, incident_id: UUID) -> None:
    """Bring the incident's status forward to that of its furthest unit; never back, never past contained."""
    row = tx.get(incident, incident_id)
    if row.status not in FOLLOWING:
        return
    reached = [IncidentStatus(at.status.value) for at in assignments(tx, incident_id=incident_id)]
    furthest = max(reached, key=FOLLOWING.index, default=row.status)
    if FOLLOWING.index(furthest) > FOLLOWING.index(row.status):
        put(tx, incident_id, {"status": furthest})
        tell(tx, incident_id, LogKind.STATUS, "status", before=row.status, after=furthest)
