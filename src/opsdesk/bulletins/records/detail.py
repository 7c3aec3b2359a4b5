"""One bulletin: its recipients, whom to call, its chain, its sightings; and how a partner has confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select

from opsdesk.accounts import records as operators
from opsdesk.bulletins.model import (
    ISSUED,
    Bulletin,
    BulletinStatus,
    ChainLink,
    PartnerAcknowledgements,
    Recipient,
)
from opsdesk.bulletins.records.parts import readers
from opsdesk.bulletins.records.rows import (
    area_of,
    last_seen_position_of,
    shown_subject,
    state_of,
    subject_of,
    withheld,
)
from opsdesk.bulletins.records.tables import (
    acknowledgement,
    bulletin,
    bulletin_audience,
    bulletin_photo,
)
from opsdesk.bulletins.rules import DUE_AFTER
from opsdesk.handling import Marking
from opsdesk.observations.records.tables import observation, sighting
from opsdesk.partners import records as partners
from opsdesk.store.transaction import Reading

#: No chain is longer; a ring, which cannot be, would otherwise never end.
LONGEST_CHAIN = 200


def get(reading: Reading, bulletin_id: UUID) -> Bulletin:
    """One bulletin with all that belongs to it; `NotFound`.

    A missing juvenile's name, aliases, date of birth and photos are off once it has ended (`withheld`).
    """
    row = reading.get(bulletin, bulletin_id)
    off = withheld(row)
    found = _bulletin(reading, row)
    return replace(found, subject=shown_subject(row), photos=(), withheld=True) if off else found


def by_number(reading: Reading, number: int) -> Bulletin | None:
    """The bulletin with that number, if I may see it."""
    where = (reading.visible(bulletin), bulletin.c.number == number, bulletin.c.discarded_at.is_(None))
    row = reading.one(select(bulletin.c.id).where(*where))
    return None if row is None else get(reading, row.id)


def _bulletin(reading: Reading, row: Row[Any]) -> Bulletin:
    told = _audience(reading, row)
    return Bulletin(
        id=row.id,
        n=row.n,
        number=row.number,
        version=row.version,
        kind=row.kind,
        status=row.status,
        title=row.title,
        text=row.text,
        subject=subject_of(row),
        offence=row.offence,
        requested_action=row.requested_action,
        caution=row.caution,
        last_seen=row.last_seen,
        last_seen_at=row.last_seen_at,
        last_seen_position=last_seen_position_of(row),
        area=area_of(row),
        case_number=row.case_number,
        legal_basis=row.legal_basis,
        contact=row.contact,
        telephone=row.telephone,
        restrictions=row.restrictions,
        reliability=row.reliability,
        credibility=row.credibility,
        photo_authority=row.photo_authority,
        originator_id=row.originator_id,
        originator_name=_organization_name(reading, row.originator_id),
        marking=row.marking,
        record_class=row.record_class,
        show_on_wall=row.show_on_wall,
        created_by=row.created_by,
        created_by_name=row.author_name,
        created_at=row.created_at,
        submitted_at=None if row.status is BulletinStatus.DRAFT else row.submitted_at,
        submitted_by=None if row.status is BulletinStatus.DRAFT else row.submitted_by,
        returned_reason=row.returned_reason,
        published_at=row.published_at,
        published_by_name=row.published_by_name,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        supersedes=row.supersedes,
        superseded_by=row.superseded_by,
        photos=_photos(reading, row.id),
        recipients=tuple(_recipient(reading, row, each) for each in told if _left_out(row, each) is None),
        audience=tuple(each.organization_id for each in told),
        left_out=tuple((each.name, left) for each in told if (left := _left_out(row, each)) is not None),
        sightings=sightings(reading, row.id),
        withheld=False,
        **_readers(reading, row),
    )


def _readers(reading: Reading, row: Row[Any]) -> dict[str, Any]:
    """Who was named: asked for only where the marking makes it count."""
    if row.marking is not Marking.RED:
        return {}
    named = sorted(operators.names(reading, readers(reading, row.id)).items(), key=lambda one: one[1])
    return {
        "readers": tuple(one for one, _name in named),
        "reader_names": tuple(name for _one, name in named),
    }


def _organization_name(reading: Reading, organization_id: UUID | None) -> str | None:
    if organization_id is None:
        return None
    found = partners.names(reading, [organization_id])
    return found[0].name if found else None


def _photos(reading: Reading, bulletin_id: UUID) -> tuple[UUID, ...]:
    kept = select(bulletin_photo.c.file_id).where(bulletin_photo.c.bulletin_id == bulletin_id)
    return tuple(row.file_id for row in reading.all(kept.order_by(bulletin_photo.c.place)))


def sightings(reading: Reading, bulletin_id: UUID) -> tuple[UUID, ...]:
    """The observations that somebody linked to a bulletin or to one that it supersedes, the latest first."""
    ids = [bulletin_id]
    while len(ids) < LONGEST_CHAIN:
        before = _one(reading, ids[-1])
        if before is None or before.supersedes is None:
            break
        ids.append(before.supersedes)
    joined = sighting.join(observation, observation.c.id == sighting.c.observation_id)
    where = (reading.visible(observation), sighting.c.bulletin_id.in_(ids))
    linked = select(sighting.c.observation_id).select_from(joined).where(*where)
    latest = linked.order_by(sighting.c.linked_at.desc(), observation.c.n.desc())
    return tuple(dict.fromkeys(row.observation_id for row in reading.all(latest)))


def bulletins_of(reading: Reading, observation_id: UUID) -> list[tuple[UUID, int, str]]:
    """The bulletins that an observation is linked to as a sighting: id, number, title."""
    where = (reading.visible(bulletin), sighting.c.observation_id == observation_id)
    joined = sighting.join(bulletin, bulletin.c.id == sighting.c.bulletin_id)
    columns = (bulletin.c.id, bulletin.c.number, bulletin.c.title)
    rows = reading.all(select(*columns).select_from(joined).where(*where).order_by(bulletin.c.n.desc()))
    return [(row.id, row.number, row.title) for row in rows]


def _audience(reading: Reading, row: Row[Any]) -> Sequence[Row[Any]]:
    told, partner, confirmed = bulletin_audience.c, partners.organization.c, acknowledgement.c
    joined = bulletin_audience.join(partners.organization, partner.id == told.organization_id).outerjoin(
        acknowledgement,
        and_(confirmed.bulletin_id == told.bulletin_id, confirmed.organization_id == told.organization_id),
    )
    columns = (
        told.organization_id,
        told.created_at,
        told.added_at,
        told.due_at,
        told.left_out,
        told.called_at,
        told.call_note,
        partner.name,
        partner.clearance,
        partner.telephone,
        confirmed.at,
        confirmed.who,
        confirmed.how,
    )
    where = (reading.visible(partners.organization), told.bulletin_id == row.id)
    return reading.all(select(*columns).select_from(joined).where(*where).order_by(partner.name_key))


def _left_out(row: Row[Any], told: Row[Any]) -> Marking | None:
    """The clearance for which it is left out: as recorded, or for a draft as it would be now."""
    if row.status in ISSUED:
        return None if told.left_out is None else Marking(told.left_out)
    return Marking(told.clearance) if told.clearance.rank < row.marking.rank else None


def _recipient(reading: Reading, row: Row[Any], told: Row[Any]) -> Recipient:
    return Recipient(
        organization_id=told.organization_id,
        name=told.name,
        clearance=told.clearance,
        telephone=told.telephone,
        contact=None,
        added_at=told.added_at or told.created_at,
        due_at=told.due_at or reading.now + DUE_AFTER[row.kind],
        acknowledged_at=told.at,
        acknowledged_by=told.who,
        how=told.how,
        called_at=told.called_at,
        call_note=told.call_note,
    )


def recipients(reading: Reading, bulletin_id: UUID) -> list[Recipient]:
    """Who is told: those who have confirmed by time, then the others by when they are due.

    `contact` and `telephone` are whom to call there now.
    """
    row = reading.get(bulletin, bulletin_id)
    told = [each for each in _audience(reading, row) if _left_out(row, each) is None]
    whom = partners.reach(reading, [each.organization_id for each in told])
    found = []
    for each in told:
        reach = whom.get(each.organization_id)
        made = _recipient(reading, row, each)
        found.append(replace(made, contact=reach.contact, telephone=reach.telephone) if reach else made)
    return sorted(found, key=lambda one: (one.acknowledged_at is None, one.acknowledged_at or one.due_at))


def call_list(reading: Reading, bulletin_id: UUID) -> list[Recipient]:
    """Who has not confirmed a bulletin in force in time: not called first, then by when they were called."""
    if state_of(reading.get(bulletin, bulletin_id), reading.now) is not BulletinStatus.PUBLISHED:
        return []
    late = [one for one in recipients(reading, bulletin_id) if one.overdue(reading.now)]
    return sorted(late, key=lambda one: (one.called_at is not None, one.called_at or one.due_at, one.name))


def chain(reading: Reading, bulletin_id: UUID) -> list[ChainLink]:
    """The bulletins that superseded each other, the oldest first; a single one is a chain of one.

    A draft that is to supersede the last one stands at the end. What I may not see ends the chain.
    """
    rows = [reading.get(bulletin, bulletin_id)]
    while rows[0].supersedes is not None and len(rows) < LONGEST_CHAIN:
        before = _one(reading, rows[0].supersedes)
        if before is None:
            break
        rows.insert(0, before)
    while len(rows) < LONGEST_CHAIN:
        following = _following(reading, rows[-1])
        if following is None:
            break
        rows.append(following)
    return [_link(reading, row) for row in rows]


def _one(reading: Reading, bulletin_id: UUID) -> Row[Any] | None:
    return reading.one(select(bulletin).where(reading.visible(bulletin), bulletin.c.id == bulletin_id))


def _following(reading: Reading, row: Row[Any]) -> Row[Any] | None:
    if row.superseded_by is not None:
        return _one(reading, row.superseded_by)
    return drafted_after(reading, row.id)


def drafted_after(reading: Reading, bulletin_id: UUID) -> Row[Any] | None:
    """The draft that is to supersede a bulletin, if there is one."""
    where = (
        reading.visible(bulletin),
        bulletin.c.supersedes == bulletin_id,
        bulletin.c.discarded_at.is_(None),
        bulletin.c.status.in_((BulletinStatus.DRAFT, BulletinStatus.SUBMITTED)),
    )
    return reading.one(select(bulletin).where(*where).order_by(bulletin.c.n))


def _link(reading: Reading, row: Row[Any]) -> ChainLink:
    return ChainLink(
        id=row.id,
        number=row.number,
        title=row.title,
        status=state_of(row, reading.now),
        at=row.published_at or row.created_at,
        reason=row.end_reason,
    )


def acknowledged_by(
    reading: Reading, organization_id: UUID, over: timedelta = timedelta(days=30)
) -> PartnerAcknowledgements:
    """How a partner confirmed what it was sent in the last 30 days; the median counts from being told."""
    told, confirmed = bulletin_audience.c, acknowledgement.c
    joined = bulletin_audience.join(bulletin, bulletin.c.id == told.bulletin_id).outerjoin(
        acknowledgement,
        and_(confirmed.bulletin_id == told.bulletin_id, confirmed.organization_id == told.organization_id),
    )
    columns = (told.added_at, bulletin.c.number, confirmed.at, confirmed.how, confirmed.who)
    where = (
        reading.visible(bulletin),
        told.organization_id == organization_id,
        told.left_out.is_(None),
        told.added_at > reading.now - over,
    )
    rows = reading.all(select(*columns).select_from(joined).where(*where))
    done = sorted((row for row in rows if row.at is not None), key=lambda row: (row.at, row.number))
    minutes = [max(0.0, (row.at - row.added_at).total_seconds() / 60) for row in done]
    last = done[-1] if done else None
    return PartnerAcknowledgements(
        sent=len(rows),
        acknowledged=len(done),
        median_minutes=median(minutes) if minutes else None,
        last_code=f"B-{last.number:04d}" if last else None,
        last_at=last.at if last else None,
        last_how=last.how if last else None,
        last_by=last.who if last else None,
    )
