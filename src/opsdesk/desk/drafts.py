"""Drafts of forms and of the entry line: kept a moment after a change, dropped when the text has arrived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from opsdesk.desk.ports import DraftStore
from opsdesk.desk.tasks import Tasks


class Drafts(QObject):
    """Writes drafts through the task runner, at most once in `PAUSE` ms for each key.

    Without a store (a sample that was opened read-only) texts live as long as the window.
    """

    PAUSE = 400

    def __init__(self, store: DraftStore | None, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._pending: dict[str, Mapping[str, Any] | None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.PAUSE)
        self._timer.timeout.connect(self._write)

    @property
    def waiting(self) -> bool:
        """Whether something is not written yet."""
        return bool(self._pending)

    def keep(self, key: str, values: Mapping[str, Any]) -> None:
        """Keep what stands there now."""
        if self._store is None:
            return
        self._pending[key] = dict(values)
        if not self._timer.isActive():
            self._timer.start()

    def drop(self, key: str) -> None:
        """It is no draft any more."""
        if self._store is None:
            return
        self._pending[key] = None
        if not self._timer.isActive():
            self._timer.start()

    def restore(self, then: Callable[[Mapping[str, Mapping[str, Any]]], None]) -> None:
        """Hand out every draft that was kept, once it is read."""
        store = self._store
        if store is None:
            return

        async def read() -> Mapping[str, Mapping[str, Any]]:
            return await store.all()

        self._tasks.start("drafts read", read, done=then)

    async def close(self) -> None:
        """Write what still waits; nothing is kept or dropped afterwards."""
        await self.flush()
        self._store = None

    async def flush(self) -> None:
        """Write what still waits; called while the desk closes."""
        self._timer.stop()
        self._tasks.cancel("drafts write")
        await self._write_all()

    def _write(self) -> None:
        started = self._tasks.start("drafts write", self._write_all)
        if not started and self._pending and not self._tasks.closed:
            self._timer.start()

    async def _write_all(self) -> None:
        store = self._store
        while self._pending:
            key, values = next(iter(self._pending.items()))
            if store is not None:
                await (store.drop(key) if values is None else store.save(key, values))
            # What was typed while this one was written stays for the next round.
            if key in self._pending and self._pending[key] is values:
                del self._pending[key]
