"""A page, no dialog, that asks for a few words: sign-in, passphrase, a new desk; it blocks nothing."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel
from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.wording.errors import problems, sentence

if TYPE_CHECKING:
    from opsdesk.desk.host import Host

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """One word that is asked for.

    `secret` shows dots; `choices` are offered, other words may be typed; `needed`: not without it.
    """

    name: str
    label: str
    value: str = ""
    secret: bool = False
    choices: tuple[str, ...] = ()
    needed: bool = False


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
        self._asked = tuple(asked)
        self._may_leave = bool(back)
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

    def run(
        self, host: Host, key: str, make: Callable[[], Coroutine[Any, Any, T]], done: Callable[[T], None]
    ) -> None:
        """Do what was answered; a failure is said here, and the page can be answered again."""

        async def work() -> T:
            try:
                return await make()
            except BaseException:
                if isValid(self):
                    self._verb.setEnabled(True)
                raise

        def failed(error: OpsDeskError) -> bool:
            self.set_error(error, host.zone)
            return True

        if not host.tasks.start(key, work, done=done, failed=failed):
            self._verb.setEnabled(True)

    def set_error(self, error: OpsDeskError, zone: tzinfo) -> None:
        """Say a failure in its sentence, beside the fields that it names."""
        if not isinstance(error, BadInput):
            self.set_wrong(sentence(error, zone))
            return
        found = problems(error, zone)
        here = {name: words for name, words in found.items() if name in self._edits}
        self.set_wrong("\n".join(words for name, words in found.items() if name not in here), here)

    def set_wrong(self, text: str, fields: Mapping[str, str] | None = None) -> None:
        """Say what is wrong; secrets that it may concern are typed again."""
        fields = fields or {}
        for name, label in self._wrong.items():
            label.setText(fields.get(name, ""))
            label.setVisible(bool(fields.get(name)))
        self._general.setText(text)
        self._general.setVisible(bool(text))
        self._verb.setEnabled(True)
        secrets = [one.name for one in self._asked if one.secret]
        if not fields or any(name in fields for name in secrets):
            for name in secrets:
                self._set_text(name, "")
        wrong = next((self._edits[name] for name in fields if name in self._edits), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back where there is a way back."""
        if event.key() == Qt.Key.Key_Escape and self._may_leave:
            self.left.emit()
        else:
            super().keyPressEvent(event)

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
        if not self._verb.isEnabled():
            return
        words = {name: self._text(edit) for name, edit in self._edits.items()}
        missing = [one for one in self._asked if one.needed and not words[one.name].strip()]
        if missing:
            self.set_wrong("", {one.name: self.tr("This is needed.") for one in missing})
            return
        self._verb.setEnabled(False)
        self.answered.emit(words)

    def _set_text(self, name: str, text: str) -> None:
        edit = self._edits[name]
        if isinstance(edit, QLineEdit):
            edit.setText(text)

    @staticmethod
    def _text(edit: QLineEdit | QComboBox) -> str:
        return edit.currentText() if isinstance(edit, QComboBox) else edit.text()
