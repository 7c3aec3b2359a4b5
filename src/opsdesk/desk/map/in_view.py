"""The incidents that are in view, as a list of two-line rows beside the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.signs import paint_priority
from opsdesk.incidents.model import IncidentItem
from opsdesk.wording.labels import capital, label
from opsdesk.wording.times import age

Index = QModelIndex | QPersistentModelIndex
#: px at 100 %.
ROW = 56


class InView(QAbstractListModel):
    """At most a few hundred incidents, worst and newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[IncidentItem, ...] = ()

    def show_items(self, items: Sequence[IncidentItem]) -> None:
        """Others are in view."""
        if tuple(items) == self._items:
            return
        self.beginResetModel()
        self._items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The item for painting, words for those who listen."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{item.number} {item.title}"
        return None

    def row_of(self, record_id: UUID | None) -> int:
        """Where an incident stands, or −1."""
        return next((row for row, item in enumerate(self._items) if item.id == record_id), -1)


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Appearance, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._look = look
        self._now = now

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, self._look.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, item = self._look, index.data(Qt.ItemDataRole.UserRole)
        box = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "selection.fill" if chosen else "tint.error" if item.priority == 1 else "bg.base"
        painter.fillRect(box, look.color(ground))
        if chosen or item.priority == 1:
            bar = look.color("accent.fill" if chosen else "priority.1")
            painter.fillRect(box.left(), box.top(), look.px(3), box.height(), bar)
        high = look.color("selection.text" if chosen else "text.high")
        middle = look.color("selection.mid" if chosen else "text.mid")
        top = box.adjusted(look.px(12), look.px(7), -look.px(14), -box.height() // 2)
        under = box.adjusted(look.px(12), box.height() // 2, -look.px(14), -look.px(7))
        paint_priority(
            painter, QRectF(top.left(), top.top() + 1, look.px(16), look.px(16)), item.priority, look
        )
        text_left = look.px(24)
        painter.setFont(look.font("body"))
        painter.setPen(middle)
        old = age(item.opened_at, self._now())
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, old)
        room = top.width() - text_left - QFontMetrics(look.font("body")).horizontalAdvance(old) - look.px(8)
        painter.setFont(look.font("body", bold=True))
        painter.setPen(high)
        title = painter.fontMetrics().elidedText(item.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(top.adjusted(text_left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, title)
        self._under(painter, under, item, high, middle)
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, look.color("bg.line"))

    def _under(
        self, painter: QPainter, under: QRect, item: IncidentItem, high: object, middle: object
    ) -> None:
        look = self._look
        status = capital(label(item.status))
        painter.setFont(look.font("small", bold=True))
        painter.setPen(high)
        painter.drawText(under, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, status)
        right = under.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(status) - look.px(10), 0)
        painter.setFont(look.font("small"))
        who = ", ".join(item.units) or self.tr("nobody yet")
        painter.setPen(middle if item.units else look.color("state.overdue"))
        half = right.width() // 2
        shown = painter.fontMetrics().elidedText(who, Qt.TextElideMode.ElideRight, half)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setPen(middle)
        painter.drawText(under, Qt.AlignmentFlag.AlignVCenter, str(item.number))
        room = half - look.px(44)
        place = painter.fontMetrics().elidedText(item.place or "", Qt.TextElideMode.ElideRight, room)
        painter.drawText(under.adjusted(look.px(36), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, place)


class InViewList(QListView):
    """The list itself.

    Signals:
        chosen(UUID): an incident was selected by hand.
        opened(UUID): Enter or a double click.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Appearance, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.items = InView()
        self._delegate = _Painter(look, now)
        self.setModel(self.items)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Incidents in view"))
        self.clicked.connect(lambda index: self._tell(self.chosen, index))
        self.activated.connect(lambda index: self._tell(self.opened, index))
        look.changed.connect(self.reset)

    def select(self, record_id: UUID | None) -> None:
        """Show which one is selected on the map."""
        row = self.items.row_of(record_id)
        if row < 0:
            self.clearSelection()
            return
        self.setCurrentIndex(self.items.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down choose at once."""
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        if self.currentIndex().row() != before:
            self._tell(self.chosen, self.currentIndex())

    def _tell(self, signal: object, index: QModelIndex) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        if item is not None:
            signal.emit(item.id)  # type: ignore[attr-defined] # a bound Signal
