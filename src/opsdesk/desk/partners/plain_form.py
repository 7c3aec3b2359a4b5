"""A form that is no single command: an import, an export, the name of a view. Esc leads back to the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.words import tr
from opsdesk.desk.text_keys import OWN_KEYS
from opsdesk.desk.widgets.fields import Field, FieldRow, make_editor
from opsdesk.desk.widgets.text import WrappedLabel, rule
from opsdesk.errors import BadInput
from opsdesk.wording.errors import problems


class PlainForm(QWidget):
    """Title, fields, a column for what else it shows, two buttons.

    Signals:
        closed(): it is done, or was left for good.
        put_away(): Esc: it stays open behind the record.
    """

    closed = Signal()
    put_away = Signal()

    def __init__(self, desk: Desk, key: str, title: str, fields: Sequence[Field], verb: str) -> None:
        super().__init__()
        self.key, self.title, self.desk = key, title, desk
        self.setProperty(OWN_KEYS, ["Ctrl+Return", "Ctrl+Enter"])
        look = desk.look
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        self.column.setSpacing(look.px(8))
        self.column.addWidget(WrappedLabel(title, size="record"))
        self.note = WrappedLabel(ink="mid", size="small")
        self.note.hide()
        self.column.addWidget(self.note)
        self.rows: dict[str, FieldRow] = {}
        for field in fields:
            editor = make_editor(field, look, desk.zone, desk.now)
            editor.inner().installEventFilter(self)
            self.rows[field.name] = FieldRow(field, editor)
            self.column.addWidget(self.rows[field.name])
        self._general = WrappedLabel(ink="error")
        self._general.hide()
        self.column.addWidget(self._general)
        self.column.addStretch(1)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        outer.addWidget(rule())
        outer.addLayout(self._buttons(verb))

    def _buttons(self, verb: str) -> QHBoxLayout:
        look = self.desk.look
        bar = QHBoxLayout()
        bar.setContentsMargins(look.px(14), look.px(8), look.px(14), look.px(8))
        bar.addStretch(1)
        self.leave_button = QPushButton(tr("Leave it"))
        self.leave_button.clicked.connect(self.closed)
        bar.addWidget(self.leave_button)
        self.do_button = QPushButton()
        self.do_button.setProperty("primary", True)
        self.do_button.clicked.connect(self.submit)
        bar.addWidget(self.do_button)
        self.set_verb(verb)
        return bar

    def set_verb(self, verb: str) -> None:
        """Another word on the button."""
        self.do_button.setText(f"{verb}   Ctrl+Enter")

    def say(self, text: str) -> None:
        """A sentence under the title."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def add(self, widget: QWidget) -> None:
        """Put something under the fields."""
        self.column.insertWidget(self.column.count() - 1, widget)

    def values(self) -> dict[str, Any]:
        """What stands in the fields."""
        return {name: row.editor.value() for name, row in self.rows.items()}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show these."""
        for name, value in values.items():
            self.rows[name].editor.set_value(value)

    def first(self) -> QWidget:
        """The field that takes the focus."""
        return next(iter(self.rows.values())).editor.inner() if self.rows else self.do_button

    def submit(self) -> None:
        """Do it (overridden)."""

    def show_wrong(self, error: BadInput) -> None:
        """Say what is wrong beside the fields; an empty error takes it away."""
        sentences = problems(error, self.desk.zone)
        for name, row in self.rows.items():
            row.set_wrong(sentences.pop(name, ""))
        self._general.setText("\n".join(sentences.values()))
        self._general.setVisible(bool(sentences))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter does it, Esc leads back."""
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The same for what is no field."""
        if not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.do_button.isEnabled():
                self.submit()
            return True
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.put_away.emit()
            return True
        return False
