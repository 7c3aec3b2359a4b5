"""Collects garbage on the screen's thread only.

Python collects cycles in whatever thread happens to allocate. Where that is a reader of the database, widgets
and timers that hang in a cycle are destroyed outside of their thread, which Qt does not survive.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

#: How often to look, in ms.
_EVERY = 1_000


def collect_due() -> None:
    """Collect the oldest generation that is due, in this thread; most of the time that is none."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [age for age in range(3) if counts[age] > thresholds[age] > 0]
    if due:
        gc.collect(max(due))


class Sweeper(QObject):
    """Stops Python's own collection and does it on a timer, the young generations first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Collect what is due."""
        collect_due()

    def close(self) -> None:
        """The program ends: collect once more, then leave it to Python again."""
        self._timer.stop()
        gc.collect()
        if self._was_on:
            gc.enable()
