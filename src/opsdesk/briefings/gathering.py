"""What every recipe needs: who asks for it, when and where, what it gathered, and the records parted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from opsdesk.briefings.model import LeftOutCount, Note, Packet, Stamp, Watch
from opsdesk.bulletins.model import Bulletin
from opsdesk.handling import Marking
from opsdesk.incidents.model import IncidentItem
from opsdesk.observations.model import ObservationItem
from opsdesk.partners.model import ShiftDay
from opsdesk.releases.audience import Asked, parted
from opsdesk.releases.model import Audience, LeftOut, Recipe
from opsdesk.releases.records import handling_of
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import head_hash
from opsdesk.wording.language import _

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """This desk as the pages show it: its name, its day and zone, how to reach it, its base map.

    `base_map` are GeoJSON files for the ground (`cartography.layers`), none where no map is to be had.
    """

    name: str
    day: ShiftDay
    telephone: str | None = None
    radio: str | None = None
    base_map: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftWords:
    """What a person adds to a shift briefing, for which there are no records; empty ones are left out."""

    shifts: str | None = None
    going: Watch | None = None
    coming: Watch | None = None
    handover: str = ""
    safety: tuple[Note, ...] = ()
    planned: tuple[Note, ...] = ()
    directives: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A packet ready to print, and the list of what its audience does not get.

    `stamp` is that of a preview: the journal's head is the one at which all was read; a copy number is
    given when it is issued.
    """

    packet: Packet
    left_out: tuple[LeftOut, ...]
    audience: Audience
    marking: Marking
    recipe: Recipe
    title: str
    stamp: Stamp
    subject_id: UUID | None = None
    period_start: datetime | None = None
    period_end: datetime | None = None


@dataclass(slots=True)
class Sieve:
    """Parts records into what the audience gets and what is left out, and keeps both lists."""

    reading: Reading
    audience: Audience
    left_out: list[LeftOut] = field(default_factory=list)
    markings: list[Marking] = field(default_factory=list)

    def observations(self, items: Sequence[ObservationItem]) -> list[ObservationItem]:
        """Observations that the audience gets; unvetted ones only for the desk itself."""
        handled = handling_of(self.reading, "observation", (item.id for item in items))
        return self._keep(
            (
                item,
                Asked(
                    subject="observation",
                    record_id=item.id,
                    label=_("Observation {number}").format(number=item.number),
                    marking=handled[item.id].marking,
                    record_class=handled[item.id].record_class,
                    vetting=item.vetting,
                    originator_id=handled[item.id].originator_id,
                ),
            )
            for item in items
            if item.id in handled
        )

    def incidents(self, items: Sequence[IncidentItem]) -> list[IncidentItem]:
        """Incidents that the audience gets."""
        handled = handling_of(self.reading, "incident", (item.id for item in items))
        return self._keep(
            (
                item,
                Asked(
                    subject="incident",
                    record_id=item.id,
                    label=_("Incident {number}").format(number=item.number),
                    marking=handled[item.id].marking,
                    record_class=handled[item.id].record_class,
                    originator_id=handled[item.id].originator_id,
                ),
            )
            for item in items
            if item.id in handled
        )

    def bulletins(self, items: Sequence[Bulletin]) -> list[Bulletin]:
        """Bulletins that the audience gets; AMBER+STRICT only those that it was told of."""
        return self._keep((item, asked_of_bulletin(item)) for item in items)

    def _keep(self, items: Iterable[tuple[T, Asked]]) -> list[T]:
        pairs = list(items)
        kept, left = parted(self.audience, (((item, asked), asked) for item, asked in pairs))
        self.left_out += left
        self.markings += [asked.marking for _item, asked in kept]
        return [item for item, _asked in kept]

    def counts(self) -> tuple[LeftOutCount, ...]:
        """How many of each subject are left out: all that a page may say."""
        subjects = list(dict.fromkeys(one.subject for one in self.left_out))
        return tuple(
            LeftOutCount(subject=subject, number=sum(one.subject == subject for one in self.left_out))
            for subject in subjects
        )


def asked_of_bulletin(bulletin: Bulletin) -> Asked:
    """What of a bulletin decides; those that it was told to are its addressees."""
    return Asked(
        subject="bulletin",
        record_id=bulletin.id,
        label=bulletin.code,
        marking=bulletin.marking,
        record_class=bulletin.record_class,
        originator_id=bulletin.originator_id,
        addressed=frozenset(recipient.organization_id for recipient in bulletin.recipients),
        readers=frozenset((bulletin.created_by, *bulletin.readers)),
    )


def preview_stamp(reading: Reading, desk: Desk, audience: Audience) -> Stamp:
    """The running lines of a preview, with the journal's head of this very reading."""
    seq, digest = head_hash(reading)
    return Stamp(
        desk=desk.name,
        generated_at=reading.now,
        zone=desk.day.tz,
        recipient="",
        recipient_organization=audience.organization_name,
        journal_seq=seq,
        journal_head=digest,
    )


def least_marking(audience: Audience) -> Marking:
    """The marking of the desk's own data (posts, telephones): AMBER, or as far as the audience is cleared."""
    return min(audience.clearance, Marking.AMBER, key=lambda marking: marking.rank)
