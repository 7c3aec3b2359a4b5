"""Names on the map: along lines and at points, with a halo, never one over another."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QTransform

from opsdesk.cartography.placing import Sides
from opsdesk.cartography.signs import font, round_pen

APART = 420.0
"""Pixels along a line after which its name is repeated."""
STRAIGHT = 0.965
"""A name is set where its chord is at least this part of its way, so that it stays legible."""
SHARPEST = 0.42
"""Largest turn between neighbouring letters, in radians."""
SHIFTS = ((0, 0), (0, 1.4), (0, -1.4), (0, 2.8), (0, -2.8), (0.5, 0), (-0.5, 0), (0.4, 2), (-0.4, 2), (0.4,
-2),
          (-0.4, -2), (0, 4.5), (0, -4.5))  # fmt: skip
"""Where a name at a point may stand, in parts of its width and height from the middle."""
TRIES = (0.5, 0.3, 0.7, 0.15, 0.85)
RIGHT_TO_LEFT = range(0x0590, 0x0900)
INDIC = range(0x0900, 0x1200)

Line = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a name is set: size in px, weight, slant, spacing, colour."""

    size: float
    colour: str
    bold: bool = False
    italic: bool = False
    spacing: float = 0.0


Glyphs = dict[tuple[Lettering, float, str], tuple[QPainterPath, float]]
"""Outlines of letters and their advances, kept from picture to picture."""


class Sheet:
    """The names of one picture: keeps where there is room, and paints all at once.

    `occupied` are rectangles in screen pixels that names must leave free, such as tags; `room` is where
    names must lie wholly, if given; `glyphs` is kept by the caller.
    """

    def __init__(
        self,
        halo: str,
        scale: float,
        occupied: Sequence[QRectF] = (),
        room: QRectF | None = None,
        glyphs: Glyphs | None = None,
    ) -> None:
        self._halo = halo
        self._room = _sides(room) if room is not None else None
        self._scale = scale
        self._taken = [_sides(rect) for rect in occupied]
        self._set: list[tuple[QPainterPath, str, float]] = []
        self._glyphs: Glyphs = {} if glyphs is None else glyphs

    def along(self, line: Line, text: str, lettering: Lettering) -> bool:
        """Set a name along a line of screen points wherever it fits; True where it stands at least once."""
        glyphs = [self._glyph(lettering, letter) for letter in text]
        width = sum(advance for _path, advance in glyphs)
        steps = np.diff(line, axis=0)
        ways = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
        length = float(ways[-1])
        room = width + lettering.size * self._scale
        if length < room or not text:
            return False
        sections = max(1, int(length // max(APART * self._scale, room * 1.6)))
        found = False
        for section in range(sections):
            for attempt in TRIES:
                middle = (section + attempt) * length / sections
                start = middle - width / 2
                if start < 0 or start + width > length:
                    continue
                path = self._bent(line, ways, start, width, text, glyphs, lettering)
                if path is not None:
                    self._set.append((path, lettering.colour, lettering.size))
                    found = True
                    break
        return found

    def at(self, x: float, y: float, text: str, lettering: Lettering, *, beside: float = 0.0) -> bool:
        """Set a name at a point: on it, or `beside` it by that many pixels; False where there is no room."""
        typeface = self._font(lettering)
        metrics = QFontMetricsF(typeface)
        width, height = metrics.horizontalAdvance(text), metrics.capHeight()
        places: tuple[tuple[float, float], ...]
        if beside:
            places = ((x + beside, y + height / 2), (x - beside - width, y + height / 2))
        else:
            left, base = x - width / 2, y + height / 2
            places = tuple((left + dx * width, base + dy * height) for dx, dy in SHIFTS)
        for left, base in places:
            rect = QRectF(left, base - height * 1.25, width, height * 1.6)
            if self._free([_sides(rect)]):
                path = QPainterPath()
                path.addText(QPointF(left, base), typeface, text)
                self._taken.append(_sides(rect))
                self._set.append((path, lettering.colour, lettering.size))
                return True
        return False

    def paint(self, painter: QPainter) -> None:
        """Paint all names: halos first, so that none covers another's letters."""
        halo = QColor(self._halo)
        for path, _colour, size in self._set:
            painter.strokePath(path, round_pen(halo, max(2.0, size * 0.27) * self._scale))
        for path, colour, _size in self._set:
            painter.fillPath(path, QBrush(QColor(colour)))

    def _font(self, lettering: Lettering) -> QFont:
        return font(
            lettering.size * self._scale,
            bold=lettering.bold,
            italic=lettering.italic,
            spacing=lettering.spacing * self._scale,
        )

    def _glyph(self, lettering: Lettering, letter: str) -> tuple[QPainterPath, float]:
        """Give the outline of a letter around the middle of its advance, and the advance."""
        key = (lettering, self._scale, letter)
        if key not in self._glyphs:
            typeface = self._font(lettering)
            advance = QFontMetricsF(typeface).horizontalAdvance(letter)
            path = QPainterPath()
            drop = QFontMetricsF(typeface).xHeight() / 2
            path.addText(QPointF(-advance / 2, drop), typeface, letter)
            self._glyphs[key] = (path, advance)
        return self._glyphs[key]

    def _bent(
        self,
        line: Line,
        ways: Line,
        start: float,
        width: float,
        text: str,
        glyphs: list[tuple[QPainterPath, float]],
        lettering: Lettering,
    ) -> QPainterPath | None:
        """Bend a name along a piece of a line; None where it would be illegible or hit another."""
        first, last = _point(line, ways, start), _point(line, ways, start + width)
        chord = math.hypot(last[0] - first[0], last[1] - first[1])
        if chord < STRAIGHT * width:
            return None
        backwards = last[0] < first[0]
        if any(ord(letter) in RIGHT_TO_LEFT or ord(letter) in INDIC for letter in text):
            return self._straight(first, last, text, lettering, backwards)
        advances = np.array([advance for _path, advance in glyphs])
        middles = start + np.cumsum(advances) - advances / 2
        if backwards:
            middles = 2 * start + width - middles
        reach = np.maximum(advances, lettering.size * self._scale * 0.9)
        x0, y0 = np.interp(middles - reach, ways, line[:, 0]), np.interp(middles - reach, ways, line[:, 1])
        x1, y1 = np.interp(middles + reach, ways, line[:, 0]), np.interp(middles + reach, ways, line[:, 1])
        sign = -1.0 if backwards else 1.0
        angles = np.unwrap(np.arctan2(sign * (y1 - y0), sign * (x1 - x0)))
        if len(angles) > 1 and np.abs(np.diff(angles)).max() > SHARPEST:
            return None
        xs, ys = np.interp(middles, ways, line[:, 0]), np.interp(middles, ways, line[:, 1])
        half = lettering.size * self._scale * 0.62
        sides = [
            (x - half, y - half, x + half, y + half) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)
        ]
        if not self._free(sides):
            return None
        self._taken += sides
        path = QPainterPath()
        for (glyph, _), x, y, angle in zip(glyphs, xs.tolist(), ys.tolist(), angles.tolist(), strict=True):
            path.addPath(QTransform.fromTranslate(x, y).rotateRadians(angle).map(glyph))
        return path

    def _straight(
        self,
        first: tuple[float, float],
        last: tuple[float, float],
        text: str,
        lettering: Lettering,
        backwards: bool,
    ) -> QPainterPath | None:
        """Set a name of a joined script in one piece: its letters must not be taken apart."""
        typeface = self._font(lettering)
        metrics = QFontMetricsF(typeface)
        (x0, y0), (x1, y1) = (last, first) if backwards else (first, last)
        path = QPainterPath()
        path.addText(QPointF(-metrics.horizontalAdvance(text) / 2, metrics.xHeight() / 2), typeface, text)
        turn = QTransform.fromTranslate((x0 + x1) / 2, (y0 + y1) / 2).rotateRadians(
            math.atan2(y1 - y0, x1 - x0)
        )
        bent = turn.map(path)
        sides = [_sides(bent.boundingRect())]
        if not self._free(sides):
            return None
        self._taken += sides
        return bent

    def _free(self, sides: list[Sides]) -> bool:
        """Tell whether all of some rectangles lie in the room, and none meets a taken one."""
        if self._room is not None and any(not _holds(self._room, side) for side in sides):
            return False
        if not self._taken or not sides:
            return True
        taken, asked = np.array(self._taken), np.array(sides)
        meets = (taken[:, None, 0] < asked[None, :, 2]) & (taken[:, None, 2] > asked[None, :, 0])
        meets &= (taken[:, None, 1] < asked[None, :, 3]) & (taken[:, None, 3] > asked[None, :, 1])
        return not meets.any()


def _holds(room: Sides, sides: Sides) -> bool:
    return room[0] <= sides[0] and room[1] <= sides[1] and sides[2] <= room[2] and sides[3] <= room[3]


def _sides(rect: QRectF) -> Sides:
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def _point(line: Line, ways: Line, at: float) -> tuple[float, float]:
    return float(np.interp(at, ways, line[:, 0])), float(np.interp(at, ways, line[:, 1]))
