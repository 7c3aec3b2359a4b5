"""A page, no dialog, that asks for a few words: sign-in, passphrase, a new desk; it blocks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel


@dataclass(frozen=True)
class Asked:
    """One word that is asked for. `secret` shows dots; `choices` are offered, other words may be typed."""

    name: str
    label: str
    value: str = ""
    secret: bool = False
    choices: tuple[str, ...] = ()


class AskPage(QWidget):
    """See the module.

    Signals:
        answered(dict): the words by name.
        left(): back, or Esc.
    """

    answered = Signal(object)
    left = Signal()

    def __init__(
        self,
        look: Appearance,
        title: str,
        text: str,
        asked: Sequence[Asked],
        verb: str,
        *,
        back: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        card = QWidget()
        card.setFixedWidth(look.px(460))
        middle.addWidget(card)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)
        self._column = QVBoxLayout(card)
        self._column.setSpacing(look.px(6))
        self._column.addWidget(PlainLabel(title, size="title"))
        words = WrappedLabel(text, ink="mid")
        self._column.addWidget(words)
        words.setVisible(bool(text))
        self._edits: dict[str, QLineEdit | QComboBox] = {}
        self._wrong: dict[str, WrappedLabel] = {}
        for one in asked:
            self._add(one)
        self._general = WrappedLabel(ink="error")
        self._general.hide()
        self._column.addWidget(self._general)
        row = QHBoxLayout()
        self._column.addSpacing(look.px(8))
        self._column.addLayout(row)
        self._verb = QPushButton(verb)
        self._verb.setProperty("primary", True)
        self._verb.clicked.connect(self._answer)
        row.addWidget(self._verb)
        if back:
            away = QPushButton(back)
            away.clicked.connect(self.left)
            row.addWidget(away)
        row.addStretch(1)

    def begin(self) -> None:
        """The first empty field takes the focus."""
        edits = list(self._edits.values())
        empty = [edit for edit in edits if not self._text(edit)]
        if edits:
            (empty or edits)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def set_wrong(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        """Say what is wrong; secrets are typed again."""
        fields = fields or {}
        for name, label in self._wrong.items():
            label.setText(fields.get(name, ""))
            label.setVisible(bool(fields.get(name)))
        self._general.setText(sentence)
        self._general.setVisible(bool(sentence))
        self._verb.setEnabled(True)
        for edit in self._edits.values():
            if isinstance(edit, QLineEdit) and edit.echoMode() == QLineEdit.EchoMode.Password:
                edit.clear()
        self.begin()

    def _add(self, one: Asked) -> None:
        label = PlainLabel(one.label, ink="mid", size="small")
        edit: QLineEdit | QComboBox
        if one.choices:
            edit = QComboBox()
            edit.setEditable(True)
            edit.addItems(list(one.choices))
            edit.setCurrentText(one.value or one.choices[0])
            line = edit.lineEdit()
        else:
            edit = line = QLineEdit(one.value)
            line.setEchoMode(QLineEdit.EchoMode.Password if one.secret else QLineEdit.EchoMode.Normal)
        if line is not None:
            line.setAccessibleName(one.label)
            line.returnPressed.connect(self._answer)
        label.setBuddy(edit)
        wrong = WrappedLabel(ink="error", size="small")
        wrong.hide()
        self._edits[one.name], self._wrong[one.name] = edit, wrong
        for part in (label, edit, wrong):
            self._column.addWidget(part)

    def _answer(self) -> None:
        if self._verb.isEnabled():
            self._verb.setEnabled(False)
            self.answered.emit({name: self._text(edit) for name, edit in self._edits.items()})

    @staticmethod
    def _text(edit: QLineEdit | QComboBox) -> str:
        return edit.currentText() if isinstance(edit, QComboBox) else edit.text()
