"""GeoJSON of any origin, read without trust (RFC 7946)."""

import gzip
import json
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsdesk.errors import BadInput

LARGEST = 256 * 1024 * 1024
"""Bytes of a file, unpacked; a larger one is refused."""
MOST_FEATURES = 2_000_000
MOST_POINTS = 20_000_000
LONGEST_NAME = 200
DEEPEST = 8
"""How deep collections of geometries may nest."""

Points = list[tuple[float, float]]
"""Longitudes and latitudes."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing of a GeoJSON file: points, lines or areas, with what is said of it.

    `form` is "point", "line" or "area"; each part is a point, a line, or a ring of an area (the first is the
    outside, others are holes).
    """

    form: str
    parts: tuple[Points, ...]
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Collection:
    """A GeoJSON file: its features, its attribution, and how many features could not be read."""

    features: tuple[Feature, ...]
    attribution: str
    skipped: int


def read_geojson(path: Path) -> Collection:
    """Read a GeoJSON file, gzipped or not; BadInput (field "layer") where it is none."""
    return parse_geojson(_bytes(path), path.name)


def parse_geojson(data: bytes, name: str = "") -> Collection:
    """Read GeoJSON from bytes; single features that make no sense are left out and counted."""
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadInput.one("layer", "not_json", name=name) from error
    if not isinstance(document, dict):
        raise BadInput.one("layer", "not_geojson", name=name)
    kind = document.get("type")
    if kind == "FeatureCollection":
        raw = document.get("features")
    elif kind == "Feature":
        raw = [document]
    elif isinstance(kind, str) and ("coordinates" in document or "geometries" in document):
        raw = [{"type": "Feature", "properties": {}, "geometry": document}]
    else:
        raw = None
    if not isinstance(raw, list):
        raise BadInput.one("layer", "not_geojson", name=name)
    if len(raw) > MOST_FEATURES:
        raise BadInput.one("layer", "too_many_features", name=name, most=MOST_FEATURES)
    return _collection(raw, document.get("attribution"), name)


def _collection(raw: list[Any], attribution: Any, name: str) -> Collection:
    features: list[Feature] = []
    skipped = points = 0
    for entry in raw:
        try:
            found = list(_features(entry))
        except (ValueError, TypeError, KeyError, IndexError, OverflowError):
            skipped += 1
            continue
        points += sum(len(part) for feature in found for part in feature.parts)
        if points > MOST_POINTS:
            raise BadInput.one("layer", "too_many_points", name=name, most=MOST_POINTS)
        features += found
    if skipped and not features:
        raise BadInput.one("layer", "no_readable_feature", name=name, skipped=skipped)
    text = attribution if isinstance(attribution, str) else ""
    return Collection(tuple(features), text[:LONGEST_NAME], skipped)


def _bytes(path: Path) -> bytes:
    """Read a file and unpack it, up to the limit."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=file) as unpacked:
                    data = unpacked.read(LARGEST + 1)
            else:
                data = file.read(LARGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput.one("layer", "torn", name=path.name) from error
    except OSError as error:
        raise BadInput.one("layer", "not_readable", name=path.name, why=error.strerror or "") from error
    if len(data) > LARGEST:
        raise BadInput.one("layer", "too_large", name=path.name, most=LARGEST)
    return data


def _no_constant(word: str) -> float:
    raise ValueError(word)


def _features(entry: Any) -> Iterator[Feature]:
    """Give the features of one entry: none for a null geometry, several for a collection."""
    if not isinstance(entry, dict) or entry.get("type") != "Feature":
        raise ValueError("not a feature")
    properties = entry.get("properties")
    given = properties if isinstance(properties, dict) else {}
    geometry = entry.get("geometry")
    if geometry is not None:
        for form, parts in _shapes(geometry, 0):
            yield Feature(form, parts, given)


def _shapes(geometry: Any, depth: int) -> Iterator[tuple[str, tuple[Points, ...]]]:
    if not isinstance(geometry, dict) or depth > DEEPEST:
        raise ValueError("not a geometry")
    kind, at = geometry.get("type"), geometry.get("coordinates")
    match kind:
        case "Point":
            yield "point", ([_point(at)],)
        case "MultiPoint":
            yield "point", tuple([_point(point)] for point in _list(at))
        case "LineString":
            yield "line", (_line(at, 2),)
        case "MultiLineString":
            yield "line", tuple(_line(line, 2) for line in _list(at))
        case "Polygon":
            yield "area", _area(at)
        case "MultiPolygon":
            for polygon in _list(at):
                yield "area", _area(polygon)
        case "GeometryCollection":
            for part in _list(geometry.get("geometries")):
                yield from _shapes(part, depth + 1)
        case _:
            raise ValueError("unknown geometry")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _area(value: Any) -> tuple[Points, ...]:
    rings = tuple(_line(ring, 3) for ring in _list(value))
    if not rings:
        raise ValueError("no ring")
    return rings


def _line(value: Any, least: int) -> Points:
    points = [_point(point) for point in _list(value)]
    if len(points) < least:
        raise ValueError("too few points")
    return points


def _point(value: Any) -> tuple[float, float]:
    longitude, latitude = value[0], value[1]
    if isinstance(longitude, bool) or isinstance(latitude, bool):
        raise TypeError("not a number")
    if not (isinstance(longitude, int | float) and isinstance(latitude, int | float)):
        raise TypeError("not a number")
    if not (math.isfinite(longitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        raise ValueError("outside of the world")
    return float(longitude), float(latitude)
