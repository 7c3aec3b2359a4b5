"""The wallboard's first view, painted: header, map, queue, BOLO strip; measures in px of 1080 lines.

What it shows is handed in as plain data that its marking allows; it never learns who gave a tip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from opsdesk.cartography.layers import Layer
from opsdesk.cartography.painter import MapPainter
from opsdesk.cartography.pins import Pin
from opsdesk.cartography.signs import draw_no_cover, draw_priority, font
from opsdesk.cartography.tokens import WALL
from opsdesk.cartography.viewport import Viewport
from opsdesk.desk.tokens import TLP, TOKENS, Theme
from opsdesk.handling import Marking
from opsdesk.wording.times import clock, zone_name

_T = TOKENS[Theme.DARK]
_AWAY = QColor("#C01818")

#: Rows and cards of the view with the map.
ROWS, CARDS = 5, 3
#: After so long without a sign of life the data is called old.
OLD = timedelta(seconds=30)
_HEADER, _MAP_WIDTH, _MAP_HEIGHT, _ROW, _STRIP = 112, 1096, 724, 145, 242


@dataclass(frozen=True)
class WallRow:
    """One incident of the queue: `what` in one or two words, the short place, how far it is (0 to 4 pips)."""

    number: str
    priority: int
    what: str
    place: str
    opened_at: datetime
    pips: int
    status: str
    late: bool = False
    nobody: bool = False


@dataclass(frozen=True)
class WallBolo:
    """One card: what to look for, why, a plate, a picture that is decoded already."""

    what: str
    why: str
    plate: str = ""
    photo: QImage | None = None


@dataclass(frozen=True)
class WallData:
    """Everything the wall shows at one moment."""

    as_of: datetime | None = None
    open: int = 0
    new: int = 0
    no_cover: int = 0
    rows: tuple[WallRow, ...] = ()
    bolos: tuple[WallBolo, ...] = ()
    pins: tuple[Pin, ...] = field(default=(), repr=False)
    live: bool = True


class Wallboard(QWidget):
    """Paints a `WallData`; scaled by its height, whatever the screen."""

    def __init__(
        self,
        marking: Marking,
        layers: Sequence[Layer],
        now: Callable[[], datetime],
        zone: tzinfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._marking, self._layers, self._now, self._zone = marking, layers, now, zone
        self._data = WallData()
        self._map: QPixmap | None = None
        self._pins: tuple[Pin, ...] = ()
        self.setMinimumSize(640, 360)
        self.setAccessibleName(QCoreApplication.translate("Wallboard", "Wallboard"))

    def sizeHint(self) -> QSize:
        """A screen of 1080 lines."""
        return QSize(1920, 1080)

    def show_data(self, data: WallData) -> None:
        """Show another moment; the map is drawn again only when its pins are others."""
        if data.pins != self._pins:
            self._pins, self._map = data.pins, None
        self._data = data
        self.update()

    def set_layers(self, layers: Sequence[Layer]) -> None:
        """The base map has come."""
        self._layers, self._map = layers, None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The map is drawn for another size."""
        self._map = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """All four parts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self.height() / 1080
        painter.fillRect(self.rect(), QColor(_T["bg.chrome"]))
        width = self.width() / scale
        self._paint_map(painter, scale, width)
        painter.scale(scale, scale)
        self._paint_header(painter, width)
        left = self._queue_left(width)
        for at in range(ROWS):
            box = QRectF(left, _HEADER + at * _ROW, width - left, _ROW)
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), QColor(_T["bg.line"]))
            if at < len(self._data.rows):
                self._paint_row(painter, box, self._data.rows[at])
        self._paint_strip(painter, QRectF(0, _HEADER + _MAP_HEIGHT + 2, width, _STRIP))

    @staticmethod
    def _queue_left(width: float) -> float:
        return max(width - 822, width * 0.4)

    # map

    def _paint_map(self, painter: QPainter, scale: float, width: float) -> None:
        room = QRectF(0, _HEADER * scale, (self._queue_left(width) - 2) * scale, _MAP_HEIGHT * scale)
        if self._map is None or self._map.devicePixelRatio() != self.devicePixelRatioF():
            self._map = self._drawn_map(room, scale)
        painter.drawPixmap(room.topLeft(), self._map)

    def _drawn_map(self, room: QRectF, scale: float) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(room.width() * ratio), round(room.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(_T["map.outside"]))
        worst = [pin for pin in self._pins if 0 < pin.priority <= 2] or list(self._pins)
        if not worst and not self._layers:
            return picture
        inner = QPainter(picture)
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        viewport = Viewport.fitting(
            [pin.position for pin in worst], room.width(), room.height(), margin=150 * scale, highest_zoom=16
        )
        if not worst:
            # Without a pin to frame: the town itself, not the country around it.
            extents = [layer.extent for layer in self._layers if layer.extent is not None]
            town = min(extents, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), default=None)
            viewport = Viewport.framing(town, room.width(), room.height()) if town is not None else viewport
        map_painter = MapPainter(self._layers, WALL, scale)
        map_painter.paint(inner, viewport, self._pins)
        inner.end()
        return picture

    # header

    def _paint_header(self, painter: QPainter, width: float) -> None:
        data, away = self._data, not self._data.live
        painter.fillRect(QRectF(0, _HEADER - 2, width, 2), QColor(_T["bg.line"]))
        if away:
            painter.fillRect(QRectF(0, 0, 580, _HEADER), _AWAY)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#FFFFFF" if away else _T["state.ok"]))
        painter.drawEllipse(QPointF(46, 56), 12, 12)
        tr = QCoreApplication.translate
        lead = tr("Wallboard", "server away, data as of") if away else tr("Wallboard", "data as of")
        ink = "#FFFFFF" if away else _T["text.mid"]
        x = _write(painter, 78, 58, lead, font(32), ink) + 10
        time = clock(data.as_of, self._zone, seconds=True) if data.as_of is not None else "–"
        _write(painter, x, 58, time, font(36, bold=True), "#FFFFFF" if away else _T["text.high"])
        x = _write(painter, 600, 58, str(data.open), font(64, bold=True), _T["text.high"]) + 14
        x = _write(painter, x, 58, tr("Wallboard", "open"), font(30), _T["text.mid"]) + 54
        painter.setPen(QPen(QColor(_T["priority.3"]), 6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x + 15, 56), 15, 15)
        x = _write(painter, x + 42, 58, str(data.new), font(64, bold=True), _T["text.high"]) + 14
        x = _write(painter, x, 58, tr("Wallboard", "new"), font(30), _T["text.mid"]) + 48
        draw_no_cover(painter, QPointF(x + 18, 56), 40, WALL)
        x = _write(painter, x + 46, 58, str(data.no_cover), font(64, bold=True), _T["text.high"]) + 14
        _write(painter, x, 58, tr("Wallboard", "no cover"), font(28), _T["text.mid"])
        self._paint_clock(painter, width)

    def _paint_clock(self, painter: QPainter, width: float) -> None:
        now = self._now()
        words = str(self._marking)
        bold = font(30, bold=True)
        wide = QFontMetricsF(bold).horizontalAdvance(words) + 40
        box = QRectF(width - 24 - wide, 29, wide, 54)
        painter.setPen(QPen(QColor("#4A4F55"), 1))
        painter.setBrush(QColor(TLP["on"]))
        painter.drawRect(box)
        painter.setPen(QColor(TLP[words]))
        painter.setFont(bold)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        zone = zone_name(now.astimezone(self._zone))
        right = box.left() - 30 - QFontMetricsF(font(28)).horizontalAdvance(zone)
        _write(painter, right, 70, zone, font(28), _T["text.mid"])
        time = clock(now, self._zone, seconds=True)
        big = font(76, bold=True)
        _write(
            painter, right - 14 - QFontMetricsF(big).horizontalAdvance(time), 58, time, big, _T["text.high"]
        )

    # queue

    def _paint_row(self, painter: QPainter, box: QRectF, row: WallRow) -> None:
        draw_priority(painter, QPointF(box.left() + 72, box.center().y()), 84, row.priority, WALL)
        left = box.left() + 142
        upper, lower = box.top() + 46, box.top() + 102
        minutes = max(0, int((self._now() - row.opened_at).total_seconds() // 60))
        figure, unit = (str(minutes), "min") if minutes < 60 else (f"{minutes // 60}:{minutes % 60:02d}", "h")
        right = box.right() - 28
        unit_width = QFontMetricsF(font(32)).horizontalAdvance(unit)
        figure_width = QFontMetricsF(font(50, bold=True)).horizontalAdvance(figure)
        ink = _T["state.overdue"] if row.late else _T["text.high"]
        _write(painter, right - unit_width, upper + 4, unit, font(32), _T["text.mid"])
        age_left = right - unit_width - 10 - figure_width
        _write(painter, age_left, upper, figure, font(50, bold=True), ink)
        if row.late:
            painter.setPen(QPen(QColor(ink), 4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            centre = QPointF(age_left - 26, upper)
            painter.drawEllipse(centre, 16, 16)
            painter.drawLine(centre, centre + QPointF(0, -9))
            painter.drawLine(centre, centre + QPointF(7, 0))
            age_left -= 44
        _fit(painter, left, upper, row.what, 42, age_left - 16 - left, _T["text.high"])
        status = font(32)
        words = QCoreApplication.translate("Wallboard", "nobody") if row.nobody else row.status
        word_left = right - QFontMetricsF(status).horizontalAdvance(words)
        _write(
            painter, word_left, lower, words, status, _T["state.overdue"] if row.nobody else _T["text.mid"]
        )
        pips = word_left - 16 - 4 * 24
        for at in range(4):
            pip = QRectF(pips + at * 24, lower - 7, 18, 14)
            painter.setPen(QPen(QColor(_T["text.low"]), 2))
            painter.setBrush(QColor(_T["text.high"]) if at < row.pips else Qt.BrushStyle.NoBrush)
            painter.drawRect(pip)
        x = _write(painter, left, lower, row.number, font(32, bold=True), _T["text.high"]) + 16
        _fit(painter, x, lower, row.place, 32, pips - 16 - x, _T["text.mid"], bold=False)

    # bolos

    def _paint_strip(self, painter: QPainter, box: QRectF) -> None:
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), QColor(_T["bg.line"]))
        tr = QCoreApplication.translate
        bolos = self._data.bolos
        lead = QRectF(0, box.top(), 150, box.height())
        painter.setPen(QColor(_T["text.high"]))
        painter.setFont(font(36, bold=True))
        painter.drawText(lead.adjusted(0, 0, 0, -36), Qt.AlignmentFlag.AlignCenter, "BOLO")
        painter.setFont(font(28))
        painter.setPen(QColor(_T["text.mid"]))
        shown = min(len(bolos), CARDS)
        count = f"1–{shown} / {len(bolos)}" if len(bolos) > 1 else str(len(bolos))
        painter.drawText(lead.adjusted(0, 44, 0, 0), Qt.AlignmentFlag.AlignCenter, count)
        if not bolos:
            _write(painter, 180, box.center().y(), tr("Wallboard", "None in force"), font(36), _T["text.mid"])
        wide = (box.width() - 150) / CARDS
        for at, bolo in enumerate(bolos[:CARDS]):
            self._paint_card(painter, QRectF(150 + at * wide, box.top() + 12, wide, box.height() - 24), bolo)

    @staticmethod
    def _paint_card(painter: QPainter, box: QRectF, bolo: WallBolo) -> None:
        painter.fillRect(QRectF(box.left(), box.top(), 2, box.height()), QColor(_T["bg.line"]))
        left = box.left() + 18
        if bolo.photo is not None and not bolo.photo.isNull():
            tall = box.height()
            wide = min(tall * bolo.photo.width() / bolo.photo.height(), 250)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(left, box.top(), wide, tall), bolo.photo)
            left += wide + 20
        room = box.right() - 16 - left
        _fit(painter, left, box.top() + 70, bolo.what, 38, room, _T["text.high"])
        if bolo.plate:
            bold = font(38, bold=True)
            plate = QRectF(left, box.top() + 104, QFontMetricsF(bold).horizontalAdvance(bolo.plate) + 32, 58)
            painter.setPen(QPen(QColor("#0B0E11"), 2))
            painter.setBrush(QColor("#FFFFFF"))
            painter.drawRoundedRect(plate, 6, 6)
            painter.setPen(QColor("#0B0E11"))
            painter.setFont(bold)
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, bolo.plate)
        else:
            _fit(painter, left, box.top() + 126, bolo.why, 32, room, _T["text.mid"], bold=False)


def _write(painter: QPainter, x: float, middle: float, text: str, typeface: QFont, ink: str) -> float:
    """Write on one line around a middle; the x where it ends."""
    painter.setFont(typeface)
    painter.setPen(QColor(ink))
    metrics = QFontMetricsF(typeface)
    painter.drawText(QPointF(x, middle + (metrics.ascent() - metrics.descent()) / 2), text)
    return x + metrics.horizontalAdvance(text)


def _fit(
    painter: QPainter,
    x: float,
    middle: float,
    text: str,
    size: float,
    room: float,
    ink: str,
    *,
    bold: bool = True,
) -> None:
    """Write as many whole words as there is room for: the wall has neither an ellipsis nor smaller text."""
    typeface = font(size, bold=bold)
    metrics = QFontMetricsF(typeface)
    words = text.split()
    while len(words) > 1 and metrics.horizontalAdvance(" ".join(words)) > room:
        words.pop()
    painter.save()
    painter.setClipRect(QRectF(x, middle - size, max(room, 0), size * 2))
    _write(painter, x, middle, " ".join(words), typeface, ink)
    painter.restore()
