"""Positions on the ground, and how far they are from each other."""

import math
from dataclasses import dataclass

from opsdesk.errors import BadInput, Problem

EARTH_RADIUS = 6_371_008.8
"""Mean radius of the WGS84 ellipsoid (IUGG), in metres."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A point on the ground, in degrees WGS84.

    Latitude -90 to 90, longitude -180 to 180; BadInput (field "latitude" or "longitude") otherwise.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        problems = tuple(
            Problem(field, "out_of_range", {"value": value, "lowest": -limit, "highest": limit})
            for field, value, limit in (
                ("latitude", self.latitude, 90.0),
                ("longitude", self.longitude, 180.0),
            )
            if not (math.isfinite(value) and -limit <= value <= limit)
        )
        if problems:
            raise BadInput(problems)


def distance(one: Position, other: Position) -> float:
    """Give the great-circle distance between two positions, in metres (haversine; within 0.6 %)."""
    phi, psi = math.radians(one.latitude), math.radians(other.latitude)
    half_height = math.sin((psi - phi) / 2)
    half_width = math.sin(math.radians(other.longitude - one.longitude) / 2)
    chord = half_height * half_height + math.cos(phi) * math.cos(psi) * half_width * half_width
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(chord)))
