"""MBTiles: tiles in an SQLite file."""

from pathlib import Path

from opsdesk.cartography.pmtiles import PmTiles
from opsdesk.cartography.tile_sources import HIGHEST, LARGEST_TILE, opened
from opsdesk.errors import BadInput
from opsdesk.store.foreign_file import ForeignFile

TILE = "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?"


class MbTiles:
    """An MBTiles file: SQLite with raster tiles.

    BadInput (field "tiles"): "not_mbtiles", "torn", "not_readable" or "vector_tiles".
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        opened(path).close()
        self._file = self._opened(path)
        try:
            about = {str(row[0]): str(row[1]) for row in self._file.rows("SELECT name, value FROM metadata")}
            ((lowest, highest),) = self._file.rows("SELECT min(zoom_level), max(zoom_level) FROM tiles")
        except BadInput as error:
            self.close()
            raise BadInput.one("tiles", "not_mbtiles", name=self._name) from error
        if about.get("format") == "pbf":
            self.close()
            raise BadInput.one("tiles", "vector_tiles", name=self._name)
        self.attribution = " ".join(about.get("attribution", "").split())[:200]
        self.lowest_zoom, self.highest_zoom = 0, -1
        if isinstance(lowest, int) and isinstance(highest, int) and 0 <= lowest <= highest <= HIGHEST:
            self.lowest_zoom, self.highest_zoom = lowest, highest

    def _opened(self, path: Path) -> ForeignFile:
        try:
            return ForeignFile(path)
        except BadInput as error:
            raise BadInput.one("tiles", "not_mbtiles", name=self._name) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Give a tile, or None where the file has none; BadInput where the file is torn."""
        if not self.lowest_zoom <= zoom <= self.highest_zoom:
            return None
        try:
            found = self._file.rows(TILE, (zoom, x, (1 << zoom) - 1 - y))
        except BadInput as error:
            raise BadInput.one("tiles", "torn", name=self._name) from error
        data = found[0][0] if found else None
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
