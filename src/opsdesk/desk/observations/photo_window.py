"""A photo in full, in a window of its own: the copy for the screen, never the original."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.words import tr
from opsdesk.errors import OpsDeskError
from opsdesk.observations.model import Observation
from opsdesk.store.files import screen_copy
from opsdesk.store.pictures import Size
from opsdesk.wording.errors import sentence

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading


class PhotoWindow(QWidget):
    """← and → go through the photos of the record, Esc closes; the desk goes on working beside it."""

    def __init__(self, desk: Desk, record: Observation, file_id: UUID, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._desk = desk
        self._record = record
        self._photos = record.photos
        ids = [photo.file_id for photo in record.photos]
        self._at = ids.index(file_id) if file_id in ids else 0
        self._picture: QImage | None = None
        self._said = ""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(desk.look.px(900), desk.look.px(680))
        self._read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Through the photos, or away."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._photos:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._at = (self._at + step) % len(self._photos)
            self._read()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture as large as it fits, its caption under it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        look = self._desk.look
        painter.fillRect(self.rect(), look.color("bg.chrome"))
        foot = look.px(30)
        room = QRectF(0, 0, self.width(), self.height() - foot)
        if self._picture is not None and not self._picture.isNull():
            size = self._picture.size()
            scale = min(room.width() / size.width(), room.height() / size.height(), 2.0)
            width, height = size.width() * scale, size.height() * scale
            box = QRectF((room.width() - width) / 2, (room.height() - height) / 2, width, height)
            painter.drawImage(box, self._picture)
        else:
            painter.setPen(look.color("text.mid"))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._said)
        painter.setFont(look.font("small"))
        painter.setPen(look.color("text.mid"))
        under = QRectF(look.px(10), room.height(), self.width() - look.px(20), foot)
        painter.drawText(under, Qt.AlignmentFlag.AlignVCenter, self._words())

    def _words(self) -> str:
        if not self._photos:
            return ""
        place = tr("Photo {at} of {count}").format(at=self._at + 1, count=len(self._photos))
        caption = self._photos[self._at].caption
        return f"{place} · {caption}" if caption else place

    def _read(self) -> None:
        self.setWindowTitle(tr("Photo of {number}").format(number=self._record.number))
        if not self._photos:
            return

        def came(picture: QImage) -> None:
            self._picture, self._said = picture, tr("The photo cannot be shown.")
            self.update()

        def failed(error: OpsDeskError) -> bool:
            self._picture, self._said = None, sentence(error, self._desk.zone)
            self.update()
            return True

        self._desk.ask("photo window", _full, self._photos[self._at].file_id, done=came, failed=failed)


def _full(reading: Reading, file_id: UUID) -> QImage:
    """Read and decode in the reader's thread."""
    return QImage.fromData(screen_copy(reading, file_id, Size.SCREEN))
