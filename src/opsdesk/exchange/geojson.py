"""Records with a position as GeoJSON (RFC 7946): longitude first, WGS84, texts as plain strings."""

from __future__ import annotations

import json
from collections.abc import Iterable

from opsdesk.bulletins.model import BulletinItem
from opsdesk.geo.places import Position
from opsdesk.incidents.model import IncidentItem
from opsdesk.observations.model import ObservationItem
from opsdesk.partners.model import Post

#: Six decimals are 11 cm; more would claim what nobody measured.
DECIMALS = 6

Shown = ObservationItem | IncidentItem | BulletinItem | Post


def feature_collection(records: Iterable[Shown]) -> str:
    """The records that have a position, one feature each; who gave a tip is in none of them."""
    features = [found for record in records if (found := _feature(record)) is not None]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _feature(record: Shown) -> dict[str, object] | None:
    match record:
        case ObservationItem():
            found = {
                "number": record.number,
                "summary": record.summary,
                "category": record.category.value,
                "priority": record.priority.value,
                "status": record.status.value,
                "reported_at": record.reported_at.isoformat(),
                "place": record.place,
                "marking": record.marking.value,
            }
            return _of("observation", record.id, _point(record.position), found)
        case IncidentItem():
            found = {
                "number": record.number,
                "title": record.title,
                "category": record.category.value,
                "priority": record.priority.value,
                "status": record.status.value,
                "opened_at": record.opened_at.isoformat(),
                "place": record.place,
                "marking": record.marking.value,
            }
            return _of("incident", record.id, _point(record.position), found)
        case BulletinItem():
            area = record.area
            ring = _polygon(area.ring) if area and area.ring else None
            where = ring or _point(area.centre if area and area.centre else record.last_seen_position)
            found = {
                "code": record.code,
                "title": record.title,
                "kind": record.kind.value,
                "status": record.status.value,
                "radius_metres": area.radius if area else None,
                "marking": record.marking.value,
            }
            return _of("bulletin", record.id, where, found)
        case Post():
            where = _polygon(record.area) if record.area else _point(record.position)
            return _of(
                "post",
                record.id,
                where,
                {"code": record.code, "name": record.name, "kind": record.kind.value},
            )


def _of(
    subject: str, key: object, geometry: object, properties: dict[str, object]
) -> dict[str, object] | None:
    if geometry is None:
        return None
    return {
        "type": "Feature",
        "id": str(key),
        "geometry": geometry,
        "properties": {"subject": subject, **properties},
    }


def _pair(position: Position) -> list[float]:
    return [round(position.longitude, DECIMALS), round(position.latitude, DECIMALS)]


def _point(position: Position | None) -> dict[str, object] | None:
    return None if position is None else {"type": "Point", "coordinates": _pair(position)}


def _polygon(ring: Iterable[Position]) -> dict[str, object]:
    """A ring as GeoJSON has it: closed, and counter-clockwise."""
    points = [_pair(position) for position in ring]
    turned = sum(
        (after[0] - before[0]) * (after[1] + before[1])
        for before, after in zip(points, [*points[1:], points[0]], strict=True)
    )
    if turned > 0:
        points.reverse()
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}
