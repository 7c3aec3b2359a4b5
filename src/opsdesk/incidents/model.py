"""Incidents and units as the desk knows them (VOCABULARY: NENA EIDO, APCO ANS 1.111.2, shortened)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from opsdesk.geo.places import Position
from opsdesk.handling import Marking, RecordClass
from opsdesk.observations.model import Category, Priority


class IncidentStatus(StrEnum):
    """Status of an incident."""

    OPEN = "open"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    CONTAINED = "contained"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


_ENDED = frozenset({IncidentStatus.CLOSED, IncidentStatus.CANCELLED})
#: Statuses in which the desk still works on it.
OPEN = frozenset(IncidentStatus) - _ENDED
#: From a status to those that may follow: while open any open one or an end; an ended one is reopened.
TRANSITIONS: dict[IncidentStatus, frozenset[IncidentStatus]] = {
    status: (
        frozenset({IncidentStatus.REOPENED})
        if status in _ENDED
        else (OPEN | _ENDED) - {status, IncidentStatus.REOPENED}
    )
    for status in IncidentStatus
}


class IncidentDisposition(StrEnum):
    """Disposition (APCO ANS 1.111.2, chosen); the value is the code."""

    REPORT_TAKEN = "01"
    NO_REPORT = "02"
    ARREST = "03"
    BROADCAST = "06"
    CANCELLED = "10"
    FIELD_INTERVIEW = "11"
    INFORMATION = "13"
    GONE_ON_ARRIVAL = "14"
    REFERRED_TO_PARTNER_AGENCY = "15"
    FALSE_ALARM = "17"
    BUILDING_SECURE = "20"
    DUPLICATE_CALL = "22"


class HandledBy(StrEnum):
    """Who handles it; a private one is a service call that police need not go to."""

    POLICE = "police"
    PRIVATE = "private"
    JOINT = "joint"


class UnitStatus(StrEnum):
    """Status of a unit."""

    AVAILABLE = "available"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    OUT_OF_SERVICE = "out_of_service"


#: Statuses of a unit that is at an incident, in the order that they follow each other.
AT_AN_INCIDENT = (UnitStatus.ASSIGNED, UnitStatus.EN_ROUTE, UnitStatus.ON_SCENE)
#: The statuses of an incident that follow its units by themselves, in order.
FOLLOWING = (
    IncidentStatus.OPEN,
    IncidentStatus.REOPENED,
    IncidentStatus.ASSIGNED,
    IncidentStatus.EN_ROUTE,
    IncidentStatus.ON_SCENE,
)


class LogKind(StrEnum):
    """What a log entry is: typed by a person, or written by a command (status, unit, link)."""

    NOTE = "note"
    STATUS = "status"
    UNIT = "unit"
    LINK = "link"
    OBJECTIVE = "objective"
    PLANNED_ACTION = "planned_action"
    SAFETY = "safety"


#: Lines that a command writes about itself; they cannot be struck.
WRITTEN_BY_COMMANDS = frozenset({LogKind.STATUS, LogKind.UNIT, LogKind.LINK})


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of an incident's log; append-only: a wrong one is struck with a reason, not deleted."""

    id: UUID
    version: int
    incident_id: UUID
    kind: LogKind
    at: datetime
    text: str
    written_by: UUID
    written_by_name: str
    struck_at: datetime | None
    struck_reason: str | None
    struck_by_name: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    """What a command's own line tells, as codes: `what`, and what belongs to it; `text` is its plain form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An officer or patrol that can be assigned, of any organization."""

    id: UUID
    version: int
    call_sign: str
    organization_id: UUID
    organization_name: str
    private: bool
    status: UnitStatus
    post_id: UUID | None
    position: Position | None
    archived_at: datetime | None
    incident_id: UUID | None = None
    """The incident that it is at, with its number."""
    incident_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedUnit:
    """A unit at an incident, with its status there and the times of each."""

    unit_id: UUID
    call_sign: str
    organization_name: str
    private: bool
    status: UnitStatus
    assigned_at: datetime
    en_route_at: datetime | None
    on_scene_at: datetime | None
    released_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What the desk works on; times are aware UTC."""

    id: UUID
    n: int
    number: int
    version: int
    title: str
    summary: str
    category: Category
    priority: Priority
    status: IncidentStatus
    handled_by: HandledBy
    disposition: IncidentDisposition | None
    closing_note: str | None
    place: str | None
    position: Position | None
    opened_at: datetime
    closed_at: datetime | None
    marking: Marking
    record_class: RecordClass
    originator_id: UUID | None
    commander: str | None
    emergency_told_at: datetime | None
    """Priority 1 asks: emergency number told, when and by whom."""
    emergency_told_by: str | None
    opened_by_name: str
    units: tuple[AssignedUnit, ...]
    log: tuple[LogEntry, ...]
    observations: tuple[tuple[UUID, int], ...]
    created_by: UUID | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentItem:
    """One row of the incidents list, one pin of the map, one row of the wall's queue."""

    n: int
    id: UUID
    version: int
    number: int
    title: str
    category: Category
    priority: Priority
    status: IncidentStatus
    handled_by: HandledBy
    place: str | None
    position: Position | None
    opened_at: datetime
    closed_at: datetime | None
    units: tuple[str, ...]
    """Call signs of the units at it."""
    marking: Marking
    disposition: IncidentDisposition | None
    observations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """What the list, the map and an export show; None or empty means no limit."""

    text: str = ""
    statuses: frozenset[IncidentStatus] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    categories: frozenset[Category] = frozenset()
    handled_by: frozenset[HandledBy] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    without_units: bool = False
    bounds: tuple[float, float, float, float] | None = None
    """South, west, north, east in degrees."""
    closed_since: datetime | None = None
    opened_by: UUID | None = None
    organization_id: UUID | None = None
    """A unit of this partner is or was at it."""
    emergency_not_told: bool = False
    """Priority 1, open, and nobody has said that the emergency number was told."""


class IncidentView(StrEnum):
    """The views of the incidents tab that are always there, from the top."""

    WITHOUT_UNITS = "without_units"
    EMERGENCY_NOT_TOLD = "emergency_not_told"
    OPENED_BY_ME = "opened_by_me"
    OPEN = "open"
    URGENT = "urgent"
    HANDLED_PRIVATELY = "handled_privately"
    LAST_24_HOURS = "last_24_hours"
    CLOSED_TODAY = "closed_today"


def incident_view(view: IncidentView, operator_id: UUID, now: datetime, today: datetime) -> IncidentFilter:
    """What a built-in view shows to an operator; `today` is the local midnight that has passed, aware UTC."""
    match view:
        case IncidentView.WITHOUT_UNITS:
            return IncidentFilter(statuses=OPEN, without_units=True)
        case IncidentView.EMERGENCY_NOT_TOLD:
            return IncidentFilter(emergency_not_told=True)
        case IncidentView.OPENED_BY_ME:
            return IncidentFilter(statuses=OPEN, opened_by=operator_id)
        case IncidentView.OPEN:
            return IncidentFilter(statuses=OPEN)
        case IncidentView.URGENT:
            return IncidentFilter(statuses=OPEN, priorities=frozenset({Priority.EMERGENCY, Priority.URGENT}))
        case IncidentView.HANDLED_PRIVATELY:
            return IncidentFilter(statuses=OPEN, handled_by=frozenset({HandledBy.PRIVATE}))
        case IncidentView.LAST_24_HOURS:
            return IncidentFilter(since=now - timedelta(hours=24))
        case IncidentView.CLOSED_TODAY:
            return IncidentFilter(statuses=_ENDED, closed_since=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCounts:
    """How many each built-in view holds; the tab's title shows `open`, late when `emergency_not_told`."""

    views: Mapping[IncidentView, int]

    @property
    def open(self) -> int:
        """Those that the desk works on."""
        return self.views[IncidentView.OPEN]

    @property
    def without_units(self) -> int:
        """Open ones that no unit is at."""
        return self.views[IncidentView.WITHOUT_UNITS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """What private partners took over so that police need not go; `minutes` are whole."""

    calls: int
    minutes: int
