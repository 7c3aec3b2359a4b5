"""The list of the board: rows of 66 px with the photo, the bar and what is left."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from opsdesk.bulletins.model import BulletinItem
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.ack_bar import paint_bar
from opsdesk.desk.bulletins.pictures import Pictures
from opsdesk.desk.bulletins.row import BulletinRow, row_of
from opsdesk.desk.bulletins.words import KIND_ICON
from opsdesk.desk.desk import Desk
from opsdesk.desk.widgets.chips import paint_marking
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.desk.widgets.record_view import RecordView
from opsdesk.desk.widgets.signs import Signs

ROW = 66


class BulletinView(RecordView):
    """The frame's list with higher rows; selection, scroll and what comes in above are as everywhere."""

    def __init__(
        self, desk: Desk, model: RecordModel, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        self._desk = desk
        self._pictures = pictures
        self._state_signs = Signs(desk.look)
        super().__init__(desk.look, model, desk.now, parent)
        self.header.hide()
        pictures.came.connect(self.viewport().update)

    def _measure(self) -> None:
        super()._measure()
        self._row_px = self._look.px(ROW)
        self.verticalHeader().setMinimumSectionSize(self._row_px)
        self.verticalHeader().setDefaultSectionSize(self._row_px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The one column is as wide as the list: a press anywhere on a row is a press on it."""
        super().resizeEvent(event)
        self.header.resizeSection(0, max(1, self.viewport().width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows that the event's rectangle touches."""
        painter = QPainter(self.viewport())
        rect, look, height = event.rect(), self._look, self._row_px
        offset = self.verticalOffset()
        first = max(0, (rect.top() + offset) // height)
        last = min(self._records.rowCount() - 1, (rect.bottom() + offset) // height)
        selected = self._records.row_of(self._selected) if self._selected is not None else -1
        painter.fillRect(rect, look.color("bg.base"))
        now, width = self._desk.now(), self.viewport().width()
        for row in range(first, last + 1):
            box = QRect(0, row * height - offset, width, height)
            if row == selected:
                painter.fillRect(box, look.color("selection.fill"))
                painter.fillRect(0, box.top(), look.px(3), height, look.color("accent.fill"))
            elif row % 2:
                painter.fillRect(box, look.color("bg.alt"))
            item = self._records.item_at(row)
            if isinstance(item, BulletinItem):
                said = row_of(item, now, self._desk.zone, self._desk.me.operator_id)
                _RowPainter(painter, look, self._state_signs, box, row == selected).paint(
                    said, KIND_ICON[item.kind], self._picture(item)
                )
        if last + 1 >= self._records.rowCount() - 40 and self._records.has_more:
            QTimer.singleShot(0, self, self._fetch)

    def _picture(self, item: BulletinItem) -> QImage | None:
        return None if item.photo is None else self._pictures.get(item.photo)


class _RowPainter:
    """Paints one row; made anew for each, since all its measures hang on the row's box."""

    def __init__(self, painter: QPainter, look: Appearance, signs: Signs, box: QRect, selected: bool) -> None:
        self._painter, self._look, self._signs = painter, look, signs
        self._box, self._selected = box, selected
        self._left = box.left() + look.px(62)
        self._right = box.right() - look.px(9)
        self._ratio = painter.device().devicePixelRatioF()

    def paint(self, row: BulletinRow, icon: str, picture: QImage | None) -> None:
        """Photo, three lines, marking and what is left."""
        look = self._look
        self._photo(icon, picture)
        right = self._marking(row)
        x = self._text(row.code, self._left, 15, look.font("small", bold=True), "text.high", right)
        self._text(row.kind, x + look.px(8), 15, look.font("small"), "text.mid", right)
        bold = look.font(bold=not row.quiet)
        self._text(row.title, self._left, 34, bold, "text.mid" if row.quiet else "text.high", self._right)
        end = self._remaining(row)
        if row.told:
            self._bar(row, end)
        else:
            self._text(row.third, self._left, 52, look.font("small"), "text.low", end)

    def _photo(self, icon: str, picture: QImage | None) -> None:
        look, painter = self._look, self._painter
        place = QRectF(self._box.left() + look.px(10), self._box.top() + look.px(6), look.px(42), look.px(54))
        if picture is None:
            painter.fillRect(place, look.color("bg.hover"))
            side = look.px(30)
            pixmap = look.pixmap(icon, "text.low", 30, self._ratio)
            left = place.left() + (place.width() - side) / 2
            painter.drawPixmap(round(left), round(place.top() + (place.height() - side) / 2), pixmap)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, picture, cut_to(picture, place.width() / place.height()))

    def _marking(self, row: BulletinRow) -> int:
        look = self._look
        width = QFontMetrics(look.font("micro", bold=True)).horizontalAdvance(row.marking.value) + look.px(14)
        box = QRect(self._right - width, self._box.top() + look.px(6), width, look.px(18))
        paint_marking(self._painter, box, row.marking, look)
        return box.left() - look.px(8)

    def _bar(self, row: BulletinRow, end: int) -> None:
        look = self._look
        long = look.px(110 if self._box.width() > look.px(420) else 74)
        box = QRectF(self._left, self._box.top() + look.px(49), long, look.px(6))
        paint_bar(self._painter, box, look, row.told, row.confirmed, row.late)
        x = round(box.right()) + look.px(8)
        x = self._text(row.counted, x, 52, look.font("small"), "text.mid", end)
        if row.overdue:
            bold = look.font("small", bold=True)
            self._text(row.overdue, x + look.px(14), 52, bold, "state.overdue", end)

    def _remaining(self, row: BulletinRow) -> int:
        """At the right of the third line; where it begins."""
        look = self._look
        font = look.font("small", bold=row.short)
        width = QFontMetrics(font).horizontalAdvance(row.right)
        x = self._right - width
        self._text(row.right, x, 52, font, "text.high" if row.short else "text.mid", self._right + 1)
        if row.right_glyph:
            x -= look.px(18)
            waits = row.right_glyph == "hourglass_empty"
            ink = "state.waiting" if waits else ("selection.mid" if self._selected else "text.low")
            top = self._box.top() + look.px(52) - look.px(7)
            self._painter.drawPixmap(x, top, self._signs.glyph(row.right_glyph, ink, 14, self._ratio))
        return x - look.px(8)

    def _text(self, text: str, x: int, middle: int, font: QFont, ink: str, end: int) -> int:
        """A text whose line's middle stands so many px under the row's top; gives where it ends."""
        metrics = QFontMetrics(font)
        room = end - x
        if not text or room <= 0:
            return x
        shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room)
        self._painter.setFont(font)
        self._painter.setPen(self._look.color(_ON_SELECTION.get(ink, ink) if self._selected else ink))
        width = metrics.horizontalAdvance(shown)
        high = self._look.px(20)
        box = QRect(x, self._box.top() + self._look.px(middle) - high // 2, width + 2, high)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        self._painter.drawText(box, int(flags) | int(Qt.TextFlag.TextSingleLine), shown)
        return x + width


_ON_SELECTION = {"text.high": "selection.text", "text.mid": "selection.mid", "text.low": "selection.mid"}


def cut_to(picture: QImage, shape: float) -> QRectF:
    """The middle part of a picture that has a shape (width by height)."""
    width, height = float(picture.width()), float(picture.height())
    if width > height * shape:
        return QRectF((width - height * shape) / 2, 0, height * shape, height)
    # Of a portrait the upper part is kept: the face.
    return QRectF(0, (height - width / shape) / 4, width, width / shape)
