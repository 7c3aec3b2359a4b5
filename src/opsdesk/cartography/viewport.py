"""Which part of the world a map shows, and where a position stands on it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import floor, log2

from opsdesk.geo.clusters import Box
from opsdesk.geo.places import Position
from opsdesk.geo.projection import WORLD, WORLD_ZOOM, metres_per_pixel, to_position, to_world

LOWEST_ZOOM = 2.0
HIGHEST_ZOOM = 21.0


@dataclass(frozen=True, slots=True)
class Viewport:
    """A view of the map: its centre in pixels at zoom 22, its zoom, and its size in logical pixels.

    Screen coordinates are logical pixels from the top left corner. Zoom counts as usual (256 px tiles) and
    may be a fraction. Frozen: moving gives a new one.
    """

    x: float
    y: float
    zoom: float
    width: float
    height: float

    @classmethod
    def at(cls, centre: Position, zoom: float, width: float, height: float) -> "Viewport":
        """Look at a position."""
        x, y = to_world(centre)
        return cls(x, y, min(HIGHEST_ZOOM, max(LOWEST_ZOOM, zoom)), width, height)

    @classmethod
    def fitting(
        cls,
        positions: Iterable[Position],
        width: float,
        height: float,
        *,
        margin: float = 40.0,
        highest_zoom: float = 17.0,
    ) -> "Viewport":
        """Look at all of some positions, with a margin in pixels; without any, at the whole world."""
        points = [to_world(position) for position in positions]
        if not points:
            return cls(WORLD / 2, WORLD / 2, LOWEST_ZOOM, width, height)
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return cls.framing((min(xs), min(ys), max(xs), max(ys)), width, height, margin, highest_zoom)

    @classmethod
    def framing(
        cls,
        box: tuple[float, float, float, float],
        width: float,
        height: float,
        margin: float = 0.0,
        highest_zoom: float = HIGHEST_ZOOM,
    ) -> "Viewport":
        """Look at a box of the world (left, top, right, bottom in pixels at zoom 22)."""
        left, top, right, bottom = box
        room_x, room_y = max(1.0, width - 2 * margin), max(1.0, height - 2 * margin)
        unit = max((right - left) / room_x, (bottom - top) / room_y)
        zoom = WORLD_ZOOM - log2(unit) if unit > 0 else highest_zoom
        zoom = max(LOWEST_ZOOM, min(highest_zoom, zoom))
        return cls((left + right) / 2, (top + bottom) / 2, zoom, width, height)

    @property
    def unit(self) -> float:
        """Pixels at zoom 22 for one pixel of the screen."""
        return float(2.0 ** (WORLD_ZOOM - self.zoom))

    @property
    def centre(self) -> Position:
        """The position in the middle."""
        return to_position(self.x, self.y)

    @property
    def metres_per_pixel(self) -> float:
        """Length on the ground of one pixel of the screen, in the middle of the view."""
        return metres_per_pixel(self.centre.latitude, self.zoom)

    def to_screen(self, position: Position) -> tuple[float, float]:
        """Tell where a position stands, in logical pixels from the top left."""
        return self.world_to_screen(*to_world(position))

    def world_to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Tell where a point of the world stands on the screen."""
        unit = self.unit
        return (x - self.x) / unit + self.width / 2, (y - self.y) / unit + self.height / 2

    def to_world(self, x: float, y: float) -> tuple[float, float]:
        """Tell which point of the world stands at a place of the screen."""
        unit = self.unit
        return self.x + (x - self.width / 2) * unit, self.y + (y - self.height / 2) * unit

    def to_position(self, x: float, y: float) -> Position:
        """Tell which position stands at a place of the screen."""
        return to_position(*self.to_world(x, y))

    def box(self, margin: float = 0.0) -> Box:
        """Give the box of the world that is seen, widened by a margin in logical pixels."""
        left, top = self.to_world(-margin, -margin)
        right, bottom = self.to_world(self.width + margin, self.height + margin)
        return Box(floor(left), floor(top), floor(right) + 1, floor(bottom) + 1)

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Tell whether a place of the screen lies within the view, widened by a margin."""
        return -margin <= x <= self.width + margin and -margin <= y <= self.height + margin

    def panned(self, dx: float, dy: float) -> "Viewport":
        """Move the map by pixels of the screen: positive dx moves what is shown to the right."""
        unit = self.unit
        x = min(float(WORLD), max(0.0, self.x - dx * unit))
        y = min(float(WORLD), max(0.0, self.y - dy * unit))
        return replace(self, x=x, y=y)

    def zoomed(self, zoom: float, about: tuple[float, float] | None = None) -> "Viewport":
        """Change the zoom; the place of the screen `about` (default: the middle) keeps its position."""
        zoom = min(HIGHEST_ZOOM, max(LOWEST_ZOOM, zoom))
        px, py = about or (self.width / 2, self.height / 2)
        x, y = self.to_world(px, py)
        unit = 2.0 ** (WORLD_ZOOM - zoom)
        return replace(
            self, x=x - (px - self.width / 2) * unit, y=y - (py - self.height / 2) * unit, zoom=zoom
        )

    def resized(self, width: float, height: float) -> "Viewport":
        """Change the size; the middle stays."""
        return replace(self, width=width, height=height)
