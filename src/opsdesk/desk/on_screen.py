"""The strictest marking of what a list has loaded: it stands in the status line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.handling import Marking, strictest


class OnScreen(QObject):
    """Looks at the rows again whenever they change, at most once in each turn of the loop."""

    def __init__(self, model: RecordModel, then: Callable[[Marking | None], None], parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._then = then
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
            changed.connect(lambda *_: self._soon.start())

    def _look(self) -> None:
        items = [self._model.item_of(one) for one in self._model.ids()]
        markings = [item.marking for item in items if item is not None]
        self._then(strictest(markings) if markings else None)
