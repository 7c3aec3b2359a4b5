"""What a command's fields become in the columns of incidents and units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from opsdesk.geo.places import Position
from opsdesk.incidents.model import WRITTEN_BY_COMMANDS, UnitStatus
from opsdesk.incidents.records.tables import incident, incident_log, incident_unit, unit
from opsdesk.incidents.records.units import sign_key
from opsdesk.observations.records.tables import incident_observation, observation
from opsdesk.store.transaction import Reading, Transaction
from opsdesk.store.words import words

_SEARCHED = ("title", "summary", "place")


def columns(fields: Mapping[str, Any], before: Row[Any] | None = None, number: int = 0) -> dict[str, Any]:
    """The columns for fields of an incident: a position in two, search words made anew."""
    values = _placed(fields)
    if before is None or not values.keys().isdisjoint(_SEARCHED):
        merged = (dict(before._mapping) if before is not None else {}) | values
        known = before.number if before is not None else number
        texts = (str(merged[name]) for name in _SEARCHED if merged.get(name))
        values["words"] = words(" ".join((str(known), *texts)))
    return values


def unit_columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns for fields of a unit: a position in two, the call sign as it is compared."""
    values = _placed(fields)
    if "call_sign" in values:
        values["sign_key"] = sign_key(values["call_sign"])
    return values


def fields_of(row: Row[Any], names: Iterable[str]) -> dict[str, Any]:
    """Fields of the model as a row has them, for the command that takes a change back."""
    at = None if row.latitude is None else Position(row.latitude, row.longitude)
    return {name: at if name == "position" else row._mapping[name] for name in names}


def put(
    tx: Transaction, incident_id: UUID, values: Mapping[str, Any], version: int | None = None
) -> Row[Any]:
    """Change an incident; returns it as it was."""
    return tx.update(incident, incident_id, values, version)


def put_unit(
    tx: Transaction, unit_id: UUID, values: Mapping[str, Any], version: int | None = None
) -> Row[Any]:
    """Change a unit; returns it as it was."""
    return tx.update(unit, unit_id, values, version)


def told_by(reading: Reading, ids: Sequence[UUID]) -> list[Row[Any]]:
    """The observations that an incident is opened from, in the order given; `NotFound` for one unseen."""
    return [reading.get(observation, observation_id) for observation_id in ids]


def linked(reading: Reading, incident_id: UUID) -> list[UUID]:
    """The observations that are linked with an incident."""
    o = incident_observation.c
    return [
        row.observation_id
        for row in reading.all(select(o.observation_id).where(o.incident_id == incident_id))
    ]


def is_worked_on(reading: Reading, incident_id: UUID) -> bool:
    """Whether a person wrote into its log, or a unit is on its way or there, since it was opened."""
    e, u = incident_log.c, incident_unit.c
    typed = select(e.id).where(e.incident_id == incident_id, e.kind.not_in([*WRITTEN_BY_COMMANDS]))
    moved = select(u.id).where(u.incident_id == incident_id, u.status != UnitStatus.ASSIGNED)
    return reading.one(typed.limit(1)) is not None or reading.one(moved.limit(1)) is not None


def _placed(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(fields)
    if "position" in values:
        place: Position | None = values.pop("position")
        values |= {
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
        }
    return values
