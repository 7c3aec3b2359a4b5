"""Every notation of a position that people type or paste, read and written."""

import math
import re
import unicodedata
from enum import StrEnum

from opsdesk.errors import BadInput
from opsdesk.geo.grid import Utm, from_mgrs, from_utm, to_mgrs
from opsdesk.geo.places import Position
from opsdesk.geo.plus_codes import from_plus_code, looks_like_plus_code, to_plus_code

LONGEST = 200
"""Longer texts are no position."""


class Notation(StrEnum):
    """How a position is written."""

    DECIMAL = "decimal"
    MINUTES = "minutes"
    SECONDS = "seconds"
    MGRS = "mgrs"
    PLUS_CODE = "plus_code"


_SAME = str.maketrans(
    {"′": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "ʹ": "'", "″": '"', "”": '"', "“": '"',
     "º": "°", "˚": "°", "−": "-", "–": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " "}
)  # fmt: skip
_MGRS = re.compile(
    r"^(?:MGRS:?\s*)?(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z])\s*([A-HJ-NP-V])\s*(\d*)\s*(\d*)$"
)
_UTM = re.compile(
    r"^(?:UTM:?\s*)?(\d{1,2})\s*([C-HJ-NP-X])\s+(\d{6}(?:\.\d+)?)\s*M?E?[\s,]+(\d{1,8}(?:\.\d+)?)\s*M?N?$"
)
_LINKS = (
    re.compile(r"^geo:([+-]?\d+(?:\.\d+)?),([+-]?\d+(?:\.\d+)?)(?:[,;?].*)?$", re.IGNORECASE),
    re.compile(r"^https?://\S*@(-?\d+\.\d+),(-?\d+\.\d+)(?:,\S*)?$", re.IGNORECASE),
    re.compile(r"^https?://\S*[?&]mlat=(-?\d+(?:\.\d+)?)&mlon=(-?\d+(?:\.\d+)?)\S*$", re.IGNORECASE),
    re.compile(r"^https?://\S*#map=\d+(?:\.\d+)?/(-?\d+(?:\.\d+)?)/(-?\d+(?:\.\d+)?)\S*$", re.IGNORECASE),
    re.compile(r"^https?://\S*[?&]q(?:uery)?=(-?\d+(?:\.\d+)?)(?:,|%2C)(-?\d+(?:\.\d+)?)\S*$", re.IGNORECASE),
)
_ISO_6709 = re.compile(r"^([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)(?:[+-]\d+(?:\.\d+)?)?/?$")
_FOUR_GROUPS = re.compile(r"^([+-]?\d{1,3}),(\d+)\s*,\s*([+-]?\d{1,3}),(\d+)$")
_PIECE = re.compile(r"[+-]?\d+(?:\.\d+)?|[NSEW]|[°'\"]")
_WORDS = re.compile(r"\b(LATITUDE|LAT|LONGITUDE|LONG|LON|LNG)\b[.:=]?")


def parse_position(text: str, near: Position | None = None) -> Position:
    """Read a position in any notation.

    Understood: decimal degrees with point or comma, signs or N S E W before or behind, degrees and minutes,
    degrees, minutes and seconds, with or without their marks, packed (4344.05N 00725.37E), ISO 6709, MGRS,
    UTM with a band, plus codes (a short one needs `near`), geo: links and links of the usual maps. Latitude
    stands first unless letters say otherwise.

    BadInput (field "position"; "latitude", "longitude" where a number is out of range): "not_understood" for
    anything else.
    """
    found = read_position(text, near)
    if found is None:
        raise BadInput.one("position", "not_understood", text=text[:LONGEST])
    return found


def read_position(text: str, near: Position | None = None) -> Position | None:
    """Read a position as `parse_position` does, but give None for a text that is no notation of one.

    BadInput still where the notation is clear and its numbers are nowhere.
    """
    if len(text) > LONGEST:
        return None
    plain = " ".join(text.translate(_SAME).replace("''", '"').split())
    for link in _LINKS:
        match = link.match(plain)
        if match:
            return Position(float(match.group(1)), float(match.group(2)))
    plain = unicodedata.normalize("NFKC", plain).upper()
    if looks_like_plus_code(plain):
        return from_plus_code(plain, near)
    match = _MGRS.match(plain)
    if match:
        return _mgrs(match)
    match = _UTM.match(plain)
    if match:
        return _utm(match)
    match = _ISO_6709.match(plain)
    if match:
        return Position(float(match.group(1)), float(match.group(2)))
    return _degrees(plain)


def format_position(position: Position, notation: Notation = Notation.DECIMAL) -> str:
    """Write a position; decimals go to about a metre.

    Beyond 80 S and 84 N, where MGRS does not reach, MGRS gives decimal degrees.
    """
    if notation is Notation.MGRS and -80 <= position.latitude <= 84:
        return to_mgrs(position)
    if notation is Notation.PLUS_CODE:
        return to_plus_code(position)
    written = {Notation.MINUTES: _with_minutes, Notation.SECONDS: _with_seconds}.get(notation, _with_decimals)
    north = "N" if position.latitude >= 0 else "S"
    east = "E" if position.longitude >= 0 else "W"
    return f"{written(abs(position.latitude))} {north} {written(abs(position.longitude))} {east}"


def _with_decimals(degrees: float) -> str:
    return f"{degrees:.5f}°"


def _with_minutes(degrees: float) -> str:
    thousandths = round(degrees * 60_000)
    whole, rest = divmod(thousandths, 60_000)
    return f"{whole}° {rest / 1000:06.3f}'"


def _with_seconds(degrees: float) -> str:
    tenths = round(degrees * 36_000)
    whole, rest = divmod(tenths, 36_000)
    minutes, seconds = divmod(rest, 600)
    return f"{whole}° {minutes:02d}' {seconds / 10:04.1f}\""


def _mgrs(match: re.Match[str]) -> Position | None:
    zone, band, column, row, east, north = match.groups()
    if not north and len(east) % 2:
        return None
    if north and len(east) != len(north):
        return None
    if len(east + north) < 4 and not match.group(0).startswith("MGRS"):
        return None  # "10 RUE" has the letters of a square, but nobody means one.
    return from_mgrs(int(zone), band, column + row, east + north)


def _utm(match: re.Match[str]) -> Position | None:
    zone, band, easting, northing = match.groups()
    if band == "S":
        return None  # The band of 32 to 40 N, or the southern hemisphere: both are usual.
    return from_utm(Utm(int(zone), band >= "N", float(easting), float(northing)))


def _degrees(plain: str) -> Position | None:
    """Read numbers with or without letters and marks."""
    order: list[str] = []

    def noted(match: re.Match[str]) -> str:
        order.append("E" if match.group(1).startswith("LO") or match.group(1) == "LNG" else "N")
        return " "

    plain = _WORDS.sub(noted, plain)
    plain, clear = _without_commas(plain)
    if _PIECE.sub("", plain).strip(" "):
        return None
    pieces = _PIECE.findall(plain)
    numbers = [piece for piece in pieces if piece[-1].isdigit()]
    letters = [piece for piece in pieces if piece in "NSEW"]
    if not letters:
        if len(numbers) not in (2, 4, 6) or not (clear or order or "." in plain or "°" in plain):
            return None
        half = len(numbers) // 2
        values = [_value(numbers[:half], None), _value(numbers[half:], None)]
        if order == ["E", "N"]:
            values.reverse()
    else:
        found = _lettered(pieces)
        if found is None:
            return None
        values = found
    first, second = values
    return None if first is None or second is None else Position(first, second)


def _without_commas(plain: str) -> tuple[str, bool]:
    """Turn decimal commas into points and other commas into spaces; tells whether two parts stand apart."""
    groups = _FOUR_GROUPS.match(plain)
    if groups and "." not in plain:
        return "{}.{} {}.{}".format(*groups.groups()), True
    plain = re.sub(r"\s*[;/|]\s*", ", ", plain)
    if re.search(r"\d\.\d", plain):
        return plain.replace(",", " "), "," in plain
    apart = re.sub(r",\s+|(?<=[^\d]),", " ", plain)
    return re.sub(r"(?<=\d),(?=\d)", ".", apart).replace(",", " "), apart != plain


def _lettered(pieces: list[str]) -> list[float | None] | None:
    """Read two groups that letters mark, before or behind their numbers."""
    marks = [index for index, piece in enumerate(pieces) if piece in "NSEW"]
    if len(marks) != 2 or {pieces[marks[0]] in "NS", pieces[marks[1]] in "NS"} != {True, False}:
        return None
    if marks[0] == 0:
        groups = [pieces[1 : marks[1]], pieces[marks[1] + 1 :]]
    elif marks[1] == len(pieces) - 1:
        groups = [pieces[: marks[0]], pieces[marks[0] + 1 : -1]]
    else:
        return None
    letters = [pieces[index] for index in marks]
    values = [
        _value([piece for piece in group if piece[-1].isdigit()], letter)
        for group, letter in zip(groups, letters, strict=True)
    ]
    return values if letters[0] in "NS" else values[::-1]


def _value(numbers: list[str], letter: str | None) -> float | None:
    """Join degrees, minutes and seconds; None where they are no such numbers."""
    if not 1 <= len(numbers) <= 3 or any("." in number for number in numbers[:-1]):
        return None
    if any(number[0] in "+-" for number in (numbers[1:] if letter is None else numbers)):
        return None
    if len(numbers) == 1 and letter is not None:
        numbers = _unpacked(numbers[0], letter)
    negative = numbers[0].startswith("-") or letter in ("S", "W")
    parts = [abs(float(number)) for number in numbers]
    if any(part >= 60 for part in parts[1:]):
        return None
    total = math.fsum(part / 60.0**power for power, part in enumerate(parts))
    return -total if negative else total


def _unpacked(number: str, letter: str) -> list[str]:
    """Take apart packed degrees, minutes and seconds: 4344.05 or 434403 before N, one digit more before E."""
    whole = number.split(".", maxsplit=1)[0]
    wide = 2 if letter in "NS" else 3
    if len(whole) == wide + 2:
        return [number[:wide], number[wide:]]
    if len(whole) == wide + 4:
        return [number[:wide], number[wide : wide + 2], number[wide + 2 :]]
    return [number]
