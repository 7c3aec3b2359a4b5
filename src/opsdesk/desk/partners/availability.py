"""Whether somebody can be reached now, from what a person wrote: `always`, `Mon to Fri, 9 to 17`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from opsdesk.partners.model import Contact, Reachable

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TO = r"\s*(?:to|until|-|–)\s*"
_HOURS = re.compile(rf"\b(\d{{1,2}})(?:[:.h](\d{{2}}))?{_TO}(\d{{1,2}})(?:[:.h](\d{{2}}))?\b")
_SPAN = re.compile(rf"\b({'|'.join(_DAYS)})[a-z]*{_TO}({'|'.join(_DAYS)})[a-z]*\b")
_DAY = re.compile(rf"\b({'|'.join(_DAYS)})[a-z]*\b")
_ALWAYS = re.compile(r"\b(always|24\s*h|24/7|any\s?time)\b")


def is_always(text: str | None) -> bool:
    """Day and night, as a control room is."""
    return _ALWAYS.search((text or "").casefold()) is not None


def reachable_now(text: str | None, now: datetime, zone: tzinfo) -> bool | None:
    """True or False where days or hours can be read from the text, None where it does not tell."""
    plain = (text or "").casefold()
    if is_always(plain):
        return True
    hours, days = _HOURS.search(plain), _days(plain)
    if hours is None and not days:
        return None
    local = now.astimezone(zone)
    today, minute = local.weekday(), local.hour * 60 + local.minute
    if hours is None:
        return today in days
    start = int(hours[1]) * 60 + int(hours[2] or 0)
    end = int(hours[3]) * 60 + int(hours[4] or 0)
    if max(start, end) > 24 * 60:
        return None
    if start < end:
        return start <= minute < end and (not days or today in days)
    # Over midnight: before the end it is the shift of the day before.
    if minute >= start:
        return not days or today in days
    return minute < end and (not days or (today - 1) % 7 in days)


def _days(text: str) -> set[int]:
    found: set[int] = set()
    for span in _SPAN.finditer(text):
        first, last = _DAYS.index(span[1]), _DAYS.index(span[2])
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return found | {_DAYS.index(one[1]) for one in _DAY.finditer(text)}


def in_calling_order(people: Sequence[Reachable], now: datetime, zone: tzinfo) -> list[Reachable]:
    """On duty first, then who can be reached now, who may be, who is off; those without telephone last."""

    def rank(one: Reachable) -> tuple[bool, bool, int]:
        who: Contact = one.contact
        now_there = {True: 0, None: 1, False: 2}[reachable_now(who.available, now, zone)]
        return not who.telephones, one.on_duty_until is None, now_there

    return sorted(people, key=rank)
