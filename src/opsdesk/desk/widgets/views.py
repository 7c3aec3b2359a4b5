"""Saved views: a column with counts, or a drop-down where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.signs import Signs
from opsdesk.desk.widgets.text import PlainLabel


@dataclass(frozen=True)
class View:
    """One saved view; `own` ones were kept by the operator and can be dropped."""

    id: str
    label: str
    own: bool = False


@dataclass(frozen=True)
class ViewGroup:
    """Views under one heading."""

    title: str
    views: tuple[View, ...]


class ViewRow(QWidget):
    """One view: its name and its count; with the clock and the overdue colour when something in it is late.

    Signals:
        pressed(id)
        dropped(id): its author does not want it any more.
        moved(step): Up or Down was pressed.
    """

    pressed = Signal(str)
    dropped = Signal(str)
    moved = Signal(int)

    def __init__(self, look: Appearance, signs: Signs, view: View, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._signs = signs
        self.view = view
        self.count = ""
        self.late = False
        self.current = False
        self._hover = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def set_count(self, count: str, late: bool) -> None:
        """Another count."""
        self.count, self.late = count, late
        self._name()
        self.update()

    def set_current(self, current: bool) -> None:
        """It is the one that is shown."""
        self.current = current
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if current else Qt.FocusPolicy.ClickFocus)
        self.update()

    def sizeHint(self) -> QSize:
        """26 px high."""
        return QSize(self._look.px(120), self._look.px(26))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show this view."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.view.id)

    def contextMenuEvent(self, event: object) -> None:
        """An own view can be dropped."""
        if self.view.own:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(self.tr("Remove this view")).triggered.connect(
                lambda: self.dropped.emit(self.view.id)
            )
            menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from view to view."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came in."""
        self._hover = True
        self.update()

    def leaveEvent(self, event: object) -> None:
        """The pointer left."""
        self._hover = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bar, name, count."""
        painter = QPainter(self)
        look, box = self._look, self.rect()
        if self.current:
            painter.fillRect(box, look.color("selection.fill"))
            painter.fillRect(QRect(0, 0, look.px(3), box.height()), look.color("accent.fill"))
        elif self._hover:
            painter.fillRect(box, look.color("bg.hover"))
        font = look.font(bold=self.late or self.current)
        painter.setFont(font)
        width = QFontMetrics(font).horizontalAdvance(self.count)
        right = box.width() - look.px(10)
        ink = "state.overdue" if self.late else ("selection.text" if self.current else "text.mid")
        painter.setPen(look.color(ink))
        painter.drawText(
            QRect(right - width, 0, width + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, self.count
        )
        if self.late:
            side = look.px(14)
            picture = self._signs.glyph("overdue", "state.overdue", 14, self.devicePixelRatioF())
            painter.drawPixmap(right - width - side - look.px(5), (box.height() - side) // 2, picture)
        painter.setFont(look.font())
        painter.setPen(look.color("selection.text" if self.current else "text.mid"))
        room = right - width - look.px(12 + (24 if self.late else 6))
        name = QFontMetrics(look.font()).elidedText(self.view.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(look.px(12), 0, room, box.height()), Qt.AlignmentFlag.AlignVCenter, name)

    def _name(self) -> None:
        late = self.tr(", late") if self.late else ""
        self.setAccessibleName(f"{self.view.label} {self.count}{late}")


class Views(QWidget):
    """The column of saved views, 188 px.

    Signals:
        chosen(id): show this view.
        keep_asked(): keep the filter that is on as a view.
        dropped(id): remove an own view.
    """

    chosen = Signal(str)
    keep_asked = Signal()
    dropped = Signal(str)

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._signs = Signs(look)
        self._rows: dict[str, ViewRow] = {}
        self._groups: tuple[ViewGroup, ...] = ()
        self.current = ""
        self.setObjectName("views")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._list = QWidget()
        self._list.setObjectName("views")
        self._column = QVBoxLayout(self._list)
        self._column.setSpacing(0)
        scroll = QScrollArea()
        scroll.setObjectName("views")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._list)
        column.addWidget(scroll, 1)
        self.keep = QPushButton(self.tr("Keep this filter as a view"))
        self.keep.setProperty("plain", True)
        self.keep.clicked.connect(self.keep_asked)
        column.addWidget(self.keep)
        look.changed.connect(self._build)
        self.button = QPushButton()
        self.button.setAccessibleName(self.tr("Saved views"))
        self._menu = QMenu(self.button)
        self.button.setMenu(self._menu)
        self._build()

    def set_groups(self, groups: Sequence[ViewGroup]) -> None:
        """Which views there are."""
        if tuple(groups) != self._groups:
            self._groups = tuple(groups)
            self._build()

    def set_count(self, view_id: str, count: str, late: bool = False) -> None:
        """How many a view holds: exact, `1,000+`, or `30 + 2` while some stand on this desk only."""
        if (row := self._rows.get(view_id)) is not None:
            row.set_count(count, late)
            self._name_button()

    def set_current(self, view_id: str) -> None:
        """Which view is shown; empty when the filter is another."""
        self.current = view_id
        for row in self._rows.values():
            row.set_current(row.view.id == view_id)
        self._name_button()

    def _build(self) -> None:
        look = self._look
        kept = {view_id: (row.count, row.late) for view_id, row in self._rows.items()}
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._rows = {}
        self._menu.clear()
        self._column.setContentsMargins(0, look.px(10), 0, look.px(8))
        for group in self._groups:
            self._head(group.title)
            for view in group.views:
                row = ViewRow(look, self._signs, view)
                row.set_count(*kept.get(view.id, ("", False)))
                row.set_current(view.id == self.current)
                row.pressed.connect(self.chosen)
                row.dropped.connect(self.dropped)
                row.moved.connect(self._step)
                self._rows[view.id] = row
                self._column.addWidget(row)
                self._menu.addAction(view.label).triggered.connect(
                    lambda _checked=False, view_id=view.id: self.chosen.emit(view_id)
                )
        self._column.addStretch(1)
        self.keep.setIcon(look.icon("add", "text.mid", 14))
        self.keep.setFixedHeight(look.px(38))
        self.keep.setStyleSheet(f"padding-left: {look.px(12)}px;")
        self.button.setIcon(look.icon("visibility", "text.mid", 14))
        for button in (self.keep, self.button):
            button.setIconSize(QSize(look.px(14), look.px(14)))
        self.button.setFixedHeight(look.px(28))
        self._name_button()

    def _head(self, title: str) -> None:
        look = self._look
        head = PlainLabel(title, ink="low", size="small", strong=True)
        head.setContentsMargins(look.px(12), 0, 0, 0)
        head.setFixedHeight(look.px(26))
        self._column.addWidget(head)
        self._menu.addSection(title)

    def _name_button(self) -> None:
        row = self._rows.get(self.current)
        words = self.tr("Views") if row is None else f"{row.view.label} {row.count}".strip()
        self.button.setText(f" {words}")

    def _step(self, step: int) -> None:
        ids = list(self._rows)
        if self.current in ids:
            at = min(max(ids.index(self.current) + step, 0), len(ids) - 1)
            self._rows[ids[at]].setFocus(Qt.FocusReason.TabFocusReason)
            self.chosen.emit(ids[at])
