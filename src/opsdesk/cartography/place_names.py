"""Names of the map's own data, for the gazetteer."""

from collections import defaultdict
from collections.abc import Sequence

from opsdesk.cartography.layers import Layer, Line, Shape
from opsdesk.geo.gazetteer import NamedPlace, PlaceKind
from opsdesk.geo.places import Position
from opsdesk.geo.projection import unproject
from opsdesk.geo.shapes import middle

STREETS = frozenset({"road_major", "road", "road_minor", "path"})
NAMES = frozenset({"place_name", "square_name", "quarter_name", "water_name"})
AREAS = frozenset({"district_area", "district"})


def places_of(layers: Sequence[Layer]) -> tuple[NamedPlace, ...]:
    """Give streets, districts, squares and other names of layers; a street of many pieces is one."""
    streets: dict[str, list[Line]] = defaultdict(list)
    places: list[NamedPlace] = []
    for layer in layers:
        for shape in layer.shapes:
            if not shape.name:
                continue
            if shape.form == "line" and shape.kind in STREETS:
                streets[shape.name].extend(shape.parts)
            elif shape.form == "area" and shape.kind in AREAS:
                places.append(_district(shape))
            elif shape.form == "point" and shape.kind in NAMES:
                places.append(NamedPlace(shape.name, PlaceKind.PLACE, _positions(shape.parts[0])[0]))
    return (*(_street(name, lines) for name, lines in streets.items()), *places)


def _street(name: str, lines: Sequence[Line]) -> NamedPlace:
    """Make a street; it stands at the middle point of its longest piece, which lies on the street itself."""
    longest = max(lines, key=len)
    courses = tuple(_positions(line) for line in lines)
    return NamedPlace(name, PlaceKind.STREET, _positions(longest)[len(longest) // 2], lines=courses)


def _district(shape: Shape) -> NamedPlace:
    ring = _positions(shape.parts[0])
    return NamedPlace(shape.name, PlaceKind.DISTRICT, middle(ring), rings=(ring,))


def _positions(line: Line) -> tuple[Position, ...]:
    latitudes, longitudes = unproject(line[:, 0], line[:, 1])
    return tuple(
        Position(latitude, longitude)
        for latitude, longitude in zip(latitudes.round(7).tolist(), longitudes.round(7).tolist(), strict=True)
    )
