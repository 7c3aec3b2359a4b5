"""Relief: what private partners took over so that police need not go, in calls and minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Select, func, select, type_coerce

from opsdesk.incidents.model import HandledBy, IncidentDisposition, IncidentStatus, Relief
from opsdesk.incidents.records.conditions import has_unit_of
from opsdesk.incidents.records.tables import incident, incident_unit, unit
from opsdesk.store.transaction import Reading

_i = incident.c
_MINUTE = 60_000_000
#: Calls that took nobody's time do not count.
_NO_CALL = (IncidentDisposition.CANCELLED, IncidentDisposition.DUPLICATE_CALL)


def relief(reading: Reading, since: datetime, until: datetime, organization_id: UUID | None = None) -> Relief:
    """The private calls that were opened in a period (until exclusive) and closed, of all or of one partner.

    A call lasts from its first unit's assignment to its last one's release, without units from its opening
    to its closing.
    """
    statement = _calls(reading, since, until)
    if organization_id is not None:
        statement = statement.where(has_unit_of([organization_id]))
    rows = reading.all(statement)
    return _sum([(row.ended or row.closed) - (row.began or row.opened) for row in rows])


def relief_by_partner(reading: Reading, since: datetime, until: datetime) -> dict[UUID, Relief]:
    """The same for each partner whose units were at private calls; minutes are those of its own units."""
    calls = _calls(reading, since, until).subquery()
    a = incident_unit.c
    rows = reading.all(
        select(
            unit.c.organization_id,
            calls.c.id,
            type_coerce(func.min(a.assigned_at), BigInteger).label("began"),
            type_coerce(func.max(a.released_at), BigInteger).label("ended"),
            calls.c.closed,
        )
        .select_from(
            calls.join(incident_unit, a.incident_id == calls.c.id).join(unit, unit.c.id == a.unit_id)
        )
        .group_by(unit.c.organization_id, calls.c.id, calls.c.closed)
    )
    spans: dict[UUID, list[int]] = {}
    for row in rows:
        spans.setdefault(row.organization_id, []).append((row.ended or row.closed) - row.began)
    return {partner: _sum(found) for partner, found in spans.items()}


def _calls(reading: Reading, since: datetime, until: datetime) -> Select[Any]:
    a = incident_unit.c
    of_this = a.incident_id == _i.id
    began = select(func.min(a.assigned_at)).where(of_this).correlate(incident).scalar_subquery()
    ended = select(func.max(a.released_at)).where(of_this).correlate(incident).scalar_subquery()
    return select(
        _i.id,
        type_coerce(_i.opened_at, BigInteger).label("opened"),
        type_coerce(_i.closed_at, BigInteger).label("closed"),
        type_coerce(began, BigInteger).label("began"),
        type_coerce(ended, BigInteger).label("ended"),
    ).where(
        reading.visible(incident),
        _i.opened_at >= since,
        _i.opened_at < until,
        _i.handled_by == HandledBy.PRIVATE,
        _i.status == IncidentStatus.CLOSED,
        _i.disposition.not_in(_NO_CALL),
    )


def _sum(spans: list[int]) -> Relief:
    return Relief(calls=len(spans), minutes=sum(max(0, span) for span in spans) // _MINUTE)
