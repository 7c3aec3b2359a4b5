"""The fields of a form: what each is, and the editor that it gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QDate, QDateTime, QEvent, QSignalBlocker, QTime, QTimeZone, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from opsdesk.desk.appearance import Appearance
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


class Editor(QWidget):
    """Edits one value.

    Signals:
        changed(): the operator changed it.
    """

    changed = Signal()

    def value(self) -> Any:
        """The value as the command takes it; None for nothing."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def kept(self) -> Any:
        """The value as JSON can hold it, for the draft."""
        return self.value()

    def set_kept(self, kept: Any) -> None:
        """Show a value from a draft."""
        self.set_value(kept)

    def inner(self) -> QWidget:
        """The widget that takes the focus."""
        return self


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


class _MomentEdit(QDateTimeEdit):
    """A time without arrows; under a style sheet Qt 6.12 gives the line inside such a box one pixel."""

    def event(self, event: QEvent) -> bool:
        """The line fills the box, whatever Qt made of it."""
        done = super().event(event)
        kinds = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.StyleChange)
        if event.type() in kinds:
            self.lineEdit().setGeometry(self.rect().adjusted(8, 2, -8, -2))
        return done


class MomentEditor(Editor):
    """A date, or a date and time in the desk's zone; the value is aware UTC (a `date` for a day alone).

    An optional one can be emptied with its cross.
    """

    def __init__(
        self, look: Appearance, zone: tzinfo, now: Callable[[], datetime], *, day: bool, optional: bool
    ) -> None:
        super().__init__()
        self._zone, self._now, self._day = zone, now, day
        self.edit = _MomentEdit()
        # The edit holds wall time as if it were UTC: Qt's zone rules would shift it at a change of clocks.
        self.edit.setTimeZone(QTimeZone.utc())
        self.edit.setDisplayFormat("yyyy-MM-dd" if day else "yyyy-MM-dd HH:mm")
        self.edit.setCalendarPopup(False)
        self.edit.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self._empty = optional
        self._optional = optional
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit)
        clear = QToolButton()
        clear.setIcon(look.icon("close", "text.mid", 14))
        clear.setToolTip(self.tr("No time"))
        clear.clicked.connect(self._clear)
        row.addWidget(clear)
        clear.setVisible(optional)
        row.addStretch(1)
        self.edit.dateTimeChanged.connect(self._typed)
        self.set_value(None if optional else now())

    def value(self) -> datetime | date | None:
        """The moment."""
        if self._empty:
            return None
        shown = self.edit.dateTime()
        day, time = shown.date(), shown.time()
        if self._day:
            return date(day.year(), day.month(), day.day())
        local = datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=self._zone)
        return local.astimezone(UTC)

    def kept(self) -> str | None:
        """The moment in ISO 8601."""
        value = self.value()
        return None if value is None else value.isoformat()

    def set_kept(self, kept: Any) -> None:
        """Show the moment of a draft."""
        if not isinstance(kept, str):
            self.set_value(None)
        else:
            self.set_value(date.fromisoformat(kept) if self._day else datetime.fromisoformat(kept))

    def set_value(self, value: Any) -> None:
        """Show a moment."""
        self._empty = value is None and self._optional
        shown = self._now() if value is None else value
        local = shown.astimezone(self._zone) if isinstance(shown, datetime) else shown
        with QSignalBlocker(self.edit):
            clock = QTime(local.hour, local.minute) if isinstance(local, datetime) else QTime(0, 0)
            self.edit.setDateTime(
                QDateTime(QDate(local.year, local.month, local.day), clock, QTimeZone.utc())
            )
        self.edit.setEnabled(True)
        self.edit.setProperty("empty", self._empty)

    def _typed(self) -> None:
        self._empty = False
        self.changed.emit()

    def _clear(self) -> None:
        self.set_value(None)
        self.changed.emit()

    def inner(self) -> QWidget:
        """The edit."""
        return self.edit


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
