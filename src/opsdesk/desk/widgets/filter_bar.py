"""The bar over a list: quick filter, the conditions as chips, how many there are, the column chooser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.chips import FilterChip
from opsdesk.desk.widgets.focus import RING_AROUND
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, keycap


@dataclass(frozen=True)
class FilterField:
    """A condition that can be added: its id, name, and the values that it can have with their words."""

    id: str
    name: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Condition:
    """A condition that is on: a chip `name value ×`."""

    id: str
    name: str
    value: str
    removable: bool = True


class QuickFilter(QWidget):
    """A field with a magnifier and its shortcut; Esc clears it, then leads back to the list.

    Signals:
        changed(text): a moment after the last key.
        left(): Esc in the empty field, or Down: the list takes the focus.
    """

    changed = Signal(str)
    left = Signal()

    #: Between the last key and the question, in ms.
    PAUSE = 120

    def __init__(
        self, look: Appearance, hint: str, keys: str = "Ctrl+F", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("field_box")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(look.px(28))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(9), 0, look.px(7), 0)
        row.setSpacing(look.px(3))
        glass = Sign(look, 14)
        glass.set_glyph("search", "text.low")
        row.addWidget(glass)
        self.edit = QLineEdit()
        self.edit.setObjectName("bare")
        self.edit.setFrame(False)
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(hint)
        self.edit.setProperty(RING_AROUND, "field_box")
        row.addWidget(self.edit, 1)
        self._cap = keycap(keys)
        row.addWidget(self._cap)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(self.PAUSE)
        self._pause.timeout.connect(lambda: self.changed.emit(self.edit.text()))
        self.edit.textChanged.connect(lambda _text: self._pause.start())
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)

    def clear(self) -> None:
        """No words any more, and that at once."""
        self.edit.clear()
        self._pause.stop()
        self.changed.emit("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc and Down."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.modifiers():
            if event.key() == Qt.Key.Key_Escape:
                if self.edit.text():
                    self.clear()
                else:
                    self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.left.emit()
                return True
        return False


class FilterBar(QWidget):
    """See the module.

    Signals:
        searched(text): the quick filter's words.
        added(field_id, value): a condition was chosen from `+ Add filter`.
        removed(field_id): a chip's cross was pressed.
        left(): the list takes the focus.
    """

    searched = Signal(str)
    added = Signal(str, str)
    removed = Signal(str)
    left = Signal()

    def __init__(
        self, look: Appearance, hint: str, narrow_hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._hints = (hint, narrow_hint or hint)
        self._fields: tuple[FilterField, ...] = ()
        self._chips: list[FilterChip] = []
        self._conditions: tuple[Condition, ...] = ()
        self.setObjectName("filter_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.row = QHBoxLayout(self)
        self.row.setSpacing(look.px(8))
        self.quick = QuickFilter(look, hint)
        self.row.addWidget(self.quick)
        self.add = QPushButton(look.icon("add", "text.mid", 14), self.tr("Add filter"))
        self.add.setProperty("dashed", True)
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self.add)
        self.add.clicked.connect(self._offer)
        self.row.addWidget(self.add)
        self.row.addStretch(1)
        self.count = ElidedLabel(ink="low", size="small")
        self.count.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.row.addWidget(self.count)
        self.columns = QToolButton()
        self.columns.setToolTip(self.tr("Columns"))
        self.columns.setAccessibleName(self.tr("Columns"))
        self.row.addWidget(self.columns)
        self.quick.changed.connect(self.searched)
        self.quick.left.connect(self.left)
        look.changed.connect(self._measure)
        self._measure()

    def set_fields(self, fields: Sequence[FilterField]) -> None:
        """What `+ Add filter` offers."""
        self._fields = tuple(fields)
        self.add.setVisible(bool(fields))

    def set_conditions(self, conditions: Sequence[Condition]) -> None:
        """Show these chips."""
        if tuple(conditions) == self._conditions:
            return
        self._conditions = tuple(conditions)
        for chip in self._chips:
            self.row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        place = self.row.indexOf(self.add)
        for at, one in enumerate(conditions):
            chip = FilterChip(self._look, one.id, one.name, one.value, removable=one.removable)
            chip.removed.connect(self.removed)
            self.row.insertWidget(place + at, chip)
            self._chips.append(chip)

    def set_count(self, text: str) -> None:
        """How many are shown of how many, and in which order."""
        self.count.setText(text)

    def set_narrow(self, narrow: bool) -> None:
        """Less words at 1280."""
        self.quick.edit.setPlaceholderText(self._hints[narrow])
        self.quick.setFixedWidth(self._look.px(170 if narrow else 240))
        self.add.setText(self.tr("Filter") if narrow else self.tr("Add filter"))

    def _measure(self) -> None:
        look = self._look
        self.setFixedHeight(look.px(39))
        self.row.setContentsMargins(look.px(8), 0, look.px(12), 0)
        self.columns.setIcon(look.icon("view_column"))
        self.columns.setIconSize(QSize(look.px(16), look.px(16)))
        self.quick.setFixedHeight(look.px(28))

    def _offer(self) -> None:
        self._menu.clear()
        for one in self._fields:
            sub = self._menu.addMenu(one.name)
            for value, words in one.options:
                sub.addAction(words).triggered.connect(
                    lambda _checked=False, field=one.id, chosen=value: self.added.emit(field, chosen)
                )
        self._menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))
