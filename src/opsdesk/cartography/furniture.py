"""What stands at the rim of a map: scale bar, attribution, north arrow, frame."""

import math

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


def paint_furniture(
    painter: QPainter, viewport: Viewport, theme: MapTheme, scale: float, attribution: str
) -> None:
    """Paint scale bar, attribution, and on paper the north arrow and the frame."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if theme.name in ("dark", "light"):
        _bar(painter, viewport, theme, scale, QPointF(14 * scale, viewport.height - 16 * scale))
        _attribution(painter, viewport, theme, scale, attribution, on_left=False)
    else:
        _boxed_bar(painter, viewport, theme, scale)
        _attribution(painter, viewport, theme, scale, attribution, on_left=True)
    if theme.north:
        _north(painter, viewport, theme, scale)
    if theme.framed:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.ink.high), 0.9 * scale))
        inset = 0.45 * scale
        painter.drawRect(QRectF(0, 0, viewport.width, viewport.height).adjusted(inset, inset, -inset, -inset))
    painter.restore()


def _bar(painter: QPainter, viewport: Viewport, theme: MapTheme, scale: float, at: QPointF) -> float:
    """Paint the bar with its foot at a point; gives its width in pixels."""
    size = theme.furniture_size * scale
    wide = BAR * scale * max(1.0, size / (11.0 * scale)) * (0.6 if theme.name == "wall" else 1.0)
    metres = bar_length(viewport.metres_per_pixel, wide)
    width = metres / viewport.metres_per_pixel
    tick = size * 0.42
    colour = QColor(theme.ink.high)
    pen = QPen(colour, max(1.0, size * 0.12), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    x, y = at.x(), at.y()
    painter.drawPolyline(
        QPolygonF([QPointF(x, y - tick), QPointF(x, y), QPointF(x + width, y), QPointF(x + width, y - tick)])
    )
    typeface = font(size)
    metrics = QFontMetricsF(typeface)
    words = length_words(metres)
    painter.setFont(typeface)
    base = y - tick - size * 0.3
    if theme.bar_from_zero:
        painter.drawLine(QPointF(x + width / 2, y - tick * 0.6), QPointF(x + width / 2, y))
        painter.drawText(QPointF(x, base), "0")
        painter.drawText(QPointF(x + width - metrics.horizontalAdvance(words), base), words)
    elif theme.name == "wall":
        painter.drawText(QPointF(x, base), words)
    else:
        painter.drawText(QPointF(x + (width - metrics.horizontalAdvance(words)) / 2, base + size * 0.2), words)
    return width


def _boxed_bar(painter: QPainter, viewport: Viewport, theme: MapTheme, scale: float) -> None:
    """Paint the bar at the bottom right on a plate."""
    size = theme.furniture_size * scale
    wide = BAR * scale * max(1.0, size / (11.0 * scale)) * (0.6 if theme.name == "wall" else 1.0)
    width = bar_length(viewport.metres_per_pixel, wide) / viewport.metres_per_pixel
    pad = size * 0.85
    width = max(width, QFontMetricsF(font(size)).horizontalAdvance("0  5000\u00a0m"))
    plate = QRectF(0, 0, width + 2 * pad, size * 2.5)
    plate.moveBottomRight(QPointF(viewport.width - pad, viewport.height - pad * 0.8))
    painter.fillRect(plate, _plate(theme))
    _bar(painter, viewport, theme, scale, QPointF(plate.left() + pad, plate.bottom() - size * 0.6))


def _attribution(
    painter: QPainter, viewport: Viewport, theme: MapTheme, scale: float, words: str, *, on_left: bool
) -> None:
    if not words:
        return
    size = (18.0 if theme.name == "wall" else theme.furniture_size - 0.5) * scale
    typeface = font(size)
    metrics = QFontMetricsF(typeface)
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, viewport.width * 0.75)
    plate = QRectF(0, 0, metrics.horizontalAdvance(words) + size * 0.9, size * 1.6)
    if on_left:
        plate.moveBottomLeft(QPointF(size * 0.1, viewport.height - size * 0.1))
    else:
        plate.moveBottomRight(QPointF(viewport.width, viewport.height))
    painter.fillRect(plate, _plate(theme))
    painter.setFont(typeface)
    painter.setPen(QColor(theme.ground.label))
    base = plate.center().y() + metrics.capHeight() / 2
    painter.drawText(QPointF(plate.left() + size * 0.45, base), words)


def _plate(theme: MapTheme) -> QColor:
    plate = QColor(theme.ink.paper)
    plate.setAlphaF(0.8)
    return plate


def _north(painter: QPainter, viewport: Viewport, theme: MapTheme, scale: float) -> None:
    radius = 15.0 * scale
    at = QPointF(viewport.width - radius * 1.45, radius * 2.0)
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
