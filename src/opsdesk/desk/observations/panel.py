"""A small form inside the detail pane: a verb that needs a word more. It blocks nothing and loses no text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.text_keys import OWN_KEYS
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.fields import Field, FieldRow, make_editor
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel
from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.wording.errors import problems

if TYPE_CHECKING:
    from opsdesk.store.command import Applied, Command


class Panel(Section):
    """Fields of one command under the record's head.

    `key` names its draft (`observation.close/<id>`); `make(values)` makes the command, `told(values)` says
    what was done. Ctrl+Enter does it, Esc leaves it with its text kept.

    Signals:
        left(): Esc: back to the list.
        finished(): it is done.
    """

    left = Signal()
    finished = Signal()

    def __init__(
        self,
        desk: Desk,
        key: str,
        title: str,
        fields: Sequence[Field],
        make: Callable[[dict[str, Any]], Command],
        *,
        verb: str,
        told: Callable[[dict[str, Any]], str] = lambda _values: "",
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk.look, parent=parent)
        self.key = key
        self.title = title
        self._desk = desk
        self._make = make
        self._told = told
        self._rows: dict[str, FieldRow] = {}
        self.setProperty(OWN_KEYS, ["Ctrl+Return", "Ctrl+Enter"])
        self.setObjectName("raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column.addWidget(PlainLabel(title, ink="high", strong=True))
        if note:
            self.column.addWidget(WrappedLabel(note, ink="mid", size="small"))
        for field in fields:
            self._add(field)
        self._general = WrappedLabel(ink="error", size="small")
        self._general.hide()
        self.column.addWidget(self._general)
        self._add_buttons(verb)

    def _add(self, field: Field) -> None:
        editor = make_editor(field, self._desk.look, self._desk.zone, self._desk.now)
        row = FieldRow(field, editor)
        editor.changed.connect(self._keep)
        for widget in (editor.inner(), *editor.findChildren(QWidget)):
            widget.installEventFilter(self)
        self._rows[field.name] = row
        self.column.addWidget(row)

    def _add_buttons(self, verb: str) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        leave = QPushButton(self.tr("Leave   Esc"))
        leave.clicked.connect(self.leave)
        self._do = QPushButton(f"{verb}   Ctrl+Enter")
        self._do.setProperty("primary", True)
        self._do.clicked.connect(self.submit)
        for button in (leave, self._do):
            button.setFixedHeight(self.look.px(28))
            button.installEventFilter(self)
            row.addWidget(button)
        self.column.addSpacing(self.look.px(4))
        self.column.addLayout(row)

    def editor(self, name: str) -> Any:
        """The editor of a field."""
        return self._rows[name].editor

    def values(self) -> dict[str, Any]:
        """What the command gets."""
        return {name: row.editor.value() for name, row in self._rows.items()}

    def kept(self) -> dict[str, Any]:
        """What the draft holds."""
        return {name: row.editor.kept() for name, row in self._rows.items()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft holds."""
        for name, value in kept.items():
            if name in self._rows:
                self._rows[name].editor.set_kept(value)

    def first(self) -> QWidget:
        """The field that takes the focus."""
        return next(iter(self._rows.values())).editor.inner() if self._rows else self._do

    def submit(self) -> None:
        """Make the command and apply it."""
        values = self.values()
        try:
            command = self._make(values)
        except BadInput as error:
            self._show_wrong(error)
            return
        started = self._desk.do(
            command, self._told(values), key=f"panel {self.key}", done=self._done, failed=self._failed
        )
        if started:
            self._do.setEnabled(False)

    def leave(self) -> None:
        """Back to the list; the text stays as a draft."""
        self.left.emit()

    def _keep(self) -> None:
        self._desk.drafts.keep(self.key, {"title": self.title, "values": self.kept()})

    def _done(self, _applied: Applied) -> None:
        self._desk.drafts.drop(self.key)
        self.finished.emit()

    def _failed(self, error: OpsDeskError) -> bool:
        self._do.setEnabled(True)
        if isinstance(error, BadInput):
            self._show_wrong(error)
            return True
        return False

    def _show_wrong(self, error: BadInput) -> None:
        sentences = problems(error, self._desk.zone)
        for name, row in self._rows.items():
            row.set_wrong(sentences.pop(name, ""))
        self._general.setText("\n".join(sentences.values()))
        self._general.setVisible(bool(sentences))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter does it, Esc leaves."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.submit()
                return True
            if event.key() == Qt.Key.Key_Escape and not event.modifiers():
                self.leave()
                return True
        return False


class PanelPlace(QWidget):
    """The place under the head where one panel stands at a time; those that were left keep their text.

    Signals:
        closed(): the focus may go back to the list.
    """

    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._panel: Panel | None = None
        self._kept: dict[str, Mapping[str, Any]] = {}
        from_layout = QHBoxLayout(self)
        from_layout.setContentsMargins(0, 0, 0, 0)
        self._row = from_layout

    @property
    def panel(self) -> Panel | None:
        """The one that is open."""
        return self._panel

    def open(self, panel: Panel) -> None:
        """Open a panel, with the text that was left in it, and go to its first field."""
        self.close_panel()
        if (kept := self._kept.get(panel.key)) is not None:
            panel.restore(kept)
        self._panel = panel
        panel.left.connect(self._left)
        panel.finished.connect(self._finished)
        self._row.addWidget(panel)
        panel.show()
        self.show()
        panel.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def take_drafts(self, kept: Mapping[str, Mapping[str, Any]]) -> None:
        """Texts that a former run left behind, by the panels' keys."""
        self._kept.update(kept)

    def close_panel(self) -> None:
        """Take the panel out; its text is kept for the next time."""
        if self._panel is None:
            return
        self._kept[self._panel.key] = self._panel.kept()
        self._take_out()

    def _left(self) -> None:
        self.close_panel()
        self.closed.emit()

    def _finished(self) -> None:
        if self._panel is not None:
            self._kept.pop(self._panel.key, None)
            self._take_out()
            self.closed.emit()

    def _take_out(self) -> None:
        assert self._panel is not None
        self._row.removeWidget(self._panel)
        self._panel.hide()
        self._panel.deleteLater()
        self._panel = None
        self.hide()
