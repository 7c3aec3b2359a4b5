"""What a packet is made of: plain frozen data, filtered for its audience, that goes to the worker process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from opsdesk.bulletins.model import Bulletin
from opsdesk.handling import Marking
from opsdesk.incidents.model import Incident, IncidentItem
from opsdesk.observations.model import ObservationItem, Priority


class Paper(StrEnum):
    """The sheet."""

    A4 = "a4"
    LETTER = "letter"


class PaperMap(Protocol):
    """A map that can be painted for paper; made of plain data, so that it travels to the worker process."""

    def paint(self, width: float, height: float) -> bytes:
        """A picture (PNG) for a frame of `width` × `height` millimetres, scale bar and attribution inside."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who gets it, when it was made, and the journal's head at that moment.

    `copy_number` None is a preview: it has no number and says so across. `generated_at` is aware;
    `zone` is the desk's. `journal_head` is the head's hash in hex, of which twelve digits are printed.
    """

    desk: str
    generated_at: datetime
    zone: tzinfo
    recipient: str
    recipient_organization: str | None = None
    copy_number: int | None = None
    copies: int | None = None
    journal_seq: int | None = None
    journal_head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line under a section: a bold beginning and a plain text."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCover:
    """One post in the coming shift: who covers it when, and the times that nobody does (aware, UTC).

    `needed` are the times at which it has to be covered; a time outside of them counts as closed.
    `call` names whom to call to fill a gap.
    """

    name: str
    needed: tuple[tuple[datetime, datetime], ...]
    covered: tuple[tuple[datetime, datetime], ...]
    gaps: tuple[tuple[datetime, datetime], ...]
    call: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueLine:
    """One recipient who has not confirmed a bulletin in time."""

    code: str
    title: str
    recipient: str
    sent_at: datetime
    due_at: datetime
    telephone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """One licence, agreement or bulletin that ends soon."""

    what: str
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutCount:
    """How many records of a subject the audience does not get; never a title or a number of one."""

    subject: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One side of a hand-over: `Day shift (out)`, `Team B`."""

    name: str
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftBriefing:
    """All that a shift briefing says; an empty section is left out, never invented.

    `audience` is the clearance in words (`TLP:AMBER`), empty for the desk's own people.

    `first` are the open incidents of priority 1 and 2 with their texts; `late` those over the agreed
    response time. `quiet` counts observations that are counted only. `photos` are re-encoded copies by
    file id. Times are aware UTC.
    """

    start: datetime
    end: datetime
    marking: Marking
    audience: str
    prepared_by: str
    shifts: str | None = None
    open: tuple[IncidentItem, ...] = ()
    first: tuple[Incident, ...] = ()
    late: frozenset[UUID] = frozenset()
    observations: tuple[ObservationItem, ...] = ()
    observations_new: int | None = None
    closed: tuple[IncidentItem, ...] = ()
    relief_minutes: int = 0
    relief_calls: int = 0
    bolos: tuple[Bulletin, ...] = ()
    unchanged: frozenset[UUID] = frozenset()
    next_start: datetime | None = None
    next_end: datetime | None = None
    posts: tuple[PostCover, ...] = ()
    safety: tuple[Note, ...] = ()
    planned: tuple[Note, ...] = ()
    changed: tuple[Note, ...] = ()
    overdue: tuple[OverdueLine, ...] = ()
    expiring: tuple[Expiring, ...] = ()
    directives: tuple[Note, ...] = ()
    left_out: tuple[LeftOutCount, ...] = ()
    handover: str = ""
    going: Watch | None = None
    coming: Watch | None = None
    telephone: str | None = None
    photos: Mapping[UUID, bytes] = field(default_factory=dict)
    map: PaperMap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flyer:
    """One bulletin on one page. Once it is cancelled or expired no photo is printed: no face stays behind."""

    bulletin: Bulletin
    marking: Marking
    now: datetime
    telephone: str | None
    radio: str | None = None
    replaces: str | None = None
    first_copy: int | None = None
    first_copies: int | None = None
    confirm_until: datetime | None = None
    photo: bytes | None = None
    map: PaperMap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One box of the organization: position and the name in it, blank to write on when empty."""

    position: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One line of ICS 201 block 10."""

    name: str
    identifier: str
    ordered: datetime | None = None
    eta: datetime | None = None
    arrived: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentBriefing:
    """ICS 201, blocks 1 to 10; an empty block stays blank to write on."""

    incident: Incident
    marking: Marking
    now: datetime
    prepared_by: str
    situation: str = ""
    hazards: tuple[str, ...] = ()
    protection: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    actions: tuple[tuple[datetime, str], ...] = ()
    planned: tuple[tuple[datetime | None, str], ...] = ()
    commander: str = ""
    staff: tuple[Place, ...] = ()
    sections: tuple[Place, ...] = ()
    resources: tuple[Resource, ...] = ()
    left_out: tuple[LeftOutCount, ...] = ()
    map: PaperMap | None = None


Packet = ShiftBriefing | Flyer | IncidentBriefing


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of printing: pages, signs no font has, texts cut, fields of a flyer that were too long."""

    pages: int
    missing: tuple[str, ...]
    cut: int
    too_long: tuple[str, ...] = ()
    unshaped: bool = False
    """Whether some text is in a script that is printed letter by letter (Devanagari, Khmer and the like)."""


__all__ = [
    "Expiring",
    "Flyer",
    "IncidentBriefing",
    "LeftOutCount",
    "Note",
    "OverdueLine",
    "Packet",
    "Paper",
    "PaperMap",
    "Place",
    "PostCover",
    "Priority",
    "Report",
    "Resource",
    "ShiftBriefing",
    "Stamp",
    "Watch",
]
