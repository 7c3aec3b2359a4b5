"""Layers of lines, areas and names, ready to be drawn: the base map, and any GeoJSON a user adds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opsdesk.cartography.geojson import LONGEST_NAME, Collection, Feature, Points, read_geojson
from opsdesk.geo.clusters import Box
from opsdesk.geo.projection import project_exactly

OVERLAY = "overlay"
BASE_KINDS = frozenset(
    "outside land coast green beach water square building pier path road_minor road road_major rail district "
    "district_area border district_name quarter_name square_name place_name water_name".split()
)
"""What the base map knows how to draw; anything else is drawn as an overlay."""
NAME_FIELDS = ("name", "NAME", "Name", "title", "label", "ST_NAME", "DIST_NUM", "DIST_NUMC", "id")
"""Where files of others keep the name of a thing, in this order."""

_READING = Lock()
"""Who comes while the base map is read waits for it instead of reading it again."""

Line = NDArray[np.float64]
"""Points of a line or ring in pixels at zoom 22: shape (n, 2)."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One thing of a layer: its kind, name, form ("point", "line", "area") and lines in pixels at zoom 22."""

    kind: str
    name: str
    form: str
    parts: tuple[Line, ...]
    tunnel: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Shapes with their boxes, so that a view asks only for those that it shows.

    `boxes` holds left, top, right, bottom of each shape in pixels at zoom 22, shape (n, 4); `skipped` counts
    features of the file that made no sense.
    """

    name: str
    shapes: tuple[Shape, ...]
    boxes: NDArray[np.float64]
    attribution: str = ""
    skipped: int = 0

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """The box of all shapes, or None where there is none."""
        if not self.shapes:
            return None
        left, top = self.boxes[:, :2].min(axis=0).tolist()
        right, bottom = self.boxes[:, 2:].max(axis=0).tolist()
        return left, top, right, bottom

    def seen(self, box: Box, least: float = 0.0) -> list[Shape]:
        """Give the shapes that touch a box, in their order; those smaller than `least` are left out.

        `least` is in pixels at zoom 22 and spares points.
        """
        boxes = self.boxes
        touched = boxes[:, 0] <= box.right
        touched &= boxes[:, 2] >= box.left
        touched &= boxes[:, 1] <= box.bottom
        touched &= boxes[:, 3] >= box.top
        if least > 0:
            size = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
            touched &= (size >= least) | (size == 0)
        shapes = self.shapes
        return [shapes[index] for index in np.flatnonzero(touched).tolist()]


def load_layer(path: Path, name: str = "", kind: str | None = None) -> Layer:
    """Load a GeoJSON file, gzipped or not, as a layer; BadInput (field "layer") where that cannot be.

    `kind` draws all shapes in one way; otherwise each feature's own property "kind" counts where the base map
    knows it, and everything else is an overlay.
    """
    title = name or path.name.removesuffix(".gz").removesuffix(".geojson").removesuffix(".json")
    return make_layer(read_geojson(path), title, kind)


def load_base(folder: Path, place: str = "monaco") -> tuple[Layer, ...]:
    """Load the base map of a place: its ground, streets, districts and names, in this order.

    Several parts of a desk ask for it in the same moment, each in a thread: it is read once while its files
    stay as they are.
    """
    parts = ("ground", "streets", "districts", "names")
    paths = tuple(folder / f"{place}.{part}.geojson.gz" for part in parts)
    with _READING:
        return _base(tuple(zip(paths, parts, map(_state, paths), strict=True)))


@lru_cache(maxsize=1)
def _base(files: tuple[tuple[Path, str, tuple[int, int]], ...]) -> tuple[Layer, ...]:
    return tuple(load_layer(path, part) for path, part, _state in files)


def _state(path: Path) -> tuple[int, int]:
    """What changes when a file does; a file that is not there is told of when it is read."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def make_layer(collection: Collection, name: str, kind: str | None = None) -> Layer:
    """Make a layer of what a file holds: lines that carry one name and touch become one."""
    lines = _projected([part for feature in collection.features for part in feature.parts])
    shapes, first = [], 0
    for feature in collection.features:
        last = first + len(feature.parts)
        shapes.append(_shape(feature, kind, tuple(lines[first:last])))
        first = last
    return layer_of(name, shapes, collection.attribution, collection.skipped)


def layer_of(name: str, shapes: Sequence[Shape], attribution: str = "", skipped: int = 0) -> Layer:
    """Make a layer of shapes, each with at least one part."""
    parts = [part for shape in shapes for part in shape.parts]
    if not parts:
        return Layer(name, (), np.zeros((0, 4)), attribution, skipped)
    points = np.concatenate(parts)
    lengths = [sum(len(part) for part in shape.parts) for shape in shapes]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    lows, highs = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    return Layer(name, tuple(shapes), np.hstack([lows, highs]), attribution, skipped)


def named_lines(shapes: Iterable[Shape]) -> list[tuple[str, str, Line]]:
    """Join lines of one kind and name that meet end to end; gives kind, name and line, longest first."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for shape in shapes:
        if shape.form == "line" and shape.name and not shape.tunnel:
            groups[shape.kind, shape.name].extend(shape.parts)
    joined = [(kind, name, line) for (kind, name), lines in groups.items() for line in _joined(lines)]
    return sorted(joined, key=lambda entry: -_length(entry[2]))


def _length(line: Line) -> float:
    steps = np.diff(line, axis=0)
    return float(np.hypot(steps[:, 0], steps[:, 1]).sum())


def _joined(lines: list[Line]) -> list[Line]:
    """Join lines whose ends are equal, turning them where needed."""
    meeting: dict[tuple[float, float], list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for end in (line[0], line[-1]):
            meeting[float(end[0]), float(end[1])].append(number)
    free = dict.fromkeys(range(len(lines)))
    joined = []
    while free:
        first = next(iter(free))
        del free[first]
        ahead = _grown(lines[first], lines, meeting, free)
        joined.append(_grown(ahead[::-1], lines, meeting, free)[::-1])
    return joined


def _grown(
    line: Line, lines: list[Line], meeting: dict[tuple[float, float], list[int]], free: dict[int, None]
) -> Line:
    """Lengthen a line at its last point by free lines, and take those out of the free ones."""
    pieces = [line]
    while True:
        tip = pieces[-1][-1]
        number = next((n for n in meeting[float(tip[0]), float(tip[1])] if n in free), None)
        if number is None:
            return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
        del free[number]
        piece = lines[number]
        pieces.append(piece if (piece[0] == tip).all() else piece[::-1])


def _projected(parts: Sequence[Points]) -> list[Line]:
    """Project the points of all lines at once, which is a hundred times as fast as line by line."""
    if not parts:
        return []
    flat = np.array([point for part in parts for point in part], np.float64)
    world = np.column_stack(project_exactly(flat[:, 1], flat[:, 0]))
    return np.split(world, np.cumsum([len(part) for part in parts])[:-1])


def _shape(feature: Feature, kind: str | None, lines: tuple[Line, ...]) -> Shape:
    given = feature.properties
    own = given.get("kind")
    known = own if isinstance(own, str) and own in BASE_KINDS else OVERLAY
    return Shape(kind or known, _name(given), feature.form, lines, given.get("tunnel") is True)


def _name(properties: dict[str, Any]) -> str:
    for field in NAME_FIELDS:
        value = properties.get(field)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return " ".join(str(value).split())[:LONGEST_NAME]
    return ""
