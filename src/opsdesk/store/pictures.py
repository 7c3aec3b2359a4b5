"""Photos made safe: told by their first bytes, decoded within limits, made anew without what they carry."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from PIL import ExifTags, Image, ImageOps

from opsdesk.errors import BadInput

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000

_QUALITY = 85


class Size(StrEnum):
    """The copies that are made of each photo; the longer side in pixels is `PIXELS`."""

    LIST = "list"
    SCREEN = "screen"
    PRINT = "print"


#: A list's thumbnail, a full view on the screen, and 10 cm on paper at 300 dots per inch.
PIXELS: Mapping[Size, int] = {Size.LIST: 192, Size.SCREEN: 1600, Size.PRINT: 1200}


@dataclass(frozen=True, slots=True)
class Carried:
    """What a photo said of itself, offered as fields and stored nowhere else.

    `taken` is ISO 8601 in the camera's own time, with an offset only where the photo gives one; latitude and
    longitude are in degrees (WGS 84).
    """

    taken: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was looked at: the original bytes, and for a picture its safe copies (JPEG)."""

    data: bytes = field(repr=False)
    sha256: str
    media_type: str
    width: int | None = None
    height: int | None = None
    carried: Carried = Carried()
    copies: Mapping[Size, bytes] = field(default_factory=dict, repr=False)


def media_type(data: bytes) -> str | None:
    """What the first bytes say it is: JPEG, PNG, WebP or PDF; the name says nothing."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    return None


def prepare(data: bytes, name: str = "") -> Prepared:
    """Look at a file and make its copies; `BadInput` says why it cannot be taken.

    Up to seconds of work for a large photo: call it before the transaction (`Command.prepare`).
    """
    if len(data) > MOST_BYTES:
        raise BadInput.one("file", "file_too_large", name=name, size=len(data), largest=MOST_BYTES)
    kind = media_type(data)
    if kind is None:
        raise BadInput.one("file", "file_kind_unknown", name=name)
    digest = hashlib.sha256(data).hexdigest()
    if kind == "application/pdf":
        return Prepared(data, digest, kind)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _picture(data, digest, kind, name)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise BadInput.one("file", "picture_too_large", name=name, largest=MOST_PIXELS) from error
        except (
            OSError,
            SyntaxError,
            ValueError,
            ArithmeticError,
            LookupError,
            TypeError,
            struct.error,
        ) as error:
            raise BadInput.one("file", "picture_unreadable", name=name) from error


def _picture(data: bytes, digest: str, kind: str, name: str) -> Prepared:
    with Image.open(io.BytesIO(data), formats=[kind.rpartition("/")[2].upper()]) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            raise BadInput.one("file", "picture_too_large", name=name, largest=MOST_PIXELS)
        carried = _carried(opened)
        # A JPEG is decoded at the smallest scale that still fills the largest copy.
        largest = max(PIXELS.values())
        opened.draft("RGB", (largest, largest))
        upright = ImageOps.exif_transpose(opened)
        plain = _on_white(upright)
    copies = {}
    for size in sorted(PIXELS, key=lambda each: -PIXELS[each]):
        plain.thumbnail((PIXELS[size], PIXELS[size]), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        plain.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=False)
        copies[size] = out.getvalue()
    return Prepared(data, digest, kind, width, height, carried, copies)


def _on_white(image: Image.Image) -> Image.Image:
    """Pixels only, in RGB, what is transparent on white: nothing else of the file goes on."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    plain = image.convert("RGB")
    ground = Image.new("RGB", plain.size)
    ground.paste(plain)
    return ground


def _carried(image: Image.Image) -> Carried:
    """The time and position that the camera wrote, as far as they can be read."""
    try:
        exif = image.getexif()
        inside = exif.get_ifd(ExifTags.IFD.Exif)
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, struct.error):
        return Carried()
    latitude = _degrees(place.get(ExifTags.GPS.GPSLatitude), place.get(ExifTags.GPS.GPSLatitudeRef), 90)
    longitude = _degrees(place.get(ExifTags.GPS.GPSLongitude), place.get(ExifTags.GPS.GPSLongitudeRef), 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        latitude = longitude = None
    return Carried(_taken(inside, exif), latitude, longitude)


def _taken(inside: Mapping[int, Any], exif: Mapping[int, Any]) -> str | None:
    text = inside.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    offset = inside.get(ExifTags.Base.OffsetTimeOriginal) or ""
    if not isinstance(text, str) or not isinstance(offset, str):
        return None
    for form in (f"{text.strip()} {offset.strip()}", text.strip()):
        for pattern in ("%Y:%m:%d %H:%M:%S %z", "%Y:%m:%d %H:%M:%S"):
            try:
                # The camera's own time: a zone only where it wrote one.
                return datetime.strptime(form.strip(), pattern).isoformat()  # noqa: DTZ007 - EXIF names no zone
            except ValueError:
                continue
    return None


def _degrees(parts: Any, hemisphere: Any, most: float) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= most:
        return None
    return round(-value if str(hemisphere).strip("\0 ").upper() in ("S", "W") else value, 6)
