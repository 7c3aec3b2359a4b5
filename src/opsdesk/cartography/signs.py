"""Signs that are the same on desk, wall and paper: priorities, shields, BOLOs, clusters."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from opsdesk.cartography.tokens import MapTheme

FAMILIES = ["Noto Sans", "DejaVu Sans"]
DARK_DIGIT_FROM = 0.55
"""Strength of a fill from which the digit stays dark; on a weaker one it is light."""


def font(size: float, *, bold: bool = False, italic: bool = False, spacing: float = 0.0) -> QFont:
    """Give the font of the map in whole pixels, with room between letters in pixels."""
    made = QFont(FAMILIES)
    made.setPixelSize(max(1, round(size)))
    made.setBold(bold)
    made.setItalic(italic)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def mixed(colour: str, part: float, ground: str) -> QColor:
    """Mix a colour into another: 1.0 gives the first, 0.0 the second."""
    one, other = QColor(colour), QColor(ground)
    return QColor(
        round(one.red() * part + other.red() * (1 - part)),
        round(one.green() * part + other.green() * (1 - part)),
        round(one.blue() * part + other.blue() * (1 - part)),
    )


def priority_path(priority: int, size: float) -> QPainterPath:
    """Give the outline of a priority around the origin: octagon, triangle, circle, square; 0 is a circle."""
    half = size / 2
    path = QPainterPath()
    if priority == 1:
        path.addPolygon(_regular(8, half * 1.04, math.pi / 8))
        path.closeSubpath()
    elif priority == 2:
        top, foot, wide = -half * 1.02, half * 0.84, half * 1.1
        path.addPolygon(QPolygonF([QPointF(0, top), QPointF(wide, foot), QPointF(-wide, foot)]))
        path.closeSubpath()
    elif priority == 4:
        path.addRect(QRectF(-half * 0.9, -half * 0.9, size * 0.9, size * 0.9))
    else:
        path.addEllipse(QPointF(0, 0), half, half)
    return path


def _regular(corners: int, radius: float, turn: float) -> QPolygonF:
    angles = [turn + 2 * math.pi * corner / corners for corner in range(corners)]
    return QPolygonF([QPointF(radius * math.cos(a), radius * math.sin(a)) for a in angles])


def draw_priority(
    painter: QPainter,
    at: QPointF,
    size: float,
    priority: int,
    theme: MapTheme,
    *,
    strength: float = 1.0,
    rim: bool = False,
) -> None:
    """Draw the sign of a priority: shape, fill (weaker with age), outline and digit.

    `rim` draws the outline that a sign needs on the bare map, bright around priority 1.
    """
    colours = theme.ink.priority(priority)
    fill = mixed(colours.fill, strength, theme.ground.land)
    edge = QColor(colours.edge if rim or colours.edge != theme.ink.focus else colours.fill)
    width = size * (0.1 if rim and priority == 1 else 0.075)
    painter.save()
    painter.translate(at)
    path = priority_path(priority, size - width)
    painter.setPen(
        QPen(edge, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(fill)
    painter.drawPath(path)
    digit = colours.digit if strength >= DARK_DIGIT_FROM else theme.ink.high
    if priority:
        middle = QPointF(0, size * (0.14 if priority == 2 else 0.0))
        share = 0.54 if priority == 2 else 0.64
        draw_centred(painter, middle, str(priority), font(size * share, bold=True), QColor(digit))
    painter.restore()


def draw_ring(painter: QPainter, at: QPointF, size: float, priority: int, theme: MapTheme) -> None:
    """Draw an observation as a ring, as the wall does: colour of its priority around the ground."""
    width = size * 0.17
    painter.setPen(QPen(QColor(theme.ink.priority(priority).strong), width))
    painter.setBrush(QColor(theme.ink.paper))
    painter.drawEllipse(at, (size - width) / 2, (size - width) / 2)


def draw_centred(painter: QPainter, at: QPointF, text: str, typeface: QFont, colour: QColor) -> None:
    """Draw a short text with the middle of its capitals at a point."""
    metrics = QFontMetricsF(typeface)
    painter.setFont(typeface)
    painter.setPen(colour)
    width = metrics.horizontalAdvance(text)
    painter.drawText(QPointF(at.x() - width / 2, at.y() + metrics.capHeight() / 2), text)


def draw_haloed(
    painter: QPainter, at: QPointF, text: str, typeface: QFont, colour: QColor, halo: QColor
) -> None:
    """Draw a text whose baseline starts at a point, with a halo that keeps it legible on anything."""
    path = QPainterPath()
    path.addText(at, typeface, text)
    painter.strokePath(path, round_pen(halo, QFontMetricsF(typeface).height() * 0.2))
    painter.fillPath(path, QBrush(colour))


def round_pen(colour: QColor, width: float) -> QPen:
    """Give a pen with round ends and corners."""
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def shield_path(size: float) -> QPainterPath:
    """Give the outline of a shield around the origin, `size` high."""
    high, wide = size / 2, size * 0.44
    path = QPainterPath(QPointF(0, -high))
    path.quadTo(QPointF(wide * 0.55, -high * 0.72), QPointF(wide, -high * 0.72))
    path.lineTo(QPointF(wide, high * 0.02))
    path.cubicTo(QPointF(wide, high * 0.55), QPointF(wide * 0.45, high * 0.86), QPointF(0, high))
    path.cubicTo(QPointF(-wide * 0.45, high * 0.86), QPointF(-wide, high * 0.55), QPointF(-wide, high * 0.02))
    path.lineTo(QPointF(-wide, -high * 0.72))
    path.quadTo(QPointF(-wide * 0.55, -high * 0.72), QPointF(0, -high))
    path.closeSubpath()
    return path


def draw_post(painter: QPainter, at: QPointF, size: float, theme: MapTheme) -> None:
    """Draw a post with cover: a filled shield with a tick."""
    painter.save()
    painter.translate(at)
    painter.setPen(QPen(QColor(theme.ink.paper), size * 0.05))
    painter.setBrush(QColor(theme.ink.ok))
    painter.drawPath(shield_path(size))
    tick = QPolygonF(
        [QPointF(-size * 0.19, 0.0), QPointF(-size * 0.05, size * 0.15), QPointF(size * 0.2, -size * 0.16)]
    )
    painter.setPen(round_pen(QColor(theme.ink.on_fill), size * 0.12))
    painter.drawPolyline(tick)
    painter.restore()


def draw_no_cover(painter: QPainter, at: QPointF, size: float, theme: MapTheme) -> None:
    """Draw a post without cover: a hollow shield with an exclamation mark."""
    colour = QColor(theme.ink.no_cover)
    painter.save()
    painter.translate(at)
    painter.setPen(round_pen(colour, size * 0.09))
    painter.setBrush(QColor(theme.ink.paper))
    painter.drawPath(shield_path(size * 0.92))
    painter.setPen(QPen(colour, size * 0.11, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(0, -size * 0.24), QPointF(0, size * 0.08))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(0, size * 0.21), size * 0.065, size * 0.065)
    painter.restore()


def draw_bolo(painter: QPainter, at: QPointF, size: float, theme: MapTheme, *, vehicle: bool) -> None:
    """Draw where a BOLO was last seen: a framed bust or car."""
    colour = QColor(theme.ink.bolo)
    half = size / 2
    painter.save()
    painter.translate(at)
    painter.setPen(round_pen(colour, size * 0.075))
    painter.setBrush(QColor(theme.ink.paper))
    painter.drawRoundedRect(
        QRectF(-half * 0.93, -half * 0.93, size * 0.93, size * 0.93), size * 0.1, size * 0.1
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPath(_car(size) if vehicle else _bust(size))
    painter.restore()


def _bust(size: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0, -size * 0.13), size * 0.155, size * 0.17)
    shoulders = QPainterPath(QPointF(-size * 0.3, size * 0.33))
    shoulders.cubicTo(
        QPointF(-size * 0.28, size * 0.0), QPointF(size * 0.28, size * 0.0), QPointF(size * 0.3, size * 0.33)
    )
    shoulders.closeSubpath()
    path.addPath(shoulders)
    return path


def _car(size: float) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(
        QPolygonF(
            [
                QPointF(size * x, size * y)
                for x, y in (
                    (-0.34, 0.14),
                    (-0.34, -0.02),
                    (-0.2, -0.06),
                    (-0.12, -0.22),
                    (0.14, -0.22),
                    (0.24, -0.05),
                    (0.34, -0.01),
                    (0.34, 0.14),
                )
            ]
        )
    )
    path.closeSubpath()
    for x in (-0.19, 0.19):
        path.addEllipse(QPointF(size * x, size * 0.16), size * 0.09, size * 0.09)
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def cluster_size(count: int) -> float:
    """Give the width of a cluster's ring in px: it grows with the digits of its count."""
    return words_size(cluster_words(count))


def words_size(words: str) -> float:
    """Give the width of a cluster's ring by what is written in it."""
    return 34.0 + 4.0 * len(words)


def cluster_words(count: int) -> str:
    """Write the count of a cluster in at most four characters."""
    if count < 10_000:
        return str(count)
    return f"{count // 1000}k" if count < 1_000_000 else f"{count // 1_000_000}M"


def draw_cluster(
    painter: QPainter, at: QPointF, words: str, worst: int, theme: MapTheme, scale: float
) -> None:
    """Draw a cluster: its count in a ring of the colour of its worst, whose sign sits at the top right."""
    size = words_size(words) * scale
    width = 3.2 * scale
    painter.setPen(QPen(QColor(theme.ink.priority(worst).strong), width))
    painter.setBrush(QColor(theme.ink.paper))
    painter.drawEllipse(at, (size - width) / 2, (size - width) / 2)
    draw_centred(painter, at, words, font(14.0 * scale, bold=True), QColor(theme.ink.high))
    if worst:
        reach = size * 0.37
        badge = QPointF(at.x() + reach, at.y() - reach)
        draw_priority(
            painter, badge, 15.0 * scale, worst, theme, strength=1.0 if worst < 3 else 0.0, rim=True
        )
