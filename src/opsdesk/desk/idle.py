"""Locks a desk that nobody touched for a while (CJIS policy 5.9.5: at most 30 minutes)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

#: The longest a desk stays open untouched, in minutes.
MOST_MINUTES = 30

_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.MouseMove}
)


class Idle(QObject):
    """An event filter on the application.

    Signals:
        idle(): nobody touched the desk for that long.
    """

    idle = Signal()

    def __init__(self, minutes: float = MOST_MINUTES, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self.idle)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there."""
        if event.type() in _TOUCHES and watched.isWindowType():
            self._timer.start()
        return False
