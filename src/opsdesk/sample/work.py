"""Writes the sample desk's incidents: opened, logged, units sent, ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from opsdesk.handling import Marking
from opsdesk.incidents import records
from opsdesk.incidents.commands import (
    AssignUnit,
    CloseIncident,
    LogIncident,
    OpenIncident,
    SetIncidentStatus,
    SetUnitStatus,
)
from opsdesk.incidents.model import IncidentDisposition, LogKind, UnitStatus
from opsdesk.sample.reports import Event
from opsdesk.sample.staff import Staff
from opsdesk.sample.story import Story, Worked
from opsdesk.store.command import Command

_DISPATCHERS = ("M. Rossi", "T. Novak")
#: Units that take what is over by now, by who handled it.
_TAKERS = {
    "police": ("Police 1", "Police 4"),
    "private": ("Cap Guard 1", "Cap Guard 2", "Harbour 1"),
    "joint": ("Police 3", "Floor 1"),
}
#: How far the units of an incident have come in each of its statuses.
_STEPS = {
    "assigned": (),
    "en_route": (UnitStatus.EN_ROUTE,),
    "on_scene": (UnitStatus.EN_ROUTE, UnitStatus.ON_SCENE),
    "contained": (UnitStatus.EN_ROUTE, UnitStatus.ON_SCENE),
}
_THREAD = (
    "A grey Renault Trafic has come to the port three times since yesterday. The driver takes photos of "
    "gate 3 and of the keypad and leaves when a guard walks up. The plate is read in part by two sources."
)
_OBJECTIVES = (
    (3, LogKind.OBJECTIVE, "Find the van and its driver without a stop on the quay"),
    (3, LogKind.OBJECTIVE, "Keep gates 2 to 4 closed to vehicles without an order"),
    (4, LogKind.SAFETY, "Do not stop the vehicle; the quay edge is wet"),
    (12, LogKind.PLANNED_ACTION, "At shift change both guards of gate 3 stay until relieved in person"),
)


class Work:
    """The incidents of the story as events."""

    def __init__(self, staff: Staff, story: Story, units: Mapping[str, UUID], thread: Sequence[UUID]) -> None:
        self._staff = staff
        self._story = story
        self._units = units
        self._thread = thread
        self._random = Random(13)  # noqa: S311 - the same story each time
        self._free_from = dict.fromkeys(units, story.now - timedelta(days=20))

    def events(self) -> Iterator[Event]:
        """Everything that happens to the incidents, in no order."""
        for worked in self._story.incidents:
            who = self._random.choice(_DISPATCHERS)
            command = self._open(worked)
            yield worked.at, self._step(who, worked.at, command)
            yield from self._units_sent(worked, who, command.incident_id)
            yield from self._logged(worked, who, command.incident_id)
            if worked.disposition is not None:
                end = IncidentDisposition(worked.disposition)
                yield self._end(worked, end, who, command.incident_id)
            elif worked.status == "contained":
                at = worked.at + timedelta(minutes=25)
                yield at, self._status(who, at, command.incident_id, worked.status)

    def _open(self, worked: Worked) -> OpenIncident:
        told = {}
        if worked.told:
            told = {"emergency_told_at": worked.at, "emergency_told_by": "Desk, by telephone"}
        return OpenIncident.of(
            title=worked.title,
            category=worked.category,
            priority=worked.priority,
            handled_by=worked.handled_by,
            place=worked.place.name,
            position=worked.place.position,
            opened_at=worked.at,
            marking=Marking.AMBER if worked.thread else Marking.GREEN,
            observations=tuple(self._thread[3:5]) if worked.thread else (),
            commander="L. Marin, Port Hercule Watch" if worked.thread else None,
            summary=_THREAD if worked.thread else None,
            **told,
        )

    def _units_sent(self, worked: Worked, who: str, incident_id: UUID) -> Iterator[Event]:
        units = worked.units if worked.disposition is None else self._taker(worked)
        for number, call_sign in enumerate(units):
            at = min(worked.at + timedelta(minutes=1 + number), self._story.now - timedelta(seconds=30))
            command = AssignUnit(incident_id=incident_id, unit_id=self._units[call_sign], forced=True)
            yield at, self._step(who, at, command)
            status = "on_scene" if worked.disposition is not None else worked.status
            for step, reached in enumerate(_STEPS.get(status, ())):
                later = min(at + timedelta(minutes=1 + 4 * step), self._story.now - timedelta(seconds=20))
                move = SetUnitStatus(unit_id=self._units[call_sign], status=reached)
                yield later, self._move(who, later, move)

    def _taker(self, worked: Worked) -> tuple[str, ...]:
        """A unit that is free for the whole of an incident that is over."""
        ends = worked.at + timedelta(minutes=worked.minutes)
        for call_sign in _TAKERS[worked.handled_by]:
            if self._free_from[call_sign] < worked.at:
                self._free_from[call_sign] = ends
                return (call_sign,)
        return ()

    def _logged(self, worked: Worked, who: str, incident_id: UUID) -> Iterator[Event]:
        entries = [(minutes, LogKind.NOTE, text) for minutes, text in worked.log]
        if worked.thread:
            entries += _OBJECTIVES
        for minutes, kind, text in entries:
            at = min(worked.at + timedelta(minutes=minutes, seconds=20), self._story.now)
            command = LogIncident(incident_id=incident_id, text=text, entry_kind=kind)
            yield at, self._step(who, at, command)

    def _end(self, worked: Worked, end: IncidentDisposition, who: str, incident_id: UUID) -> Event:
        at = worked.at + timedelta(minutes=worked.minutes)

        def step() -> object:
            command = CloseIncident(
                incident_id=incident_id,
                version=self._version(incident_id),
                disposition=end,
                note=worked.note or None,
            )
            return self._staff.does(who, at, command)

        return at, step

    def _status(self, who: str, at: datetime, incident_id: UUID, status: str) -> Callable[[], object]:
        def step() -> object:
            command = SetIncidentStatus.of(
                incident_id=incident_id, version=self._version(incident_id), status=status
            )
            return self._staff.does(who, at, command)

        return step

    def _step(self, who: str, at: datetime, command: Command) -> Callable[[], object]:
        return lambda: self._staff.does(who, at, command)

    def _move(self, who: str, at: datetime, command: SetUnitStatus) -> Callable[[], object]:
        def step() -> object:
            unit = self._staff.database.ask(records.get_unit, command.unit_id)
            return None if unit.status is UnitStatus.AVAILABLE else self._staff.does(who, at, command)

        return step

    def _version(self, incident_id: UUID) -> int:
        return self._staff.database.ask(records.get, incident_id).version
