"""The header of a list: titles, the sort's arrow, and the line that tells what is new above the view."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QPushButton, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.cells import Column


class RecordHeader(QHeaderView):
    """Paints its own sections, 26 px high.

    Signals:
        sort_asked(sort): a title was pressed.
    """

    sort_asked = Signal(str)

    def __init__(self, look: Appearance, columns: tuple[Column, ...], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._columns = columns
        self.sort = ""
        self.descending = False
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(look.px(28))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sectionClicked.connect(self._pressed)
        self.notice = QPushButton(self)
        self.notice.setProperty("primary", True)
        self.notice.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notice.hide()

    def set_sort(self, sort: str, descending: bool = False) -> None:
        """Show which order the list has."""
        self.sort, self.descending = sort, descending
        self.viewport().update()

    def tell_above(self, text: str) -> None:
        """Say what is new above the view; an empty text takes the line away."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))
        self.notice.setGeometry(self.rect())

    def sizeHint(self) -> QSize:
        """26 px high."""
        return QSize(super().sizeHint().width(), self._look.px(26))

    def resizeEvent(self, event: object) -> None:
        """The line over the header goes with it."""
        super().resizeEvent(event)  # type: ignore[arg-type] # Qt hands in a QResizeEvent
        self.notice.setGeometry(self.rect())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """One title."""
        column = self._columns[logicalIndex]
        look = self._look
        painter.fillRect(rect, look.color("bg.raised"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("bg.line"))
        if column.untitled:
            return
        sorted_by = bool(column.sort) and column.sort == self.sort
        painter.setFont(look.font("small"))
        painter.setPen(look.color("text.high" if sorted_by else "text.low"))
        arrow = (" ▾" if self.descending else " ▴") if sorted_by else ""
        left = look.px(16) if self.visualIndex(logicalIndex) == 0 else look.px(8)
        box = rect.adjusted(left, 0, -look.px(4), -1)
        text = QFontMetrics(painter.font()).elidedText(
            column.title + arrow, Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _pressed(self, section: int) -> None:
        if self._columns[section].sort:
            self.sort_asked.emit(self._columns[section].sort)
