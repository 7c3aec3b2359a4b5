"""Counts, sizes and distances in words."""

from __future__ import annotations

from opsdesk.wording.language import _


def count(number: int, most: int | None = None) -> str:
    """A whole number with separators (`7,223`); above `most` it reads `1,000+`."""
    if most is not None and number > most:
        return f"{most:,}+"
    return f"{number:,}"


def ordinal(number: int) -> str:
    """A journal number as the pages print it, in groups of three: `48 211` (with no-break spaces)."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def size(length: int) -> str:
    """A size in bytes as people read it: `812 bytes`, `2.4 MB` (decimal units)."""
    if length < 1000:
        return _("{length} bytes").format(length=length)
    value = float(length)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 999.5 or unit == "TB":
            return f"{value:.1f} {unit}" if value < 9.95 else f"{value:,.0f} {unit}"
    raise AssertionError("the last unit takes all")


def distance(metres: float) -> str:
    """A distance on the ground: `190 m`, `1.2 km`, `12 km`."""
    if metres < 999.5:
        return f"{metres:.0f} m" if metres < 100 else f"{round(metres, -1):.0f} m"
    return f"{metres / 1000:.1f} km" if metres < 9950 else f"{metres / 1000:,.0f} km"


def listed(parts: list[str], most: int = 12) -> str:
    """Several things in one line; what is too much is counted: `a, b and 3 more`."""
    if len(parts) > most:
        return _("{some} and {rest} more").format(some=", ".join(parts[:most]), rest=count(len(parts) - most))
    return ", ".join(parts)
