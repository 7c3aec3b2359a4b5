"""What stands at the rim of a map: scale bar, attribution, north arrow, frame."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from opsdesk.cartography.signs import draw_centred, font
from opsdesk.cartography.tokens import MapTheme
from opsdesk.cartography.viewport import Viewport

BAR = 112.0
"""Longest scale bar in px, before the scale."""


def bar_length(metres_per_pixel: float, longest: float) -> float:
    """Give the longest round length in metres (1, 2 or 5 with noughts) that fits into so many pixels."""
    limit = max(metres_per_pixel * longest, 1e-6)
    power = 10.0 ** math.floor(math.log10(limit))
    return float(max(step * power for step in (1, 2, 5) if step * power <= limit))


def length_words(metres: float) -> str:
    """Write a length of a scale bar, with a no-break space."""
    return f"{metres / 1000:g}\u00a0km" if metres >= 1000 else f"{metres:g}\u00a0m"


@dataclass(frozen=True, slots=True)
class Plates:
    """Where the furniture of a picture stands, in pixels of the screen; a null rectangle is left out."""

    bar: QRectF
    attribution: QRectF
    north: QRectF

    def taken(self) -> list[QRectF]:
        """Give the rectangles that tags and names leave free."""
        return [rect for rect in (self.bar, self.attribution, self.north) if not rect.isNull()]


def plates(viewport: Viewport, theme: MapTheme, scale: float, attribution: str) -> Plates:
    """Tell where scale bar, attribution and north arrow stand."""
    size = theme.furniture_size * scale
    boxed = theme.keep_inside
    metrics = QFontMetricsF(font(size))
    width = max(_bar_width(viewport, theme, scale)[1], metrics.horizontalAdvance("0  500\u00a0m"))
    pad = size * 0.85 if boxed else 0.0
    bar = QRectF(0, 0, width + 2 * pad, size * 2.5 if boxed else size * 2.0)
    if boxed:
        bar.moveBottomRight(QPointF(viewport.width - size * 0.85, viewport.height - size * 0.7))
    else:
        bar.moveBottomLeft(QPointF(14 * scale, viewport.height - 12 * scale))
    words = QFontMetricsF(font(_small(theme, scale)))
    small = _small(theme, scale)
    shown = words.horizontalAdvance(_shortened(attribution, words, viewport))
    credit = QRectF(0, 0, shown + small * 0.9, small * 1.6) if attribution else QRectF()
    if attribution and boxed:
        credit.moveBottomLeft(QPointF(small * 0.1, viewport.height - small * 0.1))
    elif attribution:
        credit.moveBottomRight(QPointF(viewport.width, viewport.height))
    radius = 15.0 * scale
    north = (
        QRectF(viewport.width - radius * 2.45, radius, 2 * radius, 2 * radius) if theme.north else QRectF()
    )
    return Plates(bar, credit, north)


def paint_furniture(
    painter: QPainter, viewport: Viewport, theme: MapTheme, scale: float, attribution: str
) -> None:
    """Paint scale bar, attribution, and on paper the north arrow and the frame."""
    places = plates(viewport, theme, scale, attribution)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _bar(painter, viewport, theme, scale, places.bar)
    if attribution:
        _attribution(painter, viewport, theme, scale, attribution, places.attribution)
    if theme.north:
        _north(painter, theme, scale, places.north)
    if theme.framed:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.ink.high), 0.9 * scale))
        inset = 0.45 * scale
        painter.drawRect(QRectF(0, 0, viewport.width, viewport.height).adjusted(inset, inset, -inset, -inset))
    painter.restore()


def _bar_width(viewport: Viewport, theme: MapTheme, scale: float) -> tuple[float, float]:
    """Give the length of the scale bar in metres and in pixels."""
    longest = BAR * scale * max(1.0, theme.furniture_size / 11.0) * (0.6 if theme.name == "wall" else 1.0)
    metres = bar_length(viewport.metres_per_pixel, longest)
    return metres, metres / viewport.metres_per_pixel


def _bar(painter: QPainter, viewport: Viewport, theme: MapTheme, scale: float, place: QRectF) -> None:
    """Paint the bar and its length, on a plate where the picture is for reading from afar."""
    size = theme.furniture_size * scale
    metres, width = _bar_width(viewport, theme, scale)
    tick = size * 0.42
    x, y = place.left(), place.bottom() - size * 0.1
    if theme.keep_inside:
        painter.fillRect(place, _plate(theme))
        x, y = place.left() + size * 0.85, place.bottom() - size * 0.6
    pen = QPen(QColor(theme.ink.high), max(1.0, size * 0.12), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawPolyline(
        QPolygonF([QPointF(x, y - tick), QPointF(x, y), QPointF(x + width, y), QPointF(x + width, y - tick)])
    )
    typeface = font(size)
    words = length_words(metres)
    written = QFontMetricsF(typeface).horizontalAdvance(words)
    painter.setFont(typeface)
    base = y - tick - size * 0.3
    if theme.bar_from_zero:
        painter.drawLine(QPointF(x + width / 2, y - tick * 0.6), QPointF(x + width / 2, y))
        painter.drawText(QPointF(x, base), "0")
        painter.drawText(QPointF(x + width - written, base), words)
    elif theme.name == "wall":
        painter.drawText(QPointF(x, base), words)
    else:
        painter.drawText(QPointF(x + (width - written) / 2, base + size * 0.2), words)


def _small(theme: MapTheme, scale: float) -> float:
    """Give the size of the attribution: the one text that may be smaller than all others."""
    return (18.0 if theme.name == "wall" else theme.furniture_size - 0.5) * scale


def _shortened(words: str, metrics: QFontMetricsF, viewport: Viewport) -> str:
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, viewport.width * 0.75)


def _attribution(
    painter: QPainter, viewport: Viewport, theme: MapTheme, scale: float, words: str, place: QRectF
) -> None:
    size = _small(theme, scale)
    typeface = font(size)
    metrics = QFontMetricsF(typeface)
    painter.fillRect(place, _plate(theme))
    painter.setFont(typeface)
    painter.setPen(QColor(theme.ground.label))
    base = place.center().y() + metrics.capHeight() / 2
    painter.drawText(QPointF(place.left() + size * 0.45, base), _shortened(words, metrics, viewport))


def _plate(theme: MapTheme) -> QColor:
    plate = QColor(theme.ink.paper)
    plate.setAlphaF(0.8)
    return plate


def _north(painter: QPainter, theme: MapTheme, scale: float, place: QRectF) -> None:
    radius, at = place.width() / 2, place.center()
    ink = QColor(theme.ink.high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_plate(theme))
    painter.drawEllipse(at, radius, radius)
    painter.setBrush(ink)
    wide, high = radius * 0.36, radius * 0.78
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(at.x(), at.y() - high),
                QPointF(at.x() + wide, at.y() + radius * 0.22),
                QPointF(at.x(), at.y() + radius * 0.02),
                QPointF(at.x() - wide, at.y() + radius * 0.22),
            ]
        )
    )
    draw_centred(painter, QPointF(at.x(), at.y() + radius * 0.55), "N", font(8.5 * scale, bold=True), ink)
