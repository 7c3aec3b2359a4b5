"""The entry block under every tab: the line (F2), what it understood, and the strip of a BOLO hit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.hit_strip import HitStrip
from opsdesk.desk.widgets.focus import RING_AROUND
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import PlainLabel, keycap, rule

if TYPE_CHECKING:
    from opsdesk.entry.understood import Part, Understood

#: The keys of the canned phrases; F6 goes to the next region.
PHRASE_KEYS = (Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9)


@dataclass(frozen=True)
class EntryPort:
    """What the line needs of the entry room; both are quick and touch no file.

    `parse(text)` says what is understood; `accept(understood, part)` puts a part's suggestion into the text;
    `words(part)` gives the chip's name (or an empty one) and its text.
    """

    parse: Callable[[str], Understood]
    accept: Callable[[Understood, Part], str]
    words: Callable[[Part], tuple[str, str, str]]


class Understanding(QWidget):
    """The line of chips under the entry line, 28 px."""

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(look.px(8), 0, look.px(8), look.px(4))
        self._row.setSpacing(look.px(6))
        self._lead = PlainLabel(ink="low", size="small")
        self._row.addWidget(self._lead)
        self._chips: list[QWidget] = []
        self._row.addStretch(1)
        self._right = PlainLabel(ink="low", size="small")
        self._row.addWidget(self._right)
        self._shown: tuple[Any, ...] = ()
        look.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self.setFixedHeight(self._look.px(31))

    def say(self, text: str) -> None:
        """A sentence instead of chips."""
        self._put(())
        self._lead.setText(text)
        self._right.setText("")

    def show_parts(self, parts: Sequence[tuple[str, str, str, int, str]], right: str) -> None:
        """Chips: name, text, a lower word after it, priority (0 for none), state."""
        self._lead.setText(self.tr("Understood:"))
        self._right.setText(right)
        self._put(tuple(parts))

    def _put(self, parts: tuple[Any, ...]) -> None:
        if parts == self._shown:
            return
        self._shown = parts
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(*part) for part in parts]
        for at, chip in enumerate(self._chips):
            self._row.insertWidget(at + 1, chip)

    def _chip(self, name: str, text: str, low: str, priority: int, state: str) -> QWidget:
        look = self._look
        chip = QWidget()
        chip.setObjectName("chip")
        chip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        chip.setFixedHeight(look.px(22))
        row = QHBoxLayout(chip)
        row.setContentsMargins(look.px(6), 0, look.px(6), 0)
        row.setSpacing(look.px(5))
        if priority:
            sign = Sign(look, 14)
            sign.set_priority(priority)
            row.addWidget(sign)
        if name:
            row.addWidget(PlainLabel(name, ink="low", size="small"))
        row.addWidget(PlainLabel(text, ink="waiting" if state == "unknown" else "high", size="small"))
        if low:
            row.addWidget(PlainLabel(low, ink="low", size="micro"))
        return chip


class EntryBlock(QWidget):
    """See the module.

    Signals:
        reported(Understood): Enter was pressed; the line is empty and ready.
        text_changed(str): for the draft and the BOLO match.
        left(): Esc: back to the list, the text stays.
    """

    reported = Signal(object)
    text_changed = Signal(str)
    left = Signal()

    #: How many reported lines Up brings back.
    KEPT = 50

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._port: EntryPort | None = None
        self._understood: Understood | None = None
        self._past: list[str] = []
        self._past_at = 0
        self.phrases: tuple[str, ...] = ()
        self.folds = False
        self._away = self._narrow = self._low = False
        self.setObjectName("entry_block")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule(strong=True))
        self._inner = QVBoxLayout()
        self._inner.setSpacing(look.px(6))
        self.hit = HitStrip(look)
        self._inner.addWidget(self.hit)
        self._inner.addWidget(self._box())
        column.addLayout(self._inner)
        self.understanding = Understanding(look)
        column.addWidget(self.understanding)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(30)
        self._soon.timeout.connect(self._parse)
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        look.changed.connect(self._measure)
        self._measure()
        self._say_how()

    def _box(self) -> QWidget:
        look = self._look
        box = QWidget()
        box.setObjectName("field_box")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(box)
        row.setContentsMargins(look.px(10), 0, look.px(10), 0)
        row.setSpacing(look.px(8))
        row.addWidget(keycap("F2"))
        self.line = QLineEdit()
        self.line.setObjectName("bare")
        self.line.setFrame(False)
        self.line.setMaxLength(4000)
        self.line.setPlaceholderText(self.tr("what, details @ where !priority #tag"))
        self.line.setAccessibleName(self.tr("Entry line: what, details, at where, priority, tag"))
        self.line.setProperty(RING_AROUND, "field_box")
        row.addWidget(self.line, 1)
        self._hint = PlainLabel(ink="low", size="small")
        row.addWidget(self._hint)
        self._field_box = box
        return box

    def set_port(self, port: EntryPort | None) -> None:
        """The entry room is there."""
        self._port = port
        self._parse()

    def parse_again(self) -> None:
        """More is known than before (places): what stands in the line may be understood now."""
        self._parse()

    def set_narrow(self, narrow: bool) -> None:
        """Fewer words at the right of the line."""
        self._narrow = narrow
        self._say_hint()

    def set_low(self, low: bool) -> None:
        """In a low window what is understood takes no room until there is something to understand."""
        self._low = low
        self.understanding.setVisible(not low or bool(self.line.text()))

    def set_away(self, away: bool) -> None:
        """While the server is away: what Enter does then."""
        self._away = away
        self._say_hint()

    def _say_hint(self) -> None:
        long = self.tr("Enter reports · Tab completes · Up brings back the last · F3 to F9 phrases")
        words = self.tr("Enter reports") if self._narrow else long
        self._hint.setText(self.tr("Enter saves on this desk") if self._away else words)
        self._hint.set_ink("away" if self._away else "low")

    def set_folds(self, folds: bool) -> None:
        """On Map, Bulletins, Partners the block is away until F2, or while there is text in it."""
        self.folds = folds
        self.setVisible(not folds or bool(self.line.text()))

    def enter(self) -> None:
        """F2: show the block and type."""
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def restore(self, text: str) -> None:
        """Text of a draft; what is typed already goes before it."""
        if text and not self.line.text():
            self.line.setText(text)

    def forget(self) -> None:
        """The desk is closed: nothing of it can be brought back in the next one."""
        self.set_port(None)
        self.line.clear()
        self._past.clear()
        self._past_at = 0
        self.phrases = ()
        self.hit.show_hit(None)

    def give_back(self, text: str) -> None:
        """A report was not taken: its text comes back, or can be fetched with Up."""
        if self.line.text():
            self._past.append(text)
            self._past_at = len(self._past)
        else:
            self.line.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the line."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._report()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._recall(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape:
            if self.folds and not self.line.text():
                self.hide()
            self.left.emit()
        elif key == Qt.Key.Key_Tab:
            return self._complete()
        elif key in PHRASE_KEYS:
            at = PHRASE_KEYS.index(Qt.Key(key))
            if at < len(self.phrases):
                self.line.insert(self.phrases[at])
        else:
            return False
        return True

    def _typed(self, text: str) -> None:
        self.text_changed.emit(text)
        self.set_low(self._low)
        self._soon.start()

    def _parse(self) -> None:
        self._soon.stop()
        text = self.line.text()
        if self._port is None or not text.strip():
            self._understood = None
            self._say_how()
            return
        understood = self._understood = self._port.parse(text)
        chips = []
        for part in understood.parts:
            name, words, low = self._port.words(part)
            priority = int(understood.priority) if str(part.kind) == "priority" else 0
            chips.append((name, words, low, priority, str(part.state)))
        right = self.tr("All understood") if understood.all_understood else self.tr("Not all understood")
        self.understanding.show_parts(chips, right)

    def _say_how(self) -> None:
        self.understanding.say(
            self.tr("e.g. sus person, dark hoodie, trying car doors @ Parking des Pêcheurs !2 #vehicle")
        )

    def _report(self) -> None:
        self._parse()
        understood = self._understood
        if understood is None or understood.empty:
            return
        text = self.line.text()
        self._past.append(text)
        del self._past[: -self.KEPT]
        self._past_at = len(self._past)
        self.line.clear()
        self._parse()
        self.reported.emit(understood)

    def _recall(self, step: int) -> None:
        if self._past_at == len(self._past) and self.line.text().strip():
            # What is being typed is not lost on the way up.
            if step < 0:
                self._past.append(self.line.text())
                self._past_at = len(self._past) - 1
            else:
                return
        at = self._past_at + step
        if 0 <= at < len(self._past):
            self._past_at = at
            self.line.setText(self._past[at])
        elif at >= len(self._past):
            self._past_at = len(self._past)
            self.line.clear()

    def _complete(self) -> bool:
        """Tab takes the first suggestion; without one it goes on to the next region."""
        self._parse()
        if self._port is None or self._understood is None:
            return False
        for part in self._understood.parts:
            if part.suggestion is not None and part.suggestion != part.text:
                self.line.setText(self._port.accept(self._understood, part))
                self._parse()
                return True
        return False

    def _measure(self) -> None:
        look = self._look
        self._inner.setContentsMargins(look.px(8), look.px(6), look.px(8), look.px(1))
        self._field_box.setFixedHeight(look.px(36))
        self.line.setFont(look.font("entry"))
        self.line.setStyleSheet(f"font-size: {look.px(15)}px;")
