"""What this session did and can take back: Ctrl+Z over the inverses of commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from opsdesk.store.command import Command


@dataclass(frozen=True)
class Step:
    """One thing that was done: the sentence that told it and the command that takes it back."""

    text: str
    back: Command


class History(QObject):
    """Two stacks of this session's steps; the presenter of the frame applies what they hand out.

    Signals:
        changed(): what can be undone or redone is another now.
    """

    changed = Signal()

    DEPTH = 200

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo: list[Step] = []
        self._redo: list[Step] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether something taken back can be done again."""
        return bool(self._redo)

    def did(self, step: Step) -> None:
        """Something new was done: it can be taken back, and what was taken back before is past."""
        self._undo.append(step)
        del self._undo[: -self.DEPTH]
        self._redo.clear()
        self.changed.emit()

    def next_undo(self) -> Step | None:
        """What Ctrl+Z would take back."""
        return self._undo[-1] if self._undo else None

    def next_redo(self) -> Step | None:
        """What Ctrl+Shift+Z would do again."""
        return self._redo[-1] if self._redo else None

    def undone(self, step: Step, forward: Command | None) -> None:
        """The step was taken back; `forward` is the inverse of that, where there is one."""
        self._move(step, forward, self._undo, self._redo)

    def redone(self, step: Step, back: Command | None) -> None:
        """The step was done again."""
        self._move(step, back, self._redo, self._undo)

    def drop(self, step: Step) -> None:
        """The step can no longer be taken back: another desk went on from there."""
        for stack in (self._undo, self._redo):
            if step in stack:
                stack.remove(step)
        self.changed.emit()

    def _move(self, step: Step, inverse: Command | None, source: list[Step], target: list[Step]) -> None:
        if step in source:
            source.remove(step)
        source[:] = [_after(step.back, one) for one in source]
        if inverse is not None:
            target.append(Step(step.text, inverse))
        self.changed.emit()


def _after(done: Command, step: Step) -> Step:
    """An older step as it has to be given after our own undo or redo of the same record.

    The record is as it was before both, but two versions on: what was done wrote one, and taking it back
    another. Without this a report could not be taken back once a claim of it had been.
    """
    other = step.back
    version = getattr(other, "version", None)
    records = {value for name, value in done if name.endswith("_id")}
    if version is None or records.isdisjoint(value for name, value in other if name.endswith("_id")):
        return step
    return Step(step.text, other.model_copy(update={"version": version + 2}))
