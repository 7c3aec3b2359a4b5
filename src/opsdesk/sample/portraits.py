"""Portraits, vehicles and scenes for the sample desk, drawn here: nobody in them exists."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

#: Points of the drawing board; pictures are drawn four times as large and scaled down.
_SIZE = (360, 450)
_SCALE = 4

_WALL = "#DCE1E5"
_SKIN = "#A9B4BD"
_CLOTH = "#59636D"
_HAIR = "#2F383F"
_INK = "#15191D"
_PAPER = "#FFFFFF"

_Board = Callable[[ImageDraw.ImageDraw], None]
_Box = tuple[float, float, float, float]


def _scaled(*points: float) -> list[float]:
    return [p * _SCALE for p in points]


def _oval(draw: ImageDraw.ImageDraw, box: _Box, fill: str) -> None:
    draw.ellipse(_scaled(*box), fill=fill)


def _shape(draw: ImageDraw.ImageDraw, fill: str, *points: float) -> None:
    draw.polygon(_scaled(*points), fill=fill)


def _round(draw: ImageDraw.ImageDraw, box: _Box, radius: float, fill: str, edge: str | None = None) -> None:
    draw.rounded_rectangle(_scaled(*box), radius * _SCALE, fill=fill, outline=edge, width=2 * _SCALE)


def _shoulders(draw: ImageDraw.ImageDraw, cloth: str = _CLOTH) -> None:
    _round(draw, (20, 330, 340, 560), 110, cloth)
    _shape(draw, _SKIN, 140, 250, 220, 250, 224, 345, 180, 375, 136, 345)
    _shape(draw, cloth, 100, 345, 136, 338, 180, 380, 224, 338, 260, 345, 250, 450, 110, 450)


def _head(draw: ImageDraw.ImageDraw) -> None:
    _oval(draw, (112, 95, 248, 285), _SKIN)


def _short_hair(draw: ImageDraw.ImageDraw) -> None:
    _shoulders(draw)
    _head(draw)
    draw.pieslice(_scaled(104, 78, 256, 250), 180, 360, fill=_HAIR)
    _shape(draw, _HAIR, 104, 164, 120, 164, 122, 205, 108, 195)
    _shape(draw, _HAIR, 256, 164, 240, 164, 238, 205, 252, 195)


def _bun(draw: ImageDraw.ImageDraw) -> None:
    _oval(draw, (142, 28, 218, 104), _HAIR)
    _round(draw, (94, 84, 266, 262), 78, _HAIR)
    _shoulders(draw)
    _head(draw)
    draw.pieslice(_scaled(106, 84, 254, 220), 180, 360, fill=_HAIR)


def _long_hair(draw: ImageDraw.ImageDraw) -> None:
    _round(draw, (84, 78, 276, 390), 90, _HAIR)
    _shoulders(draw)
    _head(draw)
    draw.pieslice(_scaled(104, 80, 256, 230), 180, 360, fill=_HAIR)


def _braids(draw: ImageDraw.ImageDraw) -> None:
    for left in (78, 246):
        for step in range(5):
            _oval(draw, (left, 190 + step * 38, left + 38, 238 + step * 38), _HAIR)
    _shoulders(draw, "#8A939B")
    _head(draw)
    draw.pieslice(_scaled(102, 80, 258, 240), 180, 360, fill=_HAIR)


def _hood(draw: ImageDraw.ImageDraw) -> None:
    _round(draw, (74, 44, 286, 372), 104, _CLOTH)
    _round(draw, (20, 320, 340, 560), 110, _CLOTH)
    _oval(draw, (122, 104, 238, 284), _SKIN)
    _shape(draw, _HAIR, 170, 350, 190, 350, 196, 450, 164, 450)


def _cap(draw: ImageDraw.ImageDraw) -> None:
    _shoulders(draw)
    _head(draw)
    draw.pieslice(_scaled(102, 62, 258, 238), 180, 360, fill=_HAIR)
    _round(draw, (160, 138, 306, 158), 9, _HAIR)


def _cap_beard(draw: ImageDraw.ImageDraw) -> None:
    _cap(draw)
    draw.pieslice(_scaled(112, 160, 248, 290), 0, 180, fill="#6A747D")
    _oval(draw, (150, 218, 210, 244), _SKIN)


def _wheels(draw: ImageDraw.ImageDraw, *centres: tuple[float, float, float]) -> None:
    for x, y, radius in centres:
        _oval(draw, (x - radius, y - radius, x + radius, y + radius), _INK)
        _oval(draw, (x - radius / 2.4, y - radius / 2.4, x + radius / 2.4, y + radius / 2.4), "#6F7B88")


def _van(draw: ImageDraw.ImageDraw) -> None:
    _shape(draw, _INK, 24, 150, 242, 150, 296, 218, 336, 236, 338, 296, 24, 296)
    _shape(draw, "#C2C9CF", 28, 154, 240, 154, 293, 221, 332, 239, 334, 292, 28, 292)
    _shape(draw, "#3C4751", 238, 168, 280, 218, 238, 218)
    _shape(draw, "#8D979F", 28, 262, 334, 262, 334, 268, 28, 268)
    _wheels(draw, (88, 296, 31), (280, 296, 31))


def _car(draw: ImageDraw.ImageDraw) -> None:
    _shape(draw, _INK, 20, 250, 62, 236, 104, 184, 226, 184, 276, 236, 340, 250, 344, 300, 18, 300)
    _shape(draw, "#7C93A6", 24, 252, 66, 239, 106, 188, 224, 188, 274, 239, 336, 253, 340, 296, 22, 296)
    _shape(draw, "#3C4751", 86, 236, 114, 198, 160, 198, 160, 236)
    _shape(draw, "#3C4751", 170, 236, 170, 198, 218, 198, 254, 236)
    _wheels(draw, (92, 298, 29), (272, 298, 29))


def _scooter(draw: ImageDraw.ImageDraw) -> None:
    _wheels(draw, (80, 300, 34), (292, 300, 34))
    _shape(draw, _HAIR, 40, 232, 150, 226, 172, 286, 236, 286, 266, 178, 248, 172, 250, 160)
    _shape(draw, _HAIR, 248, 172, 254, 152, 312, 166, 304, 184)
    _shape(draw, _HAIR, 284, 180, 306, 296, 290, 300, 262, 200)
    _shape(draw, "#7A1F1F", 36, 180, 96, 176, 100, 224, 40, 228)
    _round(draw, (96, 214, 168, 236), 10, _INK)


def _gate(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle(_scaled(0, 0, 360, 210), fill="#AEB8C1")
    draw.rectangle(_scaled(0, 300, 360, 450), fill="#6B747C")
    _shape(draw, "#E7EAEC", 150, 450, 176, 300, 184, 300, 210, 450)
    for x in range(0, 360, 24):
        draw.line(_scaled(x, 130, x, 300), fill="#4B555E", width=3 * _SCALE)
    draw.line(_scaled(0, 150, 360, 150), fill="#4B555E", width=5 * _SCALE)
    draw.line(_scaled(0, 285, 360, 285), fill="#4B555E", width=5 * _SCALE)
    _round(draw, (270, 190, 312, 256), 5, _PAPER, _INK)
    for row in range(3):
        for column in range(3):
            _oval(draw, (277 + column * 11, 200 + row * 14, 284 + column * 11, 207 + row * 14), _INK)


_BOARDS: dict[str, _Board] = {
    "short_hair": _short_hair,
    "bun": _bun,
    "long_hair": _long_hair,
    "braids": _braids,
    "hood": _hood,
    "cap": _cap,
    "cap_beard": _cap_beard,
    "van": _van,
    "car": _car,
    "scooter": _scooter,
    "gate": _gate,
}

#: The names of the pictures that `draw_picture` knows.
PICTURES = tuple(_BOARDS)


def draw_picture(name: str) -> bytes:
    """The picture of that name as a PNG of 360 × 450 pixels; the same bytes each time."""
    image = Image.new("RGB", (_SIZE[0] * _SCALE, _SIZE[1] * _SCALE), _WALL)
    _BOARDS[name](ImageDraw.Draw(image))
    out = io.BytesIO()
    image.resize(_SIZE, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
