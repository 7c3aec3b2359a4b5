"""PMTiles, version 3: one file with many tiles, found by their place on a Hilbert curve."""

import struct
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from opsdesk.cartography.tile_sources import HIGHEST, LARGEST_TILE, opened
from opsdesk.errors import BadInput

LARGEST_DIRECTORY = 32 * 1024 * 1024


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
        self._file = opened(path)
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
