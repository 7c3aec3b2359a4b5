"""The small photos of the board: read and decoded in a reader's thread, kept while they are of use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from opsdesk.desk.desk import Desk
from opsdesk.errors import OpsDeskError
from opsdesk.store.files import screen_copy
from opsdesk.store.pictures import Size

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: So many are read in one go, and so many are kept.
AT_ONCE = 24
KEPT = 400


class Pictures(QObject):
    """Small photos by the id of their file.

    Signals:
        came(): pictures are there that were asked for.
    """

    came = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: OrderedDict[UUID, QImage | None] = OrderedDict()
        self._wanted: dict[UUID, None] = {}
        self._reading = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._read)

    def get(self, file_id: UUID) -> QImage | None:
        """The picture; None while it is read (then `came` tells), and for a file that has none."""
        if file_id in self._known:
            self._known.move_to_end(file_id)
            return self._known[file_id]
        self._wanted[file_id] = None
        if not self._reading:
            self._soon.start()
        return None

    def _read(self) -> None:
        wanted = list(self._wanted)[-AT_ONCE:]
        if not wanted:
            return
        self._reading = True
        self._desk.ask("bulletin pictures", small_pictures, wanted, done=self._take, failed=self._not_read)

    def _take(self, found: dict[UUID, QImage | None]) -> None:
        self._reading = False
        for file_id, picture in found.items():
            self._wanted.pop(file_id, None)
            self._known[file_id] = picture
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        if self._wanted:
            self._soon.start()
        self.came.emit()

    def _not_read(self, _error: OpsDeskError) -> bool:
        self._reading = False
        self._wanted.clear()  # what is still in view asks again when it is next painted
        return True


def small_pictures(reading: Reading, ids: Sequence[UUID]) -> dict[UUID, QImage | None]:
    """The list copies of photos; one that may not be seen, or is none, is None."""
    return {file_id: _picture(reading, file_id, Size.LIST) for file_id in ids}


def large_pictures(reading: Reading, ids: Sequence[UUID]) -> dict[UUID, QImage | None]:
    """The same in the size of a screen."""
    return {file_id: _picture(reading, file_id, Size.SCREEN) for file_id in ids}


def _picture(reading: Reading, file_id: UUID, size: Size) -> QImage | None:
    try:
        picture = QImage.fromData(screen_copy(reading, file_id, size))
    except OpsDeskError:
        return None
    return None if picture.isNull() else picture
