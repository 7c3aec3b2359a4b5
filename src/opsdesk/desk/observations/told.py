"""What was told: the text, small photos, the behaviour, and who gave it where one may know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.words import giver_words, tr
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.errors import NotFound
from opsdesk.observations.model import CRIMINAL_AS_DEFINED, Behaviour, Observation, ObservationSource
from opsdesk.store.files import screen_copy
from opsdesk.store.pictures import Size
from opsdesk.wording.labels import label

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: A report may have any number of photos; the strip shows so many and says how many more there are.
MOST_SHOWN = 6


class Thumbnails(QWidget):
    """Photos as squares of 52 px; what is not there yet is an empty square.

    Signals:
        pressed(UUID): a photo was pressed.
    """

    pressed = Signal(object)

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._ids: tuple[UUID, ...] = ()
        self._pictures: dict[UUID, QImage | None] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_ids(self, ids: Sequence[UUID]) -> None:
        """Which photos there are; pictures that are known already stay."""
        self._ids = tuple(ids)
        self._pictures = {one: picture for one, picture in self._pictures.items() if one in self._ids}
        self.setAccessibleName(tr("Photos: {count}").format(count=len(ids)))
        self.updateGeometry()
        self.update()

    def missing(self) -> list[UUID]:
        """Those whose pictures are not known yet."""
        return [one for one in self._ids[:MOST_SHOWN] if one not in self._pictures]

    def put(self, file_id: UUID, picture: QImage | None) -> None:
        """A picture came; None: it cannot be shown."""
        self._pictures[file_id] = picture
        self.update()

    def sizeHint(self) -> QSize:
        """Squares with 6 px between them."""
        side, gap = self._look.px(52), self._look.px(6)
        return QSize(min(len(self._ids), MOST_SHOWN) * (side + gap), side)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Which one was pressed."""
        at = int(event.position().x()) // (self._look.px(52) + self._look.px(6))
        if event.button() == Qt.MouseButton.LeftButton and at < min(len(self._ids), MOST_SHOWN):
            self.pressed.emit(self._ids[at])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each picture fills its square, cut at the sides."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        look = self._look
        side, gap = look.px(52), look.px(6)
        box = QRectF(0, 0, side, side)
        for at, file_id in enumerate(self._ids[:MOST_SHOWN]):
            box = QRectF(at * (side + gap), 0, side, side)
            painter.fillRect(box, look.color("bg.hover"))
            picture = self._pictures.get(file_id)
            if picture is not None and not picture.isNull():
                least = min(picture.width(), picture.height())
                cut = QRectF((picture.width() - least) / 2, (picture.height() - least) / 2, least, least)
                painter.drawImage(box, picture, cut)
            elif file_id in self._pictures:
                painter.drawPixmap(box.topLeft(), look.pixmap("image", "text.disabled", 52))
        rest = len(self._ids) - MOST_SHOWN
        if rest > 0:
            painter.setPen(look.color("text.high"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"+{rest}")


class ToldSection(Section):
    """Text, photos, behaviour.

    Signals:
        photo_pressed(UUID): open this photo.
    """

    photo_pressed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, parent=parent)
        self._desk = desk
        self._shown: UUID | None = None
        self._text = WrappedLabel()
        self.column.setSpacing(desk.look.px(8))
        self.column.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(desk.look.px(8))
        self.thumbnails = Thumbnails(desk.look)
        self.thumbnails.pressed.connect(self.photo_pressed)
        row.addWidget(self.thumbnails)
        self._behaviour = WrappedLabel(ink="low", size="small")
        self._behaviour.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._behaviour, 1)
        self.column.addLayout(row)
        self._giver = WrappedLabel(ink="mid", size="small")
        self.column.addWidget(self._giver)

    def show_told(self, record: Observation, giver: ObservationSource | None) -> None:
        """Fill it; a record without any of it hides the section."""
        self._text.setText(record.narrative)
        self._text.setVisible(bool(record.narrative))
        self._behaviour.setText(behaviour_words(record))
        self._behaviour.setVisible(bool(self._behaviour.text()))
        given = "" if giver is None else giver_words(giver)
        self._giver.setText(tr("Given by {giver}. Kept apart; it never leaves the desk.").format(giver=given))
        self._giver.setVisible(bool(given))
        self.thumbnails.setVisible(bool(record.photos))
        self.thumbnails.show_ids([photo.file_id for photo in record.photos])
        if self._shown != record.id or self.thumbnails.missing():
            self._shown = record.id
            self._read_photos(record.id)
        self.setVisible(bool(record.narrative or record.photos or self._behaviour.text() or given))

    def _read_photos(self, record_id: UUID) -> None:
        wanted = self.thumbnails.missing()
        if not wanted:
            return

        def came(found: dict[UUID, QImage | None]) -> None:
            if self._shown == record_id:
                for file_id, picture in found.items():
                    self.thumbnails.put(file_id, picture)

        self._desk.ask("observation photos", _thumbnails, wanted, done=came, failed=lambda _error: True)


def _thumbnails(reading: Reading, ids: Sequence[UUID]) -> dict[UUID, QImage | None]:
    """Read and decode the small copies, in the reader's thread; a file that is not there is None."""
    found: dict[UUID, QImage | None] = {}
    for file_id in ids:
        try:
            found[file_id] = QImage.fromData(screen_copy(reading, file_id, Size.LIST))
        except NotFound:
            found[file_id] = None
    return found


def behaviour_words(record: Observation) -> str:
    """`Behaviour: PHOTO photography`, and that a reason is still missing where one is needed."""
    if record.behaviour is Behaviour.NONE:
        return ""
    text = tr("Behaviour: {code} {words}").format(code=record.behaviour.value, words=label(record.behaviour))
    if record.behaviour in CRIMINAL_AS_DEFINED:
        return f"{text}\n{record.behaviour_reason}" if record.behaviour_reason else text
    if record.behaviour_reason:
        return f"{text}\n" + tr("reason: {reason}").format(reason=record.behaviour_reason)
    return f"{text}\n" + tr("needs a reason before it may become intelligence")
