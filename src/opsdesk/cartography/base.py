"""The base map: ground, buildings, streets, borders, names."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from opsdesk.cartography.labels import Glyphs, Lettering, Sheet
from opsdesk.cartography.layers import OVERLAY, Layer, Line, Shape, named_lines
from opsdesk.cartography.signs import mixed
from opsdesk.cartography.tokens import MapTheme
from opsdesk.cartography.viewport import Viewport

SHORE = frozenset({"outside", "land", "coast"})
"""Kinds that tell land from sea."""
AREAS = ("outside", "land", "pier", "beach", "green", "water", "square", "building")
"""Areas from the bottom upwards."""
ROADS = {"path": 0.9, "road_minor": 1.3, "road": 2.4, "road_major": 4.0}
"""Width of a road in px at zoom 16, from the least upwards."""
NAMED_ROADS = ("road_major", "road", "road_minor")
SHOWN_FROM = {
    "path": 15.6,
    "road_minor": 14.6,
    "building": 13.6,
    "quarter_name": 13.6,
    "place_name": 17.4,
    "square_name": 15.8,
    "water": 13.0,
    "district_name": 11.5,
    "water_name": 13.0,
}
"""Zoom from which a kind is shown."""
STREET_NAMES_FROM = 14.8
NETWORK = 1500
"""More lines than these in a view are a street network, drawn fine and pale."""
LEAST_NAMED = 40.0
"""Streets of fewer px carry no name."""
TINY = 6.0
"""Lines of fewer px than this are drawn as one stroke from end to end."""

Drawn = QPolygonF | QPainterPath


class BaseMap:
    """Paints layers without pins; keeps what it has prepared, so it is made once for a set of layers.

    It may paint in a thread of its own, one picture at a time.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)
        self._drawn: dict[int, Drawn] = {}
        self._named: list[tuple[str, str, Line]] | None = None
        self._glyphs: Glyphs = {}
        self._has_coast = any(shape.kind in SHORE for layer in layers for shape in layer.shapes)

    @property
    def attribution(self) -> str:
        """Who made the data, each name once."""
        names = [layer.attribution for layer in self.layers if layer.attribution]
        return " · ".join(dict.fromkeys(names))

    def paint(
        self,
        painter: QPainter,
        viewport: Viewport,
        theme: MapTheme,
        scale: float = 1.0,
        occupied: Sequence[QRectF] = (),
        *,
        ground: bool = True,
    ) -> None:
        """Paint the base map over the whole viewport; names leave `occupied` free.

        Without `ground` neither sea nor areas are painted, so that raster tiles below stay visible.
        """
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ground:
            painter.fillRect(QRectF(0, 0, viewport.width, viewport.height), QColor(self._floor(theme)))
        groups = self._seen(viewport)
        painter.setWorldTransform(_transform(viewport), True)
        if ground:
            self._areas(painter, groups, theme, viewport)
        self._roads(painter, groups, theme, viewport, scale)
        self._borders(painter, groups, theme, scale)
        self._overlays(painter, groups.get(OVERLAY, []), theme, viewport, scale)
        painter.restore()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._names(painter, groups, theme, viewport, scale, occupied)
        painter.restore()

    def _floor(self, theme: MapTheme) -> str:
        """Give what lies under all areas: the sea, or plain land where no layer knows of a coast."""
        return theme.ground.sea if self._has_coast else theme.ground.land

    def _seen(self, viewport: Viewport) -> dict[str, list[Shape]]:
        box = viewport.box(40.0)
        groups: dict[str, list[Shape]] = {}
        for layer in self.layers:
            for shape in layer.seen(box, viewport.unit * 0.4):
                if viewport.zoom >= SHOWN_FROM.get(shape.kind, 0.0):
                    groups.setdefault(shape.kind, []).append(shape)
        return groups

    def _areas(
        self, painter: QPainter, groups: dict[str, list[Shape]], theme: MapTheme, viewport: Viewport
    ) -> None:
        ground = theme.ground
        fills = {
            "outside": QColor(ground.outside),
            "land": QColor(ground.land),
            "pier": QColor(ground.land),
            "beach": mixed("#E8D9A8", 0.1 if theme.name in ("dark", "wall") else 0.45, ground.land),
            "green": QColor(ground.green),
            "water": QColor(ground.sea),
            "square": mixed(ground.road, 0.35, ground.land),
            "building": QColor(ground.building),
        }
        for kind in AREAS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fills[kind])
            self._fill(painter, (shape for shape in groups.get(kind, ()) if shape.form == "area"))
            if kind == "pier":
                self._piers(painter, groups, theme, viewport)

    def _piers(
        self, painter: QPainter, groups: dict[str, list[Shape]], theme: MapTheme, viewport: Viewport
    ) -> None:
        """Draw the coast, and piers that the data knows only as lines."""
        factor = _growth(viewport.zoom)
        coast = _pen(theme.ground.coast, max(0.8, 1.1 * factor))
        piers = [shape for shape in groups.get("pier", ()) if shape.form == "line"]
        painter.setPen(_pen(theme.ground.coast, 3.4 * factor))
        self._strokes(painter, piers, viewport)
        painter.setPen(_pen(theme.ground.land, 2.0 * factor))
        self._strokes(painter, piers, viewport)
        painter.setPen(coast)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._strokes(painter, groups.get("coast", ()), viewport)

    def _roads(
        self,
        painter: QPainter,
        groups: dict[str, list[Shape]],
        theme: MapTheme,
        viewport: Viewport,
        scale: float,
    ) -> None:
        factor = _growth(viewport.zoom) * theme.road_width * scale
        colours = dict.fromkeys(ROADS, theme.ground.road) | {"road_major": theme.ground.road_major}
        painter.setBrush(Qt.BrushStyle.NoBrush)
        open_roads = {kind: [s for s in groups.get(kind, ()) if not s.tunnel] for kind in ROADS}
        hidden = [shape for kind in ROADS for shape in groups.get(kind, ()) if shape.tunnel]
        if theme.street_names and viewport.zoom >= STREET_NAMES_FROM:
            tunnel = _pen(theme.ground.road_case or theme.ground.road, max(0.7, 0.35 * factor * 2))
            tunnel.setDashPattern([3.0, 3.0])
            painter.setPen(tunnel)
            self._strokes(painter, hidden, viewport)
        if theme.ground.road_case:
            for kind, width in ROADS.items():
                case = max(0.9, width * factor + 1.1 * scale * theme.road_width)
                painter.setPen(_pen(theme.ground.road_case, case))
                self._strokes(painter, open_roads[kind], viewport)
        for kind, width in ROADS.items():
            painter.setPen(_pen(colours[kind], max(0.6, width * factor)))
            self._strokes(painter, open_roads[kind], viewport)
        rail = _pen(theme.ground.rail, max(0.8, 1.4 * factor))
        rail.setDashPattern([4.0, 2.5])
        rail.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(rail)
        rails = (shape for shape in groups.get("rail", ()) if theme.street_names or not shape.tunnel)
        self._strokes(painter, rails, viewport)

    def _borders(
        self, painter: QPainter, groups: dict[str, list[Shape]], theme: MapTheme, scale: float
    ) -> None:
        width = (1.3 + theme.tag if theme.border_dots else 1.2) * scale
        pen = QPen(QColor(theme.ground.border), width)
        pen.setCosmetic(True)
        pen.setDashPattern([1.4, 1.6] if theme.border_dots else [5.0, 3.0])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        kinds = ("border",) if theme.border_dots else ("district", "border")
        for kind in kinds:
            for shape in groups.get(kind, ()):
                self._outline(painter, shape)

    def _overlays(
        self,
        painter: QPainter,
        shapes: Sequence[Shape],
        theme: MapTheme,
        viewport: Viewport,
        scale: float,
    ) -> None:
        """Draw what users have added: areas tinted, lines in the colour of overlays, points as dots."""
        colour = QColor(theme.ground.overlay)
        tint = QColor(colour)
        tint.setAlphaF(0.08)
        painter.setPen(_pen(theme.ground.overlay, 1.4 * scale))
        painter.setBrush(tint)
        self._fill(painter, (shape for shape in shapes if shape.form == "area"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        lines = [shape for shape in shapes if shape.form == "line"]
        network = len(lines) > NETWORK
        pen = _pen(theme.ground.overlay, (0.7 if network else 1.4) * scale)
        if network:
            pen.setColor(mixed(theme.ground.overlay, 0.4, theme.ground.land))
        painter.setPen(pen)
        self._strokes(painter, lines, viewport)
        painter.setPen(_pen(theme.ground.overlay, 6.0 * scale))
        painter.drawPoints(
            [QPointF(*part[0].tolist()) for s in shapes if s.form == "point" for part in s.parts]
        )

    def _names(
        self,
        painter: QPainter,
        groups: dict[str, list[Shape]],
        theme: MapTheme,
        viewport: Viewport,
        scale: float,
        occupied: Sequence[QRectF],
    ) -> None:
        picture = QRectF(0, 0, viewport.width, viewport.height)
        inset = 3.0 * scale
        room = picture.adjusted(inset, inset, -inset, -inset) if theme.keep_inside else None
        sheet = Sheet(theme.ground.label_halo, scale, occupied, room, self._glyphs)
        size = theme.place_size
        water = Lettering(size, theme.ground.label_sea, italic=theme.name != "wall", spacing=0.3)
        for shape in groups.get("water_name", ()):
            self._point_name(sheet, shape, water, viewport)
        if theme.district_names:
            upper = theme.districts_upper
            colour = theme.ground.border if upper else theme.ground.label
            district = Lettering(size, colour, bold=upper, spacing=1.6 if upper else 0.0)
            for shape in groups.get("district_name", ()):
                self._point_name(sheet, shape, district, viewport, upper=upper)
        if theme.place_names:
            plain = Lettering(size - 1, theme.ground.label)
            for kind in ("quarter_name", "square_name", "place_name"):
                for shape in groups.get(kind, ()):
                    self._point_name(sheet, shape, plain, viewport)
        if theme.street_names and viewport.zoom >= STREET_NAMES_FROM:
            street = Lettering(theme.label_size, theme.ground.label)
            for name, line in self._named_in(viewport):
                sheet.along(line, name, street)
        self._overlay_names(sheet, groups, theme, viewport)
        sheet.paint(painter)

    def _overlay_names(
        self, sheet: Sheet, groups: dict[str, list[Shape]], theme: MapTheme, viewport: Viewport
    ) -> None:
        """Name what users have added, where it is large enough on the screen to carry its name."""
        lettering = Lettering(theme.label_size, theme.ground.overlay, bold=True)
        shapes = [shape for shape in groups.get(OVERLAY, ()) if shape.name]
        shapes += [s for s in groups.get("district", ()) if s.name and s.form == "area"]
        for shape in shapes[:400]:
            if shape.form == "area":
                ring = shape.parts[0]
                low, high = ring.min(axis=0), ring.max(axis=0)
                if (high[0] - low[0]) / viewport.unit > 60:
                    x, y = viewport.world_to_screen(*((low + high) / 2).tolist())
                    sheet.at(x, y, shape.name, lettering)
            elif shape.form == "point":
                x, y = viewport.world_to_screen(*shape.parts[0][0].tolist())
                sheet.at(x, y, shape.name, lettering, beside=7.0)

    def _point_name(
        self,
        sheet: Sheet,
        shape: Shape,
        lettering: Lettering,
        viewport: Viewport,
        *,
        upper: bool = False,
    ) -> None:
        x, y = viewport.world_to_screen(*shape.parts[0][0].tolist())
        if viewport.holds(x, y, 20.0):
            sheet.at(x, y, shape.name.upper() if upper else shape.name, lettering)

    def _named_in(self, viewport: Viewport) -> Iterable[tuple[str, Line]]:
        """Give the named roads that the view shows, as screen points; important and long ones first."""
        if self._named is None:
            named = named_lines(shape for layer in self.layers for shape in layer.shapes)
            self._named = [entry for entry in named if entry[0] in (*NAMED_ROADS, OVERLAY)]
            ranks = {kind: rank for rank, kind in enumerate(NAMED_ROADS)}
            self._named.sort(key=lambda entry: ranks.get(entry[0], len(ranks)))
        box, unit = viewport.box(), viewport.unit
        middle = np.array([viewport.x, viewport.y])
        half = np.array([viewport.width / 2, viewport.height / 2])
        for kind, name, line in self._named:
            if viewport.zoom < SHOWN_FROM.get(kind, 0.0):
                continue
            (left, top), (right, bottom) = line.min(axis=0), line.max(axis=0)
            large = max(right - left, bottom - top) / unit > LEAST_NAMED
            if large and left <= box.right and right >= box.left and top <= box.bottom and bottom >= box.top:
                yield name, (line - middle) / unit + half

    def _fill(self, painter: QPainter, shapes: Iterable[Shape]) -> None:
        for shape in shapes:
            drawn = self._geometry(shape)
            if isinstance(drawn, QPainterPath):
                painter.drawPath(drawn)
            else:
                painter.drawPolygon(drawn)

    def _outline(self, painter: QPainter, shape: Shape) -> None:
        drawn = self._geometry(shape)
        if isinstance(drawn, QPainterPath):
            painter.drawPath(drawn)
        elif shape.form == "area":
            painter.drawPolygon(drawn)
        else:
            painter.drawPolyline(drawn)

    def _strokes(self, painter: QPainter, shapes: Iterable[Shape], viewport: Viewport) -> None:
        """Draw lines; those of a few pixels as single strokes, all at once."""
        tiny = TINY * viewport.unit
        short: list[QLineF] = []
        for shape in shapes:
            if shape.form == "point":
                continue
            first, last = shape.parts[0][0], shape.parts[0][-1]
            near = abs(first[0] - last[0]) + abs(first[1] - last[1]) < tiny
            if near and len(shape.parts) == 1 and len(shape.parts[0]) < 6:
                short.append(QLineF(first[0], first[1], last[0], last[1]))
            else:
                self._outline(painter, shape)
        if short:
            painter.drawLines(short)

    def _geometry(self, shape: Shape) -> Drawn:
        key = id(shape)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = _made(shape)
        return drawn


def _made(shape: Shape) -> Drawn:
    polygons = [QPolygonF([QPointF(x, y) for x, y in part.tolist()]) for part in shape.parts]
    if len(polygons) == 1:
        return polygons[0]
    path = QPainterPath()
    for polygon in polygons:
        path.addPolygon(polygon)
        if shape.form == "area":
            path.closeSubpath()
    return path


def _transform(viewport: Viewport) -> QTransform:
    """Give what turns pixels at zoom 22 into pixels of the screen."""
    unit = viewport.unit
    turned = QTransform.fromTranslate(viewport.width / 2, viewport.height / 2)
    turned.scale(1 / unit, 1 / unit)
    turned.translate(-viewport.x, -viewport.y)
    return turned


def _growth(zoom: float) -> float:
    """Give the factor on widths at a zoom: 1 at 16, less when far away, more when near."""
    return min(3.2, max(0.28, math.pow(2.0, (zoom - 16.0) * 0.62)))


def _pen(colour: str, width: float) -> QPen:
    pen = QPen(QBrush(QColor(colour)), width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
