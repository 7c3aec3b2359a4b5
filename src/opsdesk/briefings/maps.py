"""The maps of the packets: plain data that the worker process paints with the desk's own painter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from opsdesk.briefings.gathering import Desk
from opsdesk.bulletins.model import Bulletin, BulletinKind
from opsdesk.cartography.pins import Pin, PinKind
from opsdesk.cartography.printing import paper_map
from opsdesk.geo.places import Position
from opsdesk.incidents.model import Incident, IncidentItem
from opsdesk.observations.model import ObservationItem

_CLOSE = 17.0
_NEAR = 15.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedMap:
    """Pins over the desk's base map, framed so that all are inside; nearer than `closest` it does not go."""

    layers: tuple[Path, ...]
    pins: tuple[Pin, ...]
    frame: tuple[Position, ...]
    closest: float = _NEAR

    def paint(self, width: float, height: float) -> bytes:
        """A PNG for a frame of `width` × `height` millimetres."""
        return paper_map(self.layers, self.pins, self.frame, width, height, highest_zoom=self.closest)


def period_map(
    desk: Desk,
    items: Sequence[IncidentItem],
    bolos: Sequence[Bulletin],
    now: datetime,
    seen: Sequence[ObservationItem] = (),
) -> PinnedMap | None:
    """The open incidents with their numbers, where BOLOs were last seen, and what was observed; or None."""
    pins = [_observation_pin(item, now) for item in seen if item.position is not None]
    pins += [pin for pin in (_bolo_pin(bulletin) for bulletin in bolos) if pin is not None]
    pins += [
        Pin(
            PinKind.INCIDENT,
            item.id,
            item.position,
            priority=int(item.priority),
            number=str(item.number),
            age=(now - item.opened_at).total_seconds(),
        )
        for item in items
        if item.position is not None
    ]
    if not pins:
        return None
    return PinnedMap(layers=desk.base_map, pins=tuple(pins), frame=tuple(pin.position for pin in pins))


def last_seen_map(desk: Desk, bulletin: Bulletin) -> PinnedMap | None:
    """Where the person or vehicle was last seen."""
    pin = _bolo_pin(bulletin)
    if pin is None:
        return None
    ringed = replace(pin, selected=True)
    return PinnedMap(layers=desk.base_map, pins=(ringed,), frame=(pin.position,), closest=_NEAR)


def incident_map(desk: Desk, incident: Incident) -> PinnedMap | None:
    """The place of one incident."""
    if incident.position is None:
        return None
    pin = Pin(
        PinKind.INCIDENT,
        incident.id,
        incident.position,
        priority=int(incident.priority),
        number=str(incident.number),
    )
    return PinnedMap(layers=desk.base_map, pins=(pin,), frame=(incident.position,), closest=_CLOSE - 0.8)


def _bolo_pin(bulletin: Bulletin) -> Pin | None:
    if bulletin.last_seen_position is None:
        return None
    kind = PinKind.BOLO_VEHICLE if bulletin.kind is BulletinKind.BOLO_VEHICLE else PinKind.BOLO_PERSON
    return Pin(kind, bulletin.id, bulletin.last_seen_position)


def _observation_pin(item: ObservationItem, now: datetime) -> Pin:
    assert item.position is not None
    age = (now - item.reported_at).total_seconds()
    return Pin(PinKind.OBSERVATION, item.id, item.position, priority=int(item.priority), age=age)
