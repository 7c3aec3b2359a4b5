"""MBTiles: tiles in an SQLite file."""

import sqlite3
import threading
from pathlib import Path

from opsdesk.cartography.pmtiles import PmTiles
from opsdesk.cartography.tile_sources import HIGHEST, LARGEST_TILE, opened
from opsdesk.errors import BadInput


class MbTiles:
    """An MBTiles file: SQLite with raster tiles.

    BadInput (field "tiles"): "not_mbtiles", "torn", "not_readable" or "vector_tiles". Use it in one thread
    at a time.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        opened(path).close()
        self._lock = threading.Lock()
        try:
            self._base = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
            self._base.execute("PRAGMA trusted_schema=OFF")
            about = {
                str(name): str(value)
                for name, value in self._base.execute("SELECT name, value FROM metadata")
            }
            lowest, highest = self._base.execute(
                "SELECT min(zoom_level), max(zoom_level) FROM tiles"
            ).fetchone()
        except sqlite3.Error as error:
            raise BadInput.one("tiles", "not_mbtiles", name=self._name) from error
        if about.get("format") == "pbf":
            raise BadInput.one("tiles", "vector_tiles", name=self._name)
        self.attribution = " ".join(about.get("attribution", "").split())[:200]
        whole = isinstance(lowest, int) and isinstance(highest, int) and 0 <= lowest <= highest <= HIGHEST
        self.lowest_zoom: int = lowest if whole else 0
        self.highest_zoom: int = highest if whole else -1

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Give a tile, or None where the file has none; BadInput where the file is torn."""
        if not self.lowest_zoom <= zoom <= self.highest_zoom:
            return None
        row = (1 << zoom) - 1 - y
        try:
            with self._lock:
                found = self._base.execute(
                    "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?",
                    (zoom, x, row),
                ).fetchone()
        except sqlite3.Error as error:
            raise BadInput.one("tiles", "torn", name=self._name) from error
        data = found[0] if found else None
        return data if isinstance(data, bytes) and len(data) <= LARGEST_TILE else None


def open_tiles(path: Path) -> PmTiles | MbTiles:
    """Open a file of raster tiles by what stands in it; BadInput (field "tiles") where it is neither kind."""
    with opened(path) as file:
        start = file.read(16)
    if start.startswith(b"PMTiles"):
        return PmTiles(path)
    if start.startswith(b"SQLite format 3"):
        return MbTiles(path)
    raise BadInput.one("tiles", "unknown_file", name=path.name)
