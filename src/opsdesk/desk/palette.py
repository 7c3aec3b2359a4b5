"""The palette (Ctrl+K): every action and every record, by typing a part of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from opsdesk.desk.actions import Actions, DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.text_keys import OWN_KEYS
from opsdesk.desk.widgets.focus import RING_AROUND


@dataclass(frozen=True)
class Entry:
    """One line of the palette: what it is called, what stands at its right, and what it does.

    With a `reason` it is shown and cannot be chosen. `kind` is the heading's word, such as `Observation`.
    """

    text: str
    right: str
    run: Callable[[], None]
    kind: str = ""
    reason: str = ""


#: Looks for records by words and hands its entries on, now or later; an older answer is dropped.
Provider = Callable[[str, Callable[[Sequence[Entry]], None]], None]


def matches(words: str, text: str) -> bool:
    """Whether each word begins some word of the text, or stands within it when longer than two letters."""
    folded = text.casefold()
    parts = folded.split()
    return all(
        any(part.startswith(word) for part in parts) or (len(word) > 2 and word in folded)
        for word in words.casefold().split()
    )


class EntryList(QWidget):
    """The lines, painted; the field above keeps the focus.

    Signals:
        chosen(int): a line was pressed.
    """

    chosen = Signal(int)

    #: As many as are shown; typing on narrows them down.
    SHOWN = 14

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.entries: list[Entry] = []
        self.current = 0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these; the first that can be chosen is current."""
        self.entries = list(entries)[: self.SHOWN]
        self.current = next((at for at, one in enumerate(self.entries) if not one.reason), 0)
        self.updateGeometry()
        self.update()
        self._tell()

    def step(self, by: int) -> None:
        """Up or Down."""
        if self.entries:
            self.current = (self.current + by) % len(self.entries)
            self.update()
            self._tell()

    def sizeHint(self) -> QSize:
        """28 px a line."""
        return QSize(self._look.px(560), self._look.px(28) * max(len(self.entries), 1) + self._look.px(6))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The line under the pointer is current."""
        at = int(event.position().y()) // self._look.px(28)
        if 0 <= at < len(self.entries) and at != self.current:
            self.current = at
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        at = int(event.position().y()) // self._look.px(28)
        if 0 <= at < len(self.entries):
            self.chosen.emit(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """All lines."""
        painter = QPainter(self)
        look, height = self._look, self._look.px(28)
        if not self.entries:
            painter.setPen(look.color("text.low"))
            painter.drawText(
                self.rect().adjusted(look.px(12), 0, 0, 0),
                Qt.AlignmentFlag.AlignVCenter,
                self.tr("Nothing of that name"),
            )
        for at, entry in enumerate(self.entries):
            box = QRect(0, at * height, self.width(), height)
            current = at == self.current
            if current:
                painter.fillRect(box, look.color("selection.fill"))
            self._paint_entry(painter, box.adjusted(look.px(12), 0, -look.px(12), 0), entry, current)

    def _paint_entry(self, painter: QPainter, box: QRect, entry: Entry, current: bool) -> None:
        look = self._look
        painter.setFont(look.font("small"))
        right = entry.reason or entry.right
        width = min(QFontMetrics(painter.font()).horizontalAdvance(right) + 4, box.width() // 2)
        painter.setPen(look.color("selection.mid" if current else "text.low"))
        right_box = QRect(box.right() - width, box.top(), width + 1, box.height())
        shown = QFontMetrics(painter.font()).elidedText(right, Qt.TextElideMode.ElideRight, width)
        painter.drawText(right_box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        left = box.left()
        if entry.kind:
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, entry.kind)
            left += look.px(90)
        painter.setFont(look.font())
        ink = "text.disabled" if entry.reason else ("selection.text" if current else "text.high")
        painter.setPen(look.color(ink))
        room = QRect(left, box.top(), box.right() - width - look.px(12) - left, box.height())
        text = QFontMetrics(look.font()).elidedText(entry.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _tell(self) -> None:
        if self.entries:
            entry = self.entries[self.current]
            self.setAccessibleName(f"{entry.kind} {entry.text} {entry.reason or entry.right}".strip())


class Palette(QWidget):
    """A field and its lines, under the menu strip; Esc or a press elsewhere closes it."""

    def __init__(self, look: Appearance, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._actions = actions
        self._window = window
        self._before: QWidget | None = None
        self._found: dict[int, list[Entry]] = {}
        self._question = 0
        self.providers: list[Provider] = []
        self.setObjectName("window_over")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty(OWN_KEYS, [])
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(self.tr("Action or record"))
        self.edit.setProperty(RING_AROUND, "window_over")
        column.addWidget(self.edit)
        self.list = EntryList(look)
        column.addWidget(self.list)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(90)
        self._pause.timeout.connect(self._ask)
        self.edit.textChanged.connect(self._typed)
        self.edit.installEventFilter(self)
        self.list.chosen.connect(self._choose)
        self.hide()

    def open(self) -> None:
        """Show it; Ctrl+K once more closes it."""
        if self.isVisible():
            self.close_palette()
            return
        self._before = QApplication.focusWidget()
        self.edit.clear()
        self._typed("")
        self._place()
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_palette(self) -> None:
        """Away, and the focus where it was."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter, Esc; a lost focus closes."""
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            QTimer.singleShot(0, self, self._close_unless_focused)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.current)
        elif key == Qt.Key.Key_Escape:
            self.close_palette()
        else:
            return False
        return True

    def _close_unless_focused(self) -> None:
        if not self.edit.hasFocus() and self.isVisible():
            self.hide()

    def _typed(self, text: str) -> None:
        self._question += 1
        self._found.clear()
        self._show()
        if len(text.strip()) >= 2:
            self._pause.start()
        else:
            self._pause.stop()

    def _ask(self) -> None:
        question, words = self._question, self.edit.text().strip()
        for at, provider in enumerate(self.providers):
            provider(words, partial(self._came, question, at))

    def _came(self, question: int, provider: int, entries: Sequence[Entry]) -> None:
        if question == self._question:
            self._found[provider] = list(entries)
            self._show()

    def _show(self) -> None:
        words = self.edit.text().strip()
        actions = [
            self._entry(action)
            for action in self._actions.useful()
            if not words or matches(words, f"{action.spec.label} {action.keys}")
        ]
        # What can be done stands before what cannot, and a name that begins so before one that holds it.
        begins = words.casefold()
        actions.sort(key=lambda one: (bool(one.reason), not one.text.casefold().startswith(begins)))
        records = [entry for at in sorted(self._found) for entry in self._found[at][:5]]
        # Numbers are looked up far more often than actions; words, the other way about.
        entries = [*records, *actions] if any(sign.isdigit() for sign in words) else [*actions[:9], *records]
        self.list.set_entries(entries)
        self._place()

    @staticmethod
    def _entry(action: DeskAction) -> Entry:
        off = "" if action.isEnabled() else (action.reason or "–")
        return Entry(action.spec.label.rstrip("."), action.keys, action.trigger, reason=off)

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self.list.entries):
            entry = self.list.entries[at]
            if not entry.reason:
                self.close_palette()
                entry.run()

    def _place(self) -> None:
        look = self._look
        width = min(look.px(640), self._window.width() - look.px(16))
        self.adjustSize()
        height = self.list.sizeHint().height() + self.edit.sizeHint().height() + 2
        left = max((self._window.width() - width) // 2, look.px(8))
        self.setGeometry(left, look.px(64), width, height)
