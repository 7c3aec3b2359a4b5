"""A small map for the detail of a record: a picture painted in a thread and shown when it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from opsdesk.cartography.layers import Layer, load_base
from opsdesk.cartography.painter import MapPainter
from opsdesk.cartography.pins import Pin
from opsdesk.cartography.tokens import DARK, LIGHT
from opsdesk.cartography.viewport import Viewport
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.desk import Desk
from opsdesk.desk.resources import resources
from opsdesk.desk.tokens import Theme
from opsdesk.desk.widgets.buttons import VerbButton
from opsdesk.desk.widgets.text import rule
from opsdesk.geo.places import Position

#: Reads the base map's layers; may touch files, so it is called in a thread, once.
LoadLayers = Callable[[], Sequence[Layer]]

ZOOM = 16.2


def base_layers() -> Sequence[Layer]:
    """The base map that comes with the program; touches files."""
    return load_base(resources() / "maps")


class PlaceMaps(QObject):
    """Paints small maps one after the other, off the screen's thread; the layers are read once."""

    def __init__(self, desk: Desk, load: LoadLayers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._load = load
        self._layers: Sequence[Layer] | None = None
        self._painters: dict[tuple[Theme, int], MapPainter] = {}
        self._one_at_a_time = asyncio.Lock()

    def painter(self) -> MapPainter:
        """The painter of the theme and text size that are on."""
        look = self._desk.look
        key = (look.theme, look.percent)
        if key not in self._painters:
            theme = DARK if look.theme is Theme.DARK else LIGHT
            self._painters[key] = MapPainter(self._layers or (), theme, look.percent / 100)
        return self._painters[key]

    def forget(self) -> None:
        """The layers are others now: they are read again when they are next needed."""
        self._layers = None
        self._painters.clear()

    async def layers(self) -> Sequence[Layer]:
        """The layers of the base map, read in a thread when they are first needed."""
        async with self._one_at_a_time:
            if self._layers is None:
                self._layers = await asyncio.to_thread(self._load)
                self._painters.clear()
            return self._layers

    def paint(self, key: str, viewport: Viewport, ratio: float, done: Callable[[QImage, str], None]) -> None:
        """Paint the base map; `done(image, attribution)` unless another was asked for under the key."""

        async def work() -> tuple[QImage, str]:
            await self.layers()
            async with self._one_at_a_time:
                painter = self.painter()
                return await asyncio.to_thread(painter.base_image, viewport, ratio), painter.attribution

        self._desk.tasks.start(f"map {key}", work, done=lambda found: done(*found), replace=True)


class PlaceMap(QWidget):
    """The place of a record with what stands near it; hidden for a record without a position.

    It keeps the picture of the last place until the next one is painted.
    """

    def __init__(
        self, desk: Desk, maps: PlaceMaps, key: str, show: DeskAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._maps = maps
        self._key = key
        self._high = 150
        self._centre: Position | None = None
        self._pins: tuple[Pin, ...] = ()
        self._base: QImage | None = None
        self._viewport: Viewport | None = None
        self._attribution = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Map of the place"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._button = VerbButton(desk.look, show, flat=True, parent=self)
        self._action = show
        self._rule = rule(parent=self)
        desk.look.changed.connect(self._again)

    def set_height(self, height: int) -> None:
        """Another height, px at 100 %."""
        if height != self._high:
            self._high = height
            self.updateGeometry()

    def show_place(self, centre: Position | None, pins: Sequence[Pin]) -> None:
        """Show a place; the pins are painted over it."""
        self._pins = tuple(pins)
        moved = centre != self._centre
        self._centre = centre
        self.setVisible(centre is not None)
        if moved:
            self._again()
        else:
            self.update()

    def sizeHint(self) -> QSize:
        """150 px high."""
        return QSize(self._desk.look.px(320), self._desk.look.px(self._high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another picture, and the button in its corner."""
        size = self._button.sizeHint()
        self._button.setGeometry(
            self._desk.look.px(6),
            self.height() - size.height() - self._desk.look.px(6),
            size.width(),
            size.height(),
        )
        self._rule.setGeometry(0, self.height() - 1, self.width(), 1)
        self._again()

    def mouseDoubleClickEvent(self, event: QEvent) -> None:
        """To the big map."""
        self._action.trigger()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, the pins, who made the map."""
        painter = QPainter(self)
        look = self._desk.look
        painter.fillRect(self.rect(), look.color("map.land"))
        if self._base is None or self._viewport is None:
            return
        painter.drawImage(0, 0, self._base)
        maps = self._maps.painter()
        maps.paint_marks(painter, self._viewport, maps.marks(self._viewport, self._pins))
        self._paint_attribution(painter)

    def _paint_attribution(self, painter: QPainter) -> None:
        look = self._desk.look
        if not self._attribution:
            return
        painter.setFont(look.font("micro"))
        width = painter.fontMetrics().horizontalAdvance(self._attribution) + look.px(10)
        box = QRectF(self.width() - width, self.height() - look.px(19), width, look.px(18))
        ground = QColor(look.color("bg.chrome"))
        ground.setAlphaF(0.75)
        painter.fillRect(box, ground)
        painter.setPen(look.color("text.mid"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._attribution)

    def _again(self) -> None:
        if self._centre is None or self.width() < 2:
            return
        viewport = Viewport.at(self._centre, ZOOM, self.width(), self.height())

        def came(image: QImage, attribution: str) -> None:
            self._base, self._viewport, self._attribution = image, viewport, attribution
            self.update()

        self._maps.paint(self._key, viewport, self.devicePixelRatioF(), came)
