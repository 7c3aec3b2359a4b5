"""Times in words: ages, what is left, moments with their zone, periods.

All times are aware; they are shown in the zone that is handed in, which is always written.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from opsdesk.wording.language import N_, _

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_WEEKDAYS_LONG = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)
_MONTHS_LONG = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


def duration(span: timedelta) -> str:
    """A length of time: `4 min`, `1 h 14`, `2 d`; a negative one counts as none."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    if minutes < 24 * 60:
        return _("{hours} h {minutes:02d}").format(hours=minutes // 60, minutes=minutes % 60)
    return _("{days} d").format(days=minutes // (24 * 60))


def age(at: datetime, now: datetime) -> str:
    """How long ago it was, for a list: `4 min`, `1 h 14`, `2 d`."""
    return duration(now - at)


def left(until: datetime, now: datetime) -> str:
    """What remains: `38 min left`, `5 h 58 left`, `2 d 4 h left`; once over, `52 min overdue`."""
    span = until - now
    if span < timedelta(0):
        return _("{duration} overdue").format(duration=duration(-span))
    hours = int(span.total_seconds() // 3600)
    if hours < 24:
        minutes = int(span.total_seconds() // 60) % 60
        text = duration(span) if hours == 0 or minutes else _("{hours} h").format(hours=hours)
    elif hours % 24:
        text = _("{days} d {hours} h").format(days=hours // 24, hours=hours % 24)
    else:
        text = _("{days} d").format(days=hours // 24)
    return _("{duration} left").format(duration=text)


def days(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The day of a last contact: `today`, `yesterday`, `5 d`."""
    passed = (now.astimezone(zone).date() - at.astimezone(zone).date()).days
    if passed <= 0:
        return _("today")
    return _("yesterday") if passed == 1 else _("{days} d").format(days=passed)


def zone_name(at: datetime) -> str:
    """The short name of the zone that an aware time is in: `CEST`; where it has none, `UTC+3`."""
    name = at.tzname() or ""
    if name[:1] in "+-" or not name:
        offset = at.utcoffset() or timedelta(0)
        minutes = int(offset.total_seconds() // 60)
        hours, rest = divmod(abs(minutes), 60)
        sign = "-" if minutes < 0 else "+"
        return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
    return name


def clock(at: datetime, zone: tzinfo, *, seconds: bool = False) -> str:
    """The time of day alone: `14:02`; with seconds only where they are data."""
    local = at.astimezone(zone)
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"


def day(on: date, *, year: bool = False, weekday: bool = False) -> str:
    """A day: `13 Jun`, `Sat 13 Jun`, `31 Dec 2026`."""
    text = f"{on.day} {_(_MONTHS[on.month - 1])}"
    if weekday:
        text = f"{_(_WEEKDAYS[on.weekday()])} {text}"
    return f"{text} {on.year:04d}" if year else text


def long_day(on: date) -> str:
    """A day in full: `Saturday 22 November 2025`."""
    return f"{_(_WEEKDAYS_LONG[on.weekday()])} {on.day} {_(_MONTHS_LONG[on.month - 1])} {on.year:04d}"


def moment(at: datetime, zone: tzinfo, *, year: bool = False, seconds: bool = False) -> str:
    """A time with its day and zone: `Sat 13 Jun 14:02 CEST`."""
    local = at.astimezone(zone)
    return f"{day(local, year=year, weekday=True)} {clock(at, zone, seconds=seconds)} {zone_name(local)}"


def when(at: datetime, now: datetime, zone: tzinfo) -> str:
    """A time as a line of history shows it: `14:00` today, `12 Jun 22:40` before."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return clock(at, zone)
    return f"{day(local, year=local.year != today.year)} {clock(at, zone)}"


def period(start: datetime, end: datetime, zone: tzinfo, *, year: bool = True, long: bool = False) -> str:
    """A period with its zone: `Sat 22 Nov 2025, 06:00–18:00 CET`; over several days both days are named."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    if first.date() == last.date():
        on = long_day(first) if long else day(first, year=year, weekday=True)
        return f"{on}, {clock(start, zone)}–{clock(end, zone)} {zone_name(last)}"
    between = zone_name(first) if zone_name(first) != zone_name(last) else ""
    return (
        f"{day(first, year=year and first.year != last.year, weekday=True)} {clock(start, zone)}"
        f"{' ' + between if between else ''} – {moment(end, zone, year=year)}"
    )
