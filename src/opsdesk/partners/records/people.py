"""Contacts, whom to call now, and licences that run out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, literal, select, union_all

from opsdesk.partners.model import (
    AgreementKind,
    Contact,
    Expiring,
    Licence,
    Reach,
    Reachable,
    RunsOut,
    ShiftDay,
)
from opsdesk.partners.records.rows import contact_of, licence_of
from opsdesk.partners.records.tables import contact, coverage, licence, organization, post
from opsdesk.store.search import matching
from opsdesk.store.transaction import Reading


def get_contact(reading: Reading, contact_id: UUID) -> Contact:
    """One contact, archived or not; `NotFound`."""
    return contact_of(reading.get(contact, contact_id))


def contacts(reading: Reading, organization_id: UUID, *, archived: bool = False) -> list[Reachable]:
    """The contacts of an organization: on duty first, then those with a telephone, then by name."""
    duty = _on_duty(reading, [organization_id])
    where = (
        reading.visible(contact),
        contact.c.organization_id == organization_id,
        contact.c.archived_at.is_not(None) if archived else contact.c.archived_at.is_(None),
    )
    found = []
    for row in reading.all(select(contact).where(*where).order_by(contact.c.n)):
        until, code = duty.get(row.id, (None, None))
        found.append(Reachable(contact=contact_of(row), on_duty_until=until, post_code=code))
    return sorted(found, key=_whom_first)


def _whom_first(one: Reachable) -> tuple[bool, bool, str]:
    return (one.on_duty_until is None, not one.contact.telephones, one.contact.name.casefold())


def find_contacts(reading: Reading, text: str, limit: int = 50) -> list[Contact]:
    """Contacts in use that have all words of the text: name, role, call sign, e-mail, telephone."""
    where = (reading.visible(contact), contact.c.archived_at.is_(None), matching(contact, text))
    newest = select(contact).where(*where).order_by(contact.c.n.desc()).limit(limit)
    return [contact_of(row) for row in reading.all(newest)]


def _on_duty(reading: Reading, organization_ids: Collection[UUID]) -> dict[UUID, tuple[datetime, str]]:
    """Who of these organizations stands on a post now: until when, and the post's code."""
    where = (
        reading.visible(coverage),
        coverage.c.starts <= reading.now,
        coverage.c.ends > reading.now,
        coverage.c.removed_at.is_(None),
        contact.c.organization_id.in_(list(organization_ids)),
    )
    rows = reading.all(
        select(coverage.c.contact_id, coverage.c.ends, post.c.code)
        .join(contact, contact.c.id == coverage.c.contact_id)
        .join(post, post.c.id == coverage.c.post_id)
        .where(*where)
        .order_by(coverage.c.ends)
    )
    return {row.contact_id: (row.ends, row.code) for row in rows}


def reach(reading: Reading, organization_ids: Collection[UUID]) -> dict[UUID, Reach]:
    """Whom to call at each organization now: on duty first, then any contact, then its own number."""
    ids = list(organization_ids)
    duty = _on_duty(reading, ids)
    by_organization: dict[UUID, list[Row[Any]]] = {}
    where = (reading.visible(contact), contact.c.organization_id.in_(ids), contact.c.archived_at.is_(None))
    for row in reading.all(select(contact).where(*where).order_by(contact.c.n)):
        by_organization.setdefault(row.organization_id, []).append(row)
    own = select(organization.c.id, organization.c.telephone).where(
        reading.visible(organization), organization.c.id.in_(ids)
    )
    return {
        row.id: _reach(row.telephone, sorted(by_organization.get(row.id, []), key=lambda c: c.id not in duty))
        for row in reading.all(own)
    }


def _reach(own: str | None, people: Sequence[Row[Any]]) -> Reach:
    for row in people:
        if row.telephones:
            return Reach(contact=row.name, role=row.role, telephone=row.telephones[0]["number"])
    first = people[0] if people else None
    return Reach(contact=first.name if first else None, role=first.role if first else None, telephone=own)


def get_licence(reading: Reading, licence_id: UUID) -> Licence:
    """One licence, archived or not; `NotFound`."""
    return licence_of(reading.get(licence, licence_id))


def licences(reading: Reading, organization_id: UUID, *, archived: bool = False) -> list[Licence]:
    """The licences of an organization and its people: the soonest to run out first, without expiry last."""
    where = (
        reading.visible(licence),
        licence.c.organization_id == organization_id,
        licence.c.archived_at.is_not(None) if archived else licence.c.archived_at.is_(None),
    )
    ordered = (
        select(licence).where(*where).order_by(licence.c.expires.is_(None), licence.c.expires, licence.c.n)
    )
    return [licence_of(row) for row in reading.all(ordered)]


def expiring(
    reading: Reading, day: ShiftDay, days: int = 90, organization_id: UUID | None = None
) -> list[Expiring]:
    """Licences and agreements that have run out or will within so many days, the soonest first.

    A licence and an agreement hold through their last day; those of archived partners do not count.
    """
    today = day.today(reading.now)
    until = today + timedelta(days=days)
    of_licences = (
        select(
            literal(RunsOut.LICENCE.value).label("what"),
            licence.c.id,
            licence.c.organization_id,
            organization.c.name,
            licence.c.holder,
            licence.c.kind.label("title"),
            licence.c.expires,
        )
        .join(organization, organization.c.id == licence.c.organization_id)
        .where(
            reading.visible(licence),
            licence.c.archived_at.is_(None),
            organization.c.archived_at.is_(None),
            licence.c.expires <= until,
        )
    )
    of_agreements = select(
        literal(RunsOut.AGREEMENT.value),
        organization.c.id,
        organization.c.id.label("organization_id"),
        organization.c.name,
        organization.c.name.label("holder"),
        func.coalesce(organization.c.agreement, "").label("title"),
        organization.c.agreement_end,
    ).where(
        reading.visible(organization),
        organization.c.archived_at.is_(None),
        and_(organization.c.agreement != AgreementKind.NONE, organization.c.agreement_end <= until),
    )
    if organization_id is not None:
        of_licences = of_licences.where(licence.c.organization_id == organization_id)
        of_agreements = of_agreements.where(organization.c.id == organization_id)
    rows = reading.all(union_all(of_licences, of_agreements).order_by("expires", "name"))
    return [
        Expiring(
            what=RunsOut(row.what),
            id=row.id,
            organization_id=row.organization_id,
            organization=row.name,
            holder=row.holder,
            title=row.title,
            expires=row.expires,
            days=(row.expires - today).days,
        )
        for row in rows
    ]
