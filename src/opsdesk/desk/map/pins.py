"""Which pins the map paints: from what was asked and what the panel switches on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from opsdesk.bulletins.model import BulletinItem, BulletinKind
from opsdesk.cartography.pins import Crowd, Pin, PinKind
from opsdesk.desk.map.asking import Shown
from opsdesk.geo.places import Position
from opsdesk.incidents.model import IncidentItem
from opsdesk.wording.times import clock

Tr = Callable[[str], str]


class Part(StrEnum):
    """What can be switched on and off."""

    INCIDENTS = "incidents"
    OBSERVATIONS = "observations"
    COVERED = "covered"
    UNCOVERED = "uncovered"
    BULLETINS = "bulletins"
    UNITS = "units"


#: On at the first start.
AT_FIRST = frozenset(Part) - {Part.UNITS}


def pins_of(
    shown: Shown, on: Collection[Part], selected: UUID | None, zone: tzinfo, tr: Tr
) -> tuple[list[Pin], Crowd | None]:
    """The pins from the bottom upwards, and the observations as a crowd."""
    pins: list[Pin] = []
    if Part.BULLETINS in on:
        pins += [_bulletin(item, selected, zone, tr) for item in shown.bulletins if _placed(item)]
    bare = {gap.post.id for gap in shown.gaps}
    if Part.COVERED in on:
        pins += [
            Pin(PinKind.POST, post.id, post.position, label=post.code, selected=post.id == selected)
            for post in shown.posts
            if post.position is not None and post.id not in bare
        ]
    if Part.UNCOVERED in on:
        pins += [
            Pin(
                PinKind.POST_WITHOUT_COVER,
                gap.post.id,
                gap.post.position,
                label=tr("{code} no cover").format(code=gap.post.code),
                selected=gap.post.id == selected,
            )
            for gap in shown.gaps
            if gap.post.position is not None
        ]
    if Part.UNITS in on:
        pins += [
            Pin(PinKind.UNIT, unit.id, unit.position, number=unit.call_sign, hollow=unit.private)
            for unit in shown.units
            if unit.position is not None
        ]
    if Part.INCIDENTS in on:
        pins += [
            _incident(item, item.position, shown.at, selected)
            for item in reversed(shown.open_in)
            if item.position is not None
        ]
    crowd = None
    if Part.OBSERVATIONS in on:
        crowd = Crowd(shown.observations, None, shown.at.timestamp())
    return pins, crowd


def _incident(item: IncidentItem, position: Position, now: datetime, selected: UUID | None) -> Pin:
    return Pin(
        PinKind.INCIDENT,
        item.id,
        position,
        priority=int(item.priority),
        number=str(item.number),
        age=(now - item.opened_at).total_seconds(),
        selected=item.id == selected,
    )


def _placed(item: BulletinItem) -> bool:
    return item.last_seen_position is not None or (item.area is not None and item.area.centre is not None)


def _bulletin(item: BulletinItem, selected: UUID | None, zone: tzinfo, tr: Tr) -> Pin:
    centre = item.area.centre if item.area is not None and item.area.centre else item.last_seen_position
    assert centre is not None
    radius = (item.area.radius or 0.0) if item.area is not None else 0.0
    until = "" if item.expires_at is None else clock(item.expires_at, zone)
    words = tr("{code} until {time}").format(code=item.code, time=until)
    kinds = {BulletinKind.BOLO_PERSON: PinKind.BOLO_PERSON, BulletinKind.BOLO_VEHICLE: PinKind.BOLO_VEHICLE}
    kind = PinKind.BULLETIN if radius else kinds.get(item.kind, PinKind.BULLETIN)
    return Pin(kind, item.id, centre, label=words, radius=radius or 60.0, selected=item.id == selected)
