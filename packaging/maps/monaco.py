"""Make the maps of Monaco in resources/maps from an OpenStreetMap XML file.

    python packaging/maps/monaco.py PATH/monaco.osm.gz [resources/maps]

Writes four gzipped GeoJSON files, one for each switch on the map: ground, streets, districts, names. The
same input gives the same bytes. The data is © OpenStreetMap contributors, and each file says so.
"""

import gzip
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

Point = tuple[float, float]
"""Longitude and latitude, in degrees, as GeoJSON orders them."""

ATTRIBUTION = "© OpenStreetMap contributors"
LICENSE = "CC BY-SA 2.0"
MONACO = "36990"
LAND_FRAME: tuple[Point, ...] = ((7.4560, 43.7605), (7.4560, 43.7680), (7.3750, 43.7680), (7.3750, 43.7190))
"""Where the land behind the coast ends: the file stops there, and nothing is claimed about what follows."""

ROAD_KINDS = {
    "road_major": {"motorway", "trunk", "primary", "secondary", "tertiary"},
    "road": {"residential", "unclassified", "road", "living_street"},
    "road_minor": {"service", "pedestrian", "track"},
    "path": {"footway", "steps", "path", "cycleway"},
}
GREEN = {
    "leisure": {"park", "garden", "pitch", "golf_course"},
    "landuse": {"grass", "forest", "cemetery", "recreation_ground"},
    "natural": {"wood", "scrub"},
}
SHORT_NAMES = {"Port Hercule de Monaco": "Port Hercule"}
DOUBLED_MEMBERS = {"169296433"}
"""The far side of a traffic island, which the boundary of Fontvieille names beside the near side."""
QUARTERS_BY_STOP = {"Moneghetti": "Moneghetti", "Saint-Roman": "Saint-Roman"}
QUARTERS_BY_STREET = {"Boulevard du Larvotto": "Larvotto"}
"""Younger quarters, which the file of 2012 knows only by a bus stop or by their main street."""
QUARTER_WITHOUT_BOUNDARY = "Monte-Carlo"
"""The fourth of the historic quarters has no boundary of its own in the file: it is what the others leave."""
PLACE_TAGS = (
    "amenity",
    "tourism",
    "leisure",
    "shop",
    "railway",
    "historic",
    "man_made",
    "office",
    "public_transport",
)


@dataclass(slots=True)
class Source:
    """The OpenStreetMap file, as tables by id."""

    nodes: dict[str, Point] = field(default_factory=dict)
    node_tags: dict[str, dict[str, str]] = field(default_factory=dict)
    ways: dict[str, list[str]] = field(default_factory=dict)
    way_tags: dict[str, dict[str, str]] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    relation_tags: dict[str, dict[str, str]] = field(default_factory=dict)


def read(path: Path) -> Source:
    """Read a gzipped OpenStreetMap XML file."""
    source = Source()
    with gzip.open(path) as file:
        root = ET.parse(file).getroot()  # noqa: S314, TID251 - the project's own input, at packaging time
    for element in root:
        number = element.get("id", "")
        tags = {tag.get("k", ""): tag.get("v", "") for tag in element.findall("tag")}
        if element.tag == "node":
            source.nodes[number] = (float(element.get("lon", "0")), float(element.get("lat", "0")))
            source.node_tags[number] = tags
        elif element.tag == "way":
            source.ways[number] = [nd.get("ref", "") for nd in element.findall("nd")]
            source.way_tags[number] = tags
        elif element.tag == "relation":
            source.relations[number] = [
                (member.get("ref", ""), member.get("role", ""))
                for member in element.findall("member")
                if member.get("type") == "way"
            ]
            source.relation_tags[number] = tags
    return source


def chains(pieces: Iterable[list[str]]) -> list[list[str]]:
    """Join pieces of nodes end to end, turning them where needed."""
    left = [list(piece) for piece in pieces if len(piece) > 1]
    joined = []
    while left:
        chain = left.pop(0)
        while chain[0] != chain[-1]:
            for index, piece in enumerate(left):
                if chain[-1] in (piece[0], piece[-1]):
                    chain += (piece if piece[0] == chain[-1] else piece[::-1])[1:]
                elif chain[0] in (piece[0], piece[-1]):
                    chain = (piece if piece[-1] == chain[0] else piece[::-1])[:-1] + chain
                else:
                    continue
                del left[index]
                break
            else:
                break
        joined.append(chain)
    return joined


class Drawing:
    """Collects GeoJSON features from a source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.features: list[dict[str, object]] = []

    def add(self, kind: str, geometry: str, coordinates: object, **properties: object) -> None:
        """Add one feature; properties without a value are left out."""
        given = {name: value for name, value in properties.items() if value not in (None, "", False)}
        self.features.append(
            {
                "type": "Feature",
                "properties": {"kind": kind, **given},
                "geometry": {"type": geometry, "coordinates": coordinates},
            }
        )

    def points(self, refs: list[str]) -> list[list[float]]:
        """Give the coordinates of nodes, rounded to a decimetre."""
        return [rounded(self._source.nodes[ref]) for ref in refs if ref in self._source.nodes]

    def rings(self, relation: str) -> Iterator[list[list[list[float]]]]:
        """Give the polygons of a relation: one for each outer ring, with all inner rings that it holds."""
        outer: list[list[str]] = []
        inner: list[list[str]] = []
        for ref, role in self._source.relations[relation]:
            if ref in self._source.ways and ref not in DOUBLED_MEMBERS:
                (inner if role == "inner" else outer).append(self._source.ways[ref])
        holes = [self.points(chain) for chain in chains(inner) if chain[0] == chain[-1]]
        for chain in chains(outer):
            if chain[0] == chain[-1] and len(chain) > 3:
                ring = self.points(chain)
                yield [ring, *(hole for hole in holes if inside(ring, hole[0]))]


def rounded(point: Point) -> list[float]:
    """Round to six decimals, 11 cm at most."""
    return [round(point[0], 6), round(point[1], 6)]


def inside(ring: list[list[float]], point: list[float]) -> bool:
    """Tell whether a point lies in a ring (even-odd)."""
    x, y = point
    return (
        sum(
            (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            for a, b in pairwise(ring)
        )
        % 2
        == 1
    )


def centre(points: list[list[float]]) -> list[float]:
    """Give the middle of a ring's box: steady, and good enough for a name."""
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return rounded(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))


def ground(source: Source) -> Drawing:
    """Draw what lies under everything: land, Monaco, green, water, beaches, piers."""
    drawing = Drawing(source)
    coast = chains(
        source.ways[way] for way, tags in source.way_tags.items() if tags.get("natural") == "coastline"
    )
    for chain in coast:
        ring = drawing.points(chain)
        if chain[0] != chain[-1]:
            if ring[0][0] > ring[-1][0]:
                ring.reverse()
            ring = [*ring, *([x, y] for x, y in LAND_FRAME), ring[0]]
        drawing.add("outside", "Polygon", [ring])
        drawing.add("coast", "LineString", drawing.points(chain))
    for polygon in drawing.rings(MONACO):
        drawing.add("land", "Polygon", polygon)
    for way, tags in source.way_tags.items():
        refs = source.ways[way]
        closed = len(refs) > 3 and refs[0] == refs[-1]
        kind = surface(tags)
        if closed and kind:
            drawing.add(kind, "Polygon", [drawing.points(refs)], name=tags.get("name"))
        elif tags.get("man_made") in ("pier", "breakwater"):
            area = closed and tags.get("area") == "yes"
            points = drawing.points(refs)
            drawing.add("pier", "Polygon" if area else "LineString", [points] if area else points)
    for relation, tags in source.relation_tags.items():
        kind = surface(tags)
        if kind and tags.get("type") == "multipolygon":
            for polygon in drawing.rings(relation):
                drawing.add(kind, "Polygon", polygon, name=tags.get("name"))
    return drawing


def surface(tags: dict[str, str]) -> str | None:
    """Tell how the ground is shown, or None."""
    if any(tags.get(key) in values for key, values in GREEN.items()):
        return "green"
    if tags.get("natural") == "water" or tags.get("leisure") == "swimming_pool":
        return "water"
    if tags.get("natural") == "beach":
        return "beach"
    return None


def streets(source: Source) -> Drawing:
    """Draw buildings, roads and rails."""
    drawing = Drawing(source)
    for way, tags in source.way_tags.items():
        refs = source.ways[way]
        closed = len(refs) > 3 and refs[0] == refs[-1]
        if "building" in tags and closed:
            drawing.add("building", "Polygon", [drawing.points(refs)], name=tags.get("name"))
        if "highway" in tags:
            road(drawing, drawing.points(refs), tags, closed)
        elif tags.get("railway") in ("rail", "light_rail"):
            drawing.add("rail", "LineString", drawing.points(refs), tunnel="tunnel" in tags)
    for relation, tags in source.relation_tags.items():
        if "building" in tags or is_plain_multipolygon_of_buildings(source, relation):
            for polygon in drawing.rings(relation):
                drawing.add("building", "Polygon", polygon, name=tags.get("name"))
    return drawing


def is_plain_multipolygon_of_buildings(source: Source, relation: str) -> bool:
    """Tell whether the outer ways of an untagged multipolygon are buildings (the way of 2012)."""
    tags = source.relation_tags[relation]
    if tags.get("type") != "multipolygon" or surface(tags) or "leisure" in tags:
        return False
    outer = [ref for ref, role in source.relations[relation] if role != "inner"]
    return any("building" in source.way_tags.get(ref, {}) for ref in outer)


def road(drawing: Drawing, points: list[list[float]], tags: dict[str, str], closed: bool) -> None:
    """Draw one road by its class; a closed pedestrian area becomes a square."""
    if closed and tags.get("area") == "yes":
        drawing.add("square", "Polygon", [points], name=tags.get("name"))
        return
    highway = tags["highway"].removesuffix("_link")
    kind = next((kind for kind, classes in ROAD_KINDS.items() if highway in classes), None)
    if kind:
        tunnel = tags.get("tunnel") not in (None, "no")
        drawing.add(kind, "LineString", points, name=tags.get("name"), tunnel=tunnel)


def districts(source: Source) -> Drawing:
    """Draw the border, and the four historic quarters with their areas."""
    drawing = Drawing(source)
    border = [
        source.ways[ref]
        for ref, _role in source.relations[MONACO]
        if ref in source.ways and source.way_tags[ref].get("natural") != "coastline"
    ]
    for chain in chains(border):
        drawing.add("border", "LineString", drawing.points(chain), name="Monaco")
    outline = edges(outer_chains(source, MONACO))
    left, between = set(outline), set()
    for relation, tags in source.relation_tags.items():
        if tags.get("admin_level") == "10":
            drawing.add("district_area", "MultiPolygon", list(drawing.rings(relation)), name=tags["name"])
            sides = edges(outer_chains(source, relation))
            left ^= sides
            between |= sides - outline
    rest = chains([sorted(edge) for edge in sorted(left, key=sorted)])
    largest = max((chain for chain in rest if chain[0] == chain[-1]), key=len)
    drawing.add("district_area", "MultiPolygon", [[drawing.points(largest)]], name=QUARTER_WITHOUT_BOUNDARY)
    coast = edges(
        source.ways[way] for way, tags in source.way_tags.items() if tags.get("natural") == "coastline"
    )
    for chain in chains([sorted(edge) for edge in sorted(between - coast, key=sorted)]):
        drawing.add("district", "LineString", drawing.points(chain))
    return drawing


def outer_chains(source: Source, relation: str) -> list[list[str]]:
    """Give the closed outer rings of a relation, as nodes."""
    ways = [
        source.ways[ref]
        for ref, role in source.relations[relation]
        if role != "inner" and ref in source.ways and ref not in DOUBLED_MEMBERS
    ]
    return [chain for chain in chains(ways) if chain[0] == chain[-1]]


def edges(rings: Iterable[list[str]]) -> set[frozenset[str]]:
    """Give the sides of rings without direction, so that a side shared by two areas cancels itself."""
    sides: set[frozenset[str]] = set()
    for ring in rings:
        for one, other in pairwise(ring):
            sides ^= {frozenset((one, other))}
    return sides


def names(source: Source) -> Drawing:
    """Give the names of quarters, waters, squares and other places, as points."""
    drawing = Drawing(source)
    for node, tags in source.node_tags.items():
        name_of_node(drawing, rounded(source.nodes[node]), tags)
    for way, tags in source.way_tags.items():
        if "name" in tags and source.ways[way]:
            name_of_way(drawing, drawing.points(source.ways[way]), tags)
    for relation, tags in source.relation_tags.items():
        if "name" in tags and tags.get("type") == "multipolygon":
            name_of_area(drawing, relation, tags)
    drawing.features = one_for_each_name(drawing.features)
    return drawing


def name_of_node(drawing: Drawing, point: list[float], tags: dict[str, str]) -> None:
    """Add a quarter, a younger quarter by its stop, or another place."""
    if tags.get("place") == "suburb":
        drawing.add("district_name", "Point", point, name=tags["name"])
    elif "bus" in tags and tags.get("name") in QUARTERS_BY_STOP:
        drawing.add("quarter_name", "Point", point, name=QUARTERS_BY_STOP[tags["name"]])
    elif "name" in tags:
        place(drawing, point, tags)


def name_of_way(drawing: Drawing, points: list[list[float]], tags: dict[str, str]) -> None:
    """Add a square, a younger quarter by its street, or a building."""
    if tags.get("highway") == "pedestrian" and tags["name"].startswith("Place"):
        drawing.add("square_name", "Point", centre(points), name=tags["name"])
    elif "highway" in tags and tags["name"] in QUARTERS_BY_STREET:
        drawing.add("quarter_name", "Point", centre(points), name=QUARTERS_BY_STREET[tags["name"]])
    elif "highway" not in tags:
        place(drawing, centre(points), tags)


def name_of_area(drawing: Drawing, relation: str, tags: dict[str, str]) -> None:
    """Add a harbour, or another large place, in the middle of its largest part."""
    polygon = max(drawing.rings(relation), key=lambda rings: len(rings[0]), default=None)
    if polygon is None:
        return
    if tags.get("leisure") == "marina":
        name = SHORT_NAMES.get(tags["name"], tags["name"])
        drawing.add("water_name", "Point", centre(polygon[0]), name=name)
    else:
        place(drawing, centre(polygon[0]), tags)


def place(drawing: Drawing, point: list[float], tags: dict[str, str]) -> None:
    """Add a named place that somebody may speak of on the radio."""
    what = next((tags[key] for key in PLACE_TAGS if key in tags), "building" if "building" in tags else None)
    if what and what != "marina":
        drawing.add("place_name", "Point", point, name=tags["name"], what=what)


def one_for_each_name(features: list[dict[str, object]]) -> list[dict[str, object]]:
    """Keep the first of points that carry the same name and kind within 900 m."""
    seen: dict[tuple[object, object], list[list[float]]] = defaultdict(list)
    kept = []
    for feature in features:
        properties, geometry = feature["properties"], feature["geometry"]
        assert isinstance(properties, dict)
        assert isinstance(geometry, dict)
        point = geometry["coordinates"]
        others = seen[properties["kind"], properties["name"]]
        if not any(math.hypot((a[0] - point[0]) * 80_000, (a[1] - point[1]) * 111_000) < 900 for a in others):
            kept.append(feature)
        others.append(point)
    return kept


def write(path: Path, title: str, drawing: Drawing) -> None:
    """Write features as gzipped GeoJSON, one to a line, with the attribution in it."""
    head = json.dumps(
        {"type": "FeatureCollection", "title": title, "attribution": ATTRIBUTION, "license": LICENSE},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in drawing.features)
    text = f'{head[:-1]},"features":[\n{rows}\n]}}\n'
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def main(argv: list[str]) -> None:
    """Convert the file named first into the folder named second."""
    source = read(Path(argv[1]))
    folder = Path(argv[2]) if len(argv) > 2 else Path(__file__).parents[2] / "resources" / "maps"
    for title, make in (("ground", ground), ("streets", streets), ("districts", districts), ("names", names)):
        drawing = make(source)
        path = folder / f"monaco.{title}.geojson.gz"
        write(path, title, drawing)
        print(f"{path.name}: {len(drawing.features)} features, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv)
