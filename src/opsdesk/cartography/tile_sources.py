"""Where raster tiles come from: a PMTiles file, an MBTiles file, or an address with {z}, {x} and {y}."""

import gzip
import hashlib
import os
import sqlite3
import struct
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from opsdesk.errors import BadInput

LARGEST_TILE = 4 * 1024 * 1024
LARGEST_DIRECTORY = 32 * 1024 * 1024
HIGHEST = 24
"""No tile lies deeper than this zoom."""


class TileSource(Protocol):
    """Gives encoded pictures of tiles; may be asked from any one thread at a time."""

    attribution: str
    lowest_zoom: int
    highest_zoom: int

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Give a tile as PNG, JPEG or WebP, or None where there is none. Rows count from the north."""


@dataclass(frozen=True, slots=True)
class _Entry:
    tile: int
    offset: int
    length: int
    run: int


class PmTiles:
    """A PMTiles file, version 3, with raster tiles.

    BadInput (field "tiles"): "not_pmtiles", "torn", "vector_tiles" or "unknown_compression".
    """

    HEADER = struct.Struct("<7sB11Q6B4iB2i")
    DIRECTORIES_KEPT = 64

    def __init__(self, path: Path, attribution: str = "") -> None:
        self._name = path.name
        self._file = _opened(path)
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, tuple[_Entry, ...]] = OrderedDict()
        try:
            self._read_header(path.stat().st_size)
            self._directory(self._root, self._root_length)
        except BadInput:
            self._file.close()
            raise
        self.attribution = attribution

    def _read_header(self, size: int) -> None:
        head = self._file.read(self.HEADER.size)
        if head[:7] != b"PMTiles" or len(head) < self.HEADER.size:
            raise BadInput.one("tiles", "not_pmtiles", name=self._name)
        fields = self.HEADER.unpack(head)
        if fields[1] != 3:
            raise BadInput.one("tiles", "not_pmtiles", name=self._name, version=fields[1])
        self._root, self._root_length = fields[2], fields[3]
        self._leaves, self._data, self._size = fields[6], fields[8], size
        _clustered, self._packing, tile_packing, kind, self.lowest_zoom, self.highest_zoom = fields[13:19]
        if kind == 1:
            raise BadInput.one("tiles", "vector_tiles", name=self._name)
        if self._packing not in (1, 2) or tile_packing not in (0, 1, 2):
            raise BadInput.one("tiles", "unknown_compression", name=self._name)
        self._tiles_packed = tile_packing == 2
        if self.highest_zoom > HIGHEST or self.lowest_zoom > self.highest_zoom:
            raise BadInput.one("tiles", "torn", name=self._name)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Give a tile, or None where the file has none; BadInput where the file is torn."""
        side = 1 << zoom
        if not (self.lowest_zoom <= zoom <= self.highest_zoom and 0 <= x < side and 0 <= y < side):
            return None
        wanted = tile_number(zoom, x, y)
        offset, length = self._root, self._root_length
        with self._lock:
            for _depth in range(4):
                entry = _entry_for(self._directory(offset, length), wanted)
                if entry is None:
                    return None
                if entry.run:
                    return self._unpacked_tile(entry)
                offset, length = self._leaves + entry.offset, entry.length
        raise BadInput.one("tiles", "torn", name=self._name)

    def _unpacked_tile(self, entry: _Entry) -> bytes:
        data = self._bytes(self._data + entry.offset, entry.length, LARGEST_TILE)
        return self._unzipped(data, LARGEST_TILE) if self._tiles_packed else data

    def _bytes(self, offset: int, length: int, most: int) -> bytes:
        if length > most or offset + length > self._size:
            raise BadInput.one("tiles", "torn", name=self._name)
        try:
            self._file.seek(offset)
            data = self._file.read(length)
        except OSError as error:
            raise BadInput.one("tiles", "not_readable", name=self._name, why=error.strerror or "") from error
        if len(data) < length:
            raise BadInput.one("tiles", "torn", name=self._name)
        return data

    def _unzipped(self, data: bytes, most: int) -> bytes:
        try:
            reader = zlib.decompressobj(wbits=31)
            plain = reader.decompress(data, most + 1)
        except zlib.error as error:
            raise BadInput.one("tiles", "torn", name=self._name) from error
        if len(plain) > most:
            raise BadInput.one("tiles", "torn", name=self._name)
        return plain

    def _directory(self, offset: int, length: int) -> tuple[_Entry, ...]:
        kept = self._kept.get(offset)
        if kept is None:
            data = self._bytes(offset, length, LARGEST_DIRECTORY)
            if self._packing == 2:
                data = self._unzipped(data, LARGEST_DIRECTORY)
            kept = self._entries(data)
            self._kept[offset] = kept
            if len(self._kept) > self.DIRECTORIES_KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(offset)
        return kept

    def _entries(self, data: bytes) -> tuple[_Entry, ...]:
        """Read a directory: four columns of variable-length numbers."""
        try:
            numbers = _varints(data)
            count = numbers[0]
            columns = [numbers[1 + count * column : 1 + count * (column + 1)] for column in range(4)]
            if any(len(column) != count for column in columns):
                raise IndexError
        except IndexError as error:
            raise BadInput.one("tiles", "torn", name=self._name) from error
        entries: list[_Entry] = []
        tile = 0
        for step, run, length, offset in zip(*columns, strict=True):
            tile += step
            before = entries[-1] if entries else None
            at = before.offset + before.length if offset == 0 and before else max(0, offset - 1)
            entries.append(_Entry(tile, at, length, run))
        return tuple(entries)


def _varints(data: bytes) -> list[int]:
    """Read all numbers of seven bits a byte, the least first."""
    numbers: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
            if shift > 63:
                raise IndexError
        else:
            numbers.append(value)
            value = shift = 0
    return numbers


def _entry_for(entries: tuple[_Entry, ...], wanted: int) -> _Entry | None:
    """Find the entry that holds a tile: a run of equal tiles, or a leaf (run 0) that starts before it."""
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle].tile <= wanted:
            low = middle + 1
        else:
            high = middle
    if low == 0:
        return None
    entry = entries[low - 1]
    return entry if entry.run == 0 or wanted < entry.tile + entry.run else None


def tile_number(zoom: int, x: int, y: int) -> int:
    """Give a tile's number in a PMTiles file: all lower zooms, then its place on the Hilbert curve."""
    number = ((1 << (2 * zoom)) - 1) // 3
    side = 1 << zoom
    step = side >> 1
    while step:
        right, low = int(x & step > 0), int(y & step > 0)
        number += step * step * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        step >>= 1
    return number


class MbTiles:
    """An MBTiles file: SQLite with raster tiles.

    BadInput (field "tiles"): "not_mbtiles", "torn", "not_readable" or "vector_tiles". Use it in one thread at a time.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        _opened(path).close()
        self._lock = threading.Lock()
        try:
            self._base = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
            self._base.execute("PRAGMA trusted_schema=OFF")
            about = {
                str(name): str(value) for name, value in self._base.execute("SELECT name, value FROM metadata")
            }
            lowest, highest = self._base.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        except sqlite3.Error as error:
            raise BadInput.one("tiles", "not_mbtiles", name=self._name) from error
        if about.get("format") == "pbf":
            raise BadInput.one("tiles", "vector_tiles", name=self._name)
        self.attribution = " ".join(about.get("attribution", "").split())[:200]
        whole = isinstance(lowest, int) and isinstance(highest, int) and 0 <= lowest <= highest <= HIGHEST
        self.lowest_zoom, self.highest_zoom = (lowest, highest) if whole else (0, -1)

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


Fetch = Callable[[str], bytes | None]
"""Gets an address: its bytes, None where there is nothing (404), OSError where it cannot be reached."""


class XyzTiles:
    """Tiles of a server, named by an address with {z}, {x} and {y}; nothing is asked until somebody sets it.

    Tiles are kept in a folder for at least `keep` seconds (7 days, as OpenStreetMap asks), at most two are
    fetched at once, and nothing is fetched that is not shown. A tile that cannot be had now is None, an old one is
    better than none. `fetch` is handed in by tests.
    """

    CONNECTIONS = 2
    WEEK = 7 * 24 * 3600.0
    PAUSE = 30.0
    """Seconds for which an address that failed is left alone."""

    def __init__(
        self,
        template: str,
        folder: Path,
        attribution: str,
        *,
        lowest_zoom: int = 0,
        highest_zoom: int = 19,
        keep: float = WEEK,
        fetch: Fetch | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        parts = urlsplit(template)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput.one("tiles", "not_http", template=template)
        if not all(field in template for field in ("{z}", "{x}", "{y}")):
            raise BadInput.one("tiles", "no_fields", template=template)
        self.attribution = attribution
        self.lowest_zoom, self.highest_zoom = lowest_zoom, highest_zoom
        self._template, self._keep, self._clock = template, keep, clock
        self._folder = folder / hashlib.sha256(template.encode()).hexdigest()[:16]
        self._fetch = fetch or fetch_over_http
        self._turn = threading.Semaphore(self.CONNECTIONS)
        self._failed: dict[tuple[int, int, int], float] = {}

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Give a tile from the folder or from the server; blocks, so ask in a thread."""
        side = 1 << zoom
        if not (self.lowest_zoom <= zoom <= self.highest_zoom and 0 <= x < side and 0 <= y < side):
            return None
        path = self._folder / str(zoom) / str(x) / str(y)
        kept, age = self._kept(path)
        if kept is not None and age < self._keep:
            return kept
        key = (zoom, x, y)
        if self._clock() - self._failed.get(key, -self.PAUSE) < self.PAUSE:
            return kept
        address = self._template.replace("{z}", str(zoom)).replace("{x}", str(x)).replace("{y}", str(y))
        try:
            with self._turn:
                data = self._fetch(address)
        except OSError:
            self._failed[key] = self._clock()
            return kept
        if data is None:
            self._failed[key] = self._clock()
            return None
        self._write(path, data)
        return data

    def _kept(self, path: Path) -> tuple[bytes | None, float]:
        try:
            age = self._clock() - path.stat().st_mtime
            return path.read_bytes(), max(0.0, age)
        except OSError:
            return None, 0.0

    def _write(self, path: Path, data: bytes) -> None:
        """Keep a tile; a full disk only costs the cache."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(name, path)
        except OSError:
            return


class _SameSchemeOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirects to web addresses only."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - the signature is the library's
        self, req, fp, code, msg, headers, newurl
    ):  # type: ignore[no-untyped-def]
        if urlsplit(newurl).scheme not in ("http", "https"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch_over_http(address: str) -> bytes | None:
    """Get a tile with an honest name and a limit of time and size."""
    request = urllib.request.Request(address, headers={"User-Agent": "OpsDesk/0.1 (operations desk map)"})  # noqa: S310
    opener = urllib.request.build_opener(_SameSchemeOnly)
    try:
        with opener.open(request, timeout=10) as answer:
            data = answer.read(LARGEST_TILE + 1)
    except urllib.error.HTTPError as error:
        if error.code in (204, 404, 410):
            return None
        raise
    if len(data) > LARGEST_TILE:
        return None
    return bytes(data)


def open_tiles(path: Path) -> PmTiles | MbTiles:
    """Open a file of raster tiles by what stands in it; BadInput (field "tiles") where it is neither kind."""
    with _opened(path) as file:
        start = file.read(16)
    if start.startswith(b"PMTiles"):
        return PmTiles(path)
    if start.startswith(b"SQLite format 3"):
        return MbTiles(path)
    raise BadInput.one("tiles", "unknown_file", name=path.name)


def _opened(path: Path):  # type: ignore[no-untyped-def]
    try:
        return path.open("rb")
    except OSError as error:
        raise BadInput.one("tiles", "not_readable", name=path.name, why=error.strerror or "") from error
