"""The units that can be assigned: the list, one unit, and where each is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, String, case, select, type_coerce

from opsdesk.errors import NotFound
from opsdesk.handling import Sector
from opsdesk.incidents.model import Unit, UnitStatus
from opsdesk.incidents.records.detail import position_of
from opsdesk.incidents.records.tables import incident, incident_unit, unit
from opsdesk.partners.records.tables import organization
from opsdesk.store.transaction import Reading

_u = unit.c
#: Free ones first, then those that are nearest to being free, those out of service last.
_FREE_FIRST = case(
    *((type_coerce(_u.status, String) == status.value, place) for place, status in enumerate(UnitStatus)),
    else_=len(UnitStatus),
)


def units(reading: Reading, *, archived: bool = False, organization_id: UUID | None = None) -> list[Unit]:
    """The units of all or of one organization, free ones first, then by call sign."""
    where: list[ColumnElement[bool]] = [_u.archived_at.is_not(None) if archived else _u.archived_at.is_(None)]
    if organization_id is not None:
        where.append(_u.organization_id == organization_id)
    statement = _select(reading, *where).order_by(_FREE_FIRST, _u.sign_key)
    return [_model(row) for row in reading.all(statement)]


def get_unit(reading: Reading, unit_id: UUID) -> Unit:
    """One unit; `NotFound` when it is not there."""
    row = reading.one(_select(reading, _u.id == unit_id))
    if row is None:
        raise NotFound("unit", unit_id)
    return _model(row)


def some_units(reading: Reading, ids: Iterable[UUID]) -> list[Unit]:
    """Those of the named units that are there, for a list that hears of a change."""
    return [_model(row) for row in reading.all(_select(reading, _u.id.in_([*ids])))]


def sign_key(call_sign: str) -> str:
    """A call sign as it is compared: without spaces and hyphens, in small letters."""
    return "".join(sign for sign in call_sign.casefold() if sign.isalnum()) or call_sign.casefold()


def unit_with_sign(reading: Reading, call_sign: str) -> Row[Any] | None:
    """The unit in service that has this call sign."""
    return reading.one(select(unit).where(_u.sign_key == sign_key(call_sign), _u.archived_at.is_(None)))


def assignments(
    reading: Reading, *, incident_id: UUID | None = None, unit_id: UUID | None = None
) -> Sequence[Row[Any]]:
    """The assignments that have not ended, of an incident, of a unit, or of both."""
    a = incident_unit.c
    where: list[ColumnElement[bool]] = [a.released_at.is_(None)]
    if incident_id is not None:
        where.append(a.incident_id == incident_id)
    if unit_id is not None:
        where.append(a.unit_id == unit_id)
    return reading.all(select(incident_unit).where(*where).order_by(a.n))


def number_of(reading: Reading, incident_id: UUID) -> int:
    """The number of an incident, also of one that the reader may not see: that it is busy must be said."""
    return int(reading.scalar(select(incident.c.number).where(incident.c.id == incident_id)))


def _select(reading: Reading, *where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(unit, organization.c.name, organization.c.sector, incident.c.number)
        .select_from(
            unit.outerjoin(organization, organization.c.id == _u.organization_id).outerjoin(
                incident, incident.c.id == _u.incident_id
            )
        )
        .where(reading.visible(unit), *where)
    )


def _model(row: Row[Any]) -> Unit:
    return Unit(
        id=row.id,
        version=row.version,
        call_sign=row.call_sign,
        organization_id=row.organization_id,
        organization_name=row.name or "",
        private=row.sector is Sector.PRIVATE,
        status=row.status,
        post_id=row.post_id,
        position=position_of(row),
        archived_at=row.archived_at,
        incident_id=row.incident_id,
        incident_number=row.number,
    )
