"""Where tags go: as near to their points as they can without covering each other."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Sides = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the screen."""

ANGLES = (-90, -45, -135, 0, 180, 45, 135, 90, -65, -115, -20, -160, 20, 160, 65, 115)
"""Directions that are tried, in degrees from the right clockwise: above first."""
REACHES = (1.0, 1.7, 2.6, 3.7, 5.0, 6.6, 8.5, 11.0)


TURN, TURNS = math.radians(3), 30
"""By how much, and how often, a tag at the rim turns away from its direction to find room."""


class Board:
    """The rectangles that are taken already, and the picture's own."""

    def __init__(self, width: float, height: float, *, keep_inside: bool) -> None:
        self._room = (width, height) if keep_inside else None
        self.taken: list[Sides] = []

    def take(self, sides: Sides) -> None:
        """Mark a rectangle as taken."""
        self.taken.append(sides)

    def place(self, x: float, y: float, width: float, height: float, gap: float) -> Sides:
        """Find room for a tag near a point, and take it: the first free, else that with least overlap."""
        places = _places(x, y, width, height, gap)
        cost = self._cost(places)
        best = int(np.argmin(cost))
        found = self._moved_inside(_sides(places[best]))
        self.take(found)
        return found

    def place_at_edge(self, x: float, y: float, width: float, height: float, margin: float) -> Sides:
        """Find room at the rim for a tag of a point outside of the picture, near to its direction."""
        room_x, room_y = self._room or (0.0, 0.0)
        half_x = max(1.0, room_x / 2 - margin - width / 2)
        half_y = max(1.0, room_y / 2 - margin - height / 2)
        straight = math.atan2(y - room_y / 2, x - room_x / 2)
        turns = [step * TURN * side for step in range(TURNS) for side in (1, -1)]
        places = []
        for turn in turns:
            dx, dy = math.cos(straight + turn), math.sin(straight + turn)
            part = min(half_x / abs(dx) if dx else math.inf, half_y / abs(dy) if dy else math.inf)
            places.append(_around(room_x / 2 + dx * part, room_y / 2 + dy * part, width, height))
        cost = self._cost(np.array(places)) + np.abs(turns) * 1e-3
        found = self._moved_inside(places[int(np.argmin(cost))])
        self.take(found)
        return found

    def _cost(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        cost = np.zeros(len(places))
        if self.taken:
            taken = np.array(self.taken)
            wide = np.minimum(places[:, None, 2], taken[None, :, 2]) - np.maximum(
                places[:, None, 0], taken[None, :, 0]
            )
            high = np.minimum(places[:, None, 3], taken[None, :, 3]) - np.maximum(
                places[:, None, 1], taken[None, :, 1]
            )
            cost += (np.maximum(wide, 0) * np.maximum(high, 0)).sum(axis=1)
        if self._room:
            width, height = self._room
            over = np.maximum(0, -places[:, 0]) + np.maximum(0, places[:, 2] - width)
            over += np.maximum(0, -places[:, 1]) + np.maximum(0, places[:, 3] - height)
            cost += over * 1000
        return cost

    def _moved_inside(self, sides: Sides) -> Sides:
        if not self._room:
            return sides
        width, height = self._room
        left, top, right, bottom = sides
        dx = max(0.0, -left) - max(0.0, right - width)
        dy = max(0.0, -top) - max(0.0, bottom - height)
        return left + dx, top + dy, right + dx, bottom + dy


def _places(x: float, y: float, width: float, height: float, gap: float) -> NDArray[np.float64]:
    places = []
    for reach in REACHES:
        for angle in ANGLES:
            turn = math.radians(angle)
            dx = math.cos(turn) * (width / 2 + gap * reach)
            dy = math.sin(turn) * (height / 2 + gap * reach)
            places.append(_around(x + dx, y + dy, width, height))
    return np.array(places)


def _around(x: float, y: float, width: float, height: float) -> Sides:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _sides(row: Sequence[float] | NDArray[np.float64]) -> Sides:
    return float(row[0]), float(row[1]), float(row[2]), float(row[3])
