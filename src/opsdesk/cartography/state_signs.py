"""Signs of states, each with its own shape, so that colour is never the only sign."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from opsdesk.cartography.signs import round_pen


class StateSign(StrEnum):
    """What a sign says of a record."""

    NEW = "new"
    CLAIMED = "claimed"
    WAITING = "waiting"
    OVERDUE = "overdue"
    UNCONFIRMED = "unconfirmed"


def draw_state(painter: QPainter, at: QPointF, size: float, state: StateSign, colour: QColor) -> None:
    """Draw a state around a point, `size` px high: dot, person, hourglass, clock with a bar, dashed ring."""
    painter.save()
    painter.translate(at)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(round_pen(colour, size * 0.1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match state:
        case StateSign.NEW:
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(0, 0), size * 0.27, size * 0.27)
        case StateSign.CLAIMED:
            painter.drawEllipse(QPointF(0, -size * 0.2), size * 0.2, size * 0.2)
            painter.drawArc(QRectF(-size * 0.36, size * 0.1, size * 0.72, size * 0.7), 0, 180 * 16)
        case StateSign.WAITING:
            _hourglass(painter, size)
        case StateSign.OVERDUE:
            painter.drawEllipse(QPointF(0, 0), size * 0.43, size * 0.43)
            painter.drawLine(QPointF(0, -size * 0.22), QPointF(0, size * 0.06))
            painter.drawPoint(QPointF(0, size * 0.23))
        case StateSign.UNCONFIRMED:
            pen = round_pen(colour, size * 0.1)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([2.0, 1.6])
            painter.setPen(pen)
            painter.drawEllipse(QPointF(0, 0), size * 0.42, size * 0.42)
    painter.restore()


def _hourglass(painter: QPainter, size: float) -> None:
    wide, high = size * 0.28, size * 0.42
    corners = ((-wide, -high), (wide, -high), (-wide, high), (wide, high))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.setBrush(painter.pen().color())
    sand = ((0, size * 0.08), (-wide * 0.7, high * 0.9), (wide * 0.7, high * 0.9))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in sand]))
