"""The partner list: its views, their counts, the facts of each row, and likely doubles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, false, func, not_, or_, select, true, tuple_

from opsdesk.handling import Sector
from opsdesk.partners.model import (
    SOON,
    AgreementKind,
    LikelyDouble,
    Organization,
    OrganizationItem,
    OrganizationName,
    PartnerCounts,
    PartnerFilter,
    ShiftDay,
)
from opsdesk.partners.names import THRESHOLD, alike, name_key
from opsdesk.partners.records.posting import gap_counts
from opsdesk.partners.records.rows import organization_name_of, organization_of
from opsdesk.partners.records.tables import contact, coverage, engagement, licence, organization, post
from opsdesk.store.page import Page
from opsdesk.store.search import MOST_WORDS, matching
from opsdesk.store.transaction import Reading
from opsdesk.store.words import words


def get(reading: Reading, organization_id: UUID) -> Organization:
    """One organization, archived or not; `NotFound`."""
    return organization_of(reading.get(organization, organization_id))


def desk(reading: Reading) -> Organization | None:
    """The organization that runs this desk, once it is entered."""
    row = reading.one(select(organization).where(reading.visible(organization), organization.c.is_desk))
    return None if row is None else organization_of(row)


def names(reading: Reading, ids: Collection[UUID] | None = None) -> list[OrganizationName]:
    """The organizations in use by name, for choosing; or just the named ones, archived or not."""
    chosen = organization.c.archived_at.is_(None) if ids is None else organization.c.id.in_(list(ids))
    by_name = (
        select(organization).where(reading.visible(organization), chosen).order_by(organization.c.name_key)
    )
    return [organization_name_of(row) for row in reading.all(by_name)]


def page(
    reading: Reading, asked: PartnerFilter, after: int | None = None, limit: int = 200
) -> Page[OrganizationItem]:
    """Partners by name; `after` is the `n` of the last one that is there already."""
    where = [*_where(reading, asked)]
    if after is not None:
        last = organization.alias()
        place = select(last.c.name_key, last.c.n).where(last.c.n == after).scalar_subquery()
        where.append(tuple_(organization.c.name_key, organization.c.n) > place)
    by_name = select(organization).where(*where).order_by(organization.c.name_key, organization.c.n)
    rows = reading.all(by_name.limit(limit + 1))
    more = len(rows) > limit
    items = _items(reading, rows[:limit], asked.day)
    return Page(items, items[-1].n if more else None)


def some(reading: Reading, ids: Collection[UUID], asked: PartnerFilter) -> list[OrganizationItem]:
    """Those of the named partners that the filter shows: what the feed says has changed, asked again."""
    where = (*_where(reading, asked), organization.c.id.in_(list(ids)))
    by_name = select(organization).where(*where).order_by(organization.c.name_key, organization.c.n)
    return _items(reading, reading.all(by_name), asked.day)


def count(reading: Reading, asked: PartnerFilter) -> int:
    """How many partners the filter shows."""
    return int(reading.scalar(select(func.count()).select_from(organization).where(*_where(reading, asked))))


def waiting(reading: Reading, day: ShiftDay) -> PartnerCounts:
    """How many partners each saved view holds."""
    today = day.today(reading.now)
    in_use = organization.c.archived_at.is_(None)
    tests: dict[str, ColumnElement[bool]] = {
        "expired": and_(in_use, _expired(reading, today)),
        "expiring": and_(in_use, _expiring(reading, today)),
        "follow_ups_due": and_(in_use, _follow_up_due(reading, today)),
        "no_contact": and_(in_use, _no_contact(reading)),
        "organizations": in_use,
        "public": and_(in_use, organization.c.sector == Sector.PUBLIC),
        "private": and_(in_use, organization.c.sector == Sector.PRIVATE),
        "community": and_(in_use, organization.c.sector == Sector.COMMUNITY),
        "archived": not_(in_use),
    }
    sums = [func.coalesce(func.sum(case((test, 1), else_=0)), 0).label(name) for name, test in tests.items()]
    row = reading.one(select(*sums).where(reading.visible(organization)))
    counted = (
        {name: int(row._mapping[name]) for name in tests} if row is not None else dict.fromkeys(tests, 0)
    )
    return PartnerCounts(gaps_today=len(gap_counts(reading, day)), **counted)


def likely_doubles(
    reading: Reading, name: str, *, but: UUID | None = None, threshold: int = THRESHOLD, limit: int = 5
) -> list[LikelyDouble]:
    """Partners in use with nearly the name that is being typed, the most alike first; `but` is itself."""
    if not name_key(name):
        return []
    columns = (organization.c.id, organization.c.name, organization.c.name_key, organization.c.short_name)
    where = [reading.visible(organization), organization.c.archived_at.is_(None)]
    if but is not None:
        where.append(organization.c.id != but)
    rows = reading.all(select(*columns).where(*where))
    short = name.strip().casefold()
    found = {
        row.id: LikelyDouble(id=row.id, name=row.name, likeness=100)
        for row in rows
        if row.short_name is not None and row.short_name.casefold() == short
    }
    for index, likeness in alike(name, [row.name_key for row in rows], threshold, limit):
        row = rows[index]
        found.setdefault(row.id, LikelyDouble(id=row.id, name=row.name, likeness=likeness))
    return sorted(found.values(), key=lambda one: (-one.likeness, one.name))[:limit]


def organizations_of(reading: Reading, subject: str, ids: Collection[UUID]) -> set[UUID]:
    """Which partners a change concerns: `subject` and ids as the feed names them."""
    chosen = list(ids)
    if subject == "organization":
        return set(chosen)
    if subject == "coverage":
        where = (reading.visible(coverage), coverage.c.id.in_(chosen), post.c.id == coverage.c.post_id)
        rows = reading.all(select(post.c.organization_id, coverage.c.organization_id).where(*where))
        return {found for row in rows for found in row if found is not None}
    tables = {"contact": contact, "licence": licence, "post": post, "engagement": engagement}
    table = tables.get(subject)
    if table is None:
        return set()
    where_table = (reading.visible(table), table.c.id.in_(chosen))
    rows = reading.all(select(table.c.organization_id).where(*where_table))
    return {row.organization_id for row in rows if row.organization_id is not None}


def _where(reading: Reading, asked: PartnerFilter) -> list[ColumnElement[bool]]:
    archived = asked.view == "archived"
    where = [
        reading.visible(organization),
        organization.c.archived_at.is_not(None) if archived else organization.c.archived_at.is_(None),
        _in_view(reading, asked),
    ]
    if asked.sectors:
        where.append(organization.c.sector.in_(list(asked.sectors)))
    if asked.kinds:
        where.append(organization.c.kind.in_(list(asked.kinds)))
    if asked.text.strip():
        where += [_has_word(reading, word) for word in words(asked.text).split()[:MOST_WORDS]] or [false()]
    return where


def _in_view(reading: Reading, asked: PartnerFilter) -> ColumnElement[bool]:
    today = asked.day.today(reading.now)
    match asked.view:
        case "gaps_today":
            return organization.c.id.in_(list(gap_counts(reading, asked.day)))
        case "expired":
            return _expired(reading, today)
        case "expiring":
            return _expiring(reading, today)
        case "follow_ups_due":
            return _follow_up_due(reading, today)
        case "no_contact":
            return _no_contact(reading)
        case "organizations" | "archived":
            return true()
        case unknown:
            raise ValueError(f"no view of partners: {unknown}")


def _has_word(reading: Reading, word: str) -> ColumnElement[bool]:
    """The partner, one of its contacts or one of its posts has the word."""
    own = select(organization.c.id).where(matching(organization, word)).correlate(None)
    ways = [organization.c.id.in_(own)]
    for table in (contact, post):
        held = select(table.c.organization_id).where(
            reading.visible(table), table.c.archived_at.is_(None), matching(table, word)
        )
        ways.append(organization.c.id.in_(held.where(table.c.organization_id.is_not(None)).correlate(None)))
    return or_(*ways)


def _runs_out(
    reading: Reading, licences: ColumnElement[bool], agreements: ColumnElement[bool]
) -> ColumnElement[bool]:
    held = select(licence.c.id).where(
        reading.visible(licence),
        licence.c.organization_id == organization.c.id,
        licence.c.archived_at.is_(None),
        licences,
    )
    return or_(held.exists(), and_(organization.c.agreement != AgreementKind.NONE, agreements))


def _expired(reading: Reading, today: date) -> ColumnElement[bool]:
    return _runs_out(reading, licence.c.expires < today, organization.c.agreement_end < today)


def _expiring(reading: Reading, today: date) -> ColumnElement[bool]:
    until = today + SOON
    return _runs_out(
        reading,
        licence.c.expires.between(today, until),
        organization.c.agreement_end.between(today, until),
    )


def _follow_up_due(reading: Reading, today: date) -> ColumnElement[bool]:
    due = select(engagement.c.id).where(
        reading.visible(engagement),
        engagement.c.organization_id == organization.c.id,
        engagement.c.archived_at.is_(None),
        engagement.c.follow_up <= today,
        engagement.c.follow_up_done_at.is_(None),
    )
    return due.exists()


def _no_contact(reading: Reading) -> ColumnElement[bool]:
    """A partner that is not new and that nobody has spoken to for 30 days; the desk does not call itself."""
    since = reading.now - SOON
    spoken = select(engagement.c.id).where(
        reading.visible(engagement),
        engagement.c.organization_id == organization.c.id,
        engagement.c.archived_at.is_(None),
        engagement.c.at.between(since, reading.now),
    )
    return and_(~organization.c.is_desk, organization.c.created_at < since, ~spoken.exists())


def _items(reading: Reading, rows: Collection[Row[Any]], day: ShiftDay) -> list[OrganizationItem]:
    """The rows with their facts: one grouped query for each kind of fact, for just these partners."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    today = day.today(reading.now)
    spoken = _last_contacts(reading, ids)
    held = _licence_facts(reading, ids, today)
    standing = _post_counts(reading, ids)
    open_gaps = gap_counts(reading, day, ids)
    return [
        OrganizationItem(
            n=row.n,
            id=row.id,
            version=row.version,
            name=row.name,
            sector=row.sector,
            kind=row.kind,
            agreement=row.agreement,
            agreement_end=row.agreement_end,
            clearance=row.clearance,
            last_contact=spoken.get(row.id),
            **held.get(row.id, _NO_LICENCES),
            posts=standing.get(row.id, 0),
            gaps=open_gaps.get(row.id, 0),
            archived=row.archived_at is not None,
            name_key=row.name_key,
        )
        for row in rows
    ]


_NO_LICENCES: dict[str, Any] = {
    "licences": 0,
    "licences_expired": 0,
    "licences_expiring": 0,
    "next_licence_expiry": None,
}


def _last_contacts(reading: Reading, ids: list[UUID]) -> dict[UUID, Any]:
    where = (
        reading.visible(engagement),
        engagement.c.organization_id.in_(ids),
        engagement.c.archived_at.is_(None),
        engagement.c.at <= reading.now,
    )
    latest = func.max(engagement.c.at).label("latest")
    grouped = (
        select(engagement.c.organization_id, latest).where(*where).group_by(engagement.c.organization_id)
    )
    return {row.organization_id: row.latest for row in reading.all(grouped)}


def _licence_facts(reading: Reading, ids: list[UUID], today: date) -> dict[UUID, dict[str, Any]]:
    expires = licence.c.expires
    where = (
        reading.visible(licence),
        licence.c.organization_id.in_(ids),
        licence.c.archived_at.is_(None),
    )
    grouped = (
        select(
            licence.c.organization_id,
            func.count().label("licences"),
            func.sum(case((expires < today, 1), else_=0)).label("licences_expired"),
            func.sum(case((expires.between(today, today + SOON), 1), else_=0)).label("licences_expiring"),
            func.min(case((expires >= today, expires))).label("next_licence_expiry"),
        )
        .where(*where)
        .group_by(licence.c.organization_id)
    )
    return {
        row.organization_id: {name: row._mapping[name] for name in _NO_LICENCES}
        for row in reading.all(grouped)
    }


def _post_counts(reading: Reading, ids: list[UUID]) -> dict[UUID, int]:
    where = (reading.visible(post), post.c.organization_id.in_(ids), post.c.archived_at.is_(None))
    grouped = select(post.c.organization_id, func.count().label("posts")).where(*where)
    rows = reading.all(grouped.group_by(post.c.organization_id))
    return {row.organization_id: row.posts for row in rows}
