"""Times as files write them, to UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.errors import Problem
from opsdesk.exchange.dates import Clock, DayOrder, likely_order, order_of

NOW = datetime(2026, 11, 1, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
MONACO = ZoneInfo("Europe/Monaco")


def read(text: str, zone: ZoneInfo = MONACO, order: DayOrder = DayOrder.DAY_FIRST) -> object:
    return Clock(zone, order, NOW).read(text)


@pytest.mark.parametrize(
    "text",
    [
        "2013-05-04 16:30",
        "2013-05-04T16:30:00+02:00",
        "2013-05-04T14:30:00Z",
        "4/5/2013 16:30",
        "04.05.2013 16:30:00",
        "4-5-13 4:30 PM",
        "4/5/2013 1630",
        "2013/05/04 4:30pm",
        "4 May 2013 16:30",
        "May 4, 2013 4:30 p.m.",
        "Sat, 4 May 2013 16:30:00 +0200",
        "1367677800",
        "1367677800000",
    ],
)
def test_notations(text: str) -> None:
    assert read(text) == datetime(2013, 5, 4, 14, 30, tzinfo=UTC)


def test_a_date_with_an_hour_as_philadelphia_writes_it() -> None:
    found = read("4/16/2010 0", NEW_YORK, DayOrder.MONTH_FIRST)
    assert found == datetime(2010, 4, 16, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["31/2/2013", "13/13/2013", "hello", "4/5/2013 25", "4/5/2013 13:00 pm", "0/0/0"]
)
def test_no_times(text: str) -> None:
    found = read(text)
    assert isinstance(found, Problem)
    assert found.reason == "not_a_time"


def test_a_time_that_the_clocks_skip_is_refused_and_one_that_is_there_twice_is_the_first() -> None:
    gap = read("2013-03-10 02:30", NEW_YORK)
    assert isinstance(gap, Problem)
    assert gap.reason == "gap"
    clock = Clock(NEW_YORK, DayOrder.MONTH_FIRST, NOW)
    assert clock.read("2013-11-03 01:30") == datetime(2013, 11, 3, 5, 30, tzinfo=UTC)
    assert clock.twice == 1
    assert clock.read("2013-03-10 01:59") == datetime(2013, 3, 10, 6, 59, tzinfo=UTC)
    assert clock.read("2013-03-10 03:00") == datetime(2013, 3, 10, 7, 0, tzinfo=UTC)


def test_a_change_within_the_hour() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    clock = Clock(lord_howe, DayOrder.DAY_FIRST, NOW)
    assert isinstance(clock.read("2025-10-05 02:10"), Problem)
    assert clock.read("2025-10-05 02:40") == datetime(2025, 10, 4, 15, 40, tzinfo=UTC)


def test_the_future_and_the_empty() -> None:
    assert read("") is None
    later = read("2031-01-01")
    assert isinstance(later, Problem)
    assert later.reason == "in_the_future"


def test_the_order_is_told_by_the_other_rows() -> None:
    assert order_of(["3/4/2010", "4/16/2010"]) is DayOrder.MONTH_FIRST
    assert order_of(["3/4/2010", "16/4/2010"]) is DayOrder.DAY_FIRST
    assert order_of(["3/4/2010", "2010-04-16"]) is None
    assert likely_order(NEW_YORK) is DayOrder.MONTH_FIRST
    assert likely_order(MONACO) is DayOrder.DAY_FIRST


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2026, 10, 1)),  # noqa: DTZ001 - local, of the zone
    st.sampled_from(
        ["Europe/Monaco", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"]
    ),
)
def test_every_time_that_exists_comes_back(naive: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    found = Clock(zone, DayOrder.DAY_FIRST, NOW).read(naive.isoformat())
    back = naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if isinstance(found, Problem):
        assert back != naive
    else:
        assert isinstance(found, datetime)
        assert found == naive.replace(tzinfo=zone, fold=0).astimezone(UTC)


@given(
    st.lists(st.one_of(st.sampled_from(["0001-01-01", "9999-12-31 23:59", "2013-05-04", "", "x"]), st.text()))
)
def test_a_column_reads_as_its_cells_do(texts: list[str]) -> None:
    one, all_ = Clock(MONACO, DayOrder.DAY_FIRST, NOW), Clock(MONACO, DayOrder.DAY_FIRST, NOW)
    found, faulty = all_.read_all([*texts, *texts])
    assert found == [one.read(text) for text in [*texts, *texts]]
    assert faulty == any(isinstance(each, Problem) for each in found)


@pytest.mark.hostile
@given(st.text())
def test_any_text_is_a_time_or_a_problem(text: str) -> None:
    assert isinstance(read(text), datetime | Problem | None)
