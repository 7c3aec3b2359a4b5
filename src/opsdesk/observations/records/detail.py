"""One observation with all that belongs to it: photos, what came of it, its source, its history."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select

from opsdesk.errors import NotFound
from opsdesk.geo.places import Position, distance
from opsdesk.observations.around import EarlierHere, SourceRecord
from opsdesk.observations.model import (
    Observation,
    ObservationDisposition,
    ObservationFilter,
    ObservationSource,
    Photo,
    Reliability,
)
from opsdesk.observations.records import packed
from opsdesk.observations.records.conditions import conditions
from opsdesk.observations.records.items import ITEM_COLUMNS, ITEM_FROM, item, raw_rows
from opsdesk.observations.records.names import operator_name, partner_name
from opsdesk.observations.records.tables import (
    IS_LOOSE,
    incident_observation,
    observation,
    observation_photo,
    observation_source,
    sighting,
)
from opsdesk.store.transaction import Reading

_o = observation.c
#: Metres of one degree of latitude, a little too few, so that a box is never too small.
_METRES_OF_A_DEGREE = 111_000.0
#: So many imported rows of the box are looked at, the latest.
_CANDIDATES = 1_000


def get(reading: Reading, observation_id: UUID) -> Observation:
    """One observation; `NotFound` when it is not there or may not be seen."""
    return _model(reading, reading.get(observation, observation_id))


def version(reading: Reading, observation_id: UUID) -> int:
    """The version of an observation, for who changes it without looking at it."""
    return int(reading.get(observation, observation_id).version)


def numbered(reading: Reading, number: int) -> Observation:
    """The observation with the number that people say aloud."""
    row = reading.one(select(observation).where(_o.number == number, reading.visible(observation)))
    if row is None:
        raise NotFound("observation", number)
    return _model(reading, row)


def position_of(row: Row[Any]) -> Position | None:
    """The position of a row with a latitude and a longitude."""
    return None if row.latitude is None else Position(row.latitude, row.longitude)


def photos(reading: Reading, observation_id: UUID) -> tuple[Photo, ...]:
    """The photos of an observation that are not removed, in the order they were attached."""
    p = observation_photo.c
    rows = reading.all(
        select(p.id, p.file_id, p.caption, p.created_at)
        .where(p.observation_id == observation_id, p.removed_at.is_(None), reading.visible(observation_photo))
        .order_by(p.n)
    )
    return tuple(
        Photo(file_id=r.file_id, caption=r.caption, added_at=r.created_at, photo_id=r.id) for r in rows
    )


def source(reading: Reading, observation_id: UUID) -> ObservationSource | None:
    """Who gave the tip; None when it is not known, or not for this reader to know."""
    s = observation_source.c
    row = reading.one(
        select(observation_source).where(
            s.observation_id == observation_id, reading.visible(observation_source)
        )
    )
    if row is None:
        return None
    return ObservationSource(
        observation_id=observation_id,
        name=row.name,
        telephone=row.telephone,
        email=row.email,
        note=row.note,
        anonymous=row.anonymous,
    )


def source_record(reading: Reading, organization_id: UUID) -> SourceRecord:
    """What an organization told so far, how that was graded and how it ended; withdrawn ones do not count."""
    rows = reading.all(
        select(_o.reliability, _o.disposition, func.count())
        .where(*conditions(reading, ObservationFilter(organization_id=organization_id)))
        .group_by(_o.reliability, _o.disposition)
    )
    reports = 0
    graded: dict[Reliability, int] = {}
    ended: dict[ObservationDisposition, int] = {}
    for row in rows:
        reliability, disposition, number = tuple(row)
        reports += number
        if reliability is not None:
            graded[reliability] = graded.get(reliability, 0) + number
        if disposition is not None:
            ended[disposition] = ended.get(disposition, 0) + number
    return SourceRecord(reports=reports, by_reliability=graded, by_disposition=ended)


def earlier_here(
    reading: Reading, observation_id: UUID, metres: float = 100.0, days: int = 30, limit: int = 20
) -> list[EarlierHere]:
    """What was told within so many metres and days before this observation, the latest first."""
    row = reading.get(observation, observation_id)
    here = position_of(row)
    if here is None:
        return []
    north = metres / _METRES_OF_A_DEGREE
    east = north / max(0.01, math.cos(math.radians(here.latitude)))
    box = (here.latitude - north, here.longitude - east, here.latitude + north, here.longitude + east)
    wanted = ObservationFilter(
        bounds=box, since=row.reported_at - timedelta(days=days), until=row.reported_at
    )
    statement = (
        select(*ITEM_COLUMNS)
        .select_from(ITEM_FROM)
        .where(*conditions(reading, wanted), _o.id != observation_id)
        .order_by(_o.reported_at.desc())
    )
    of_imports = packed.latest(reading, wanted, _CANDIDATES)
    found_here = [
        *map(item, raw_rows(reading, statement.where(IS_LOOSE))),
        *map(item, raw_rows(reading, statement.where(_o.n.in_(of_imports))) if of_imports else ()),
    ]
    found_here.sort(key=lambda one: one.reported_at, reverse=True)
    near: list[EarlierHere] = []
    for found in found_here:
        away = distance(here, found.position) if found.position is not None else math.inf
        if away <= metres:
            near.append(EarlierHere(item=found, metres=away))
            if len(near) == limit:
                break
    return near


#: Written once: building a statement costs more than running it.
_INCIDENTS = (
    select(incident_observation.c.incident_id, incident_observation.c.incident_number)
    .where(incident_observation.c.observation_id == bindparam("one"))
    .order_by(incident_observation.c.linked_at)
)
_BULLETINS = (
    select(sighting.c.bulletin_id)
    .where(sighting.c.observation_id == bindparam("one"))
    .order_by(sighting.c.linked_at)
)


def _links(reading: Reading, observation_id: UUID) -> tuple[tuple[tuple[UUID, int], ...], tuple[UUID, ...]]:
    incidents = reading.connection.execute(_INCIDENTS, {"one": observation_id}).all()
    bulletins = reading.connection.execute(_BULLETINS, {"one": observation_id}).all()
    return tuple((r.incident_id, r.incident_number) for r in incidents), tuple(
        r.bulletin_id for r in bulletins
    )


def _model(reading: Reading, row: Row[Any]) -> Observation:
    incidents, bulletins = _links(reading, row.id)
    same = {name: row._mapping[name] for name in _SAME}
    return Observation(
        **same,
        organization_name=partner_name(reading, row.organization_id),
        reported_by_name=operator_name(reading, row.created_by),
        position=position_of(row),
        vetted_by_name=operator_name(reading, row.vetted_by) or None,
        claimed_by_name=operator_name(reading, row.claimed_by) or None,
        referred_to_name=partner_name(reading, row.referred_to),
        tags=tuple(row.tags),
        photos=photos(reading, row.id) if row.photos else (),
        incidents=incidents,
        bulletins=bulletins,
    )


#: The fields of the model that are columns as they stand.
_SAME = (
    *(
        "id",
        "n",
        "number",
        "version",
        "summary",
        "narrative",
        "category",
        "priority",
        "status",
        "disposition",
    ),
    *("closing_note", "channel", "source_kind", "organization_id", "created_by", "created_at", "occurred_at"),
    *(
        "occurred_until",
        "reported_at",
        "place",
        "reliability",
        "credibility",
        "behaviour",
        "behaviour_reason",
    ),
    *(
        "record_class",
        "marking",
        "vetting",
        "vetted_by",
        "claimed_by",
        "claimed_at",
        "reply_due",
        "import_id",
    ),
    *("external_id", "originator_id", "changed_at", "closed_at", "vetted_at", "vetting_reason", "asked"),
    *("referred_to", "basis", "reviewer_id", "review_due"),
)
