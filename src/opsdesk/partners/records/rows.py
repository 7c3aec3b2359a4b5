"""Rows of the partner tables as model objects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from opsdesk.geo.places import Position
from opsdesk.partners.model import (
    Contact,
    Coverage,
    Engagement,
    Licence,
    Organization,
    OrganizationName,
    Post,
    Telephone,
)


def position_of(row: Row[Any]) -> Position | None:
    """The position of a row with `latitude` and `longitude`, if it has one."""
    return None if row.latitude is None or row.longitude is None else Position(row.latitude, row.longitude)


def organization_of(row: Row[Any]) -> Organization:
    """A row of `organization`."""
    return Organization(
        id=row.id,
        version=row.version,
        name=row.name,
        short_name=row.short_name,
        sector=row.sector,
        kind=row.kind,
        clearance=row.clearance,
        agreement=row.agreement,
        agreement_start=row.agreement_start,
        agreement_end=row.agreement_end,
        agreement_document=row.agreement_document,
        address=row.address,
        position=position_of(row),
        telephone=row.telephone,
        email=row.email,
        website=row.website,
        notes=row.notes,
        archived_at=row.archived_at,
        is_desk=row.is_desk,
    )


def organization_name_of(row: Row[Any]) -> OrganizationName:
    """A row of `organization`, as much as a list of choices needs."""
    return OrganizationName(
        id=row.id,
        name=row.name,
        short_name=row.short_name,
        sector=row.sector,
        kind=row.kind,
        clearance=row.clearance,
    )


def contact_of(row: Row[Any]) -> Contact:
    """A row of `contact`."""
    return Contact(
        id=row.id,
        version=row.version,
        organization_id=row.organization_id,
        name=row.name,
        role=row.role,
        telephones=tuple(Telephone(number=each["number"], label=each["label"]) for each in row.telephones),
        email=row.email,
        call_sign=row.call_sign,
        available=row.available,
        notes=row.notes,
        archived_at=row.archived_at,
    )


def licence_of(row: Row[Any]) -> Licence:
    """A row of `licence`."""
    return Licence(
        id=row.id,
        version=row.version,
        organization_id=row.organization_id,
        contact_id=row.contact_id,
        holder=row.holder,
        kind=row.kind,
        issuer=row.issuer,
        number=row.number,
        expires=row.expires,
        archived_at=row.archived_at,
    )


def post_of(row: Row[Any]) -> Post:
    """A row of `post`."""
    return Post(
        id=row.id,
        version=row.version,
        code=row.code,
        name=row.name,
        kind=row.kind,
        organization_id=row.organization_id,
        address=row.address,
        position=position_of(row),
        area=tuple(Position(latitude, longitude) for latitude, longitude in row.area),
        needs_cover=row.needs_cover,
        needed=tuple((first, last) for first, last in row.needed),
        orders=row.orders,
        archived_at=row.archived_at,
    )


def coverage_of(row: Row[Any]) -> Coverage:
    """A row of `coverage`."""
    return Coverage(
        id=row.id,
        version=row.version,
        post_id=row.post_id,
        contact_id=row.contact_id,
        officer=row.officer,
        organization_id=row.organization_id,
        starts=row.starts,
        ends=row.ends,
    )


def engagement_of(row: Row[Any]) -> Engagement:
    """A row of `engagement`."""
    return Engagement(
        id=row.id,
        version=row.version,
        organization_id=row.organization_id,
        contact_id=row.contact_id,
        kind=row.kind,
        at=row.at,
        summary=row.summary,
        follow_up=row.follow_up,
        follow_up_done_at=row.follow_up_done_at,
        archived_at=row.archived_at,
    )
