"""Releases as the desk records them: who was given what, why and when (VOCABULARY: release, packet)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from opsdesk.handling import Marking


class ReleaseKind(StrEnum):
    """What left the desk."""

    PACKET = "packet"
    PRINT = "print"
    EXPORT = "export"
    BACKUP = "backup"
    LIST = "list"
    PICTURE = "picture"
    CLIPBOARD = "clipboard"


class ReleaseState(StrEnum):
    """Reserved before the output exists, issued once its hash is known, failed when it never came to be."""

    RESERVED = "reserved"
    ISSUED = "issued"
    FAILED = "failed"


class Recipe(StrEnum):
    """What goes into a packet."""

    SHIFT_BRIEFING = "shift_briefing"
    INCIDENT_BRIEFING = "incident_briefing"
    BOLO_FLYER = "bolo_flyer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who will read it: a clearance, and the organization when it is one (AMBER+STRICT stays inside it)."""

    clearance: Marking
    organization_id: UUID | None
    organization_name: str | None
    public_sector: bool
    """Whether class intelligence may be read at all (28 CFR 23: public sector only)."""
    internal: bool = False
    """The desk's own shift: it may read what nobody has vetted yet; everyone else is a partner."""
    operator_id: UUID | None = None
    """One person of this desk or of a partner: only a person can get TLP:RED, and only where named on it."""
    person: str | None = None
    """That person's name: the copy is theirs alone."""

    @property
    def words(self) -> str:
        """How the audience is called on the page and in the record: its name, or the clearance alone."""
        return self.person or self.organization_name or self.clearance.value


class LeftOutReason(StrEnum):
    """Why the audience does not get a record."""

    MARKING = "marking"
    INTELLIGENCE = "intelligence"
    UNVETTED = "unvetted"
    NOT_ADDRESSED = "not_addressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One record that the audience does not get; the operator sees it, the page prints a count only."""

    subject: str
    record_id: UUID
    label: str
    marking: Marking
    reason: LeftOutReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFilter:
    """What the list of releases shows; None or empty means no limit."""

    text: str = ""
    kinds: frozenset[ReleaseKind] = frozenset()
    states: frozenset[ReleaseState] = frozenset()
    recipe: Recipe | None = None
    organization_id: UUID | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One thing that left the desk: what, to whom, why, when, and the hash of what it was."""

    id: UUID
    n: int
    version: int
    kind: ReleaseKind
    state: ReleaseState
    recipe: Recipe | None
    title: str
    subject_id: UUID | None
    """The incident or bulletin it is about."""
    period_start: datetime | None
    period_end: datetime | None
    audience: str
    organization_id: UUID | None
    recipient: str
    reason: str
    marking: Marking
    copy_number: int
    left_out: int
    at: datetime
    by_name: str
    journal_seq: int | None
    journal_head: str | None
    """The journal's head hash that is printed on it, hex."""
    sha256: str | None
    size: int | None
    """Bytes."""
