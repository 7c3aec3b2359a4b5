"""Posts, who covers them when, and when nobody does."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Row, Text, and_, or_, select, type_coerce

from opsdesk.partners.cover import Span, needed_spans, without
from opsdesk.partners.model import Coverage, Gap, Post, PostCover, ShiftDay
from opsdesk.partners.records.rows import coverage_of, post_of
from opsdesk.partners.records.tables import coverage, organization, post
from opsdesk.store.schema import instant, microseconds
from opsdesk.store.search import matching
from opsdesk.store.transaction import Reading
from opsdesk.store.words import words

#: No coverage lasts longer, so that those of a period are found by when they start.
LONGEST_COVERAGE = timedelta(days=31)


def get_post(reading: Reading, post_id: UUID) -> Post:
    """One post, archived or not; `NotFound`."""
    return post_of(reading.get(post, post_id))


def posts(
    reading: Reading, organization_id: UUID | None = None, *, text: str = "", archived: bool = False
) -> list[Post]:
    """The posts by code: of one organization or all, in use or archived, those with the words of a text.

    What the map draws and the gazetteer knows.
    """
    where = [reading.visible(post), post.c.archived_at.is_not(None) if archived else _in_use()]
    if organization_id is not None:
        where.append(post.c.organization_id == organization_id)
    if text.strip():
        where.append(matching(post, text))
    return [post_of(row) for row in reading.all(select(post).where(*where).order_by(post.c.code_key))]


def some_posts(reading: Reading, ids: Collection[UUID]) -> list[Post]:
    """Those of the named posts that are in use: what the feed says has changed, asked again."""
    where = (reading.visible(post), post.c.id.in_(list(ids)), _in_use())
    return [post_of(row) for row in reading.all(select(post).where(*where))]


def code_taken(reading: Reading, code: str, but: UUID | None = None) -> Post | None:
    """The post in use that has this code already (case and signs do not count)."""
    where = [reading.visible(post), post.c.code_key == words(code), post.c.archived_at.is_(None)]
    if but is not None:
        where.append(post.c.id != but)
    row = reading.one(select(post).where(*where))
    return None if row is None else post_of(row)


def _in_use() -> ColumnElement[bool]:
    """In use itself, and so is the organization whose post it is."""
    partner = organization.alias()
    gone = select(partner.c.id).where(
        partner.c.id == post.c.organization_id, partner.c.archived_at.is_not(None)
    )
    return and_(post.c.archived_at.is_(None), ~gone.exists())


def get_coverage(reading: Reading, coverage_id: UUID) -> Coverage:
    """One coverage, removed or not; `NotFound`."""
    return coverage_of(reading.get(coverage, coverage_id))


def coverage_between(
    reading: Reading, starts: datetime, ends: datetime, post_ids: Collection[UUID] | None = None
) -> list[Coverage]:
    """Who stands where at some time between `starts` and `ends`, by start."""
    where = [reading.visible(coverage), _overlapping(starts, ends)]
    if post_ids is not None:
        where.append(coverage.c.post_id.in_(list(post_ids)))
    found = select(coverage).where(*where).order_by(coverage.c.starts, coverage.c.n)
    return [coverage_of(row) for row in reading.all(found)]


def _overlapping(starts: datetime, ends: datetime) -> ColumnElement[bool]:
    return and_(
        coverage.c.starts < ends,
        coverage.c.starts > starts - LONGEST_COVERAGE,
        coverage.c.ends > starts,
        coverage.c.removed_at.is_(None),
    )


def elsewhere(
    reading: Reading,
    starts: datetime,
    ends: datetime,
    *,
    officer: str,
    contact_id: UUID | None,
    organization_id: UUID | None,
    but: UUID | None = None,
) -> tuple[Coverage, Post] | None:
    """Where the officer stands already at some time between `starts` and `ends`, if anywhere.

    The same contact is the same officer; without one, the same name in the same organization is.
    """
    same_name = and_(
        coverage.c.officer_key == words(officer),
        coverage.c.organization_id.is_not_distinct_from(organization_id),
    )
    if contact_id is None:
        same: ColumnElement[bool] = same_name
    else:
        same = or_(coverage.c.contact_id == contact_id, and_(coverage.c.contact_id.is_(None), same_name))
    where = [reading.visible(coverage), _overlapping(starts, ends), same]
    if but is not None:
        where.append(coverage.c.id != but)
    row = reading.one(select(coverage).where(*where).order_by(coverage.c.starts))
    return None if row is None else (coverage_of(row), get_post(reading, row.post_id))


@dataclass(frozen=True, slots=True)
class _Span:
    """The gaps of one post, before it becomes a model object."""

    row: Row[Any]
    spans: list[Span]


def _gap_spans(
    reading: Reading,
    starts: datetime,
    ends: datetime,
    zone: ZoneInfo,
    organization_ids: Collection[UUID] | None,
    whole: bool,
) -> Iterator[_Span]:
    """The gaps of each post that needs cover: two queries and plain intervals, thousands of posts at once.

    Microseconds and row numbers stand for times and ids until a gap is found: making objects of all
    coverage costs three times the rest.
    """
    chosen = [post] if whole else [post.c.n, post.c.organization_id]
    where = [reading.visible(post), _in_use(), post.c.needs_cover]
    if organization_ids is not None:
        where.append(post.c.organization_id.in_(list(organization_ids)))
    week = type_coerce(post.c.needed, Text).label("week")
    rows = reading.all(select(*chosen, week).where(*where).order_by(post.c.code_key))
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    found = (
        select(post.c.n, type_coerce(coverage.c.starts, BigInteger), type_coerce(coverage.c.ends, BigInteger))
        .join_from(coverage, post, post.c.id == coverage.c.post_id)
        .where(reading.visible(coverage), _overlapping(starts, ends), *where)
    )
    for n, begins, until in reading.connection.execute(found):
        taken[n].append((begins, until))
    needs: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        if row.week not in needs:
            spans = needed_spans(json.loads(row.week), starts, ends, zone)
            needs[row.week] = [(microseconds(begins), microseconds(until)) for begins, until in spans]
        left = without(needs[row.week], taken.get(row.n, ()))
        if left:
            yield _Span(row, [(instant(begins), instant(until)) for begins, until in left])


def gaps(
    reading: Reading,
    starts: datetime,
    ends: datetime,
    day: ShiftDay,
    organization_ids: Collection[UUID] | None = None,
) -> list[Gap]:
    """The times between `starts` and `ends` in which a post that needs cover has none, by start and code."""
    found = [
        Gap(post=post_of(each.row), starts=begins, ends=until)
        for each in _gap_spans(reading, starts, ends, day.tz, organization_ids, whole=True)
        for begins, until in each.spans
    ]
    return sorted(found, key=lambda gap: (gap.starts, gap.post.code))


def gap_counts(
    reading: Reading, day: ShiftDay, organization_ids: Collection[UUID] | None = None
) -> dict[UUID, int]:
    """How many gaps each organization has in the shift day that runs now; what is over does not count."""
    _start, ends = day.around(reading.now)
    counted: dict[UUID, int] = defaultdict(int)
    for each in _gap_spans(reading, reading.now, ends, day.tz, organization_ids, whole=False):
        if each.row.organization_id is not None:
            counted[each.row.organization_id] += len(each.spans)
    return dict(counted)


def strip(
    reading: Reading,
    starts: datetime,
    ends: datetime,
    day: ShiftDay,
    organization_id: UUID | None = None,
) -> list[PostCover]:
    """The lines of the 24-hour strip: each post in use by code, with its coverage, gaps, and no need.

    `starts` and `ends` come from `day.around(now)` or `day.of(date)`.
    """
    shown: Sequence[Post] = posts(reading, organization_id)
    by_post: dict[UUID, list[Coverage]] = defaultdict(list)
    for each in coverage_between(reading, starts, ends, [one.id for one in shown]):
        by_post[each.post_id].append(each)
    lines = []
    for one in shown:
        there = by_post[one.id]
        needed = needed_spans(one.needed, starts, ends, day.tz) if one.needs_cover else []
        lines.append(
            PostCover(
                post=one,
                coverage=tuple(there),
                gaps=tuple(without(needed, [(each.starts, each.ends) for each in there])),
                not_needed=tuple(without([(starts, ends)], needed)),
            )
        )
    return lines
