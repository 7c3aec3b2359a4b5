"""Opening an incident, directly or from observations; linking more; taking it back."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from opsdesk.errors import BadInput, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, RecordClass, strictest
from opsdesk.incidents.commands.assigning import assign
from opsdesk.incidents.commands.ending import release_all
from opsdesk.incidents.commands.guards import open_incident, require_past, tell
from opsdesk.incidents.model import HandledBy, IncidentDisposition, IncidentStatus, LogKind
from opsdesk.incidents.records.tables import incident
from opsdesk.incidents.records.writing import columns, is_worked_on, linked, put, told_by
from opsdesk.observations.commands.linking import convert, unconvert
from opsdesk.observations.commands.reviewing import ReturnObservation
from opsdesk.observations.fields import Time
from opsdesk.observations.model import Category, Priority
from opsdesk.partners.fields import OptionalLine, OptionalText
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


class OpenIncident(Command):
    """Open an incident, directly or from one or several observations, which are then converted.

    What is not given comes from the observations: title, category and place from the first, the worst
    priority, the strictest marking. Unvetted ones too: triage never delays an incident. `units` are
    assigned at once.
    """

    kind: ClassVar[str] = "incident.open"

    incident_id: UUID = Field(default_factory=new_id)
    title: OptionalLine = None
    summary: OptionalText = None
    category: Category | None = None
    priority: Priority | None = None
    handled_by: HandledBy = HandledBy.POLICE
    place: OptionalLine = None
    position: Position | None = None
    opened_at: Time | None = None
    marking: Marking | None = None
    originator_id: UUID | None = None
    commander: OptionalLine = None
    emergency_told_at: Time | None = None
    emergency_told_by: OptionalLine = None
    observations: tuple[UUID, ...] = ()
    units: tuple[UUID, ...] = ()

    def run(self, tx: Transaction) -> Command | None:
        """Write it, convert the observations, assign the units; taken back as one."""
        require_past(tx, "opened_at", self.opened_at)
        require_past(tx, "emergency_told_at", self.emergency_told_at)
        told = told_by(tx, self.observations)
        title = self.title or (told[0].summary if told else None)
        if title is None:
            raise BadInput.one("title", "required")
        number = tx.number("incident")
        values = self._from_observations(told) | {
            "number": number,
            "title": title,
            "status": IncidentStatus.OPEN,
            "handled_by": self.handled_by,
            "opened_at": self.opened_at or tx.now,
            "originator_id": self.originator_id or tx.me.organization_id,
            "commander": self.commander,
            "emergency_told_at": self.emergency_told_at,
            "emergency_told_by": self.emergency_told_by,
        }
        tx.insert(incident, self.incident_id, columns(values, number=number))
        tell(tx, self.incident_id, LogKind.STATUS, "opened", title=title)
        back: list[ReturnObservation] = []
        for row in told:
            _before, way = convert(tx, row.id, self.incident_id, number)
            tell(tx, self.incident_id, LogKind.LINK, "linked", number=row.number, summary=row.summary)
            back.append(way)
        for unit_id in self.units:
            assign(tx, self.incident_id, unit_id, forced=False)
        version = tx.get(incident, self.incident_id).version
        return TakeBackIncident(incident_id=self.incident_id, version=version, observations=tuple(back))

    def _from_observations(self, told: list[Any]) -> dict[str, Any]:
        first = told[0] if told else None
        placed = next((row for row in told if row.latitude is not None), None)
        found = None if placed is None else Position(placed.latitude, placed.longitude)
        given = [] if self.marking is None else [self.marking]
        classes = {row.record_class for row in told}
        secret = RecordClass.INTELLIGENCE in classes
        return {
            "summary": self.summary or (first.narrative if first else "") or "",
            "category": self.category or (first.category if first else Category.OTHER),
            "priority": self.priority or min((row.priority for row in told), default=Priority.ROUTINE),
            "place": self.place or next((row.place for row in told if row.place), None),
            "position": self.position or found,
            "marking": strictest([*given, *(row.marking for row in told)] or [Marking.AMBER]),
            "record_class": RecordClass.INTELLIGENCE if secret else RecordClass.OBSERVATION,
        }


class TakeBackIncident(Command):
    """Take the opening of an incident back: it is cancelled, and its observations stand as they stood.

    Refused when somebody worked on it meanwhile; then it is cancelled like any other.
    """

    kind: ClassVar[str] = "incident.take_back"

    incident_id: UUID
    version: int
    observations: tuple[ReturnObservation, ...] = ()

    def run(self, tx: Transaction) -> Command | None:
        """Cancel it and return the observations."""
        row = open_incident(tx, self.incident_id)
        if is_worked_on(tx, self.incident_id):
            raise Refused("incident.worked_on", number=row.number)
        values = {
            "status": IncidentStatus.CANCELLED,
            "disposition": IncidentDisposition.CANCELLED,
            "closed_at": tx.now,
        }
        put(tx, self.incident_id, values, self.version)
        release_all(tx, self.incident_id)
        ways = {back.observation_id: back for back in self.observations}
        for observation_id in linked(tx, self.incident_id):
            unconvert(tx, observation_id, self.incident_id, ways.get(observation_id))
        tell(tx, self.incident_id, LogKind.STATUS, "taken_back")
        return None


class LinkObservation(Command):
    """Link an observation with an incident that is open; it is then converted."""

    kind: ClassVar[str] = "incident.link_observation"

    incident_id: UUID
    observation_id: UUID

    def run(self, tx: Transaction) -> Command | None:
        """Write the link; taken back by the unlinking that returns the observation."""
        row = open_incident(tx, self.incident_id)
        before, way = convert(tx, self.observation_id, self.incident_id, row.number)
        tell(tx, self.incident_id, LogKind.LINK, "linked", number=before.number, summary=before.summary)
        return UnlinkObservation(incident_id=self.incident_id, observation_id=self.observation_id, back=way)


class UnlinkObservation(Command):
    """Take a link away. With `back` the observation stands as it stood; else who unlinks it reviews it."""

    kind: ClassVar[str] = "incident.unlink_observation"

    incident_id: UUID
    observation_id: UUID
    back: ReturnObservation | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Remove the link; taken back by linking it again."""
        row = open_incident(tx, self.incident_id)
        number = unconvert(tx, self.observation_id, self.incident_id, self.back)
        tell(tx, row.id, LogKind.LINK, "unlinked", number=number)
        return LinkObservation(incident_id=self.incident_id, observation_id=self.observation_id)
