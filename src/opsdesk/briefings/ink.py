"""Sizes, leadings and colours of the page, in points; each has its place in the printed pages' table."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from opsdesk.briefings.lettering import Weight
from opsdesk.handling import Marking

INK = "#15191D"
MID = "#3E4852"
LOW = "#55606B"
LINE = "#C3CAD0"
RULE = "#8A949E"
BAR = "#8E9AA5"
PALE = "#DCE1E5"
PREVIEW = "#B4BDC6"
WHITE = "#FFFFFF"
BLACK = "#000000"
URGENT = "#E69F00"
ROUTINE = "#0072B2"

MARKING_COLOURS = {
    Marking.RED: "#FF2B2B",
    Marking.AMBER_STRICT: "#FFC000",
    Marking.AMBER: "#FFC000",
    Marking.GREEN: "#33FF00",
    Marking.CLEAR: "#FFFFFF",
}

COLUMN_GAP = 8 * mm
SECTION_GAP = 6 * mm
SECTION_GAP_TIGHT = 4 * mm
FOLD_CLEAR = 4 * mm
NOTE_LINE = 8.5 * mm
"""Distance of the lines to write on."""


def colour(value: str) -> HexColor:
    """A token as ReportLab's colour."""
    return HexColor(value)


@dataclass(frozen=True, slots=True)
class Style:
    """How one text stands: size and leading in points, cut and colour."""

    size: float
    leading: float
    weight: Weight = Weight.REGULAR
    colour: str = INK


TITLE = Style(24, 28, Weight.BOLD)
PERIOD = Style(13, 17)
SECTION = Style(11.5, 14, Weight.BOLD)
BODY = Style(9, 12)
FIRST = Style(9.5, 12.6)
FLYER = Style(10, 13)
ORDERS = Style(14, 19)
TABLE = Style(8.5, 11)
TABLE_HEAD = Style(7, 9, Weight.BOLD, LOW)
NOTE = Style(8, 10, Weight.REGULAR, LOW)
SMALL = Style(7, 9, Weight.REGULAR, LOW)
LABEL = Style(7, 9, Weight.BOLD, LOW)
RUNNING = Style(8, 10, Weight.REGULAR, MID)
MARK = Style(12.5, 15, Weight.BOLD)
KEY_FIGURE = Style(20, 22, Weight.BOLD)
