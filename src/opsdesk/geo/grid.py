"""UTM and MGRS, both ways: Krüger's series (Karney 2011) on WGS84, exact to a millimetre.

MGRS as in NGA.STND.0037: a square is named by its lower left corner, so digits are cut, never rounded.
"""

import math
from dataclasses import dataclass

from opsdesk.errors import BadInput
from opsdesk.geo.places import Position

SEMI_MAJOR = 6_378_137.0
FLATTENING = 1 / 298.257_223_563
SCALE = 0.9996
EASTING = 500_000.0
SOUTHERN = 10_000_000.0
BANDS = "CDEFGHJKLMNPQRSTUVWX"
"""Bands of 8 degrees from 80 S; the last, X, has 12."""
COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
ROWS = "ABCDEFGHJKLMNPQRSTUV"
SOUTHMOST, NORTHMOST = -80.0, 84.0

_N = FLATTENING / (2 - FLATTENING)
_E = math.sqrt(FLATTENING * (2 - FLATTENING))
_A = SEMI_MAJOR / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)


@dataclass(frozen=True, slots=True)
class Utm:
    """A place in UTM: zone 1 to 60, hemisphere, easting and northing in metres."""

    zone: int
    north: bool
    easting: float
    northing: float


def zone_of(position: Position) -> int:
    """Give the UTM zone of a position, with the exceptions for Norway and Svalbard."""
    latitude, longitude = position.latitude, position.longitude
    zone = min(60, int((longitude + 180) // 6) + 1)
    if 56 <= latitude < 64 and 3 <= longitude < 12:
        return 32
    if 72 <= latitude <= 84 and 0 <= longitude < 42:
        return 31 if longitude < 9 else 33 if longitude < 21 else 35 if longitude < 33 else 37
    return zone


def to_utm(position: Position, zone: int | None = None) -> Utm:
    """Project a position to UTM, in its own zone or in a given one; BadInput beyond 80 S and 84 N."""
    if not SOUTHMOST <= position.latitude <= NORTHMOST:
        raise BadInput.one("position", "beyond_grid", latitude=position.latitude)
    zone = zone or zone_of(position)
    turn = math.radians(position.longitude - _meridian(zone))
    tau = math.tan(math.radians(position.latitude))
    conformal = _conformal(tau)
    xi = math.atan2(conformal, math.cos(turn))
    eta = math.asinh(math.sin(turn) / math.hypot(conformal, math.cos(turn)))
    north, east = xi, eta
    for order, alpha in enumerate(_ALPHA, start=1):
        north += alpha * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        east += alpha * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    is_north = position.latitude >= 0
    return Utm(
        zone, is_north, EASTING + SCALE * _A * east, SCALE * _A * north + (0 if is_north else SOUTHERN)
    )


def from_utm(utm: Utm) -> Position:
    """Turn UTM back into a position; BadInput where that is nowhere."""
    xi = (utm.northing - (0 if utm.north else SOUTHERN)) / (SCALE * _A)
    eta = (utm.easting - EASTING) / (SCALE * _A)
    if not (1 <= utm.zone <= 60 and abs(xi) <= math.pi / 2 and abs(eta) <= 1):
        raise BadInput.one(
            "position", "out_of_range", zone=utm.zone, easting=utm.easting, northing=utm.northing
        )
    north, east = xi, eta
    for order, beta in enumerate(_BETA, start=1):
        north -= beta * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        east -= beta * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    conformal = math.sin(north) / math.hypot(math.sinh(east), math.cos(north))
    latitude = math.degrees(math.atan(_geographic(conformal)))
    longitude = _meridian(utm.zone) + math.degrees(math.atan2(math.sinh(east), math.cos(north)))
    return Position(latitude, (longitude + 180) % 360 - 180)


def to_mgrs(position: Position, digits: int = 5) -> str:
    """Write a position as MGRS, such as "32T LP 72990 43551"; 1 to 5 digits mean 10 km to 1 m."""
    utm = to_utm(position)
    band = BANDS[min(len(BANDS) - 1, int((position.latitude + 80) // 8))]
    column = COLUMNS[(utm.zone - 1) % 3][int(utm.easting // 100_000) - 1]
    row = ROWS[(int(utm.northing // 100_000) + (5 if utm.zone % 2 == 0 else 0)) % 20]
    cut = 10 ** (5 - digits)
    east, north = int(utm.easting % 100_000) // cut, int(utm.northing % 100_000) // cut
    return f"{utm.zone:02d}{band} {column}{row} {east:0{digits}d} {north:0{digits}d}"


def from_mgrs(zone: int, band: str, square: str, digits: str) -> Position:
    """Give the middle of an MGRS square; BadInput (field "position") where there is no such square.

    Takes upper-case letters: the band's, the two of the square of 100 km, and an even number of digits.
    """
    wrong = BadInput.one("position", "no_such_square", square=f"{zone}{band} {square} {digits}")
    half = len(digits) // 2
    if not 1 <= zone <= 60 or band not in BANDS or len(digits) % 2 or half > 5:
        raise wrong
    column, row = COLUMNS[(zone - 1) % 3].find(square[0]), ROWS.find(square[1])
    if column < 0 or row < 0:
        raise wrong
    size = 10 ** (5 - half)
    easting = (column + 1) * 100_000 + (int(digits[:half]) if half else 0) * size + size / 2
    low = (row - (5 if zone % 2 == 0 else 0)) % 20 * 100_000
    northing = low + (int(digits[half:]) if half else 0) * size + size / 2
    south = BANDS.index(band) * 8.0 - 80.0
    top = NORTHMOST if band == "X" else south + 8
    slack = 0.01 + size / 111_000
    for cycle in range(5):
        at = northing + cycle * 2_000_000
        if at > SOUTHERN or (band < "N" and at < 1_000_000):
            continue
        position = from_utm(Utm(zone, band >= "N", easting, at))
        if south - slack <= position.latitude <= top + slack:
            return position
    raise wrong


def _meridian(zone: int) -> float:
    return zone * 6.0 - 183.0


def _conformal(tau: float) -> float:
    """Give the tangent of the conformal latitude from that of the geographic one."""
    sigma = math.sinh(_E * math.atanh(_E * tau / math.hypot(1, tau)))
    return tau * math.hypot(1, sigma) - sigma * math.hypot(1, tau)


def _geographic(conformal: float) -> float:
    """Give the tangent of the geographic latitude from that of the conformal one (Newton)."""
    tau = conformal / (1 - _E * _E)
    for _ in range(6):
        got = _conformal(tau)
        step = (
            (conformal - got)
            / math.hypot(1, got)
            * (1 + (1 - _E * _E) * tau * tau)
            / ((1 - _E * _E) * math.hypot(1, tau))
        )
        tau += step
        if abs(step) < 1e-14 * max(1.0, abs(tau)):
            break
    return tau
