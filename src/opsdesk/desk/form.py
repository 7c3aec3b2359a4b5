"""A form: fields of a command, beside the list; it blocks nothing, steals no focus and loses no text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from opsdesk.desk.conflict import ConflictWindow
from opsdesk.desk.desk import Desk
from opsdesk.desk.merge import Clash, clashes, to_save
from opsdesk.desk.text_keys import OWN_KEYS
from opsdesk.desk.widgets.fields import Field, FieldKind, FieldRow, make_editor
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel, rule
from opsdesk.errors import BadInput, ChangedElsewhere, OpsDeskError
from opsdesk.wording.errors import problems
from opsdesk.wording.times import moment

if TYPE_CHECKING:
    from opsdesk.store.command import Applied, Command


class Form(QWidget):
    """One open form.

    `key` names its draft (`observation.report`, `observation.correct/<id>`). `make(values)` makes the
    command; `values` are all fields of a new record, or, with `initial`, only those that were changed.
    Where nothing was changed in an edit, it just closes. `told(values)` is the sentence once it is done.
    `remake(values, version)` makes the command of an edit again after another desk changed the record: then
    the form merges by itself and asks only for true clashes; without it `clashed` is emitted.

    Signals:
        closed(): it is done, or was thrown away.
        clashed(ChangedElsewhere, dict): another desk changed the record; the dict is what stands here.
        put_away(): Esc: the text stays as a draft, the focus goes back to the list.
    """

    closed = Signal()
    clashed = Signal(object, object)
    put_away = Signal()
    done = Signal(object)

    def __init__(
        self,
        desk: Desk,
        key: str,
        title: str,
        fields: Sequence[Field],
        make: Callable[[dict[str, Any]], Command],
        *,
        initial: Mapping[str, Any] | None = None,
        preset: Mapping[str, Any] | None = None,
        told: Callable[[dict[str, Any]], str] = lambda _values: "",
        verb: str = "",
        note: str = "",
        remake: Callable[[dict[str, Any], int], Command] | None = None,
    ) -> None:
        super().__init__()
        self.key = key
        self.title = title
        self._desk = desk
        self._make = make
        self._initial = dict(initial) if initial is not None else None
        self._told = told
        self._remake = remake
        self._rows: dict[str, FieldRow] = {}
        self._over = False
        # A merged edit goes out while the attempt that clashed is still ending.
        self._attempt = 0
        self.setProperty(OWN_KEYS, ["Ctrl+Return", "Ctrl+Enter"])
        self._lay_out(title, note, verb or self.tr("Save"))
        for field in fields:
            self._add(field)
        self._column.addStretch(1)
        for name, value in {**(initial or {}), **(preset or {})}.items():
            if name in self._rows:
                self._rows[name].editor.set_value(value)

    def _lay_out(self, title: str, note: str, verb: str) -> None:
        look = self._desk.look
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        self._column.setSpacing(look.px(8))
        self._column.addWidget(WrappedLabel(title, size="record"))
        self._column.addWidget(note_label := WrappedLabel(note, ink="mid", size="small"))
        note_label.setVisible(bool(note))
        self._general = WrappedLabel(ink="error")
        self._general.hide()
        self._column.addWidget(self._general)
        self._scroll.setWidget(inside)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(rule())
        bar = QHBoxLayout()
        bar.setContentsMargins(look.px(14), look.px(8), look.px(14), look.px(8))
        self._state = PlainLabel(ink="low", size="small")
        bar.addWidget(self._state, 1)
        self._drop = QPushButton(self.tr("Throw away"))
        self._drop.setToolTip(self.tr("Closes the form and drops its text"))
        self._drop.clicked.connect(self.throw_away)
        bar.addWidget(self._drop)
        self._save = QPushButton(f"{verb}   Ctrl+Enter")
        self._save.setProperty("primary", True)
        self._save.clicked.connect(self.submit)
        bar.addWidget(self._save)
        outer.addLayout(bar)

    def _add(self, field: Field) -> None:
        editor = make_editor(field, self._desk.look, self._desk.zone, self._desk.now)
        row = FieldRow(field, editor)
        editor.changed.connect(self._changed)
        editor.inner().installEventFilter(self)
        self._rows[field.name] = row
        self._column.addWidget(row)

    # what others do with it

    def values(self) -> dict[str, Any]:
        """What the command gets."""
        found = {name: row.editor.value() for name, row in self._rows.items()}
        if self._initial is None:
            return found
        return {name: value for name, value in found.items() if value != self._initial.get(name)}

    def editor(self, name: str) -> Any:
        """The editor of a field, for those who add to it."""
        return self._rows[name].editor

    def kept(self) -> dict[str, Any]:
        """What the draft holds."""
        return {name: row.editor.kept() for name, row in self._rows.items()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft holds."""
        for name, value in kept.items():
            if name in self._rows:
                self._rows[name].editor.set_kept(value)
        self._state.setText(self.tr("Draft, kept on this desk"))

    def first(self) -> QWidget:
        """The field that takes the focus when the operator goes to the form."""
        return next(iter(self._rows.values())).editor.inner() if self._rows else self

    def submit(self) -> None:
        """Make the command and apply it; the form closes when that is done."""
        if self._over:
            return
        values = self.values()
        if self._initial is not None and not values:
            self._end()
            return
        try:
            command = self._make(values)
        except BadInput as error:
            self._show_wrong(error)
            return
        started = self._desk.do(
            command,
            self._told(values),
            key=f"form {self.key} {self._attempt}",
            done=self._done,
            failed=self._failed,
        )
        if started:
            self._show_wrong(BadInput([]))
            self._save.setEnabled(False)

    def throw_away(self) -> None:
        """Close without doing anything; the text is gone."""
        self._end()

    # the inside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter saves, Esc leads back to the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The same for what is no field."""
        if not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
            return True
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.put_away.emit()
            return True
        return False

    def _changed(self) -> None:
        self._state.setText(self.tr("Draft, kept on this desk"))
        self._desk.drafts.keep(self.key, {"title": self.title, "values": self.kept()})

    def _done(self, applied: Applied) -> None:
        self.done.emit(applied)
        self._end()

    def _failed(self, error: OpsDeskError) -> bool:
        self._save.setEnabled(True)
        if isinstance(error, BadInput):
            self._show_wrong(error)
            return True
        if isinstance(error, ChangedElsewhere):
            if self._remake is None or self._initial is None:
                self.clashed.emit(error, self.values())
            else:
                self._merge(error)
            return True
        return False

    def _merge(self, error: ChangedElsewhere) -> None:
        """Merge what one side changed, ask for the rest; the form stays as it is behind it."""
        assert self._initial is not None
        fields = [
            (name, row.field.label, row.field.kind in (FieldKind.TEXT, FieldKind.LINE))
            for name, row in self._rows.items()
        ]
        found = clashes(fields, self._initial, error.theirs, self.values())
        if all(one.choice is not None for one in found):
            self._save_merged(found, error)
            return
        window = ConflictWindow(
            self._desk.look,
            self.window(),
            self.tr("{title}: changed at two desks").format(title=self.title),
            self.tr(
                "Another desk saved this record while you were editing it. "
                "Nothing of yours is lost: choose field by field."
            ),
            found,
            self._words,
        )
        window.resolved.connect(lambda merged: self._save_merged(merged, error))
        window.open()

    def _save_merged(self, merged: Sequence[Clash], error: ChangedElsewhere) -> None:
        assert self._remake is not None
        assert self._initial is not None
        self._initial = {**self._initial, **{one.name: one.theirs for one in merged}}
        for one in merged:
            self._rows[one.name].editor.set_value(one.value)
        values = to_save(merged)
        if not values:
            self._end()
            return
        remake = self._remake
        self._attempt = error.now
        self._make = lambda chosen: remake(chosen, error.now)
        self.submit()

    def _words(self, name: str, value: Any) -> str:
        if value is None or value in ("", ()):
            return self.tr("none")
        for option, words in self._rows[name].field.options:
            if str(option) == str(value):
                return words
        if isinstance(value, datetime):
            return moment(value, self._desk.zone)
        return str(value)

    def _show_wrong(self, error: BadInput) -> None:
        sentences = problems(error, self._desk.zone)
        for name, row in self._rows.items():
            row.set_wrong(sentences.pop(name, ""))
        self._general.setText("\n".join(sentences.values()))
        self._general.setVisible(bool(sentences))
        wrong = next((row for name, row in self._rows.items() if row.editor.inner().property("wrong")), None)
        if wrong is not None:
            self._scroll.ensureWidgetVisible(wrong)

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._desk.drafts.drop(self.key)
            self.closed.emit()
