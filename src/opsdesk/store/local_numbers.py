"""The desk-local number of what was saved here: `L12`; it stays with the record and can be searched for."""

from __future__ import annotations


def local_number(number: int) -> str:
    """A desk-local number as people read it."""
    return f"L{number}"


def number_of(text: str) -> int | None:
    """The desk-local number that a text names (`L12`, `l 12`), or None."""
    named = text.strip()[:1] in {"L", "l"}
    digits = text.strip()[1:].strip()
    return int(digits) if named and digits.isascii() and digits.isdigit() and len(digits) < 10 else None
