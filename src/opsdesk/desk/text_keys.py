"""Keys while a text field has the focus: it must not eat the desk's shortcuts, and record verbs rest."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from opsdesk.desk.actions import Actions

#: A property of a widget that handles these keys itself for all that stands in it (a form: Ctrl+Enter).
OWN_KEYS = "own_keys"

_TEXT = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)

#: What a text field keeps for itself: its own undo, clipboard and movement.
_OWN = (
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
    QKeySequence.StandardKey.MoveToNextWord,
    QKeySequence.StandardKey.MoveToPreviousWord,
    QKeySequence.StandardKey.SelectNextWord,
    QKeySequence.StandardKey.SelectPreviousWord,
    QKeySequence.StandardKey.MoveToStartOfDocument,
    QKeySequence.StandardKey.MoveToEndOfDocument,
    QKeySequence.StandardKey.DeleteStartOfWord,
    QKeySequence.StandardKey.DeleteEndOfWord,
)


def takes_text(widget: QWidget | None) -> bool:
    """Whether what is typed goes into this widget as text."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, _TEXT)


class TextKeys(QObject):
    """An event filter on the application.

    On Linux a line edit takes Ctrl+K, D, E and U for itself (emacs keys): they go to the desk instead. A
    shortcut whose action is not meant for text rests: nothing happens, and the user is told how to get there.

    Signals:
        rested(DeskAction): a record verb was pressed in a text field.
    """

    rested = Signal(object)

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the class."""
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or not isinstance(
            event, QKeyEvent
        ):
            return False
        if not isinstance(watched, QWidget) or watched is not QApplication.focusWidget():
            return False
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        own = own_keys(watched)
        if own is None and not takes_text(watched):
            return False
        if own is not None and pressed(event).toString() in own:
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            return False
        if any(event.matches(one) for one in _OWN):
            return False
        action = self._actions.of_keys(pressed(event))
        if action is None:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            if action.spec.in_text:
                event.ignore()
            else:
                event.accept()
            return True
        if not action.spec.in_text:
            self.rested.emit(action)
            return True
        return False


def own_keys(widget: QWidget | None) -> list[str] | None:
    """The keys that a form around this widget handles itself; None outside of forms."""
    while widget is not None:
        keys = widget.property(OWN_KEYS)
        if keys is not None:
            return [QKeySequence(one).toString() for one in keys]
        widget = widget.parentWidget()
    return None


def pressed(event: QKeyEvent) -> QKeySequence:
    """The key sequence of a key event; the number block counts as the main one."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
