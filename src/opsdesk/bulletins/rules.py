"""What a bulletin has to keep before it leaves the desk (VOCABULARY: rules of the field)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from opsdesk.bulletins.model import BOLO_PERSON_LONGEST, Bulletin, BulletinKind, Subject
from opsdesk.errors import Problem
from opsdesk.handling import Marking
from opsdesk.partners.model import POLICE_KINDS, OrganizationKind
from opsdesk.store.words import words

#: How soon after publishing a partner is due to confirm: an hour, sooner where a life may hang on it.
DUE_AFTER: dict[BulletinKind, timedelta] = {
    **dict.fromkeys(BulletinKind, timedelta(hours=1)),
    BulletinKind.MISSING_PERSON: timedelta(minutes=30),
    BulletinKind.THREAT_ADVISORY: timedelta(minutes=30),
    BulletinKind.ALL_CLEAR: timedelta(hours=4),
}


def problems(draft: Bulletin, originator: OrganizationKind | None, now: datetime) -> list[Problem]:
    """What is wrong with a draft before it may be submitted or published, field by field; empty when nothing.

    `originator` is the kind of the organization that asks for it. What depends on who publishes
    (another person, a supervisor, the public sector) is not among them.
    """
    return [*_of_any(draft, now), *_of_kind(draft, originator, now)]


def _of_any(draft: Bulletin, now: datetime) -> Iterator[Problem]:
    if not draft.text:
        yield Problem("text", "empty")
    if draft.expires_at is None:
        yield Problem("expires_at", "missing")
    elif draft.expires_at <= now:
        yield Problem("expires_at", "expires_in_the_past", {"given": draft.expires_at})
    if draft.marking is Marking.RED:
        # TLP:RED is for named people alone: an organization is nobody that it may be told to.
        if draft.audience:
            yield Problem("audience", "red_without_audience")
        if not draft.readers:
            yield Problem("readers", "readers_empty")
    elif not draft.recipients and not draft.left_out:
        yield Problem("audience", "audience_empty")


def _of_kind(draft: Bulletin, originator: OrganizationKind | None, now: datetime) -> Iterator[Problem]:
    match draft.kind:
        case BulletinKind.BOLO_PERSON:
            yield from _of_bolo_person(draft, originator, now)
        case BulletinKind.BOLO_VEHICLE:
            if not (draft.subject.vehicle or draft.subject.plate):
                yield Problem("vehicle", "missing")
        case BulletinKind.MISSING_PERSON:
            yield from _of_missing_person(draft)
        case BulletinKind.SITUATION_UPDATE:
            # A lawful protest is a situation update about safety, without persons.
            if shows_a_person(draft.subject):
                yield Problem("name", "situation_without_persons")


def _of_bolo_person(draft: Bulletin, originator: OrganizationKind | None, now: datetime) -> Iterator[Problem]:
    if originator not in POLICE_KINDS:
        yield Problem("originator_id", "originator_not_police")
    if not draft.case_number:
        yield Problem("case_number", "missing")
    if not draft.legal_basis:
        yield Problem("legal_basis", "missing")
    if draft.expires_at is not None and draft.expires_at > now + BOLO_PERSON_LONGEST:
        yield Problem(
            "expires_at",
            "expires_too_late",
            {"given": draft.expires_at, "longest": BOLO_PERSON_LONGEST, "latest": now + BOLO_PERSON_LONGEST},
        )
    if not shows_a_person(draft.subject):
        yield Problem("description", "missing")


def _of_missing_person(draft: Bulletin) -> Iterator[Problem]:
    if draft.offence:
        yield Problem("offence", "missing_has_no_offence")
    if not shows_a_person(draft.subject):
        yield Problem("description", "missing")
    if not draft.subject.juvenile:
        return
    if draft.photos and not draft.photo_authority:
        yield Problem("photo_authority", "photo_authority_missing")
    if draft.subject.name and names_in(draft.title, draft.subject):
        yield Problem("title", "juvenile_named_in_title")


def shows_a_person(subject: Subject) -> bool:
    """Whether a subject says anything of a person."""
    return any((subject.name, subject.aliases, subject.born, subject.description, subject.clothing))


def names_in(title: str, subject: Subject) -> bool:
    """Whether a title holds a part of the subject's name: it could not be taken off the lists later."""
    parts = {part for name in (subject.name or "", *subject.aliases) for part in words(name).split()}
    return not parts.isdisjoint(words(title).split())
