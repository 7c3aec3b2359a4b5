"""Areas and lines of positions: what lies inside, and how far away something is."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from opsdesk.geo.places import EARTH_RADIUS, Position

Ring = Sequence[Position]
"""Corners of an area, in order; the last may repeat the first."""


def contains(ring: Ring, position: Position, holes: Sequence[Ring] = ()) -> bool:
    """Tell whether a position lies in an area without its holes (even-odd; areas may cross 180 E)."""
    if not _in_ring(ring, position):
        return False
    return not any(_in_ring(hole, position) for hole in holes)


def _in_ring(ring: Ring, position: Position) -> bool:
    if len(ring) < 3:
        return False
    origin = ring[0].longitude
    x, y = _turned(position.longitude, origin), position.latitude
    inside = False
    before = ring[-1]
    for corner in ring:
        x0, y0 = _turned(before.longitude, origin), before.latitude
        x1, y1 = _turned(corner.longitude, origin), corner.latitude
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            inside = not inside
        before = corner
    return inside


def _turned(longitude: float, origin: float) -> float:
    """Give a longitude as degrees from another, so that 180 E and 180 W meet."""
    return (longitude - origin + 180) % 360 - 180


def middle(positions: Sequence[Position]) -> Position:
    """Give the middle of the box around positions (of one neighbourhood, not over 180 E)."""
    latitudes, longitudes = [p.latitude for p in positions], [p.longitude for p in positions]
    return Position((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)


class Segments:
    """Straight pieces of many lines, asked for the one that is nearest to a position.

    `owner` of a piece is the number of the line that it came from.
    """

    def __init__(self, lines: Sequence[Sequence[Position]]) -> None:
        starts, ends, owners = [], [], []
        for number, line in enumerate(lines):
            for one, other in pairwise(line if len(line) > 1 else [*line, *line]):
                starts.append((one.latitude, one.longitude))
                ends.append((other.latitude, other.longitude))
                owners.append(number)
        self._starts = np.array(starts, np.float64).reshape(-1, 2)
        self._ends = np.array(ends, np.float64).reshape(-1, 2)
        self._owners = np.array(owners, np.int64)
        self._count = len(lines)

    def distances(self, position: Position) -> NDArray[np.float64]:
        """Give the distance of a position from each piece, in metres; right to 1 % up to some 50 km."""
        scale = math.radians(1) * EARTH_RADIUS
        shrink = math.cos(math.radians(position.latitude))
        here = np.array([position.latitude, position.longitude])
        start, end = self._starts - here, self._ends - here
        for ends in (start, end):
            ends[:, 1] = (ends[:, 1] + 180) % 360 - 180
            ends[:, 0] *= scale
            ends[:, 1] *= scale * shrink
        along = end - start
        length = (along**2).sum(axis=1)
        part = np.clip(-(start * along).sum(axis=1) / np.where(length > 0, length, 1), 0, 1)
        near = start + along * part[:, None]
        metres: NDArray[np.float64] = np.hypot(near[:, 0], near[:, 1])
        return metres

    def distance_of_each(self, position: Position) -> NDArray[np.float64]:
        """Give the distance of a position from each line, in metres; infinite for a line without points."""
        found = np.full(self._count, np.inf)
        np.minimum.at(found, self._owners, self.distances(position))
        return found

    def nearest(self, position: Position) -> tuple[int, float] | None:
        """Give the line that is nearest and its distance in metres; None without lines."""
        if not len(self._owners):
            return None
        distances = self.distances(position)
        best = int(np.argmin(distances))
        return int(self._owners[best]), float(distances[best])
