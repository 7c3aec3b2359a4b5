"""The open forms of a tab: one in front, the others a press away; opening one takes nobody's focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.text import rule


class OpenForm(Protocol):
    """What stands in here: a widget with a key and a title."""

    key: str
    title: str

    def first(self) -> QWidget:
        """The field that takes the focus."""


class Forms(QWidget):
    """A strip of the open forms over the one in front.

    Signals:
        count_changed(int): how many stand in front of the detail; 0 shows the detail again.
    """

    count_changed = Signal(int)

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strip = QWidget()
        strip.setObjectName("raised")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        strip.setFixedHeight(look.px(39))
        self._strip = QHBoxLayout(strip)
        self._strip.setContentsMargins(look.px(8), 0, look.px(8), 0)
        self._strip.setSpacing(look.px(6))
        self._strip.addStretch(1)
        self._back = QPushButton(self.tr("Show record   Esc"))
        self._back.setProperty("plain", True)
        self._back.clicked.connect(self.put_away)
        self._strip.addWidget(self._back)
        column.addWidget(strip)
        column.addWidget(rule())
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._buttons: dict[str, QPushButton] = {}
        self._forms: dict[str, QWidget] = {}

    def open(self, form: QWidget, *, in_front: bool = True, focus: bool = True) -> None:
        """Put a form in; one with the same key comes to the front instead.

        `focus` only where the operator asked for this very form.
        """
        key = form.key  # type: ignore[attr-defined] # an OpenForm, which no widget class can declare
        if key in self._forms:
            form.deleteLater()
            self.bring(key, focus=focus)
            return
        self._forms[key] = form
        self._stack.addWidget(form)
        button = QPushButton(form.title)  # type: ignore[attr-defined] # an OpenForm
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked=False: self.bring(key, focus=True))
        self._strip.insertWidget(len(self._buttons), button)
        self._buttons[key] = button
        if in_front:
            self.bring(key, focus=focus)

    def has(self, key: str) -> bool:
        """Whether a form of that key is open."""
        return key in self._forms

    def open_keys(self) -> list[str]:
        """The keys of all that are open."""
        return list(self._forms)

    def bring(self, key: str, *, focus: bool = False) -> None:
        """Bring a form to the front."""
        form = self._forms[key]
        self._stack.setCurrentWidget(form)
        for name, button in self._buttons.items():
            button.setChecked(name == key)
        self.count_changed.emit(len(self._forms))
        if focus:
            form.first().setFocus(Qt.FocusReason.OtherFocusReason)  # type: ignore[attr-defined] # an OpenForm

    def put_away(self) -> None:
        """Show the record again; the forms stay open behind it."""
        self.count_changed.emit(0)

    def close_form(self, key: str, then: Callable[[], None] | None = None) -> None:
        """Take a form out."""
        form = self._forms.pop(key, None)
        if form is None:
            return
        button = self._buttons.pop(key)
        button.hide()
        button.deleteLater()
        self._stack.removeWidget(form)
        form.hide()
        form.deleteLater()
        if self._forms:
            self.bring(next(reversed(self._forms)))
        else:
            self.count_changed.emit(0)
        if then is not None:
            then()
