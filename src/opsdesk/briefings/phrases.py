"""The short phrases of the page: names of incidents and bulletins, gaps, counts; order of the queue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from opsdesk.briefings.model import LeftOutCount, PostCover
from opsdesk.bulletins.model import Bulletin, BulletinKind
from opsdesk.incidents.model import Incident, IncidentItem, LogKind
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import _, ngettext
from opsdesk.wording.times import clock, day

_LONGEST_NAME = 24
_STREETS = {
    "Boulevard": "Bd",
    "Avenue": "Av.",
    "Street": "St",
    "Road": "Rd",
    "Square": "Sq.",
    "Drive": "Dr",
    "Lane": "Ln",
}


def queue(items: Iterable[IncidentItem], late: frozenset[UUID]) -> list[IncidentItem]:
    """The order of wall and page: priority; late or with nobody first; newest."""
    return sorted(items, key=lambda i: (i.priority, not (i.id in late or not i.units), -i.n))


def incident_name(item: IncidentItem) -> str:
    """What it is: its title, else its category."""
    return item.title or capital(label(item.category))


def bolo_name(bulletin: Bulletin) -> str:
    """Whom or what to look for: a name, a vehicle, or the title."""
    subject = bulletin.subject
    if subject.name:
        return subject.name
    if bulletin.kind is BulletinKind.BOLO_VEHICLE and subject.vehicle:
        return subject.vehicle
    return bulletin.title


def facts(text: str | None) -> list[tuple[str, str]]:
    """What a description says line by line: (`Height`, `about 1.80 m`), or an empty name for free text."""
    found: list[tuple[str, str]] = []
    for line in (text or "").splitlines():
        name, colon, value = line.strip().partition(": ")
        named = bool(colon) and 0 < len(name) <= _LONGEST_NAME and "." not in name
        if line.strip():
            found.append((name.strip(), value.strip()) if named else ("", line.strip()))
    return found


def short_description(bulletin: Bulletin, *, titled: bool = False, at_a_glance: bool = False) -> str:
    """The looks of a person or vehicle in one line.

    `titled`: the vehicle stands over it already. `at_a_glance`: clothing alone says most.
    """
    subject = bulletin.subject
    vehicle = None if titled and bolo_name(bulletin) == subject.vehicle else subject.vehicle
    described = ", ".join(value.rstrip(".") for _name, value in facts(subject.description))
    parts = [vehicle, described, subject.clothing]
    if at_a_glance and subject.clothing:
        parts = [subject.clothing]
    words = [capital(part.strip().rstrip(".").replace("\n", ", ")) for part in parts if part and part.strip()]
    return ". ".join(words) + "." if words else bulletin.title


def first_sentence(text: str) -> str:
    """`Knife.` of `Knife. Do not approach.`"""
    head, stop, _rest = text.strip().partition(". ")
    return head + "." if stop else head


def first_line(text: str) -> str:
    """The first of several orders."""
    return text.strip().split("\n", 1)[0]


def latest_safety(incident: Incident) -> str:
    """The newest word on safety in the log that is not struck."""
    words = [e for e in incident.log if e.kind is LogKind.SAFETY and e.struck_at is None]
    return max(words, key=lambda e: e.at).text if words else ""


def up_to(audience: str) -> str:
    """`up to TLP:AMBER`; nothing for the desk's own people."""
    return _("up to {marking}").format(marking=audience) if audience else ""


def short_place(place: str) -> str:
    """A place with its street's kind shortened: `Bd des Moulins 14`."""
    first, space, rest = place.partition(" ")
    if first in _STREETS:
        return _STREETS[first] + space + rest
    head, space, last = place.rpartition(" ")
    return head + space + _STREETS[last] if last in _STREETS else place


def without_number(place: str) -> str:
    """A place without its house number, for where there is no room."""
    words = place.split(" ")
    kept = [word for word in words if not word[:1].isdigit()]
    return " ".join(kept) if kept else place


def gap_words(post: PostCover, zone: tzinfo) -> str:
    """The times that nobody stands there: `18:00–22:00`."""
    return ", ".join(f"{clock(start, zone)}–{clock(end, zone)}" for start, end in post.gaps[:3])


def left_out_total(counts: Sequence[LeftOutCount]) -> int:
    """How many records are left out."""
    return sum(count.number for count in counts)


def left_out_kinds(counts: Sequence[LeftOutCount]) -> str:
    """`2 observations, 1 bulletin`: a count by kind and nothing else."""
    return ", ".join(_counted(count.subject, count.number) for count in counts if count.number)


def _counted(subject: str, n: int) -> str:
    words = {
        "observation": ngettext("{number} observation", "{number} observations", n),
        "incident": ngettext("{number} incident", "{number} incidents", n),
        "bulletin": ngettext("{number} bulletin", "{number} bulletins", n),
    }
    other = ngettext("{number} other record", "{number} other records", n)
    return words.get(subject, other).format(number=n)


def seen_when(at: datetime | None, reference: datetime, zone: tzinfo) -> str:
    """When someone was last seen, as short as it can be said: `17:43`, `Fri 15:40`, `8 Nov`."""
    if at is None:
        return ""
    local, today = at.astimezone(zone), reference.astimezone(zone)
    days = (today.date() - local.date()).days
    if days == 0:
        return clock(at, zone)
    if 0 < days < 7:
        return f"{day(local.date(), weekday=True).split()[0]} {clock(at, zone)}"
    return day(local.date(), year=local.year != today.year)


def in_force_until(bulletin: Bulletin, zone: tzinfo) -> str:
    """`in force until 30 Nov`."""
    if bulletin.expires_at is None:
        return _("in force until cancelled")
    return _("in force until {day}").format(day=day(bulletin.expires_at.astimezone(zone).date()))
