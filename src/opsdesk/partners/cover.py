"""When a post needs cover, when it has it, and the gaps between: plain intervals of aware UTC times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

#: A half-open interval: from, until (exclusive).
Span = tuple[datetime, datetime]
#: A moment: a time, or microseconds where there are many.
Moment = TypeVar("Moment", datetime, int)

#: Minutes of a week.
WEEK = 7 * 24 * 60
_SECOND = timedelta(seconds=1)


def week_of_need(pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Pairs of minutes of the week, sorted and joined; one that passes Sunday midnight becomes two.

    `(start, end)` with 0 ≤ start < 10,080 and 0 < end ≤ 10,080, ValueError otherwise; the whole week is
    the same as no limit and becomes empty.
    """
    parts: list[tuple[int, int]] = []
    for start, end in pairs:
        if not (0 <= start < WEEK and 0 < end <= WEEK) or start == end:
            raise ValueError(f"no part of a week: {start} to {end}")
        parts += [(start, end)] if start < end else [(start, WEEK), (0, end)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return () if joined == [(0, WEEK)] else tuple(joined)


def needed_spans(
    needed: Sequence[tuple[int, int]], starts: datetime, ends: datetime, zone: ZoneInfo
) -> list[Span]:
    """The times between `starts` and `ends` in which cover is needed, in order, joined, in UTC.

    The minutes of the week count from Monday 00:00 of `zone`. A need that begins or ends inside the hour
    that the clock skips begins or ends at the skip; one that ends in the hour that comes twice lasts
    until its second time.
    """
    if starts >= ends:
        return []
    if not needed:
        return [(starts, ends)]
    day = starts.astimezone(zone).date()
    monday = datetime.combine(day - timedelta(days=day.weekday() + 7), time())
    found: list[Span] = []
    while _at(monday, zone, late=False) < ends:
        for first, last in needed:
            begin = _at(monday + timedelta(minutes=first), zone, late=False)
            until = _at(monday + timedelta(minutes=last), zone, late=True)
            if begin < ends and until > starts and begin < until:
                found.append((max(begin, starts), min(until, ends)))
        monday += timedelta(days=7)
    return joined(found)


def _at(wall: datetime, zone: ZoneInfo, *, late: bool) -> datetime:
    """The UTC time of a wall clock's time; `late`: the second of two; the skip stands for what it skips."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first <= second:
        return second if late else first
    while first - second > _SECOND:
        middle = second + (first - second) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            second = middle
        else:
            first = middle
    return first.replace(microsecond=0)


def joined(spans: Iterable[tuple[Moment, Moment]]) -> list[tuple[Moment, Moment]]:
    """The union of spans, in order, with those that touch made one."""
    union: list[tuple[Moment, Moment]] = []
    for starts, ends in sorted(spans):
        if starts >= ends:
            continue
        if union and starts <= union[-1][1]:
            if ends > union[-1][1]:
                union[-1] = (union[-1][0], ends)
        else:
            union.append((starts, ends))
    return union


def without(
    spans: Iterable[tuple[Moment, Moment]], taken: Iterable[tuple[Moment, Moment]]
) -> list[tuple[Moment, Moment]]:
    """What is left of the spans when the taken ones are cut out, in order."""
    left: list[tuple[Moment, Moment]] = []
    cuts = joined(taken)
    for starts, ends in joined(spans):
        at = starts
        for cut_starts, cut_ends in cuts:
            if cut_ends <= at:
                continue
            if cut_starts >= ends:
                break
            if cut_starts > at:
                left.append((at, cut_starts))
            at = max(at, cut_ends)
        if at < ends:
            left.append((at, ends))
    return left
