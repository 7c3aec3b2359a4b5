"""What lies under the pins: areas of bulletins, and lines between places."""

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from opsdesk.cartography.pins import Guide, GuideStyle, Pin
from opsdesk.cartography.signs import draw_haloed, font, round_pen
from opsdesk.cartography.tokens import MapTheme
from opsdesk.cartography.viewport import Viewport


def draw_bulletin(painter: QPainter, viewport: Viewport, pin: Pin, theme: MapTheme, factor: float) -> None:
    """Draw the area of a bulletin: a dashed ring, lightly tinted."""
    colour = QColor(theme.ink.bulletin)
    tint = QColor(colour)
    tint.setAlphaF(0.09)
    pen = QPen(colour, (2.4 if pin.selected else 1.5) * factor)
    pen.setDashPattern([5.0, 3.0])
    painter.setPen(pen)
    painter.setBrush(tint)
    middle = QPointF(*viewport.to_screen(pin.position))
    if pin.ring:
        painter.drawPolygon(QPolygonF([QPointF(*viewport.to_screen(point)) for point in pin.ring]))
    else:
        radius = _radius(viewport, pin, factor)
        painter.drawEllipse(middle, radius, radius)


def _radius(viewport: Viewport, pin: Pin, factor: float) -> float:
    local = viewport.metres_per_pixel * math.cos(math.radians(pin.position.latitude))
    local /= max(0.01, math.cos(math.radians(viewport.centre.latitude)))
    return max(8.0 * factor, pin.radius / local)


def draw_bulletin_label(
    painter: QPainter, viewport: Viewport, pin: Pin, theme: MapTheme, factor: float
) -> None:
    """Write number and words of a bulletin below its area."""
    words = " ".join(part for part in (pin.number, pin.label) if part)
    if not words:
        return
    typeface = font(11.5 * factor, bold=True)
    metrics = QFontMetricsF(typeface)
    x, y = viewport.to_screen(pin.position)
    low = max(
        (viewport.to_screen(point)[1] for point in pin.ring), default=y + _radius(viewport, pin, factor)
    )
    at = QPointF(x - metrics.horizontalAdvance(words) / 2, low + metrics.height())
    draw_haloed(
        painter,
        at,
        words,
        typeface,
        QColor(theme.ink.bulletin),
        QColor(theme.ground.label_halo),
    )


def draw_guide(painter: QPainter, viewport: Viewport, guide: Guide, theme: MapTheme, factor: float) -> None:
    """Draw a line between places: dotted, dashed, or as an arrow."""
    points = [QPointF(*viewport.to_screen(position)) for position in guide.positions]
    if len(points) < 2:
        return
    colour = QColor(theme.ink.high)
    arrow = guide.style is GuideStyle.ARROW
    halo = round_pen(QColor(theme.ground.label_halo), (6.0 if arrow else 3.4) * factor)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(halo)
    painter.drawPolyline(QPolygonF(points))
    pen = round_pen(colour, (2.6 if arrow else 1.3) * factor)
    if not arrow:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1.6, 2.0] if guide.style is GuideStyle.DOTTED else [5.0, 3.5])
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF(points))
    if arrow:
        _arrow_head(painter, points[-2], points[-1], colour, factor)


def _arrow_head(painter: QPainter, start: QPointF, tip: QPointF, colour: QColor, factor: float) -> None:
    turn = math.atan2(tip.y() - start.y(), tip.x() - start.x())
    reach = 12.0
    corners = [tip] + [
        QPointF(
            tip.x() - reach * factor * math.cos(turn + spread),
            tip.y() - reach * factor * math.sin(turn + spread),
        )
        for spread in (0.48, -0.48)
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    painter.drawPolygon(QPolygonF(corners))
