"""Dates and times as files write them, in the order of a country and the zone of a place, to UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from opsdesk.errors import Problem

_NUMERIC = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:[ T,]+(\S.*))?")
_NAMED = re.compile(
    r"(?:[A-Za-z]{2,9},?\s+)??"
    r"(?:(\d{1,2})[ .-]+([A-Za-z]{3,9})\.?|([A-Za-z]{3,9})\.?\s+(\d{1,2}))[ ,-]+(\d{2,4})(?:[ T,]+(\S.*))?"
)
_CLOCK = re.compile(
    r"(\d{1,2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(?:([ap])\.?m\.?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"\d{10}(?:\d{3})?")
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_AHEAD = timedelta(minutes=5)
_HOUR = timedelta(hours=1)
#: A sum with these gives a local time its zone twelve times as fast as `replace` does.
_EPOCH_LOCAL, _EPOCH_UTC = datetime(1970, 1, 1), datetime(1970, 1, 1, tzinfo=UTC)  # noqa: DTZ001 - local
#: So many dates that tell the order are believed.
_ENOUGH = 500


class DayOrder(StrEnum):
    """Which comes first in a date of three numbers whose year stands last."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def likely_order(zone: tzinfo) -> DayOrder:
    """What the zone's country writes: the month first in the United States, else the day."""
    name = str(getattr(zone, "key", ""))
    american = name.startswith(("US/", "America/")) and not name.startswith(
        ("America/Argentina", "America/Sao_Paulo", "America/Mexico", "America/Bogota", "America/Lima")
    )
    return DayOrder.MONTH_FIRST if american else DayOrder.DAY_FIRST


def ordered(text: str) -> bool:
    """Whether the text begins with a date of numbers whose year stands last."""
    match = _NUMERIC.match(text.strip())
    return match is not None and len(match[1]) <= 2


def order_of(texts: Iterable[str]) -> DayOrder | None:
    """The order that the dates of a column show: a number above 12 is a day. None where none tells."""
    day_first = month_first = 0
    for text in texts:
        match = _NUMERIC.match(text.strip())
        if match is None or len(match[1]) > 2:
            continue
        one, two = int(match[1]), int(match[3])
        day_first += one > 12 >= two
        month_first += two > 12 >= one
        if day_first + month_first >= _ENOUGH:
            break
    if day_first == month_first:
        return None
    return DayOrder.DAY_FIRST if day_first > month_first else DayOrder.MONTH_FIRST


class Clock:
    """Reads the times of one column.

    A time that the zone's clocks skip is refused, one that is there twice is taken as the first and counted.

    Attributes:
        twice: how many times were there twice.
    """

    def __init__(self, zone: tzinfo, order: DayOrder, now: datetime) -> None:
        self.zone = zone
        self.order = order
        self.latest = now + _AHEAD
        self.twice = 0
        self._offsets: dict[int, timedelta] = {}

    def read(self, text: str) -> datetime | Problem | None:
        """The time in UTC; None for an empty text; a problem without its field where it is none."""
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            text = text.strip()
            if not text:
                return None
            other = self._other(text)
            if other is None:
                return Problem("", "not_a_time", {"given": text})
            found = other
        try:
            at = self._utc(found)
        except OverflowError:
            return Problem("", "not_a_time", {"given": text})
        if at is None:
            return Problem("", "gap", {"given": text, "zone": str(self.zone)})
        if at > self.latest:
            return Problem("", "in_the_future", {"given": text})
        return at

    def read_all(self, texts: Sequence[str]) -> tuple[list[datetime | Problem | None], bool]:
        """The times of a column, and whether a problem is among them; ISO times go quickly."""
        try:
            plain = [*map(datetime.fromisoformat, texts)]
        except ValueError:
            found = [self.read(text) for text in texts]
            return found, any(isinstance(one, Problem) for one in found)
        offsets, latest = self._offsets, self.latest
        times: list[datetime | Problem | None] = []
        faulty = False
        for text, local in zip(texts, plain, strict=True):
            offset = offsets.get(local.toordinal() * 24 + local.hour) if local.tzinfo is None else None
            at = self.read(text) if offset is None else _EPOCH_UTC + (local - _EPOCH_LOCAL - offset)
            if not isinstance(at, datetime):
                faulty = True
            elif at > latest:
                at, faulty = Problem("", "in_the_future", {"given": text}), True
            times.append(at)
        return times, faulty

    def _utc(self, found: datetime) -> datetime | None:
        """To UTC; None where the local time does not exist."""
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        hour = found.toordinal() * 24 + found.hour
        offset = self._offsets.get(hour)
        if offset is None:
            offset = self._offset(found, hour)
            if offset is None:
                return None
        return _EPOCH_UTC + (found - _EPOCH_LOCAL - offset)

    def _offset(self, found: datetime, hour: int) -> timedelta | None:
        """The offset of a local time; kept for its hour where that holds for all of it."""
        first = found.replace(tzinfo=self.zone, fold=0)
        offset, later = first.utcoffset(), first.replace(fold=1).utcoffset()
        if offset is None or later is None:
            return timedelta(0)
        if offset < later:
            return None
        if offset > later:
            self.twice += 1
            return offset
        start = found.replace(minute=0, second=0, microsecond=0)
        edges = {
            edge.replace(tzinfo=self.zone, fold=fold).utcoffset()
            for edge in (start, start + _HOUR - timedelta(microseconds=1))
            for fold in (0, 1)
        }
        if edges == {offset} and 1 < found.year < 9999:
            self._offsets[hour] = offset
        return offset

    def _other(self, text: str) -> datetime | None:
        """A time that is not ISO: numbers in the order of a country, a month by name, seconds since 1970."""
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
        if (match := _NUMERIC.fullmatch(text)) is not None:
            one, two, three = match[1], match[3], match[4]
            if len(one) > 2:
                date = (int(one), int(two), int(three))
            elif self.order is DayOrder.MONTH_FIRST:
                date = (_year(three), int(one), int(two))
            else:
                date = (_year(three), int(two), int(one))
            return _at(date, match[5])
        if (match := _NAMED.fullmatch(text)) is not None:
            day, month, month_before, day_after, year, clock = match.groups()
            number = _MONTHS.get((month or month_before)[:3].lower())
            return None if number is None else _at((_year(year), number, int(day or day_after)), clock)
        return None


def _year(text: str) -> int:
    """A year; of two digits one from 1970 to 2069."""
    year = int(text)
    return year if len(text) > 2 else year + (1900 if year >= 70 else 2000)


def _at(date: tuple[int, int, int], clock: str | None) -> datetime | None:
    """A date with its time of day: `14:02`, `2:02 PM`, `1402`, an hour `14`; without one midnight."""
    hour = minute = second = micro = 0
    offset: str | None = None
    if clock:
        match = _CLOCK.fullmatch(clock.strip())
        if match is None:
            return None
        hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        micro = int((match[4] or "0")[:6].ljust(6, "0"))
        offset = match[6]
        half = (match[5] or "").lower()
        if half:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if half == "p" else 0)
    try:
        naive = datetime(*date, hour, minute, second, micro)  # noqa: DTZ001 - the zone comes after
        if offset is None:
            return naive
        return datetime.fromisoformat(f"{naive.isoformat()}{'+00:00' if offset in 'Zz' else offset}")
    except ValueError:
        return None
