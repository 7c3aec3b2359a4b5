"""The map for paper: painted offscreen, from plain data, at the size and resolution of print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImageWriter

from opsdesk.cartography.layers import load_layer
from opsdesk.cartography.painter import MapPainter
from opsdesk.cartography.pins import Guide, Pin
from opsdesk.cartography.tokens import PAPER
from opsdesk.cartography.viewport import Viewport
from opsdesk.geo.places import Position

DOTS = 250
"""Dots per inch: lines and small words stay sharp on a laser printer."""
_SCREEN_DOTS = 96.0
_MARGIN = 34.0


def paper_map(
    layers: Sequence[Path],
    pins: Sequence[Pin],
    frame: Sequence[Position],
    width: float,
    height: float,
    *,
    highest_zoom: float = 16.0,
    guides: Sequence[Guide] = (),
) -> bytes:
    """A PNG of `width` × `height` millimetres that shows all positions of `frame`.

    `layers` are GeoJSON files, the ground first; one that is not there is left out. Scale bar, north and
    attribution are inside. Needs a QGuiApplication for its fonts and makes one where there is none, so in
    a worker process QT_QPA_PLATFORM has to be `offscreen`.
    """
    application = QGuiApplication.instance() or QGuiApplication(["opsdesk"])
    assert application is not None
    painter = MapPainter([load_layer(path) for path in layers if path.is_file()], PAPER)
    viewport = Viewport.fitting(
        frame,
        width / 25.4 * _SCREEN_DOTS,
        height / 25.4 * _SCREEN_DOTS,
        margin=_MARGIN,
        highest_zoom=highest_zoom,
    )
    image = painter.image(viewport, DOTS / _SCREEN_DOTS, pins, guides=guides)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    buffer.close()
    return bytes(data.data())
