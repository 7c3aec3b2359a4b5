"""What goes into a packet: queries over the subjects, parted by what the audience may see.

Each recipe is a query (`database.read(shift_briefing, ...)`): all of a packet is read in one transaction,
so that it is of one moment and the journal's head that it prints is that moment's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from opsdesk.briefings.gathering import (
    Desk,
    Gathered,
    ShiftWords,
    Sieve,
    asked_of_bulletin,
    least_marking,
    preview_stamp,
)
from opsdesk.briefings.maps import incident_map, last_seen_map, period_map
from opsdesk.briefings.model import Flyer, IncidentBriefing, Note, Place, Resource, ShiftBriefing
from opsdesk.briefings.phrases import bolo_name
from opsdesk.briefings.recipe_partners import changes, expirings, overdue_lines, post_covers
from opsdesk.bulletins import records as bulletins
from opsdesk.bulletins.model import ISSUED, Bulletin, BulletinKind, BulletinStatus
from opsdesk.errors import NotFound, Refused
from opsdesk.incidents import records as incidents
from opsdesk.incidents.model import (
    OPEN,
    Incident,
    IncidentFilter,
    IncidentItem,
    IncidentStatus,
    LogKind,
)
from opsdesk.observations import records as observations
from opsdesk.observations.model import (
    Category,
    ObservationFilter,
    ObservationItem,
    ObservationStatus,
    Priority,
    Vetting,
)
from opsdesk.partners.model import ShiftDay
from opsdesk.partners.telephones import readable
from opsdesk.releases.audience import packet_marking, refusal
from opsdesk.releases.model import Audience, Recipe, ReleaseState
from opsdesk.releases.records import issued_to
from opsdesk.store.files import screen_copy
from opsdesk.store.transaction import Reading
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import _
from opsdesk.wording.times import clock, day

#: An open incident without a unit on scene after so long is late (the desk's default; by priority).
RESPONSE_WITHIN: Mapping[Priority, timedelta] = {
    Priority.EMERGENCY: timedelta(minutes=5),
    Priority.URGENT: timedelta(minutes=15),
    Priority.ROUTINE: timedelta(minutes=30),
    Priority.INFORMATION: timedelta(hours=2),
}
MOST_OBSERVATIONS = 2_000
MOST_INCIDENTS = 1_000
_MOST_FIRST = 10
_MOST_BOLOS = 120
_NEXT_SHIFT = timedelta(hours=12)
_CONFIRM_WITHIN = timedelta(minutes=60)
_BOLOS = (BulletinKind.BOLO_PERSON, BulletinKind.BOLO_VEHICLE, BulletinKind.MISSING_PERSON)
_SAFETY = (BulletinKind.SAFETY_NOTICE, BulletinKind.THREAT_ADVISORY)
_NOT_ATTENDED = frozenset(
    {IncidentStatus.OPEN, IncidentStatus.REOPENED, IncidentStatus.ASSIGNED, IncidentStatus.EN_ROUTE}
)


# ---------------------------------------------------------------- shift briefing


def shift_briefing(
    reading: Reading,
    desk: Desk,
    audience: Audience,
    start: datetime,
    end: datetime,
    words: ShiftWords | None = None,
) -> Gathered:
    """All that a shift hands over of a period (aware, `end` exclusive), as far as the audience may see it.

    `Refused` `period_wrong` when it ends before it begins, `period_too_long` beyond 2,000 observations or
    1,000 closed incidents.
    """
    if end <= start:
        raise Refused("period_wrong", start=start, end=end)
    words = words or ShiftWords()
    sieve = Sieve(reading, audience)
    open_now = sieve.incidents(_open(reading))
    closed = sieve.incidents(_closed(reading, start, end))
    seen = sieve.observations(_observed(reading, start, end))
    in_force = sieve.bulletins(_in_force(reading, _BOLOS))
    safety = sieve.bulletins(_in_force(reading, _SAFETY))
    left_out = sieve.counts()
    relief = incidents.relief(reading, start, end)
    marking = packet_marking(sieve.markings, least_marking(audience))
    next_end = end + _NEXT_SHIFT
    packet = ShiftBriefing(
        start=start,
        end=end,
        marking=marking,
        audience="" if audience.internal else audience.clearance.value,
        prepared_by=reading.me.name,
        shifts=words.shifts,
        open=tuple(open_now),
        first=_first(reading, open_now),
        late=frozenset(item.id for item in open_now if is_late(item, reading.now)),
        observations=tuple(seen),
        observations_new=len(seen),
        closed=tuple(closed),
        relief_calls=relief.calls if audience.internal else 0,
        relief_minutes=relief.minutes if audience.internal else 0,
        bolos=tuple(sorted(in_force, key=_heart_first)),
        unchanged=frozenset(b.id for b in in_force if b.published_at is not None and b.published_at < start),
        next_start=end,
        next_end=next_end,
        posts=post_covers(reading, desk.day, audience, end, next_end),
        safety=(*_hazards(open_now), *_notices(safety), *words.safety),
        planned=words.planned,
        changed=changes(reading, audience, start, end),
        overdue=overdue_lines(reading, audience),
        expiring=expirings(reading, desk.day, audience, in_force),
        directives=words.directives,
        left_out=left_out,
        handover=words.handover,
        going=words.going,
        coming=words.coming,
        telephone=desk.telephone,
        photos=_photos(reading, in_force),
        map=period_map(desk, open_now, in_force, reading.now, seen),
    )
    return Gathered(
        packet=packet,
        left_out=tuple(sieve.left_out),
        audience=audience,
        marking=marking,
        recipe=Recipe.SHIFT_BRIEFING,
        title=_("Shift briefing"),
        stamp=preview_stamp(reading, desk, audience),
        period_start=start,
        period_end=end,
    )


def is_late(item: IncidentItem, now: datetime) -> bool:
    """Whether nobody is on scene although the time that its priority allows is over."""
    return item.status in _NOT_ATTENDED and now - item.opened_at > RESPONSE_WITHIN[item.priority]


def _open(reading: Reading) -> Sequence[IncidentItem]:
    return incidents.page(reading, IncidentFilter(statuses=OPEN), limit=MOST_INCIDENTS).items


def _closed(reading: Reading, start: datetime, end: datetime) -> list[IncidentItem]:
    ended = frozenset({IncidentStatus.CLOSED, IncidentStatus.CANCELLED})
    wanted = IncidentFilter(statuses=ended, closed_since=start)
    found = incidents.page(reading, wanted, limit=MOST_INCIDENTS + 1).items
    inside = [item for item in found if item.closed_at is not None and start <= item.closed_at < end]
    if len(found) > MOST_INCIDENTS:
        raise Refused("period_too_long", what="incidents", most=MOST_INCIDENTS)
    return inside


def _observed(reading: Reading, start: datetime, end: datetime) -> list[ObservationItem]:
    """What was reported in the period, without what was taken back or rejected."""
    wanted = ObservationFilter(since=start, until=end)
    found = observations.page(reading, wanted, limit=MOST_OBSERVATIONS + 1).items
    if len(found) > MOST_OBSERVATIONS:
        raise Refused("period_too_long", what="observations", most=MOST_OBSERVATIONS)
    gone = ObservationStatus.WITHDRAWN
    return [o for o in found if o.status is not gone and o.vetting is not Vetting.REJECTED]


def _in_force(reading: Reading, kinds: Sequence[BulletinKind]) -> list[Bulletin]:
    items = bulletins.in_force(reading, kinds, limit=_MOST_BOLOS)
    return [bulletins.get(reading, item.id) for item in items]


def _first(reading: Reading, items: Sequence[IncidentItem]) -> tuple[Incident, ...]:
    urgent = [item for item in items if item.priority <= Priority.URGENT]
    return tuple(incidents.get(reading, item.id) for item in urgent[:_MOST_FIRST])


def _heart_first(bulletin: Bulletin) -> tuple[bool, bool, float]:
    """Wanted before missing, those with a caution first, then the newest."""
    published = bulletin.published_at.timestamp() if bulletin.published_at else 0.0
    return bulletin.kind is BulletinKind.MISSING_PERSON, not bulletin.caution, -published


def _hazards(items: Sequence[IncidentItem]) -> tuple[Note, ...]:
    found = [item for item in items if item.category is Category.HAZARD]
    return tuple(
        Note(lead=str(item.number), text=", ".join(part for part in (item.title, item.place) if part) + ".")
        for item in found
    )


def _notices(items: Sequence[Bulletin]) -> tuple[Note, ...]:
    return tuple(
        Note(lead=f"{item.code} {item.title}.", text=item.requested_action or item.text) for item in items
    )


def _photos(reading: Reading, items: Sequence[Bulletin]) -> dict[UUID, bytes]:
    """The first photo of each bulletin, re-encoded; one that is not there any more is left out."""
    found: dict[UUID, bytes] = {}
    for item in items:
        if item.photos and not item.withheld:
            data = _photo(reading, item.photos[0])
            if data is not None:
                found[item.photos[0]] = data
    return found


def _photo(reading: Reading, file_id: UUID) -> bytes | None:
    try:
        return screen_copy(reading, file_id)
    except NotFound:
        return None


# ---------------------------------------------------------------- flyer


def bolo_flyer(reading: Reading, desk: Desk, audience: Audience, bulletin_id: UUID) -> Gathered:
    """One published bulletin on one page; once it is over without its photo.

    `Refused` `bulletin.not_issued` for a draft, `audience_may_not` when the audience does not get it.
    """
    bulletin = bulletins.get(reading, bulletin_id)
    if bulletin.status not in ISSUED:
        raise Refused("bulletin.not_issued", code=bulletin.code)
    reason = refusal(audience, asked_of_bulletin(bulletin))
    if reason is not None:
        raise Refused("audience_may_not", label=bulletin.code, audience=audience.words, why=reason)
    over = bulletin.state(reading.now) is not BulletinStatus.PUBLISHED
    before = issued_to(reading, bulletin.id, audience.organization_id, "") if over else None
    photo = None
    if not over and bulletin.photos and not bulletin.withheld:
        photo = _photo(reading, bulletin.photos[0])
    number = bulletin.telephone or desk.telephone
    packet = Flyer(
        bulletin=bulletin,
        marking=bulletin.marking,
        now=reading.now,
        telephone=readable(number) if number else None,
        radio=desk.radio,
        replaces=_replaces(reading, bulletin, desk.day),
        first_copy=before.copy_number if before and before.state is ReleaseState.ISSUED else None,
        confirm_until=reading.now + _CONFIRM_WITHIN if over else None,
        photo=photo,
        map=None if over else last_seen_map(desk, bulletin),
    )
    return Gathered(
        packet=packet,
        left_out=(),
        audience=audience,
        marking=bulletin.marking,
        recipe=Recipe.BOLO_FLYER,
        title=f"{bulletin.code} {bolo_name(bulletin)}".strip(),
        stamp=preview_stamp(reading, desk, audience),
        subject_id=bulletin.id,
    )


def _replaces(reading: Reading, bulletin: Bulletin, shift: ShiftDay) -> str | None:
    if bulletin.supersedes is None:
        return None
    for link in bulletins.chain(reading, bulletin.id):
        if link.id == bulletin.supersedes:
            on = day(link.at.astimezone(shift.tz).date())
            return _("{code} of {day}").format(code=f"B-{link.number:04d}", day=on)
    return None


# ---------------------------------------------------------------- incident


def incident_briefing(reading: Reading, desk: Desk, audience: Audience, incident_id: UUID) -> Gathered:
    """ICS 201 of one incident; `Refused` `audience_may_not` when the audience does not get it."""
    incident = incidents.get(reading, incident_id)
    sieve = Sieve(reading, audience)
    item = next(iter(incidents.some(reading, [incident_id], IncidentFilter())), None)
    name = _("Incident {number}").format(number=incident.number)
    if item is None or not sieve.incidents([item]):
        why = sieve.left_out[0].reason if sieve.left_out else None
        raise Refused("audience_may_not", label=name, audience=audience.words, why=why)
    packet = IncidentBriefing(
        incident=incident,
        marking=incident.marking,
        now=reading.now,
        prepared_by=reading.me.name,
        situation=incident.summary,
        hazards=_logged(incident, LogKind.SAFETY),
        objectives=_logged(incident, LogKind.OBJECTIVE),
        actions=_actions(incident),
        planned=tuple((None, text) for text in _logged(incident, LogKind.PLANNED_ACTION)),
        commander=incident.commander or "",
        sections=_sections(incident),
        resources=_resources(incident, desk.day),
        map=incident_map(desk, incident),
    )
    return Gathered(
        packet=packet,
        left_out=(),
        audience=audience,
        marking=incident.marking,
        recipe=Recipe.INCIDENT_BRIEFING,
        title=f"{name}, {incident.title or capital(label(incident.category))}",
        stamp=preview_stamp(reading, desk, audience),
        subject_id=incident.id,
    )


def _logged(incident: Incident, kind: LogKind) -> tuple[str, ...]:
    entries = [e for e in incident.log if e.kind is kind and e.struck_at is None]
    return tuple(e.text for e in sorted(entries, key=lambda e: e.at))


def _actions(incident: Incident) -> tuple[tuple[datetime, str], ...]:
    """What was done, in order; struck lines, objectives and plans stand elsewhere or nowhere."""
    elsewhere = (LogKind.OBJECTIVE, LogKind.PLANNED_ACTION, LogKind.SAFETY)
    entries = [e for e in incident.log if e.kind not in elsewhere and e.struck_at is None]
    newest = sorted(entries, key=lambda e: e.at)[-200:]
    return tuple((e.at, e.text) for e in newest)


def _sections(incident: Incident) -> tuple[Place, ...]:
    """Who works under the commander; the other boxes stay blank to write on."""
    here = [unit for unit in incident.units if unit.released_at is None]
    police = ", ".join(unit.call_sign for unit in here if not unit.private)
    private = ", ".join(unit.call_sign for unit in here if unit.private)
    return (
        Place(position=_("Operations, police"), name=police),
        Place(position=_("Private security"), name=private),
        Place(position=_("Planning")),
        Place(position=_("Logistics")),
    )


def _resources(incident: Incident, shift: ShiftDay) -> tuple[Resource, ...]:
    found = []
    for unit in incident.units:
        notes = ""
        if unit.released_at is not None:
            notes = _("released {time}").format(time=clock(unit.released_at, shift.tz))
        found.append(
            Resource(
                name=unit.organization_name,
                identifier=unit.call_sign,
                ordered=unit.assigned_at,
                eta=None,
                arrived=unit.on_scene_at is not None,
                notes=notes,
            )
        )
    return tuple(found)
