"""Icons: SVG files of one colour, read once at the start, painted in the colour and size asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class Icons:
    """All icons of a folder by name, held in memory so that no file is touched after the start."""

    def __init__(self, folder: Path) -> None:
        found = sorted(folder.glob("*.svg")) if folder.is_dir() else []
        self._source = {path.stem: path.read_bytes() for path in found}
        self._painted: dict[tuple[str, int, int, float], QPixmap] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._source

    def pixmap(self, name: str, color: QColor, size: int, ratio: float = 1.0) -> QPixmap:
        """The icon as a square picture of `size` logical px; empty when there is no icon of that name."""
        key = (name, color.rgba(), size, ratio)
        if (known := self._painted.get(key)) is not None:
            return known
        picture = QPixmap(round(size * ratio), round(size * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        source = self._source.get(name)
        if source is not None:
            painter = QPainter(picture)
            QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(QRectF(0, 0, size, size), color)
            painter.end()
        self._painted[key] = picture
        return picture
