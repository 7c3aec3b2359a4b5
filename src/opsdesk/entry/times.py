"""Times in the entry line: `at 13:56`, `10 min ago`, `between 13:40 and 13:56`, `yesterday 22:30`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from opsdesk.entry.understood import Times

_CLOCK = r"([01]?\d|2[0-3])[:h]([0-5]\d)"
_BETWEEN = re.compile(rf"(?<!\S)between\s+{_CLOCK}\s+(?:and|to)\s+{_CLOCK}(?![\w:])", re.IGNORECASE)
_AT = re.compile(rf"(?<!\S)(?:(yesterday)(?:\s+at)?|at|seen)\s+{_CLOCK}(?![\w:])", re.IGNORECASE)
_AGO = re.compile(
    r"(?<!\S)(\d{1,3})\s*(m|min|mins|minutes?|h|hrs?|hours?|d|days?)\s+ago(?!\w)", re.IGNORECASE
)

#: A clock time that is further ahead than this was meant for yesterday.
AHEAD = timedelta(minutes=5)


def find_time(text: str, now: datetime, zone: tzinfo) -> tuple[tuple[int, int], Times] | None:
    """The first time in the text: its span, and when that is in UTC; None where none is said or it never was.

    A clock time is of today in `zone`, or of yesterday where it is still to come. One that falls into the
    hour that the clocks skip is none; one that is there twice is the first.
    """
    if (match := _BETWEEN.search(text)) is not None:
        start = _of_day(match[1], match[2], now, zone)
        until = _of_day(match[3], match[4], now, zone)
        if start is not None and until is not None:
            if start > until:
                start -= timedelta(days=1)
            return match.span(), Times(start, until)
    if (match := _AT.search(text)) is not None:
        at = _of_day(match[2], match[3], now, zone, back=1 if match[1] else 0)
        if at is not None:
            return match.span(), Times(at)
    if (match := _AGO.search(text)) is not None:
        unit = {"m": "minutes", "h": "hours", "d": "days"}[match[2][0].lower()]
        return match.span(), Times(now - timedelta(**{unit: int(match[1])}))
    return None


def _of_day(hour: str, minute: str, now: datetime, zone: tzinfo, back: int = 0) -> datetime | None:
    today = now.astimezone(zone)
    for days in (back, 1):
        local = datetime(today.year, today.month, today.day, int(hour), int(minute), tzinfo=zone)
        local -= timedelta(days=days)
        at = local.astimezone(UTC)
        if at.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            return None
        if at <= now + AHEAD:
            return at
    return None
