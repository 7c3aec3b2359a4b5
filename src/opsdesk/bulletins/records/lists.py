"""The bulletin board: its views, their counts, and the rows with how many have confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, case, func, or_, select

from opsdesk.bulletins.model import (
    BulletinCounts,
    BulletinFilter,
    BulletinItem,
    BulletinKind,
    BulletinStatus,
    OverdueRecipient,
)
from opsdesk.bulletins.records.rows import area_of, last_seen_position_of, shown_subject, state_of, withheld
from opsdesk.bulletins.records.tables import acknowledgement, bulletin, bulletin_audience, bulletin_photo
from opsdesk.handling import Marking
from opsdesk.partners import records as partners
from opsdesk.store.page import Page
from opsdesk.store.search import matching
from opsdesk.store.transaction import Reading

#: How long an ended bulletin stays among the recent ones.
RECENTLY = timedelta(hours=48)

_b = bulletin.c
_DRAFTS = (BulletinStatus.DRAFT, BulletinStatus.SUBMITTED)
_ENDED = (BulletinStatus.SUPERSEDED, BulletinStatus.CANCELLED)


def page(
    reading: Reading, asked: BulletinFilter, after: int | None = None, limit: int = 200
) -> Page[BulletinItem]:
    """Bulletins, the newest first; `after` is the `n` of the last one that is there already."""
    where = [*_where(reading, asked)]
    if after is not None:
        where.append(_b.n < after)
    rows = reading.all(_items(reading).where(*where).order_by(_b.n.desc()).limit(limit + 1))
    items = [_item(reading, row) for row in rows[:limit]]
    return Page(items, items[-1].n if len(rows) > limit else None)


def some(reading: Reading, ids: Collection[UUID], asked: BulletinFilter) -> list[BulletinItem]:
    """Those of the named bulletins that the filter shows: what the feed says has changed, asked again."""
    where = (*_where(reading, asked), _b.id.in_(list(ids)))
    rows = reading.all(_items(reading).where(*where).order_by(_b.n.desc()))
    return [_item(reading, row) for row in rows]


def count(reading: Reading, asked: BulletinFilter) -> int:
    """How many bulletins the filter shows."""
    return int(reading.scalar(select(func.count()).select_from(bulletin).where(*_where(reading, asked))))


def waiting(reading: Reading) -> BulletinCounts:
    """How many bulletins each view holds; `overdue` and `overdue_partners` stand in the tab's title."""
    tests = {view: in_view(reading, view) for view in ("recent", "in_force", "waiting", "overdue", "ended")}
    sums = [func.coalesce(func.sum(case((test, 1), else_=0)), 0).label(view) for view, test in tests.items()]
    where = (reading.visible(bulletin), _b.discarded_at.is_(None))
    row = reading.one(select(func.count().label("all"), *sums).where(*where))
    counted = {view: int(row._mapping[view]) if row is not None else 0 for view in ("all", *tests)}
    partners_late = (
        select(func.count())
        .select_from(bulletin_audience.join(bulletin, _b.id == bulletin_audience.c.bulletin_id))
        .where(*where, in_force_now(reading), _late(reading))
    )
    return BulletinCounts(**counted, overdue_partners=int(reading.scalar(partners_late)))


def overdue_count(reading: Reading) -> int:
    """How many bulletins in force somebody has not confirmed in time: the figure in the tab's title."""
    return count(reading, BulletinFilter(view="overdue"))


def in_force(
    reading: Reading,
    kinds: Iterable[BulletinKind] = (),
    *,
    on_wall: bool = False,
    clearance: Marking | None = None,
    limit: int = 200,
) -> list[BulletinItem]:
    """Bulletins in force, the latest published first, for the wall, the BOLO strip and the shift briefing.

    `on_wall`: only those meant for it; `clearance`: only those marked no stricter.
    """
    where = [*_where(reading, BulletinFilter(view="in_force", kinds=frozenset(kinds)))]
    if on_wall:
        where.append(_b.show_on_wall)
    if clearance is not None:
        where.append(_b.marking.in_([m for m in Marking if m.rank <= clearance.rank]))
    latest = _items(reading).where(*where).order_by(_b.published_at.desc(), _b.n.desc()).limit(limit)
    return [_item(reading, row) for row in reading.all(latest)]


def on_map(reading: Reading) -> list[BulletinItem]:
    """Bulletins in force that have an area or a place where the person or vehicle was last seen."""
    placed = or_(_b.area.is_not(None), _b.latitude.is_not(None))
    where = (*_where(reading, BulletinFilter(view="in_force")), placed)
    return [_item(reading, row) for row in reading.all(_items(reading).where(*where).order_by(_b.n))]


def overdue_recipients(reading: Reading) -> list[OverdueRecipient]:
    """Every partner that has not confirmed a bulletin in force in time, the longest overdue first."""
    told, partner = bulletin_audience.c, partners.organization.c
    columns = (
        told.bulletin_id,
        told.organization_id,
        told.due_at,
        told.called_at,
        told.call_note,
        _b.number,
        _b.title,
        partner.name,
    )
    joined = bulletin_audience.join(bulletin, _b.id == told.bulletin_id).join(
        partners.organization, partner.id == told.organization_id
    )
    where = (
        reading.visible(bulletin),
        reading.visible(partners.organization),
        _b.discarded_at.is_(None),
        in_force_now(reading),
        _late(reading),
    )
    rows = reading.all(select(*columns).select_from(joined).where(*where).order_by(told.due_at, told.n))
    whom = partners.reach(reading, {row.organization_id for row in rows})
    found = []
    for row in rows:
        reach = whom.get(row.organization_id)
        found.append(
            OverdueRecipient(
                bulletin_id=row.bulletin_id,
                number=row.number,
                title=row.title,
                organization_id=row.organization_id,
                organization=row.name,
                contact=reach.contact if reach else None,
                telephone=reach.telephone if reach else None,
                due_at=row.due_at,
                called_at=row.called_at,
                call_note=row.call_note,
            )
        )
    return found


def in_force_now(reading: Reading) -> ColumnElement[bool]:
    """Published and not expired: computed from the time, never written."""
    return and_(
        _b.status == BulletinStatus.PUBLISHED, or_(_b.expires_at.is_(None), _b.expires_at > reading.now)
    )


def _late(reading: Reading) -> ColumnElement[bool]:
    """A row of the audience that was told, is due, and has not confirmed."""
    told, confirmed = bulletin_audience.c, acknowledgement.alias()
    confirmation = select(confirmed.c.n).where(
        confirmed.c.bulletin_id == told.bulletin_id, confirmed.c.organization_id == told.organization_id
    )
    return and_(told.left_out.is_(None), told.due_at < reading.now, ~confirmation.exists())


def in_view(reading: Reading, view: str) -> ColumnElement[bool]:
    """The bulletins of a view; ValueError for an unknown one."""
    now = reading.now
    expired = and_(_b.status == BulletinStatus.PUBLISHED, _b.expires_at <= now)
    ended = or_(_b.status.in_(_ENDED), expired)
    match view:
        case "in_force":
            return in_force_now(reading)
        case "waiting":
            return _b.status.in_(_DRAFTS)
        case "ended":
            return ended
        case "overdue":
            late = select(bulletin_audience.c.n).where(
                bulletin_audience.c.bulletin_id == _b.id, _late(reading)
            )
            return and_(in_force_now(reading), late.exists())
        case "recent":
            lately = or_(_b.ended_at > now - RECENTLY, and_(expired, _b.expires_at > now - RECENTLY))
            return or_(_b.status.in_(_DRAFTS), in_force_now(reading), lately)
        case "all":
            return _b.n == _b.n
        case unknown:
            raise ValueError(f"no view of bulletins: {unknown}")


def _where(reading: Reading, asked: BulletinFilter) -> list[ColumnElement[bool]]:
    where = [reading.visible(bulletin), _b.discarded_at.is_(None)]
    if asked.view != "all":
        where.append(in_view(reading, asked.view))
    if asked.kinds:
        where.append(_b.kind.in_(list(asked.kinds)))
    if asked.since is not None:
        where.append(func.coalesce(_b.published_at, _b.created_at) >= asked.since)
    if asked.until is not None:
        where.append(func.coalesce(_b.published_at, _b.created_at) < asked.until)
    if asked.text.strip():
        where.append(matching(bulletin, asked.text))
    return where


def _counted(where: ColumnElement[bool], label: str) -> ColumnElement[int]:
    told = bulletin_audience.c
    counted: ScalarSelect[int] = (
        select(func.count())
        .select_from(bulletin_audience)
        .where(told.bulletin_id == _b.id, told.left_out.is_(None), where)
        .correlate(bulletin)
        .scalar_subquery()
    )
    return counted.label(label)


def _items(reading: Reading) -> Select[Any]:
    """The columns of a row of the list: three counts and the main photo, each by an index."""
    told, confirmed, next_one, photo = (
        bulletin_audience.c,
        acknowledgement.alias(),
        bulletin.alias(),
        bulletin_photo.alias(),
    )
    has_confirmed = (
        select(confirmed.c.n)
        .where(
            confirmed.c.bulletin_id == told.bulletin_id, confirmed.c.organization_id == told.organization_id
        )
        .exists()
    )
    main_photo = (
        select(photo.c.file_id).where(photo.c.bulletin_id == _b.id).order_by(photo.c.place).limit(1)
    ).scalar_subquery()
    following = select(next_one.c.number).where(next_one.c.id == _b.superseded_by).scalar_subquery()
    return select(
        bulletin,
        _counted(told.n.is_not(None), "recipients"),
        _counted(has_confirmed, "acknowledged"),
        _counted(and_(told.due_at < reading.now, ~has_confirmed), "late"),
        main_photo.label("photo"),
        following.label("superseded_by_number"),
    )


def _item(reading: Reading, row: Row[Any]) -> BulletinItem:
    state = state_of(row, reading.now)
    return BulletinItem(
        n=row.n,
        id=row.id,
        version=row.version,
        number=row.number,
        kind=row.kind,
        status=state,
        title=row.title,
        subject=shown_subject(row),
        marking=row.marking,
        created_by=row.created_by,
        created_by_name=row.author_name,
        created_at=row.created_at,
        submitted_at=None if state is BulletinStatus.DRAFT else row.submitted_at,
        published_at=row.published_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        recipients=row.recipients,
        acknowledged=row.acknowledged,
        overdue=row.late if state is BulletinStatus.PUBLISHED else 0,
        photo=None if withheld(row) else row.photo,
        area=area_of(row),
        last_seen=row.last_seen,
        last_seen_position=last_seen_position_of(row),
        caution=row.caution,
        superseded_by_number=row.superseded_by_number,
        show_on_wall=row.show_on_wall,
    )
