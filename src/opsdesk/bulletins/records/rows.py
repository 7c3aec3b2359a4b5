"""Rows of the bulletin board as model objects, and fields of the model as column values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from opsdesk.bulletins.model import ISSUED, Area, BulletinKind, BulletinStatus, Subject
from opsdesk.geo.places import Position
from opsdesk.partners.records.rows import position_of
from opsdesk.store.words import words

_SUBJECT = ("name", "aliases", "born", "juvenile", "description", "clothing", "vehicle", "plate")


def subject_of(row: Row[Any]) -> Subject:
    """The person or vehicle of a row."""
    given = {name: row._mapping[name] for name in _SUBJECT}
    return Subject(**given | {"aliases": tuple(row.aliases)})


def area_of(row: Row[Any]) -> Area | None:
    """The area of a row, if it has one."""
    kept = row.area
    if kept is None:
        return None
    centre = kept["centre"]
    return Area(
        centre=None if centre is None else Position(*centre),
        radius=kept["radius"],
        ring=tuple(Position(latitude, longitude) for latitude, longitude in kept["ring"]),
    )


def state_of(row: Row[Any], now: datetime) -> BulletinStatus:
    """The status that counts at `now`: a published one past its expiry is expired."""
    if row.status is BulletinStatus.PUBLISHED and row.expires_at is not None and row.expires_at <= now:
        return BulletinStatus.EXPIRED
    return BulletinStatus(row.status)


def is_missing_juvenile(row: Row[Any]) -> bool:
    """Whether a bulletin is about a juvenile who is missing."""
    return bool(row.kind is BulletinKind.MISSING_PERSON and row.juvenile)


def withheld(row: Row[Any]) -> bool:
    """Whether name and photo are off: a missing juvenile's, as soon as the bulletin has been ended."""
    ended = row.status in ISSUED and row.status is not BulletinStatus.PUBLISHED
    return ended and is_missing_juvenile(row)


def shown_subject(row: Row[Any]) -> Subject:
    """The subject as lists, wall and pages may show it."""
    subject = subject_of(row)
    return replace(subject, name=None, aliases=(), born=None) if withheld(row) else subject


def columns(fields: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The column values for fields of a draft; `before` is the row that is changed, for the search words."""
    values = {name: value for name, value in fields.items() if name not in ("last_seen_position", "area")}
    if "aliases" in fields:
        values["aliases"] = list(fields["aliases"])
    if "last_seen_position" in fields:
        place: Position | None = fields["last_seen_position"]
        values |= {
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
        }
    if "area" in fields:
        values["area"] = _stored_area(fields["area"])
    merged = dict(before or {}) | values
    return values | {"words": _words(merged)}


def _stored_area(area: Area | None) -> dict[str, Any] | None:
    if area is None:
        return None
    centre = area.centre
    return {
        "centre": None if centre is None else [centre.latitude, centre.longitude],
        "radius": area.radius,
        "ring": [[each.latitude, each.longitude] for each in area.ring],
    }


_SEARCHED = ("title", "text", "name", "description", "clothing", "vehicle", "plate", "offence", "last_seen")


def _words(row: Mapping[str, Any]) -> str:
    texts = [str(row[name]) for name in (*_SEARCHED, "case_number") if row.get(name)]
    plate = "".join(words(row.get("plate") or "").split())
    code = f"B-{row['number']:04d} {row['number']}" if row.get("number") else ""
    return words(" ".join([*texts, *row.get("aliases", ()), plate, code]))


def words_without_name(row: Row[Any]) -> str:
    """The search words of a bulletin whose subject may no longer be found by name."""
    return _words(dict(row._mapping) | {"name": None, "aliases": []})


def last_seen_position_of(row: Row[Any]) -> Position | None:
    """Where the person or vehicle was last seen."""
    return position_of(row)
