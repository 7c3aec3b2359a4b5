"""What the bulletin says, as names and values; the order before the reason, missing people apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from opsdesk.bulletins.model import Bulletin, BulletinKind, BulletinStatus
from opsdesk.desk.bulletins.asking import Opened
from opsdesk.desk.bulletins.words import (
    clearance_words,
    day_and_time,
    is_draft,
    recipients_words,
    telephone,
    tr,
)
from opsdesk.geo.notations import format_position
from opsdesk.handling import Marking, Sector
from opsdesk.store.words import words
from opsdesk.wording.labels import label
from opsdesk.wording.numbers import distance
from opsdesk.wording.times import day, left, when

#: Kinds that somebody looks for.
_SEEKING = (BulletinKind.BOLO_PERSON, BulletinKind.BOLO_VEHICLE, BulletinKind.MISSING_PERSON)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value; `strong` stands before the value in bold, `after` follows in grey."""

    name: str
    value: str
    strong: str = ""
    after: str = ""
    ink: str = "high"


def subject_facts(record: Bulletin, now: datetime, zone: tzinfo) -> list[Fact]:
    """Who or what, since when, and what to do; without those that say nothing."""
    missing = record.kind is BulletinKind.MISSING_PERSON
    who = record.subject
    person = ", ".join(part for part in (who.name, *who.aliases) if part)
    if who.born is not None:
        born = tr("born {day}").format(day=day(who.born, year=True))
        person = ", ".join(part for part in (person, born) if part)
    described = tr("Driver") if record.kind is BulletinKind.BOLO_VEHICLE else tr("Looks")
    seen = record.last_seen or ""
    if record.last_seen_at is not None:
        seen = ", ".join(part for part in (when(record.last_seen_at, now, zone), seen) if part)
    facts = [
        Fact(tr("Wanted for"), record.offence or ""),
        Fact(tr("Missing") if missing else tr("Name"), person),
        Fact(tr("Vehicle"), who.vehicle or ""),
        Fact(tr("Plate"), who.plate or ""),
        Fact(described, who.description or ""),
        Fact(tr("Wears"), who.clothing or ""),
        Fact(tr("Last seen"), seen),
        Fact(tr("Do"), *_order(record, now)),
    ]
    if not _said(record.text, facts):
        facts.append(Fact(tr("Text"), record.text))
    if record.withheld:
        facts.insert(0, Fact(tr("Withheld"), tr("The name and photo of a juvenile are off since it ended.")))
    return [fact for fact in facts if fact.value or fact.strong]


def _said(text: str, facts: list[Fact]) -> bool:
    """Whether the other facts say every word of the text already."""
    there = set(words(" ".join(f"{one.name} {one.value} {one.strong}" for one in facts)).split())
    return set(words(text).split()) <= there


def _order(record: Bulletin, now: datetime) -> tuple[str, str]:
    """What to do, then what not to do in bold; of what has ended only that it has."""
    ended = record.state(now) in (BulletinStatus.CANCELLED, BulletinStatus.EXPIRED)
    if record.status is BulletinStatus.SUPERSEDED:
        return "", tr("Nothing any more: the chain below has the one in force.")
    if ended and record.kind in _SEEKING:
        return "", tr("Stop looking. Do not stop or question anyone because of it.")
    if record.kind is BulletinKind.MISSING_PERSON and not record.requested_action:
        text = tr("Stay with them, call the desk.")
    else:
        text = record.requested_action or ""
    return text, record.caution or ""


def handling_facts(found: Opened, now: datetime, zone: tzinfo) -> tuple[list[Fact], list[Fact]]:
    """Two columns: when and from whom; to whom and who not."""
    record = found.bulletin
    first = [_expires(record, now, zone), _published(record, now, zone), _source(record)]
    if record.returned_reason:
        text = tr("Sent back")
        first.insert(0, Fact(text, record.returned_reason, ink="waiting"))
    if record.case_number or record.legal_basis:
        parts = (record.case_number, record.legal_basis)
        first.append(Fact(tr("Case"), ", ".join(part for part in parts if part)))
    if record.contact or record.telephone:
        parts = (record.contact, telephone(record.telephone or ""))
        first.append(Fact(tr("Contact"), ", ".join(part for part in parts if part)))
    second = [_audience(found), _left_out(record), _wall(record), _area(record)]
    if record.restrictions:
        second.append(Fact(tr("Only"), record.restrictions))
    return [one for one in first if one.value or one.strong], [one for one in second if one.value]


def _expires(record: Bulletin, now: datetime, zone: tzinfo) -> Fact:
    state = record.state(now)
    if state in (BulletinStatus.SUPERSEDED, BulletinStatus.CANCELLED) and record.ended_at is not None:
        reason = record.end_reason or ""
        ended = day_and_time(record.ended_at, now, zone)
        return Fact(label(state), f", {reason}" if reason else "", strong=ended)
    if record.expires_at is None:
        return Fact(tr("Expires"), tr("not set"))
    at = day_and_time(record.expires_at, now, zone)
    if state is BulletinStatus.EXPIRED:
        return Fact(tr("Expired"), "", strong=at)
    return Fact(tr("Expires"), f", {left(record.expires_at, now)}", strong=at)


def _published(record: Bulletin, now: datetime, zone: tzinfo) -> Fact:
    if record.published_at is not None:
        text = tr("{time} by {name}; drafted by {author}").format(
            time=when(record.published_at, now, zone),
            name=record.published_by_name or "–",
            author=record.created_by_name,
        )
        return Fact(tr("Published"), text)
    if record.submitted_at is not None:
        text = tr("{time}; drafted by {author}")
        time = when(record.submitted_at, now, zone)
        return Fact(tr("Submitted"), text.format(time=time, author=record.created_by_name))
    text = tr("{time} by {author}")
    time = when(record.created_at, now, zone)
    return Fact(tr("Drafted"), text.format(time=time, author=record.created_by_name))


def _source(record: Bulletin) -> Fact:
    grade = f"{record.reliability or '–'}{record.credibility or '–'}"
    graded = "" if grade == "––" else grade
    parts = [part for part in (graded, record.originator_name) if part]
    hint = tr("(not shown to partners)") if graded else ""
    return Fact(tr("Source"), ", ".join(parts), after=hint)


def _audience(found: Opened) -> Fact:
    if found.bulletin.marking is Marking.RED:
        return Fact(tr("Readers"), ", ".join(found.bulletin.reader_names) or tr("nobody is named yet"))
    told = len(found.recipients)
    by_sector = {one.id: one.sector for one in found.chosen}
    sectors = [by_sector.get(one.organization_id) for one in found.recipients]
    kinds = [label(sector) for sector in Sector if sector in sectors]
    text = recipients_words(told)
    return Fact(tr("Audience"), f"{text}: {', '.join(kinds)}" if kinds else text)


def left_out_words(record: Bulletin) -> str:
    """`Rocher Residents: clearance TLP:GREEN`; several are named one after the other."""
    text = tr("{names}: clearance {marking}")
    found = clearance_words(record.left_out)
    return "; ".join(text.format(names=names, marking=marking) for names, marking in found)


def _left_out(record: Bulletin) -> Fact:
    nobody = tr("nobody") if record.audience else ""
    return Fact(tr("Left out"), left_out_words(record) if record.left_out else nobody)


def _wall(record: Bulletin) -> Fact:
    if record.marking is Marking.RED:
        return Fact(tr("Wall"), tr("never"))
    if record.show_on_wall:
        return Fact(tr("Wall"), tr("shown as far as the wall's marking allows"))
    later = tr("not shown") if not is_draft(record.status) else tr("not to be shown")
    return Fact(tr("Wall"), later)


def _area(record: Bulletin) -> Fact:
    area = record.area
    if area is None:
        return Fact(tr("Area"), "")
    if area.centre is None:
        return Fact(tr("Area"), tr("{count} corners").format(count=len(area.ring)))
    text = tr("{distance} around {position}")
    return Fact(
        tr("Area"), text.format(distance=distance(area.radius or 0), position=format_position(area.centre))
    )
