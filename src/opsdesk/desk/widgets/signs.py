"""Signs of list and detail: priority and state, painted; each has a shape of its own besides its colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.tokens import Theme

#: Glyphs that are painted here; every other name is an icon of `resources/icons`.
PAINTED = ("dot", "overdue", "ring", "away")


class Signs:
    """Paints signs, and keeps each as a picture, since a list shows the same few a hundred times."""

    def __init__(self, look: Appearance) -> None:
        self._look = look
        self._kept: dict[tuple[object, ...], QPixmap] = {}
        look.changed.connect(self._kept.clear)

    def priority(self, priority: int, size: int = 16, ratio: float = 1.0) -> QPixmap:
        """The priority's sign: 1 octagon, 2 triangle (filled), 3 ring, 4 square (outlined)."""
        key = ("priority", priority, size, ratio, self._look.theme, self._look.percent)
        if (known := self._kept.get(key)) is None:
            known = self._canvas(size, ratio)
            painter = self._painter(known)
            paint_priority(
                painter, QRectF(0, 0, self._look.px(size), self._look.px(size)), priority, self._look
            )
            painter.end()
            self._kept[key] = known
        return known

    def glyph(self, name: str, token: str, size: int = 14, ratio: float = 1.0) -> QPixmap:
        """A state's glyph or an icon in a token's colour."""
        if name not in PAINTED:
            return self._look.pixmap(name, token, size, ratio)
        key = (name, token, size, ratio, self._look.theme, self._look.percent)
        if (known := self._kept.get(key)) is None:
            known = self._canvas(size, ratio)
            painter = self._painter(known)
            side = self._look.px(size)
            paint_glyph(painter, QRectF(0, 0, side, side), name, self._look.color(token))
            painter.end()
            self._kept[key] = known
        return known

    def _canvas(self, size: int, ratio: float) -> QPixmap:
        side = round(self._look.px(size) * ratio)
        picture = QPixmap(side, side)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        return picture

    @staticmethod
    def _painter(picture: QPixmap) -> QPainter:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter


def paint_glyph(painter: QPainter, box: QRectF, name: str, color: QColor) -> None:
    """Paint a state's own glyph into a square."""
    line = max(1.2, box.width() * 0.1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if name == "dot":
        side = box.width() * 0.56
        painter.drawEllipse(QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side))
        return
    pen = QPen(color, line)
    if name == "away":
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = box.adjusted(line, line, -line, -line)
    painter.drawEllipse(inner)
    if name == "overdue":
        middle = inner.center().x()
        painter.drawLine(
            QPointF(middle, inner.top() + inner.height() * 0.22),
            QPointF(middle, inner.top() + inner.height() * 0.55),
        )
        painter.drawPoint(QPointF(middle, inner.top() + inner.height() * 0.76))


def paint_priority(painter: QPainter, box: QRectF, priority: int, look: Appearance) -> None:
    """Paint a priority's sign into a square: shape, digit and colour each tell it alone."""
    light = look.theme is Theme.LIGHT
    ink = QColor(look.color(f"priority.{priority}"))
    if light and priority >= 3:
        # In a list the outline must be read on white; the pale fill is for pins on the map.
        ink = look.color("accent.ink" if priority == 3 else "text.low")
    line = max(1.2, box.width() * 0.09)
    edge = QPen(look.color("priority.edge"), 1.0) if light and priority <= 2 else QPen(Qt.PenStyle.NoPen)
    digit = look.color("priority.on") if priority <= 2 else ink
    if priority <= 2:
        painter.setPen(edge)
        painter.setBrush(ink)
        painter.drawPolygon(_octagon(box) if priority == 1 else _triangle(box))
    else:
        painter.setPen(QPen(ink, line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = box.adjusted(line, line, -line, -line)
        if priority == 3:
            painter.drawEllipse(inner)
        else:
            painter.drawRect(inner)
    font = QFont(look.font("micro", bold=True))
    font.setPixelSize(max(6, round(box.height() * 0.62)))
    painter.setFont(font)
    painter.setPen(digit)
    low = box.adjusted(0, box.height() * 0.16, 0, box.height() * 0.1) if priority == 2 else box
    painter.drawText(low, Qt.AlignmentFlag.AlignCenter, str(priority))


def _octagon(box: QRectF) -> QPolygonF:
    cut = box.width() * 0.29
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    points = (
        *((left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut)),
        *((right - cut, bottom), (left + cut, bottom), (left, bottom - cut), (left, top + cut)),
    )
    return QPolygonF([QPointF(x, y) for x, y in points])


def _triangle(box: QRectF) -> QPolygonF:
    return QPolygonF(
        [
            QPointF(box.center().x(), box.top() + box.height() * 0.02),
            QPointF(box.right(), box.bottom() - box.height() * 0.04),
            QPointF(box.left(), box.bottom() - box.height() * 0.04),
        ]
    )


class Sign(QWidget):
    """One sign as a widget: `set_priority` or `set_glyph`."""

    def __init__(self, look: Appearance, size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._signs = Signs(look)
        self._size = size
        self._priority = 0
        self._glyph = ("", "text.mid")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_priority(self, priority: int) -> None:
        """Show a priority, 1 to 4; 0 for none."""
        self._priority = priority
        self.update()

    def set_glyph(self, name: str, token: str) -> None:
        """Show a state's glyph or an icon; an empty name for none."""
        self._glyph = (name, token)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._look.px(self._size), self._look.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if self._priority:
            painter.drawPixmap(0, 0, self._signs.priority(self._priority, self._size, ratio))
        elif self._glyph[0]:
            painter.drawPixmap(0, 0, self._signs.glyph(*self._glyph, self._size, ratio))
