"""What stands where on the screen: pins, tags and clusters of one view, and what a click hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple
from uuid import UUID

import numpy as np
from PySide6.QtGui import QFontMetricsF

from opsdesk.cartography.pins import Crowd, Pin, PinKind, PinSet, strength
from opsdesk.cartography.placing import Board, Sides
from opsdesk.cartography.signs import cluster_size, font
from opsdesk.cartography.tokens import MapTheme
from opsdesk.cartography.viewport import Viewport
from opsdesk.geo.clusters import Box, cell_shift

MOST_TAGS = 48
"""Beyond so many incidents in a view, those of the least priority show their frame without the number."""
LEAST_HIT = 24.0
"""Least width and height of what can be clicked, in px."""
ORDER = {
    PinKind.BULLETIN: 0,
    PinKind.PLACE: 1,
    PinKind.POST: 2,
    PinKind.UNIT: 3,
    PinKind.OBSERVATION: 4,
    PinKind.POST_WITHOUT_COVER: 5,
    PinKind.BOLO_PERSON: 6,
    PinKind.BOLO_VEHICLE: 6,
    PinKind.INCIDENT: 7,
}
"""Which kind lies over which; within a kind the worse priority lies over the better."""


class Look(Enum):
    """How a mark is drawn."""

    SIGN = 1
    TAG = 2
    FRAME = 3
    EDGE_TAG = 4
    CLUSTER = 5


class Mark(NamedTuple):
    """One thing on the screen: where its point is, which rectangle it fills, and what it stands for.

    `held` is above 1 for a cluster: its points; `cell` is its column, row and shift of the grid. `pin` is
    None for what comes from a crowd; `place` is its index in `crowd`, or -1. A named tuple, for each frame
    makes hundreds.
    """

    look: Look
    x: float
    y: float
    sides: Sides
    priority: int
    strength: float = 1.0
    pin: Pin | None = None
    held: int = 1
    cell: tuple[int, int, int] | None = None
    place: int = -1
    crowd: PinSet | None = None

    @property
    def record_id(self) -> UUID | None:
        """The record that a single pin stands for; None for a cluster."""
        if self.pin is not None:
            return self.pin.record_id
        return self.crowd.record_id(self.place) if self.crowd is not None and self.place >= 0 else None

    @property
    def world_box(self) -> Box | None:
        """The part of the world that a cluster covers, to zoom into; None for a single pin."""
        if self.cell is None:
            return None
        column, row, shift = self.cell
        return Box(column << shift, row << shift, (column + 1) << shift, (row + 1) << shift)


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of a view, from the bottom upwards."""

    marks: tuple[Mark, ...]

    def at(self, x: float, y: float) -> tuple[Mark, ...]:
        """Give the marks at a point of the screen, the uppermost first."""
        found = []
        for mark in reversed(self.marks):
            left, top, right, bottom = mark.sides
            spare_x = max(0.0, (LEAST_HIT - (right - left)) / 2)
            spare_y = max(0.0, (LEAST_HIT - (bottom - top)) / 2)
            if left - spare_x <= x <= right + spare_x and top - spare_y <= y <= bottom + spare_y:
                found.append(mark)
        return tuple(found)


def sign_size(kind: PinKind, priority: int, theme: MapTheme, scale: float) -> float:
    """Give the width of a pin's sign in px: priorities 1 and 2 are larger."""
    factor = theme.tag * scale
    if kind in (PinKind.POST, PinKind.POST_WITHOUT_COVER):
        return (19.0 if kind is PinKind.POST else 21.0) * factor
    if kind in (PinKind.BOLO_PERSON, PinKind.BOLO_VEHICLE):
        return 19.0 * factor
    if kind is PinKind.PLACE:
        return 10.0 * factor
    base = {1: 25.0, 2: 22.0, 4: 18.0}.get(priority, 18.5)
    return base * factor * (0.72 if theme.observations_as_rings else 1.0)


def tag_factor(priority: int, theme: MapTheme, scale: float) -> float:
    """Give the factor on a tag's measures: tags of priorities 1 and 2 are larger."""
    return theme.tag * scale * (1.14 if priority in (1, 2) and theme.name != "wall" else 1.0)


def tag_size(pin: Pin, theme: MapTheme, scale: float) -> tuple[float, float]:
    """Give width and height of an incident's tag in px."""
    factor = tag_factor(pin.priority, theme, scale)
    words = QFontMetricsF(font(13.5 * factor, bold=True)).horizontalAdvance(pin.number)
    return words + 36.0 * factor, 24.0 * factor


def lay_out(
    viewport: Viewport,
    pins: Sequence[Pin],
    crowd: Crowd | None,
    theme: MapTheme,
    scale: float,
    taken: Sequence[Sides] = (),
) -> Marks:
    """Lay out what a view shows: the crowd in clusters, single pins, and tags pushed apart.

    Tags leave `taken` free: rectangles of the screen, such as the scale bar's.
    """
    marks = crowd_marks(viewport, crowd, theme, scale) if crowd is not None else []
    seen: list[tuple[Pin, float, float]] = []
    outside: list[tuple[Pin, float, float]] = []
    for pin in sorted(pins, key=lambda pin: (pin.selected, ORDER[pin.kind], -(pin.priority or 9))):
        x, y = viewport.to_screen(pin.position)
        if viewport.holds(x, y, 0.0 if theme.edge_tags else 60.0 * scale):
            seen.append((pin, x, y))
        elif theme.edge_tags and pin.kind is PinKind.INCIDENT:
            outside.append((pin, x, y))
        elif pin.kind is PinKind.BULLETIN and (pin.radius or pin.ring):
            seen.append((pin, x, y))
    board = Board(viewport.width, viewport.height, keep_inside=theme.keep_inside)
    for sides in taken:
        board.take(sides)
    signs = []
    for pin, x, y in seen:
        if pin.kind is not PinKind.INCIDENT:
            sign = _sign(pin, x, y, theme, scale)
            signs.append(sign)
            if pin.kind is not PinKind.BULLETIN:
                board.take(sign.sides)
    incidents = [entry for entry in seen if entry[0].kind is PinKind.INCIDENT]
    dot = 5.0 * theme.tag * scale
    for _pin, x, y in incidents:
        board.take((x - dot, y - dot, x + dot, y + dot))
    tags = _tags(incidents, board, theme, scale)
    edges = [_edge_tag(pin, x, y, board, theme, scale) for pin, x, y in reversed(outside)]
    return Marks((*marks, *signs, *tags, *reversed(edges)))


def _tags(
    incidents: list[tuple[Pin, float, float]], board: Board, theme: MapTheme, scale: float
) -> list[Mark]:
    """Place the tags of incidents, the most important first; gives them with those on top last."""
    gap = (17.0 if theme.leaders else 13.0) * theme.tag * scale
    placed = []
    for rank, (pin, x, y) in enumerate(reversed(incidents)):
        if rank < MOST_TAGS or pin.selected:
            sides = board.place(x, y, *tag_size(pin, theme, scale), gap)
            look = Look.TAG
        else:
            half = 11.0 * theme.tag * scale
            sides, look = (x - half, y - half, x + half, y + half), Look.FRAME
        kept = strength(pin.priority, pin.age, pin.open, theme.fades)
        placed.append(Mark(look, x, y, sides, pin.priority, kept, pin))
    return placed[::-1]


def _edge_tag(pin: Pin, x: float, y: float, board: Board, theme: MapTheme, scale: float) -> Mark:
    width, height = tag_size(pin, theme, scale)
    sides = board.place_at_edge(x, y, width, height, 11.0 * theme.tag * scale)
    return Mark(Look.EDGE_TAG, x, y, sides, pin.priority, 1.0, pin)


def _sign(pin: Pin, x: float, y: float, theme: MapTheme, scale: float) -> Mark:
    half = sign_size(pin.kind, pin.priority, theme, scale) / 2
    wide = half
    if pin.kind is PinKind.UNIT:
        half = 9.0 * theme.tag * scale
        words = QFontMetricsF(font(11.0 * theme.tag * scale, bold=True)).horizontalAdvance(pin.number)
        wide = words / 2 + 8.0 * theme.tag * scale
    kept = strength(pin.priority, pin.age, pin.open, theme.fades)
    sides = (x - wide, y - half, x + wide, y + half)
    return Mark(Look.SIGN, x, y, sides, pin.priority, kept, pin)


def crowd_marks(viewport: Viewport, crowd: Crowd, theme: MapTheme, scale: float) -> list[Mark]:
    """Group a crowd for a view: clusters, and single observations where a cell holds only one."""
    if not len(crowd.pins):
        return []
    shift = cell_shift(viewport.zoom - np.log2(max(0.5, theme.tag * scale)))
    groups = crowd.pins.index.clusters(viewport.box(30.0 * scale), shift, crowd.shown)
    unit = viewport.unit
    factor = theme.tag * scale
    room = np.minimum(0.5, 24.0 * factor * unit / (1 << shift))
    low, high = room, 1.0 - room
    cell = float(1 << shift)
    x = np.clip(groups.x, (groups.column + low) * cell, (groups.column + high) * cell)
    y = np.clip(groups.y, (groups.row + low) * cell, (groups.row + high) * cell)
    single = groups.count == 1
    x, y = np.where(single, groups.x + 0.5, x), np.where(single, groups.y + 0.5, y)
    order = np.argsort(-np.where(groups.worst, groups.worst, 9).astype(np.int8), kind="stable")
    xs = ((x[order] - viewport.x) / unit + viewport.width / 2).tolist()
    ys = ((y[order] - viewport.y) / unit + viewport.height / 2).tolist()
    columns = (groups.count, groups.worst, groups.one, groups.column, groups.row)
    marks: list[Mark] = []
    for at_x, at_y, count, worst, one, column, row in zip(
        xs, ys, *(values[order].tolist() for values in columns), strict=True
    ):
        if count == 1:
            marks.append(_single(crowd, one, at_x, at_y, theme, scale))
        else:
            half = cluster_size(count) * factor / 2
            sides = (at_x - half, at_y - half, at_x + half, at_y + half)
            marks.append(
                Mark(
                    Look.CLUSTER,
                    at_x,
                    at_y,
                    sides,
                    worst,
                    1.0,
                    None,
                    count,
                    (column, row, shift),
                    -1,
                    crowd.pins,
                )
            )
    return marks


def _single(crowd: Crowd, index: int, x: float, y: float, theme: MapTheme, scale: float) -> Mark:
    pins = crowd.pins
    priority = int(pins.priority[index])
    age = max(0.0, crowd.now - float(pins.seen[index]))
    kept = strength(priority, age, bool(pins.is_open[index]), theme.fades)
    half = sign_size(PinKind.OBSERVATION, priority, theme, scale) / 2
    sides = (x - half, y - half, x + half, y + half)
    return Mark(Look.SIGN, x, y, sides, priority, kept, place=index, crowd=pins)
