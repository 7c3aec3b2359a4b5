"""Cells that a spreadsheet would run: they go out with an apostrophe in front (RELIABILITY: CSV out)."""

from __future__ import annotations

from collections.abc import Iterable

_STARTS = frozenset("=+-@\t\r\n")


def defused(cell: object) -> str:
    """The cell as text that no spreadsheet takes for a formula; a plain number stays one."""
    text = "" if cell is None else str(cell)
    if text[:1] not in _STARTS or not text:
        return text
    return text if _number(text) else f"'{text}"


def defused_row(cells: Iterable[object]) -> list[str]:
    """A row of such cells."""
    return [defused(cell) for cell in cells]


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and text.strip() == text
