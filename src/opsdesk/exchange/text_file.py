"""Any file of text as lines: compressed or not, in any encoding, and never more in memory than a block."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from opsdesk.errors import BadInput, Problem

#: Characters that are read at once, and the longest line that a table may have.
BLOCK = 1 << 20
LONGEST_LINE = 4 << 20
#: Bytes that are looked at to tell the encoding.
SAMPLE = 1 << 18
#: More characters than this are no table of a desk (a compressed bomb unfolds to it).
MOST = 16 << 30

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What a file is that is no text, by its first bytes.
_KINDS = (
    (b"PK\x03\x04", "a zip or a spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
)
#: So many control characters may be somebody's terminal in a small table.
_FEW = 64
_ESCAPED = re.compile("[\udc80-\udcff]+")
#: Windows-1252, with the five bytes that it leaves open read as in Latin-1.
_WINDOWS = [bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256)]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file are read; `errors` is `surrogateescape` where single lines may differ."""

    name: str
    compressed: bool
    errors: str = "replace"


class TextFile:
    """A file of text that is read from the beginning, as often as it is asked for.

    Attributes:
        path: the file.
        encoding: what was found.
        size: its bytes on disk.
        position: how many of them have been read, for a progress bar.
        nuls: whether a NUL character was among what was read.
    """

    def __init__(self, path: Path) -> None:
        """Look at the beginning; `BadInput` (field `file`) where it cannot be read or is no text."""
        self.path = path
        self.position = 0
        self.nuls = False
        try:
            with path.open("rb") as raw:
                self.size = path.stat().st_size
                compressed = raw.read(2) == b"\x1f\x8b"
                raw.seek(0)
                sample = self._unpacked(raw, compressed).read(SAMPLE)
        except (OSError, ValueError, EOFError, zlib.error) as error:
            raise self._unreadable(error) from error
        if not sample.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
            raise BadInput.one("file", "empty_file", path=path.name)
        self.encoding = self._found(sample, compressed)

    def lines(self) -> Iterator[list[str]]:
        """Its lines by the block, each with its `\\n`; any kind of line end, and a bounded length."""
        number, rest = 0, ""
        for block in self.blocks():
            parts = (rest + block).split("\n")
            rest = parts.pop()
            parts = [part + "\n" for part in parts]
            number += len(parts)
            if len(rest) > LONGEST_LINE:
                facts = {"path": self.path.name, "line": number + 1, "longest": LONGEST_LINE}
                raise BadInput([Problem("file", "line_too_long", facts)])
            if parts:
                yield parts
        if rest:
            yield [rest]

    def blocks(self) -> Iterator[str]:
        """Its text in blocks, line ends as `\\n`; reading goes on where it can, and a torn file is told."""
        total = 0
        self.position = 0
        try:
            with self.path.open("rb") as raw:
                unpacked = self._unpacked(raw, self.encoding.compressed)
                text = io.TextIOWrapper(unpacked, self.encoding.name, self.encoding.errors, newline=None)
                while block := text.read(BLOCK):
                    total += len(block)
                    if total > MOST:
                        raise BadInput.one("file", "file_too_large", path=self.path.name, most=MOST)
                    self.position = raw.tell()
                    self.nuls = self.nuls or "\0" in block
                    yield self._mended(block)
                self.position = self.size
        except (OSError, EOFError, zlib.error, UnicodeError) as error:
            raise self._unreadable(error) from error

    def _mended(self, block: str) -> str:
        """Bytes that are not UTF-8 read as Windows-1252: exports are often half one and half the other."""
        if self.encoding.errors != "surrogateescape" or block.isascii():
            return block
        return _ESCAPED.sub(lambda found: "".join(_WINDOWS[ord(c) - 0xDC00] for c in found[0]), block)

    @staticmethod
    def _unpacked(raw: BinaryIO, compressed: bool) -> BinaryIO:
        return gzip.GzipFile(fileobj=raw, mode="rb") if compressed else raw  # type: ignore[return-value] # reads bytes

    def _found(self, sample: bytes, compressed: bool) -> Encoding:
        for bom, name in _BOMS:
            if sample.startswith(bom):
                return Encoding(name, compressed)
        for magic, found in _KINDS:
            if sample.startswith(magic):
                raise BadInput.one("file", "not_a_table", path=self.path.name, found=found)
        nuls = sample.count(0)
        if nuls > len(sample) // 4:
            odd = sample[1::2].count(0)
            if odd > nuls * 0.9 or odd < nuls * 0.1:
                return Encoding("utf-16-le" if odd > nuls // 2 else "utf-16-be", compressed)
        control = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x1a")
        if control > max(len(sample) // 10, _FEW):
            raise BadInput.one("file", "not_a_table", path=self.path.name, found="binary data")
        return Encoding("utf-8", compressed, "surrogateescape")

    def _unreadable(self, error: Exception) -> BadInput:
        if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
            return BadInput.one("file", "torn", path=self.path.name)
        why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        return BadInput.one("file", "not_readable", path=self.path.name, why=why)
