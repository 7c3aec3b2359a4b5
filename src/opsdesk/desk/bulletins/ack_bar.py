"""How far a bulletin is acknowledged: solid for what was confirmed, striped for what is overdue."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.words import tr


def paint_bar(painter: QPainter, box: QRectF, look: Appearance, told: int, confirmed: int, late: int) -> None:
    """Paint the bar into a box; the part that is not due yet stays empty."""
    painter.fillRect(box, look.color("bg.hover" if look.theme == "dark" else "bg.line"))
    if not told:
        return
    solid = box.width() * confirmed / told
    painter.fillRect(QRectF(box.left(), box.top(), solid, box.height()), look.color("state.ok"))
    end = box.left() + box.width() * (confirmed + late) / told
    step, stripe = look.px(4), look.px(2)
    at = box.left() + solid + (step - stripe if confirmed else 0)
    ink = look.color("state.overdue")
    while at < end:
        painter.fillRect(QRectF(at, box.top(), min(stripe, end - at), box.height()), ink)
        at += step


class AckBar(QWidget):
    """The bar over the recipients."""

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.counts = (0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_counts(self, told: int, confirmed: int, late: int) -> None:
        """How many were told, have confirmed, are overdue."""
        self.counts = (told, confirmed, late)
        text = tr("{some} of {all} acknowledged, {late} overdue")
        self.setAccessibleName(text.format(some=confirmed, all=told, late=late))
        self.update()

    def sizeHint(self) -> QSize:
        """8 px high."""
        return QSize(self._look.px(200), self._look.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar."""
        paint_bar(QPainter(self), QRectF(self.rect()), self._look, *self.counts)
