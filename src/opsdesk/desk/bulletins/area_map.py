"""The map of a bulletin: its area, where it was last seen, its sightings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from opsdesk.bulletins.model import Bulletin, BulletinKind
from opsdesk.cartography.pins import Pin, PinKind
from opsdesk.cartography.viewport import Viewport
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.bulletins.words import tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.place_map import PlaceMaps
from opsdesk.desk.widgets.buttons import VerbButton
from opsdesk.geo.places import Position
from opsdesk.geo.projection import metres_per_pixel, to_world
from opsdesk.observations.model import ObservationItem

#: A place without a radius is shown with so much around it, in metres.
AROUND = 250.0
_KINDS = {BulletinKind.BOLO_PERSON: PinKind.BOLO_PERSON, BulletinKind.BOLO_VEHICLE: PinKind.BOLO_VEHICLE}


def pins_of(record: Bulletin, sightings: Sequence[ObservationItem]) -> list[Pin]:
    """The area as a dashed ring, where it was last seen, and the sightings over it."""
    pins: list[Pin] = []
    area = record.area
    if area is not None and (area.centre is not None or area.ring):
        centre = area.centre or area.ring[0]
        radius, ring = area.radius or 0.0, area.ring
        pins.append(Pin(PinKind.BULLETIN, record.id, centre, radius=radius, ring=ring))
    if record.last_seen_position is not None:
        kind = _KINDS.get(record.kind, PinKind.BULLETIN)
        radius = 0.0 if record.kind in _KINDS else 40.0
        pins.append(Pin(kind, record.id, record.last_seen_position, radius=radius, selected=True))
    pins += [
        Pin(PinKind.OBSERVATION, one.id, one.position, int(one.priority))
        for one in sightings
        if one.position is not None
    ]
    return pins


def frame_of(record: Bulletin) -> tuple[Position, float] | None:
    """What has to be in view: a centre and how far around it in metres; None without a place."""
    area = record.area
    if area is not None and area.centre is not None:
        return area.centre, max(area.radius or 0.0, 50.0)
    if area is not None and area.ring:
        latitudes = [one.latitude for one in area.ring]
        longitudes = [one.longitude for one in area.ring]
        low = Position(min(latitudes), min(longitudes))
        high = Position(max(latitudes), max(longitudes))
        middle = Position((low.latitude + high.latitude) / 2, (low.longitude + high.longitude) / 2)
        height = (high.latitude - low.latitude) * 111_320 / 2
        return middle, max(height, 50.0)
    if record.last_seen_position is not None:
        return record.last_seen_position, AROUND
    return None


class AreaMap(QWidget):
    """Takes the room that is left under the record; hidden for a bulletin without a place.

    Signals:
        pressed(UUID): a sighting was pressed.
    """

    pressed = Signal(object)

    def __init__(self, desk: Desk, maps: PlaceMaps, show: DeskAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._maps, self._action = desk, maps, show
        self._frame: tuple[Position, float] | None = None
        self._pins: tuple[Pin, ...] = ()
        self._base: QImage | None = None
        self._viewport: Viewport | None = None
        self._attribution = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Map of the bulletin's area"))
        self._button = VerbButton(desk.look, show, flat=True, parent=self)
        desk.look.changed.connect(self._again)

    def show_bulletin(self, record: Bulletin, sightings: Sequence[ObservationItem]) -> None:
        """Show another one; the old picture stays until the new one is painted."""
        frame = frame_of(record)
        moved, self._frame = frame != self._frame, frame
        self._pins = tuple(pins_of(record, sightings))
        self.setVisible(frame is not None)
        if moved:
            self._again()
        else:
            self.update()

    def sizeHint(self) -> QSize:
        """At least 220 px high; more where there is room."""
        return QSize(self._desk.look.px(320), self._desk.look.px(220))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return QSize(0, self._desk.look.px(180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another picture, and the button in its corner."""
        look, size = self._desk.look, self._button.sizeHint()
        top = self.height() - size.height() - look.px(6)
        self._button.setGeometry(look.px(6), top, size.width(), size.height())
        self._again()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A sighting."""
        if self._viewport is None:
            return
        at, reach = event.position(), self._desk.look.px(14)
        for pin in self._pins:
            x, y = self._viewport.to_screen(pin.position)
            near = abs(x - at.x()) <= reach and abs(y - at.y()) <= reach
            if pin.kind is PinKind.OBSERVATION and near:
                self.pressed.emit(pin.record_id)
                return

    def mouseDoubleClickEvent(self, event: QEvent) -> None:
        """To the big map."""
        self._action.trigger()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, the area, the pins, who made the map."""
        painter, look = QPainter(self), self._desk.look
        painter.fillRect(self.rect(), look.color("map.land"))
        if self._base is None or self._viewport is None:
            return
        painter.drawImage(0, 0, self._base)
        maps = self._maps.painter()
        maps.paint_marks(painter, self._viewport, maps.marks(self._viewport, self._pins))
        if self._attribution:
            painter.setFont(look.font("micro"))
            width = painter.fontMetrics().horizontalAdvance(self._attribution) + look.px(10)
            box = QRectF(self.width() - width, self.height() - look.px(18), width, look.px(18))
            ground = QColor(look.color("bg.chrome"))
            ground.setAlphaF(0.75)
            painter.fillRect(box, ground)
            painter.setPen(look.color("text.mid"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._attribution)

    def _again(self) -> None:
        if self._frame is None or self.width() < 2 or self.height() < 2:
            return
        viewport = around(*self._frame, self.width(), self.height())

        def came(image: QImage, attribution: str) -> None:
            self._base, self._viewport, self._attribution = image, viewport, attribution
            self.update()

        self._maps.paint("bulletin", viewport, self.devicePixelRatioF(), came)


def around(centre: Position, metres: float, width: float, height: float) -> Viewport:
    """A view of a circle that fills a little more than half of the height; never closer than a street."""
    x, y = to_world(centre)
    reach = metres / metres_per_pixel(centre.latitude, 22.0)
    box = (x - reach, y - reach, x + reach, y + reach)
    return Viewport.framing(box, width, height, margin=min(width, height) * 0.16, highest_zoom=17.0)
