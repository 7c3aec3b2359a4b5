"""Web Mercator as whole pixels at zoom 22: exact to 4 cm, and fast with arrays.

The world is a square of 2**30 pixels, x to the east, y to the south, the same grid as that of map tiles.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from opsdesk.geo.places import Position

WORLD_ZOOM = 22
TILE = 256
WORLD = TILE << WORLD_ZOOM
"""Width and height of the world, in pixels at zoom 22."""
MAX_LATITUDE = math.degrees(math.atan(math.sinh(math.pi)))
"""Where the square world ends, about 85.0511 degrees; what lies nearer to a pole is drawn at the rim."""
EQUATOR = 40_075_016.685_578_5
"""Length of the equator of the sphere that Web Mercator uses (radius 6,378,137 m), in metres."""


def project(latitudes: ArrayLike, longitudes: ArrayLike) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Project degrees to x and y in whole pixels at zoom 22; arrays of any equal shape."""
    x, y = project_exactly(latitudes, longitudes)
    top = WORLD - 1
    return np.clip(x, 0, top).astype(np.int32), np.clip(y, 0, top).astype(np.int32)


def project_exactly(
    latitudes: ArrayLike, longitudes: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project degrees to x and y in fractions of pixels at zoom 22, for lines and areas."""
    latitude = np.radians(np.clip(np.asarray(latitudes, np.float64), -MAX_LATITUDE, MAX_LATITUDE))
    x = (np.asarray(longitudes, np.float64) + 180.0) * (WORLD / 360.0)
    y = (0.5 - np.arctanh(np.sin(latitude)) / (2 * np.pi)) * WORLD
    return x, y


def unproject(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn x and y at zoom 22 back into latitudes and longitudes, in degrees."""
    longitude = np.asarray(x, np.float64) * (360.0 / WORLD) - 180.0
    latitude = np.degrees(np.arcsin(np.tanh((0.5 - np.asarray(y, np.float64) / WORLD) * (2 * np.pi))))
    return latitude, longitude


def to_world(position: Position) -> tuple[float, float]:
    """Project one position to x and y at zoom 22."""
    latitude = math.radians(max(-MAX_LATITUDE, min(MAX_LATITUDE, position.latitude)))
    y = (0.5 - math.atanh(math.sin(latitude)) / (2 * math.pi)) * WORLD
    return (position.longitude + 180.0) * (WORLD / 360.0), y


def to_position(x: float, y: float) -> Position:
    """Turn x and y at zoom 22 back into a position; beyond the world's rim it is the rim."""
    x, y = max(0.0, min(float(WORLD), x)), max(0.0, min(float(WORLD), y))
    latitude = math.degrees(math.asin(math.tanh((0.5 - y / WORLD) * (2 * math.pi))))
    return Position(latitude, max(-180.0, min(180.0, x * (360.0 / WORLD) - 180.0)))


def metres_per_pixel(latitude: float, zoom: float = WORLD_ZOOM) -> float:
    """Give the length on the ground of one pixel at a zoom (256 px tiles), in metres."""
    limited = max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude))
    return float(EQUATOR * math.cos(math.radians(limited)) / (TILE * 2.0**zoom))
