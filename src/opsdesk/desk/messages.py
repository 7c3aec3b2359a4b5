"""The one place that tells the user anything: never modal, never takes the focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal


class Tone(StrEnum):
    """What kind of thing is told; each has its own sign and colour."""

    DONE = "done"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Message:
    """One sentence, and perhaps one thing that can be done about it."""

    text: str
    tone: Tone
    verb: str = ""
    act: Callable[[], None] | None = None


#: How long a message stands, in ms; an error stays until it is read (Esc, or the next one).
_STANDS = {Tone.DONE: 8_000, Tone.NOTE: 8_000, Tone.WARNING: 20_000, Tone.ERROR: 0}


#: What stands over the page, with a verb and a cross; the rest is told in the status line.
LOUD = frozenset({Tone.WARNING, Tone.ERROR})


class Messages(QObject):
    """What is told now, and what was told before.

    Signals:
        told(Message): show this one.
        passed(): what was done has stood its time; a warning or an error told before it stands on.
        cleared(): nothing is to be told any more.
    """

    told = Signal(object)
    passed = Signal()
    cleared = Signal()

    #: How many are kept for "Messages" in the Help menu.
    KEPT = 200

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: Message | None = None
        #: The warning or error that stands; what is done meanwhile does not take it away unread.
        self.loud: Message | None = None
        self.past: list[Message] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._pass)
        self._loud_timer = QTimer(self)
        self._loud_timer.setSingleShot(True)
        self._loud_timer.timeout.connect(self.clear)

    def done(self, text: str) -> None:
        """Something went as it should."""
        self.tell(Message(text, Tone.DONE))

    def note(self, text: str) -> None:
        """Something good to know."""
        self.tell(Message(text, Tone.NOTE))

    def warning(self, text: str, verb: str = "", act: Callable[[], None] | None = None) -> None:
        """Something to see to."""
        self.tell(Message(text, Tone.WARNING, verb, act))

    def error(self, text: str, verb: str = "", act: Callable[[], None] | None = None) -> None:
        """Something was not done; the sentence says what is and what to do."""
        self.tell(Message(text, Tone.ERROR, verb, act))

    def tell(self, message: Message) -> None:
        """Show a message; it replaces the one before of its loudness, which stays in `past`."""
        self.past.append(message)
        del self.past[: -self.KEPT]
        self.current = message
        timer = self._timer
        if message.tone in LOUD:
            self.loud, timer = message, self._loud_timer
        stands = _STANDS[message.tone]
        if stands:
            timer.start(stands)
        else:
            timer.stop()
        self.told.emit(message)

    def clear(self) -> None:
        """The message was read or has stood its time."""
        self._timer.stop()
        self._loud_timer.stop()
        self.loud = None
        if self.current is not None:
            self.current = None
            self.cleared.emit()

    def _pass(self) -> None:
        if self.loud is None:
            self.clear()
        else:
            self.current = self.loud
            self.passed.emit()
