"""What the map asks of the database: pins of every kind, in one reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from uuid import UUID

import numpy as np

from opsdesk.bulletins import records as bulletins
from opsdesk.bulletins.model import BulletinItem
from opsdesk.cartography.pins import PinSet
from opsdesk.geo.places import Position, distance
from opsdesk.incidents import records as incidents
from opsdesk.incidents.model import OPEN, Incident, IncidentFilter, IncidentItem, Unit
from opsdesk.observations import records as observations
from opsdesk.observations.model import OPEN as OPEN_OBSERVATIONS
from opsdesk.observations.model import ObservationFilter, ObservationItem, ObservationStatus
from opsdesk.partners import records as partners
from opsdesk.partners.model import Gap, Post, ShiftDay
from opsdesk.store.transaction import Reading

#: At most so many incidents stand in the list beside the map.
MOST_INCIDENTS = 200
NEAR_METRES = 300.0
NEAR_SINCE = timedelta(hours=24)
METRES_OF_A_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the map can show at one moment; which of it is shown, the tab decides.

    `open_in` are the incidents that the desk works on; `gaps` the posts without cover now, with until when.
    The ids in `observations` hold the key `n` of each (see `key_of`).
    """

    at: datetime
    open_in: tuple[IncidentItem, ...]
    observations: PinSet
    posts: tuple[Post, ...]
    gaps: tuple[Gap, ...]
    bulletins: tuple[BulletinItem, ...]
    units: tuple[Unit, ...]
    telephones: Mapping[UUID, str]
    """Whom to call for a gap, by organization."""


def shown(reading: Reading, wanted: ObservationFilter, day: ShiftDay) -> Shown:
    """Ask for all of it; `wanted` is what the Observations filter lets through."""
    page = incidents.page(reading, IncidentFilter(statuses=frozenset(OPEN)), None, MOST_INCIDENTS)
    soon = reading.now + timedelta(minutes=1)
    bare = tuple(_whole(reading, day, partners.gaps(reading, reading.now, soon, day)))
    whom = {gap.post.organization_id for gap in bare if gap.post.organization_id is not None}
    reach = partners.reach(reading, whom)
    return Shown(
        at=reading.now,
        open_in=tuple(page.items),
        observations=_pins(reading, wanted),
        posts=tuple(partners.posts(reading)),
        gaps=bare,
        bulletins=tuple(bulletins.on_map(reading)),
        units=tuple(incidents.units(reading)),
        telephones={key: one.telephone for key, one in reach.items() if one.telephone},
    )


@dataclass(frozen=True, slots=True)
class Near:
    """An observation near a position; `metres` away."""

    item: ObservationItem
    metres: float


@dataclass(frozen=True, slots=True)
class Picked:
    """The selected incident and what was told near it."""

    incident: Incident
    near: tuple[Near, ...]


def picked(reading: Reading, incident_id: UUID) -> Picked:
    """The incident, and the observations within 300 m and 24 h, the nearest first."""
    found = incidents.get(reading, incident_id)
    if found.position is None:
        return Picked(found, ())
    here = found.position
    north = NEAR_METRES / METRES_OF_A_DEGREE
    east = north / max(0.01, cos(radians(here.latitude)))
    wanted = ObservationFilter(
        since=reading.now - NEAR_SINCE,
        bounds=(here.latitude - north, here.longitude - east, here.latitude + north, here.longitude + east),
    )
    items = observations.page(reading, wanted, None, 50).items
    near = [Near(item, distance(here, item.position)) for item in items if item.position is not None]
    near = [one for one in near if one.metres <= NEAR_METRES]
    return Picked(found, tuple(sorted(near, key=lambda one: one.metres)))


def observation_of(reading: Reading, key: int) -> ObservationItem | None:
    """The observation behind a pin of the crowd, by its key `n`."""
    named = observations.named(reading, [key])
    found = observations.some(reading, named.values(), ObservationFilter())
    return found[0] if found else None


def whereabouts(reading: Reading, record_id: UUID) -> ObservationItem | IncidentItem | Position | None:
    """Where a record is, whichever subject it belongs to; None without a position or without the record."""
    told = observations.some(reading, [record_id], ObservationFilter())
    if told:
        return told[0] if told[0].position is not None else None
    worked = incidents.some(reading, [record_id], IncidentFilter())
    if worked:
        return worked[0] if worked[0].position is not None else None
    for item in bulletins.on_map(reading):
        if item.id == record_id:
            return item.area.centre if item.area is not None and item.area.centre else item.last_seen_position
    posts = partners.some_posts(reading, [record_id])
    return posts[0].position if posts else None


def _whole(reading: Reading, day: ShiftDay, now: Sequence[Gap]) -> list[Gap]:
    """The same gaps with their real ends, for "no cover until 17:00"."""
    if not now:
        return []
    codes = {gap.post.code for gap in now}
    _starts, ends = day.around(reading.now)
    longer = partners.gaps(reading, reading.now, max(ends, reading.now + timedelta(hours=1)), day)
    first = {gap.post.code: gap for gap in reversed(longer)}
    return [first[code] for code in sorted(codes) if code in first]


def _pins(reading: Reading, wanted: ObservationFilter) -> PinSet:
    found = observations.positions(reading, wanted)
    statuses = [*ObservationStatus]
    is_open = np.isin(found.status, [statuses.index(status) for status in OPEN_OBSERVATIONS])
    keys = np.zeros((len(found), 2), ">i8")
    keys[:, 1] = found.n
    return PinSet.of(
        keys.view("V16").ravel(),
        found.latitude,
        found.longitude,
        found.priority,
        is_open,
        found.reported_at // 1_000_000,
    )
