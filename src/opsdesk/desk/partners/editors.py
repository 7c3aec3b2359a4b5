"""The editors of the directory's forms: a name with likely doubles, telephones, a day or none, a verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.pressing import KeyButton, Name
from opsdesk.desk.partners.words import tr
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import PlainLabel
from opsdesk.partners import records
from opsdesk.partners.commands.people import MOST_TELEPHONES
from opsdesk.partners.model import LikelyDouble, Telephone
from opsdesk.partners.telephones import readable

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading


class NameEditor(Editor):
    """A partner's name; while it is typed, partners with nearly that name stand under it.

    Signals:
        partner_asked(UUID): show that one instead.
    """

    partner_asked = Signal(object)

    #: Between the last key and the question, in ms.
    PAUSE = 200

    def __init__(self, desk: Desk, but: UUID | None = None) -> None:
        super().__init__()
        self._desk, self._but = desk, but
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("As it stands on their letters"))
        self.hint = QWidget()
        self._rows = QVBoxLayout(self.hint)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.hint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.edit)
        column.addWidget(self.hint)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(self.PAUSE)
        self._pause.timeout.connect(self._look_up)
        self.edit.textEdited.connect(self._typed)

    def value(self) -> str:
        """The name; an empty one is told beside the field."""
        return self.edit.text().strip()

    def kept(self) -> str:
        """As it was typed."""
        return self.edit.text()

    def set_value(self, value: Any) -> None:
        """Show a name."""
        self.edit.setText("" if value is None else str(value))

    def set_kept(self, kept: Any) -> None:
        """Show a draft's name, and look for doubles of it."""
        self.set_value(kept)
        self._pause.start()

    def inner(self) -> QWidget:
        """The line."""
        return self.edit

    def _typed(self) -> None:
        self._pause.start()
        self.changed.emit()

    def _look_up(self) -> None:
        name = self.edit.text()
        self._desk.ask(
            f"partner doubles {id(self)}",
            _doubles,
            name,
            self._but,
            done=lambda found: self.show_doubles(found) if name == self.edit.text() else None,
            failed=lambda _error: True,
        )

    def show_doubles(self, found: Sequence[LikelyDouble]) -> None:
        """Say which partners are there already."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        look = self._desk.look
        for one in found:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(look.px(6))
            sign = Sign(look, 14)
            sign.set_glyph("warning", "state.waiting")
            line.addWidget(sign)
            words = tr("There already:") if one.likeness == 100 else tr("Nearly the same:")
            line.addWidget(PlainLabel(words, ink="waiting", size="small"))
            line.addWidget(Name(look, one.name, partial(self.partner_asked.emit, one.id), size="small"))
            line.addStretch(1)
            self._rows.addWidget(row)
        self.hint.setVisible(bool(found))


def _doubles(reading: Reading, name: str, but: UUID | None) -> list[LikelyDouble]:
    return records.likely_doubles(reading, name, but=but, limit=3)


class TelephonesEditor(Editor):
    """Numbers and what each is for; an empty line is left out."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._look = look
        self._lines: list[tuple[QWidget, QLineEdit, QLineEdit]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        self._column = column
        self._more = KeyButton(look, tr("Another number"), icon="add", plain=True)
        self._more.clicked.connect(lambda: self._add("", "").setFocus())
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._add("", "")

    def value(self) -> tuple[Telephone, ...]:
        """The numbers as they were typed; the command writes them in E.164."""
        return tuple(
            Telephone(number=number.text().strip(), label=label.text().strip())
            for _row, number, label in self._lines
            if number.text().strip()
        )

    def set_value(self, value: Any) -> None:
        """Show numbers."""
        self._show([(readable(one.number), one.label) for one in value or ()])

    def kept(self) -> list[list[str]]:
        """As they were typed."""
        return [[number.text(), label.text()] for _row, number, label in self._lines]

    def set_kept(self, kept: Any) -> None:
        """Show a draft's."""
        pairs = (
            [one for one in kept if isinstance(one, list) and len(one) == 2] if isinstance(kept, list) else []
        )
        self._show([(str(number), str(label)) for number, label in pairs])

    def inner(self) -> QWidget:
        """The first number."""
        return self._lines[0][1]

    def _show(self, pairs: Sequence[tuple[str, str]]) -> None:
        # The first line is the one that others hold on to: it stays.
        for row, _number, _label in self._lines[1:]:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self._lines[1:]
        first, rest = (pairs[0], pairs[1:]) if pairs else (("", ""), ())
        self._lines[0][1].setText(first[0])
        self._lines[0][2].setText(first[1])
        for number, label in rest:
            self._add(number, label)

    def _add(self, number: str, label: str) -> QLineEdit:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._look.px(6))
        first, second = QLineEdit(number), QLineEdit(label)
        first.setPlaceholderText("+377 98 00 11 22")
        first.setAccessibleName(tr("Number"))
        second.setPlaceholderText(tr("mobile, desk, night"))
        second.setAccessibleName(tr("What the number is for"))
        for edit in (first, second):
            edit.textEdited.connect(lambda _text: self.changed.emit())
        line.addWidget(first, 3)
        line.addWidget(second, 2)
        self._lines.append((row, first, second))
        self._column.insertWidget(len(self._lines) - 1, row)
        self._more.setVisible(len(self._lines) < MOST_TELEPHONES)
        return first


class VerbEditor(Editor):
    """No value, but a verb on the record that the form edits: archive it, take it off the plan."""

    def __init__(self, look: Appearance, words: str, icon: str, run: Callable[[], None]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(6), 0, 0)
        self.button = KeyButton(look, words, icon=icon)
        self.button.clicked.connect(run)
        row.addWidget(self.button)
        row.addStretch(1)

    def value(self) -> None:
        """Nothing."""

    def set_value(self, value: Any) -> None:
        """Nothing."""

    def set_kept(self, kept: Any) -> None:
        """Nothing."""

    def inner(self) -> QWidget:
        """The button."""
        return self.button


def renamed(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The same values under other names."""
    return {names.get(name, name): value for name, value in values.items()}
