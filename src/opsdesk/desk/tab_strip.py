"""The strip of tabs, 34 px: titles with the count of what waits in each."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QToolTip, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.tab import Badge
from opsdesk.desk.widgets.signs import Signs


class TabGap(QWidget):
    """The 8 px before the first tab."""

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._measure()
        look.changed.connect(self._measure)

    def _measure(self) -> None:
        self.setFixedWidth(self._look.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line under it."""
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, self._look.color("bg.line"))


class TabStrip(QTabBar):
    """Paints its tabs itself: the one in front is of the page's colour, under a line of the accent.

    Signals:
        currentChanged(int): Qt's own.
    """

    hovered = Signal(int)

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._signs = Signs(look)
        self._badges: list[Badge] = []
        self._hover = -1
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._measure)

    def add(self, title: str) -> int:
        """A tab at the end."""
        self._badges.append(Badge())
        return self.addTab(title)

    def clear(self) -> None:
        """No tab any more."""
        while self.count():
            self.removeTab(self.count() - 1)
        self._badges.clear()

    def set_badge(self, index: int, badge: Badge) -> None:
        """What waits in a tab."""
        self._badges[index] = badge
        late = self.tr(", something is late") if badge.late else ""
        title = self.tabText(index)
        words = self.tr("{title}, {count} waiting{late}").format(title=title, count=badge.count, late=late)
        self.setAccessibleTabName(index, words if badge.count else title)
        self.setTabToolTip(index, "")
        self._measure()

    def _measure(self) -> None:
        # QTabBar keeps its sizes until a text changes.
        for index in range(self.count()):
            self.setTabText(index, self.tabText(index))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """34 px high."""
        return QSize(super().sizeHint().width(), self._look.px(34))

    def minimumSizeHint(self) -> QSize:
        """Any width: tabs that do not fit are reached by arrows."""
        return QSize(self._look.px(120), self._look.px(34))

    def tabSizeHint(self, index: int) -> QSize:
        look = self._look
        bold = index == self.currentIndex()
        width = QFontMetrics(look.font(bold=bold)).horizontalAdvance(self.tabText(index)) + look.px(30)
        badge = self._badge_width(index)
        return QSize(width + (badge + look.px(8) if badge else 0), look.px(34))

    def _badge_width(self, index: int) -> int:
        badge = self._badges[index] if index < len(self._badges) else Badge()
        if not badge.count:
            return 0
        look = self._look
        text = QFontMetrics(look.font("micro", bold=True)).horizontalAdvance(str(badge.count))
        return text + look.px(14) + (look.px(15) if badge.late else 0)

    def event(self, event: QEvent) -> bool:
        """Keep no tooltip that Qt would take for rich text."""
        if event.type() == QEvent.Type.ToolTip:
            QToolTip.hideText()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Brighten the tab under the pointer."""
        at = self.tabAt(event.position().toPoint())
        if at != self._hover:
            self._hover = at
            self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left."""
        self._hover = -1
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """All tabs."""
        painter = QPainter(self)
        look = self._look
        painter.fillRect(self.rect(), look.color("bg.chrome"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("bg.line"))
        for index in range(self.count()):
            if self.isTabVisible(index):
                self._paint_tab(painter, index)

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        look = self._look
        box = self.tabRect(index)
        current = index == self.currentIndex()
        if current:
            painter.fillRect(box, look.color("bg.base"))
            painter.fillRect(box.left(), 0, 1, box.height(), look.color("bg.line"))
            painter.fillRect(box.right(), 0, 1, box.height(), look.color("bg.line"))
            painter.fillRect(box.left(), 0, box.width(), look.px(2), look.color("accent.fill"))
        font = look.font(bold=current)
        painter.setFont(font)
        painter.setPen(look.color("text.high" if current or index == self._hover else "text.mid"))
        left = box.left() + look.px(15)
        text = self.tabText(index)
        place = QRect(left, look.px(1), box.width(), box.height() - look.px(1))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        width = self._badge_width(index)
        if width:
            high = look.px(17)
            x = left + QFontMetrics(font).horizontalAdvance(text) + look.px(8)
            self._paint_badge(
                painter, QRect(x, (box.height() - high) // 2 + 1, width, high), self._badges[index]
            )

    def _paint_badge(self, painter: QPainter, box: QRect, badge: Badge) -> None:
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("tint.overdue" if badge.late else "bg.hover"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(look.font("micro", bold=True))
        painter.setPen(look.color("state.overdue" if badge.late else "text.high"))
        if badge.late:
            side = look.px(12)
            picture = self._signs.glyph("overdue", "state.overdue", 12, self.devicePixelRatioF())
            painter.drawPixmap(box.left() + look.px(6), box.top() + (box.height() - side) // 2, picture)
            box = box.adjusted(look.px(15), 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(badge.count))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
