"""What stands in a list: columns as data, and the cell that a column makes of an item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opsdesk.handling import Marking


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: an optional sign, then text, then small marks; colours by token.

    `glyph` is `dot`, `overdue`, or an icon's name; `marks` are pairs of an icon and a short text; `then` is
    painted behind the text, with a sign and colours of its own.
    """

    text: str = ""
    ink: str = "text.mid"
    bold: bool = False
    priority: int = 0
    glyph: str = ""
    glyph_ink: str = ""
    marking: Marking | None = None
    marks: tuple[tuple[str, str], ...] = ()
    then: Cell | None = None


@dataclass(frozen=True, slots=True)
class RowLook:
    """What a whole row looks like: a tint behind it and the colour of its bar (tokens), or nothing."""

    tint: str = ""
    bar: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `cell(item, now)` makes the cell; with `live` it is made again at each paint, since it counts (an age).
    `width` and `narrow_width` are px at 100 % (narrow: windows under 1400 px; 0: not shown there).
    `sort` names the order that a press on the header asks for.
    """

    id: str
    title: str
    width: int
    cell: Callable[[Any, datetime], Cell]
    narrow_width: int | None = None
    stretch: bool = False
    live: bool = False
    right: bool = False
    sort: str = ""
    #: The title is for the column chooser and screen readers; the header stays empty.
    untitled: bool = False
    #: Whether it is shown until the user chooses.
    shown: bool = True


def plain_row(_item: Any) -> RowLook:
    """No tint, no bar."""
    return RowLook()
