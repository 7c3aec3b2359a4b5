"""Ages, moments and periods read as in the pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from opsdesk.wording import numbers, times

MONACO = ZoneInfo("Europe/Monaco")
NOW = datetime(2026, 6, 13, 12, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 min"),
        (-5, "0 min"),
        (4 * 60 + 59, "4 min"),
        (74 * 60, "1 h 14"),
        (125 * 60, "2 h 05"),
        (86_399, "23 h 59"),
        (86_400, "1 d"),
        (86_400 * 41, "41 d"),
    ],
)
def test_an_age(seconds: int, words: str) -> None:
    assert times.age(NOW - timedelta(seconds=seconds), NOW) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=38), "38 min left"),
        (timedelta(hours=5, minutes=58), "5 h 58 left"),
        (timedelta(hours=22), "22 h left"),
        (timedelta(days=2, hours=4), "2 d 4 h left"),
        (timedelta(days=3), "3 d left"),
        (timedelta(minutes=-52), "52 min overdue"),
    ],
)
def test_what_is_left(span: timedelta, words: str) -> None:
    assert times.left(NOW + span, NOW) == words


def test_a_moment_names_its_zone_summer_and_winter() -> None:
    assert times.moment(NOW, MONACO) == "Sat 13 Jun 14:02 CEST"
    winter = datetime(2025, 11, 22, 16, 52, 10, tzinfo=UTC)
    assert times.moment(winter, MONACO, year=True, seconds=True) == "Sat 22 Nov 2025 17:52:10 CET"
    assert times.moment(NOW, ZoneInfo("Asia/Kathmandu")) == "Sat 13 Jun 17:47 UTC+5:45"
    assert times.moment(NOW, ZoneInfo("America/Sao_Paulo")) == "Sat 13 Jun 09:02 UTC-3"


def test_a_period_within_a_day_over_days_and_over_the_change_of_clocks() -> None:
    start = datetime(2025, 11, 22, 5, tzinfo=UTC)
    assert times.period(start, start + timedelta(hours=12), MONACO) == "Sat 22 Nov 2025, 06:00–18:00 CET"
    assert (
        times.period(start, start + timedelta(hours=12), MONACO, long=True)
        == "Saturday 22 November 2025, 06:00–18:00 CET"
    )
    assert (
        times.period(start, start + timedelta(days=1), MONACO, year=False)
        == "Sat 22 Nov 06:00 – Sun 23 Nov 06:00 CET"
    )
    change = datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert (
        times.period(change, change + timedelta(hours=10), MONACO, year=False)
        == "Sat 24 Oct 22:00 CEST – Sun 25 Oct 07:00 CET"
    )


def test_days_and_history() -> None:
    assert times.days(NOW - timedelta(hours=1), NOW, MONACO) == "today"
    assert times.days(NOW - timedelta(hours=15), NOW, MONACO) == "yesterday"
    assert times.days(NOW - timedelta(days=5), NOW, MONACO) == "5 d"
    assert times.when(NOW, NOW, MONACO) == "14:02"
    assert times.when(datetime(2026, 6, 12, 20, 40, tzinfo=UTC), NOW, MONACO) == "12 Jun 22:40"
    assert times.when(datetime(2025, 6, 12, 20, 40, tzinfo=UTC), NOW, MONACO) == "12 Jun 2025 22:40"
    assert times.day(date(2026, 12, 31), year=True) == "31 Dec 2026"


def test_numbers() -> None:
    assert numbers.count(215_551) == "215,551"
    assert numbers.count(1_001, most=1_000) == "1,000+"
    assert numbers.ordinal(48_211) == "48\u00a0211"
    assert numbers.size(812) == "812 bytes"
    assert numbers.size(2_400_000) == "2.4 MB"
    assert numbers.size(999_960) == "1.0 MB"
    assert numbers.distance(190) == "190 m"
    assert numbers.distance(1_234) == "1.2 km"
    assert numbers.listed(["a", "b", "c"], most=2) == "a, b and 1 more"
