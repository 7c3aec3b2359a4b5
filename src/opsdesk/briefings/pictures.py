"""Photos and maps for the page: decoded and written anew at print size, never embedded as they came."""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from opsdesk.errors import BadInput

DOTS = 200
"""Dots per inch of a printed photo; a laser printer at arm's length shows no more."""
MAP_DOTS = 250
_GOOD_ENOUGH = 1.45
_FORMATS = ("PNG", "JPEG", "WEBP")
_MOST_PIXELS = 40_000_000
_MOST_BYTES = 20_000_000


class PagePicture(ImageReader):  # type: ignore[misc]  # the library brings no types
    """A JPEG that goes into the file byte by byte, named by its own hash (the same input, the same bytes)."""

    def __init__(self, data: bytes) -> None:
        self._bytes = data
        super().__init__(io.BytesIO(data))
        self._dataA = None

    def getRGBData(self) -> bytes:  # noqa: N802 - the library's name; it only asks for it to name the picture
        """What the library names the picture by."""
        return hashlib.sha256(self._bytes).digest()

    def jpeg_fh(self) -> io.BytesIO:
        """The bytes that are embedded."""
        return io.BytesIO(self._bytes)


def decoded(data: bytes, size: tuple[int, int] | None = None) -> Image.Image:
    """A picture from foreign bytes: PNG, JPEG or WebP by their magic bytes, at most 40 megapixels.

    A JPEG is decoded smaller at once where it stays at least as large as `size` in pixels.
    Raises BadInput (field `photo`: `not_a_picture`, `too_large`).
    """
    if len(data) > _MOST_BYTES:
        raise BadInput.one("photo", "too_large", bytes=len(data))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            if image.width * image.height > _MOST_PIXELS:
                raise BadInput.one("photo", "too_large", pixels=image.width * image.height)
            if size is not None:
                image.draft("RGB", size)
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            return image
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise BadInput.one("photo", "not_a_picture") from error


def photo(data: bytes, width: float, height: float, *, whole: bool = False) -> PagePicture:
    """A photo cut to fill a frame of `width` × `height` points (`whole`: fitted in on a pale ground)."""
    size = (max(1, round(width / 72 * DOTS)), max(1, round(height / 72 * DOTS)))
    image = _flat(decoded(data, size))
    if whole:
        image = ImageOps.pad(image, size, Image.Resampling.BICUBIC, color=(220, 225, 229))
    else:
        image = _filling(image, size)
    return PagePicture(_jpeg(image, 82))


def _filling(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The part of a picture that fills a frame; where it is about the right size its pixels stay."""
    scale = min(image.width / size[0], image.height / size[1])
    width, height = size[0] * scale, size[1] * scale
    # The face is in the upper part of a portrait: what is cut off goes at the bottom.
    left, top = (image.width - width) * 0.5, (image.height - height) * 0.3
    box = (left, top, left + width, top + height)
    if 1.0 <= scale <= _GOOD_ENOUGH:
        whole = (round(box[0]), round(box[1]), round(box[2]), round(box[3]))
        return image if whole == (0, 0, *image.size) else image.crop(whole)
    return image.resize(size, Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)


def map_picture(data: bytes, width: float, height: float) -> PagePicture:
    """A painted map in its frame of `width` × `height` points."""
    image = _flat(decoded(data))
    size = (round(width / 72 * MAP_DOTS), round(height / 72 * MAP_DOTS))
    if image.width > size[0] or image.height > size[1]:
        image = ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    return PagePicture(_jpeg(image, 92))


def place(canvas: Any, picture: PagePicture, x: float, y: float, width: float, height: float) -> None:
    """Put a picture on the page, its lower left corner at x, y, in points."""
    canvas.drawImage(picture, x, y, width, height)


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, (255, 255, 255))
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image if image.mode == "RGB" else image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
