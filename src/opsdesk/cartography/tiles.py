"""Raster tiles under the map: chosen for a view, decoded without trust, kept in memory, painted."""

import math
from collections import OrderedDict

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QImageReader, QPainter

from opsdesk.cartography.tile_sources import TileSource
from opsdesk.cartography.viewport import Viewport
from opsdesk.errors import BadInput
from opsdesk.geo.projection import WORLD_ZOOM

LARGEST_SIDE = 2048
FORMATS = frozenset({b"png", b"jpeg", b"jpg", b"webp"})
OVERZOOM = 4
"""Levels that a coarser tile may stand in for."""


class TileLayer:
    """Paints the tiles of a source; for one thread, as it asks the source while it paints.

    `memory` is the limit of decoded pictures in bytes.
    """

    def __init__(self, source: TileSource, memory: int = 128 * 1024 * 1024) -> None:
        self.source = source
        self._memory = memory
        self._used = 0
        self._kept: OrderedDict[tuple[int, int, int], QImage | None] = OrderedDict()
        self.torn = False
        """True after the file turned out torn; nothing more is asked then."""

    def paint(self, painter: QPainter, viewport: Viewport, ratio: float = 1.0) -> None:
        """Paint all tiles that a viewport shows; where one lacks, a part of a coarser one stands in."""
        zoom = self._zoom(viewport, ratio)
        if zoom < 0:
            return
        size = 1 << (WORLD_ZOOM - zoom + 8)
        box, side = viewport.box(), 1 << zoom
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for row in range(max(0, box.top // size), min(side - 1, (box.bottom - 1) // size) + 1):
            for column in range(max(0, box.left // size), min(side - 1, (box.right - 1) // size) + 1):
                found = self._best(zoom, column, row)
                if found is not None:
                    image, part = found
                    painter.drawImage(_place(viewport, column * size, row * size, size), image, part)
        painter.restore()

    def _zoom(self, viewport: Viewport, ratio: float) -> int:
        """Give the zoom whose tiles come closest to one pixel for one, allowing for tiles of 512 px."""
        source = self.source
        wanted = viewport.zoom + math.log2(max(ratio, 0.25))
        sample = self._sample_side()
        nearest = round(wanted - math.log2(sample / 256))
        return min(source.highest_zoom, max(source.lowest_zoom, nearest)) if source.highest_zoom >= 0 else -1

    def _sample_side(self) -> int:
        for image in reversed(self._kept.values()):
            if image is not None:
                return max(64, image.width())
        return 256

    def _best(self, zoom: int, column: int, row: int) -> tuple[QImage, QRectF] | None:
        """Give a tile, or the part of a coarser one that covers its place."""
        for up in range(OVERZOOM + 1):
            if zoom - up < self.source.lowest_zoom:
                return None
            image = self._image(zoom - up, column >> up, row >> up)
            if image is not None:
                wide, high = image.width() / (1 << up), image.height() / (1 << up)
                mask = (1 << up) - 1
                return image, QRectF((column & mask) * wide, (row & mask) * high, wide, high)
        return None

    def _image(self, zoom: int, column: int, row: int) -> QImage | None:
        key = (zoom, column, row)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self.torn:
            return None
        try:
            data = self.source.tile(zoom, column, row)
        except BadInput:
            self.torn = True
            return None
        image = decoded(data) if data else None
        self._kept[key] = image
        self._used += image.sizeInBytes() if image is not None else 64
        while self._used > self._memory and len(self._kept) > 1:
            _key, old = self._kept.popitem(last=False)
            self._used -= old.sizeInBytes() if old is not None else 64
        return image


def decoded(data: bytes) -> QImage | None:
    """Decode a tile's picture: PNG, JPEG or WebP of a plausible size, or None."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    if bytes(reader.format().data()) not in FORMATS:
        return None
    size: QSize = reader.size()
    if not (0 < size.width() <= LARGEST_SIDE and 0 < size.height() <= LARGEST_SIDE):
        return None
    image = reader.read()
    return None if image.isNull() else image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _place(viewport: Viewport, x: int, y: int, size: int) -> QRectF:
    """Give where a tile stands, on whole pixels so that no seam shows."""
    left, top = viewport.world_to_screen(x, y)
    right, bottom = viewport.world_to_screen(x + size, y + size)
    left, top, right, bottom = round(left), round(top), round(right), round(bottom)
    return QRectF(left, top, right - left, bottom - top)
