"""What raster tiles come from, and which files hold them."""

from pathlib import Path
from typing import BinaryIO, Protocol

from opsdesk.errors import BadInput

LARGEST_TILE = 4 * 1024 * 1024
"""Bytes of an encoded tile; a larger one is none."""
HIGHEST = 24
"""No tile lies deeper than this zoom."""


class TileSource(Protocol):
    """Gives encoded pictures of tiles; may be asked from any one thread at a time."""

    attribution: str
    lowest_zoom: int
    highest_zoom: int

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Give a tile as PNG, JPEG or WebP, or None where there is none. Rows count from the north."""


def opened(path: Path) -> BinaryIO:
    """Open a file of tiles for reading; BadInput (field "tiles") where that cannot be."""
    try:
        return path.open("rb")
    except OSError as error:
        raise BadInput.one("tiles", "not_readable", name=path.name, why=error.strerror or "") from error
