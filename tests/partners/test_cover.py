"""Gaps in cover, against a brute force that looks at each minute; both changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.partners.cover import WEEK, Span, joined, needed_spans, week_of_need, without
from opsdesk.partners.model import ShiftDay

MONACO = ZoneInfo("Europe/Monaco")
START = datetime(2026, 6, 13, 4, 0, tzinfo=UTC)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


SPANS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300)).map(
        lambda pair: (minute(min(pair)), minute(max(pair)))
    ),
    max_size=8,
)


def minutes_of(spans: list[Span]) -> set[int]:
    return {number for number in range(300) if any(starts <= minute(number) < ends for starts, ends in spans)}


@given(wanted=SPANS, taken=SPANS)
def test_what_is_left_is_what_a_look_at_each_minute_finds(wanted: list[Span], taken: list[Span]) -> None:
    left = without(wanted, taken)
    assert minutes_of(left) == minutes_of(wanted) - minutes_of(taken)
    assert all(starts < ends for starts, ends in left)
    assert left == joined(left), "in order, none touches the next"


PAIRS = st.lists(
    st.tuples(st.integers(0, WEEK - 1), st.integers(1, WEEK)).filter(lambda pair: pair[0] != pair[1]),
    min_size=1,
    max_size=5,
)
WEEKS = st.sampled_from(
    [
        datetime(2026, 6, 10, 7, 13, tzinfo=UTC),
        datetime(2026, 3, 28, 20, 0, tzinfo=UTC),  # the clock skips an hour in this night
        datetime(2026, 10, 24, 20, 0, tzinfo=UTC),  # an hour comes twice in this one
        datetime(2026, 12, 31, 20, 0, tzinfo=UTC),
    ]
)


@given(pairs=PAIRS, starts=WEEKS, hours=st.integers(1, 40))
def test_needed_minutes_are_those_whose_wall_clock_stands_in_the_week(
    pairs: list[tuple[int, int]], starts: datetime, hours: int
) -> None:
    needed = week_of_need(pairs)
    ends = starts + timedelta(hours=hours)
    spans = needed_spans(needed, starts, ends, MONACO)
    at = starts
    while at < ends:
        local = at.astimezone(MONACO)
        of_week = local.weekday() * 1440 + local.hour * 60 + local.minute
        wanted = not needed or any(first <= of_week < last for first, last in needed)
        found = any(begin <= at < until for begin, until in spans)
        if not _twice(local):
            assert found == wanted, local
        at += timedelta(minutes=1)


def _twice(local: datetime) -> bool:
    """In the hour that comes twice, a need that ends or begins in it is kept whole."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def test_a_need_in_the_skipped_hour_begins_at_the_skip() -> None:
    night = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    sunday = 6 * 1440
    spans = needed_spans(
        ((sunday + 150, sunday + 195),), night, night + timedelta(hours=6), MONACO
    )  # 02:30 to 03:15
    assert spans == [(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), datetime(2026, 3, 29, 1, 15, tzinfo=UTC))]


def test_a_need_through_the_hour_that_comes_twice_lasts_an_hour_longer() -> None:
    night = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    sunday = 6 * 1440
    spans = needed_spans(((sunday + 60, sunday + 240),), night, night + timedelta(hours=12), MONACO)
    assert [ends - starts for starts, ends in spans] == [timedelta(hours=4)]


@pytest.mark.parametrize(
    ("pairs", "week"),
    [
        ([], ()),
        ([(0, WEEK)], ()),
        ([(9_900, 300)], ((0, 300), (9_900, WEEK))),  # over Sunday midnight
        ([(480, 960), (960, 1_200)], ((480, 1_200),)),
        ([(0, 5_000), (4_000, WEEK)], ()),
    ],
)
def test_a_week_of_need_is_sorted_and_joined(
    pairs: list[tuple[int, int]], week: tuple[tuple[int, int], ...]
) -> None:
    assert week_of_need(pairs) == week


@pytest.mark.parametrize("pair", [(-1, 5), (5, 5), (0, WEEK + 1), (WEEK, 5)])
def test_what_is_no_part_of_a_week_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no part of a week"):
        week_of_need([pair])


@pytest.mark.parametrize(
    ("now", "starts", "hours"),
    [
        ("2026-06-13T12:00", "2026-06-13T04:00", 24),
        ("2026-06-13T03:59", "2026-06-12T04:00", 24),  # before six it is still yesterday's
        ("2026-06-13T04:00", "2026-06-13T04:00", 24),
        ("2026-03-28T12:00", "2026-03-28T05:00", 23),
        ("2026-10-24T12:00", "2026-10-24T04:00", 25),
    ],
)
def test_the_shift_day_is_a_day_of_the_clock(now: str, starts: str, hours: int) -> None:
    first, last = ShiftDay(zone="Europe/Monaco", starts=time(6)).around(
        datetime.fromisoformat(now).replace(tzinfo=UTC)
    )
    assert first == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    assert last - first == timedelta(hours=hours)
