"""One painter for the map on the screen, on the wall and on paper."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from opsdesk.cartography.base import BaseMap
from opsdesk.cartography.furniture import paint_furniture, plates
from opsdesk.cartography.layers import Layer
from opsdesk.cartography.mark_painter import MarkPainter
from opsdesk.cartography.marks import Look, Mark, Marks, lay_out
from opsdesk.cartography.pins import Crowd, Guide, Pin, PinKind
from opsdesk.cartography.placing import Sides
from opsdesk.cartography.tiles import TileLayer
from opsdesk.cartography.tokens import MapTheme
from opsdesk.cartography.viewport import Viewport


class MapPainter:
    """Paints a map in one theme and scale; made once, then asked for every frame.

    Everything is in logical pixels of the viewport; `scale` enlarges signs, strokes and letters (text size
    of the desk, height of the wall divided by 1080). `base_image` may run in a thread, while the rest stays
    where the painter was made; nothing else of it is shared between threads.
    """

    def __init__(
        self, layers: Sequence[Layer], theme: MapTheme, scale: float = 1.0, tiles: TileLayer | None = None
    ) -> None:
        self.theme = theme
        self.scale = scale
        self._tiles = tiles
        self._base = BaseMap(layers)
        self._marks = MarkPainter(theme, scale)

    @property
    def attribution(self) -> str:
        """Who made the map's data; it stands on every picture."""
        names = [self._tiles.source.attribution if self._tiles else "", self._base.attribution]
        return " · ".join(dict.fromkeys(name for name in names if name))

    def base_image(self, viewport: Viewport, ratio: float = 1.0) -> QImage:
        """Paint the base map of a viewport as a picture with `ratio` device pixels for a logical one."""
        image = blank(viewport, ratio)
        painter = QPainter(image)
        self.paint_base(painter, viewport)
        painter.end()
        return image

    def paint_base(self, painter: QPainter, viewport: Viewport, occupied: Sequence[QRectF] = ()) -> None:
        """Paint ground or tiles, streets and names; names leave `occupied` free (in screen pixels)."""
        if self._tiles is not None:
            room = QRectF(0, 0, viewport.width, viewport.height)
            painter.fillRect(room, QColor(self.theme.ground.outside))
            self._tiles.paint(painter, viewport, painter.device().devicePixelRatio())
        on_ground = self._tiles is None
        self._base.paint(painter, viewport, self.theme, self.scale, occupied, ground=on_ground)

    def marks(self, viewport: Viewport, pins: Sequence[Pin], crowd: Crowd | None = None) -> Marks:
        """Lay out pins and clusters; keep the answer for painting and for clicks on the same view."""
        return lay_out(viewport, pins, crowd, self.theme, self.scale, self._taken(viewport))

    def _taken(self, viewport: Viewport) -> list[Sides]:
        """Give what the furniture covers, where tags must stay inside the picture."""
        if not self.theme.keep_inside:
            return []
        return [sides_of(rect) for rect in plates(viewport, self.theme, self.scale, self.attribution).taken()]

    def paint_marks(
        self, painter: QPainter, viewport: Viewport, marks: Marks, guides: Sequence[Guide] = ()
    ) -> None:
        """Paint pins, tags, clusters, areas of bulletins and guides."""
        self._marks.paint(painter, viewport, marks, guides)

    def sign(self, kind: PinKind, priority: int = 0, ratio: float = 1.0, strength: float = 1.0) -> QImage:
        """Give a sign as a picture, for the map's key: the same as on the map."""
        return self._marks.sign(kind, priority, ratio, strength)

    def paint_furniture(self, painter: QPainter, viewport: Viewport) -> None:
        """Paint scale bar, attribution, and on paper north arrow and frame."""
        paint_furniture(painter, viewport, self.theme, self.scale, self.attribution)

    def paint(
        self,
        painter: QPainter,
        viewport: Viewport,
        pins: Sequence[Pin] = (),
        crowd: Crowd | None = None,
        guides: Sequence[Guide] = (),
    ) -> Marks:
        """Paint the whole map; names yield to tags. Gives the marks, for clicks."""
        marks = self.marks(viewport, pins, crowd)
        painter.save()
        painter.setClipRect(QRectF(0, 0, viewport.width, viewport.height))
        furniture = plates(viewport, self.theme, self.scale, self.attribution).taken()
        self.paint_base(painter, viewport, [*furniture, *occupied(marks, self.theme, self.scale)])
        self.paint_marks(painter, viewport, marks, guides)
        self.paint_furniture(painter, viewport)
        painter.restore()
        return marks

    def image(
        self,
        viewport: Viewport,
        ratio: float = 1.0,
        pins: Sequence[Pin] = (),
        crowd: Crowd | None = None,
        guides: Sequence[Guide] = (),
    ) -> QImage:
        """Paint the whole map as a picture; for paper, `ratio` is its dots per inch divided by 96."""
        image = blank(viewport, ratio)
        painter = QPainter(image)
        self.paint(painter, viewport, pins, crowd, guides)
        painter.end()
        return image

    def pins_at(
        self,
        viewport: Viewport,
        point: tuple[float, float],
        pins: Sequence[Pin],
        crowd: Crowd | None = None,
    ) -> tuple[Mark, ...]:
        """Give what stands at a point of the screen, the uppermost first."""
        return self.marks(viewport, pins, crowd).at(*point)


def paint_map(
    painter: QPainter,
    viewport: Viewport,
    layers: Sequence[Layer],
    pins: Sequence[Pin],
    theme: MapTheme,
    scale: float = 1.0,
) -> Marks:
    """Paint one map once; for many frames keep a MapPainter."""
    return MapPainter(layers, theme, scale).paint(painter, viewport, pins)


def blank(viewport: Viewport, ratio: float) -> QImage:
    """Give an empty picture for a viewport."""
    width, height = max(1, round(viewport.width * ratio)), max(1, round(viewport.height * ratio))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.setDotsPerMeterX(round(96 * ratio / 0.0254))
    image.setDotsPerMeterY(round(96 * ratio / 0.0254))
    image.fill(0)
    return image


def occupied(marks: Marks, theme: MapTheme, scale: float) -> list[QRectF]:
    """Give the rectangles of tags, their points and signs, which names leave free."""
    rects = []
    dot = 6.0 * theme.tag * scale
    for mark in marks.marks:
        area = mark.pin is not None and mark.pin.kind is PinKind.BULLETIN
        if mark.look is Look.CLUSTER or area:
            continue
        left, top, right, bottom = mark.sides
        rects.append(QRectF(left, top, right - left, bottom - top))
        if mark.look is Look.TAG:
            rects.append(QRectF(mark.x - dot, mark.y - dot, 2 * dot, 2 * dot))
    return rects


def sides_of(rect: QRectF) -> Sides:
    """Give left, top, right and bottom of a rectangle."""
    return rect.left(), rect.top(), rect.right(), rect.bottom()
