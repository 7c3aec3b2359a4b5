"""Plus codes (Open Location Code): write, read, and complete short ones."""

import math
import re

from opsdesk.errors import BadInput
from opsdesk.geo.places import Position

DIGITS = "23456789CFGHJMPQRVWX"
PAIRS = 10
"""Digits that halve the world in pairs; further ones divide a cell into 4 columns and 5 rows."""
LONGEST = 15
CODE = re.compile(rf"^([{DIGITS}]{{2,8}})(0*)\+([{DIGITS}]{{2,7}})?$")


def to_plus_code(position: Position, length: int = PAIRS) -> str:
    """Write a position as a plus code: 10 digits are a square of about 14 m, 11 of about 3 m."""
    per_degree_lat, per_degree_lon = 8000 * 5**5, 8000 * 4**5
    y = min(int((position.latitude + 90) * per_degree_lat), 180 * per_degree_lat - 1)
    x = int((position.longitude + 180) * per_degree_lon) % (360 * per_degree_lon)
    fine = ""
    for _ in range(LONGEST - PAIRS):
        fine = DIGITS[y % 5 * 4 + x % 4] + fine
        y, x = y // 5, x // 4
    pairs = ""
    for _ in range(PAIRS // 2):
        pairs = DIGITS[y % 20] + DIGITS[x % 20] + pairs
        y, x = y // 20, x // 20
    code = (pairs + fine)[: max(PAIRS, min(LONGEST, length))]
    return f"{code[:8]}+{code[8:]}"


def looks_like_plus_code(text: str) -> bool:
    """Tell whether an upper-case text has the form of a plus code, full or short."""
    match = CODE.match(text)
    if match is None:
        return False
    head, zeros, tail = match.group(1), match.group(2), match.group(3)
    width = len(head) + len(zeros)
    if width % 2 or len(head) % 2:
        return False
    return (
        (width == 8 and not tail) if zeros else (width in (2, 4, 6, 8) and (tail is None or len(tail) != 1))
    )


def from_plus_code(text: str, near: Position | None = None) -> Position:
    """Give the middle of a plus code; a short one is completed by a position `near` it.

    BadInput (field "position"): "needs_reference" for a short code without `near`, "no_such_code" otherwise.
    """
    code = text.strip().upper()
    if not looks_like_plus_code(code):
        raise BadInput.one("position", "no_such_code", code=text)
    head, tail = code.split("+")
    short = 8 - len(head)
    if not short:
        return _decoded(head.rstrip("0") + tail)
    if near is None:
        raise BadInput.one("position", "needs_reference", code=text)
    whole = to_plus_code(near).replace("+", "")[:short] + head + tail
    found = _decoded(whole)
    span = 20.0 ** (2 - short / 2)
    latitude, longitude = found.latitude, found.longitude
    if near.latitude + span / 2 < latitude and latitude - span >= -90:
        latitude -= span
    elif near.latitude - span / 2 > latitude and latitude + span <= 90:
        latitude += span
    if near.longitude + span / 2 < longitude:
        longitude -= span
    elif near.longitude - span / 2 > longitude:
        longitude += span
    return Position(latitude, (longitude + 180) % 360 - 180)


def _decoded(code: str) -> Position:
    """Give the middle of the cell of a full code without its plus."""
    south, west, high, wide = -90.0, -180.0, 400.0, 400.0
    for index in range(0, min(len(code), PAIRS), 2):
        high, wide = high / 20, wide / 20
        south += DIGITS.index(code[index]) * high
        west += DIGITS.index(code[index + 1]) * wide
    for letter in code[PAIRS:LONGEST]:
        row, column = divmod(DIGITS.index(letter), 4)
        high, wide = high / 5, wide / 4
        south += row * high
        west += column * wide
    latitude, longitude = south + high / 2, west + wide / 2
    if latitude > 90 or longitude > 180 or not math.isfinite(latitude):
        raise BadInput.one("position", "no_such_code", code=code)
    return Position(latitude, longitude)
