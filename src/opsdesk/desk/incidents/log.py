"""The log of an incident: its lines, struck ones struck, and the line at the foot of the pane for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)

from opsdesk.desk.cut import NAME, cut
from opsdesk.desk.desk import Desk
from opsdesk.desk.incidents.words import tr
from opsdesk.desk.text_keys import OWN_KEYS
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel, rule
from opsdesk.handling import Role
from opsdesk.incidents.commands import LogIncident
from opsdesk.incidents.model import WRITTEN_BY_COMMANDS, LogEntry, LogKind
from opsdesk.wording.labels import capital, label
from opsdesk.wording.times import when

#: What a person may write.
TYPED = tuple(kind for kind in LogKind if kind not in WRITTEN_BY_COMMANDS)


class LogSection(Section):
    """The lines in order of time, the latest at the foot.

    Signals:
        strike_asked(LogEntry): this line is wrong.
    """

    strike_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, tr("Log"), parent)
        self._desk = desk
        self._shown: tuple[LogEntry, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(desk.look.px(12))
        self._grid.setVerticalSpacing(desk.look.px(2))
        self._grid.setColumnStretch(1, 1)
        self.column.addLayout(self._grid)

    def show_log(self, entries: Sequence[LogEntry]) -> None:
        """Fill it; the same lines are left as they are."""
        if tuple(entries) == self._shown and self._grid.count():
            return
        self._shown = tuple(entries)
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        struck = sum(1 for one in entries if one.struck_at is not None)
        self.note.setText(tr("{count} struck").format(count=struck) if struck else "")
        for at, entry in enumerate(entries):
            self._add(at, entry)

    def _add(self, at: int, entry: LogEntry) -> None:
        now, zone = self._desk.now(), self._desk.zone
        top = Qt.AlignmentFlag.AlignTop
        by_command = entry.kind in WRITTEN_BY_COMMANDS
        time = PlainLabel(when(entry.at, now, zone), ink="low", size="small")
        text = WrappedLabel(_words(entry), ink="mid" if by_command else "high", size="small")
        if entry.struck_at is not None:
            font = QFont(self.look.font("small"))
            font.setStrikeOut(True)
            text.setFont(font)
            text.setProperty("ink", "low")
        who = PlainLabel(cut(entry.written_by_name, NAME), ink="low", size="small")
        self._grid.addWidget(time, 2 * at, 0, top)
        self._grid.addWidget(text, 2 * at, 1)
        self._grid.addWidget(who, 2 * at, 2, top)
        if entry.struck_at is not None:
            said = tr("struck by {name}: {reason}").format(
                name=entry.struck_by_name or "–", reason=entry.struck_reason or "–"
            )
            self._grid.addWidget(WrappedLabel(said, ink="error", size="micro"), 2 * at + 1, 1, 1, 2)
        elif not by_command and self._may_strike(entry):
            strike = QToolButton()
            strike.setIcon(self.look.icon("block", "text.low", 14))
            strike.setToolTip(tr("Strike this line…"))
            strike.setAccessibleName(tr("Strike the line “{text}”").format(text=entry.text[:40]))
            strike.setFixedSize(self.look.px(24), self.look.px(20))
            strike.clicked.connect(partial(self.strike_asked.emit, entry))
            self._grid.addWidget(strike, 2 * at, 3, top)

    def _may_strike(self, entry: LogEntry) -> bool:
        me = self._desk.me
        return entry.written_by == me.operator_id or Role.SUPERVISOR in me.roles


def _words(entry: LogEntry) -> str:
    if entry.kind is LogKind.NOTE or entry.kind in WRITTEN_BY_COMMANDS:
        return capital(entry.text)
    return f"{capital(label(entry.kind))}: {entry.text}"


class LogLine(QWidget):
    """Type and press Enter: it stands in the log. A text belongs to the incident that it was typed for.

    Signals:
        left(): Esc: back to the list.
    """

    left = Signal()

    def __init__(self, desk: Desk, over: QScrollArea) -> None:
        super().__init__(over)
        self._desk = desk
        self._over = over
        self._incident: tuple[UUID, int] | None = None
        self._texts: dict[UUID, tuple[int, str]] = {}
        self.setObjectName("raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty(OWN_KEYS, ["Ctrl+Return", "Ctrl+Enter"])
        look = desk.look
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), look.px(6), look.px(10), look.px(6))
        row.setSpacing(look.px(6))
        self.kind = QComboBox()
        for kind in TYPED:
            self.kind.addItem(capital(label(kind)))
        self.kind.setAccessibleName(tr("What the line is"))
        self.kind.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.edit = QLineEdit()
        row.addWidget(self.kind)
        row.addWidget(self.edit, 1)
        row.addWidget(PlainLabel(tr("Enter adds"), ink="low", size="small"))
        # The style sheet gives all that stands in a scroll area its ground; this stands over it.
        self.setStyleSheet("QLabel { background: transparent; }")
        self._rule = rule(parent=self)
        self.edit.textEdited.connect(self._typed)
        for widget in (self.edit, self.kind):
            widget.installEventFilter(self)
        over.installEventFilter(self)
        look.changed.connect(self._place)
        self.hide()

    def show_for(self, incident: tuple[UUID, int] | None, *, allowed: bool) -> None:
        """Which incident the line belongs to (id and number); None hides it."""
        if incident != self._incident:
            self._incident = incident
            kind, text = self._texts.get(incident[0], (0, "")) if incident else (0, "")
            self.edit.setText(text)
            self.kind.setCurrentIndex(kind)
        self.setEnabled(allowed)
        if incident is not None:
            hint = tr("Log of {number}: what happened").format(number=incident[1])
            self.edit.setPlaceholderText(hint)
            self.edit.setAccessibleName(hint)
        self.setVisible(incident is not None)
        self._place()

    def enter(self) -> None:
        """The operator wants to write."""
        if self.isVisible():
            self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.edit.selectAll()

    def take_draft(self, incident_id: UUID, values: Mapping[str, Any]) -> None:
        """A text that a former run left."""
        self._texts[incident_id] = (int(values.get("kind", 0)), str(values.get("text", "")))
        if self._incident is not None and self._incident[0] == incident_id and not self.edit.text():
            self.kind.setCurrentIndex(self._texts[incident_id][0])
            self.edit.setText(self._texts[incident_id][1])

    def submit(self) -> None:
        """Write the line into the log; the field is empty and ready at once, and full again if that fails."""
        text = self.edit.text().strip()
        if not text or self._incident is None:
            return
        incident_id, number = self._incident
        kind = self.kind.currentIndex()
        command = LogIncident.of(incident_id=incident_id, text=text, entry_kind=TYPED[kind])
        self._texts[incident_id] = (0, "")
        self.edit.clear()
        self.kind.setCurrentIndex(0)

        def back(_error: object) -> bool:
            self.take_draft(incident_id, {"kind": kind, "text": text})
            return False

        self._desk.do(
            command,
            tr("Written into the log of {number}.").format(number=number),
            done=lambda _applied: self._desk.drafts.drop(f"incident.log/{incident_id}"),
            failed=back,
        )

    def _typed(self) -> None:
        if self._incident is None:
            return
        kept = (self.kind.currentIndex(), self.edit.text())
        self._texts[self._incident[0]] = kept
        title = tr("Log of {number}").format(number=self._incident[1])
        values = {"kind": kept[0], "text": kept[1]}
        self._desk.drafts.keep(f"incident.log/{self._incident[0]}", {"title": title, "values": values})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter adds, Esc leaves; the line stays at the foot of the pane."""
        if watched is self._over:
            if event.type() == QEvent.Type.Resize:
                self._place()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.submit()
                return True
            if event.key() == Qt.Key.Key_Escape and not event.modifiers():
                self.left.emit()
                return True
        return False

    def _place(self) -> None:
        high = self._desk.look.px(42) if not self.isHidden() else 0
        self._over.setViewportMargins(0, 0, 0, high)
        self.setGeometry(0, self._over.height() - high, self._over.width(), high)
        self._rule.setGeometry(0, 0, self.width(), 1)
        self.raise_()
