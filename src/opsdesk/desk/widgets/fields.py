"""The fields of a form: what each is, and the editor that it gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.moment_editor import MomentEditor
from opsdesk.desk.widgets.text import WrappedLabel


class FieldKind(StrEnum):
    """Which editor a field gets."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    MOMENT = "moment"
    DAY = "day"
    OWN = "own"


@dataclass(frozen=True)
class Field:
    """One field of a form.

    `name` is the field's name in the command, so that a wrong one is told beside it. `options` are pairs of
    the value and its words. With kind OWN, `build(look)` makes the editor, an `Editor`.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    options: tuple[tuple[Any, str], ...] = ()
    hint: str = ""
    rows: int = 4
    optional: bool = False
    build: Callable[[Appearance], Editor] | None = None


class LineEditor(Editor):
    """One line of text; empty is None."""

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(hint)
        _fill(self, self.edit)
        self.edit.textEdited.connect(lambda _text: self.changed.emit())

    def value(self) -> str | None:
        """The text without the blanks around it."""
        return self.edit.text().strip() or None

    def kept(self) -> str:
        """The text as it was typed."""
        return self.edit.text()

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self.edit.setText("" if value is None else str(value))

    def inner(self) -> QWidget:
        """The line."""
        return self.edit


class TextEditor(Editor):
    """Several lines of text; Tab leads on."""

    def __init__(self, look: Appearance, rows: int, hint: str = "") -> None:
        super().__init__()
        self.edit = QPlainTextEdit()
        self.edit.setPlaceholderText(hint)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(look.px(20 * rows + 12))
        _fill(self, self.edit)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> str | None:
        """The text without the blanks around it."""
        return self.edit.toPlainText().strip() or None

    def kept(self) -> str:
        """The text as it was typed."""
        return self.edit.toPlainText()

    def set_value(self, value: Any) -> None:
        """Show a text; this is no change by the operator."""
        with QSignalBlocker(self.edit):
            self.edit.setPlainText("" if value is None else str(value))

    def inner(self) -> QWidget:
        """The text."""
        return self.edit


class ChoiceEditor(Editor):
    """One of several values; the first entry is "none" where the field is optional."""

    def __init__(self, options: Sequence[tuple[Any, str]], optional: bool) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setMaxVisibleItems(20)
        self._values: list[Any] = []
        if optional:
            self._add(None, "–")
        for value, words in options:
            self._add(value, words)
        _fill(self, self.box)
        self.box.activated.connect(lambda _at: self.changed.emit())

    def _add(self, value: Any, words: str) -> None:
        self._values.append(value)
        self.box.addItem(words)

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Other values; nothing is told, and the first one is chosen."""
        self._values.clear()
        self.box.clear()
        for value, words in options:
            self._add(value, words)

    def value(self) -> Any:
        """The chosen one."""
        at = self.box.currentIndex()
        return self._values[at] if 0 <= at < len(self._values) else None

    def kept(self) -> Any:
        """The chosen one as text."""
        value = self.value()
        return None if value is None else str(value)

    def set_value(self, value: Any) -> None:
        """Choose one."""
        texts = [None if one is None else str(one) for one in self._values]
        wanted = None if value is None else str(value)
        self.box.setCurrentIndex(texts.index(wanted) if wanted in texts else (-1 if wanted else 0))

    def inner(self) -> QWidget:
        """The box."""
        return self.box


class ChoicesEditor(Editor):
    """Any number of several values, as check boxes."""

    def __init__(self, options: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._boxes: list[tuple[Any, QCheckBox]] = []
        for value, words in options:
            box = QCheckBox(words.replace("&", "&&"))
            box.clicked.connect(lambda _on=False: self.changed.emit())
            column.addWidget(box)
            self._boxes.append((value, box))

    def value(self) -> tuple[Any, ...]:
        """The checked ones, in their order."""
        return tuple(value for value, box in self._boxes if box.isChecked())

    def kept(self) -> list[str]:
        """The checked ones as text."""
        return [str(value) for value in self.value()]

    def set_value(self, value: Any) -> None:
        """Check these."""
        wanted = {str(one) for one in (value or ())}
        for one, box in self._boxes:
            box.setChecked(str(one) in wanted)

    def inner(self) -> QWidget:
        """The first box."""
        return self._boxes[0][1] if self._boxes else self


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.box = QCheckBox(words.replace("&", "&&"))
        _fill(self, self.box)
        self.box.clicked.connect(lambda _on=False: self.changed.emit())

    def value(self) -> bool:
        """Whether it is checked."""
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        """Check it or not."""
        self.box.setChecked(bool(value))

    def inner(self) -> QWidget:
        """The box."""
        return self.box


class FieldRow(QWidget):
    """A label, its editor, and under it what is wrong with it."""

    def __init__(self, field: Field, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.editor = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        label = WrappedLabel(field.label, ink="mid", size="small")
        label.setBuddy(editor.inner())
        column.addWidget(label)
        # Shown before it has a parent, it would be a window of its own for a moment, and take the focus.
        label.setVisible(field.kind is not FieldKind.FLAG)
        column.addWidget(editor)
        self._wrong = WrappedLabel(ink="error", size="small")
        self._wrong.hide()
        column.addWidget(self._wrong)
        editor.inner().setAccessibleName(field.label)

    def set_wrong(self, sentence: str) -> None:
        """Say what is wrong beside the field; an empty sentence takes it away."""
        inner = self.editor.inner()
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        inner.setAccessibleDescription(sentence)
        if bool(inner.property("wrong")) != bool(sentence):
            inner.setProperty("wrong", bool(sentence))
            inner.style().unpolish(inner)
            inner.style().polish(inner)


def make_editor(field: Field, look: Appearance, zone: tzinfo, now: Callable[[], datetime]) -> Editor:
    """The editor that fits a field."""
    match field.kind:
        case FieldKind.LINE:
            return LineEditor(field.hint)
        case FieldKind.TEXT:
            return TextEditor(look, field.rows, field.hint)
        case FieldKind.CHOICE:
            return ChoiceEditor(field.options, field.optional)
        case FieldKind.CHOICES:
            return ChoicesEditor(field.options)
        case FieldKind.FLAG:
            return FlagEditor(field.label)
        case FieldKind.MOMENT | FieldKind.DAY:
            return MomentEditor(look, zone, now, day=field.kind is FieldKind.DAY, optional=field.optional)
        case FieldKind.OWN:
            assert field.build is not None
            return field.build(look)


def _fill(editor: QWidget, inner: QWidget) -> None:
    row = QHBoxLayout(editor)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(inner)
