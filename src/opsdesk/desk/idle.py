"""Tells when nobody touched the desk for a while (CJIS policy 5.9.5: at most 30 minutes), or it slept."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

#: The longest a desk stays open untouched, in minutes.
MOST_MINUTES = 30
#: A jump of the wall's clock against one that only counts on means that the machine slept.
SLEPT = timedelta(seconds=5)

_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.MouseMove}
)


class Idle(QObject):
    """An event filter on the application.

    Signals:
        idle(): nobody touched the desk for that long.
        slept(): the machine slept, and whoever opens it now may be another.
    """

    idle = Signal()
    slept = Signal()

    #: How often the clocks are compared, ms.
    TICK = 1_000

    def __init__(
        self,
        minutes: float = MOST_MINUTES,
        parent: QObject | None = None,
        *,
        now: Callable[[], datetime] | None = None,
        counting: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._now, self._counting = now, counting
        self._touched = counting()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self.set_minutes(minutes)
        self._ticked = self._clocks()
        tick = QTimer(self)
        tick.setInterval(self.TICK)
        tick.timeout.connect(self.tick)
        if now is not None:
            tick.start()

    def set_minutes(self, minutes: float | None) -> None:
        """After how long it tells, at most `MOST_MINUTES`; None: never (a desk in a secured room)."""
        if minutes is None:
            self._timer.stop()
            return
        self._timer.setInterval(round(min(minutes, MOST_MINUTES) * 60_000))
        self._timer.start()

    @property
    def untouched(self) -> float:
        """For how many seconds nobody touched the desk."""
        return self._counting() - self._touched

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there."""
        if event.type() in _TOUCHES and watched.isWindowType():
            self._touched = self._counting()
            if self._timer.isActive():
                self._timer.start()
        return False

    def tick(self) -> None:
        """Compare the clocks; a clock that was set back is no sleep."""
        before, self._ticked = self._ticked, self._clocks()
        if before is None or self._ticked is None:
            return
        passed = self._ticked[0] - before[0] - timedelta(seconds=self._ticked[1] - before[1])
        if passed > SLEPT:
            self.slept.emit()

    def _clocks(self) -> tuple[datetime, float] | None:
        return None if self._now is None else (self._now(), self._counting())
