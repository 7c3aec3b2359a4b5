"""Tiles of a server, kept in a folder; nothing is asked until somebody sets an address."""

import hashlib
import os
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from opsdesk.cartography.tile_sources import LARGEST_TILE
from opsdesk.errors import BadInput

Fetch = Callable[[str], bytes | None]
"""Gets an address: its bytes, None where there is nothing (404), OSError where it cannot be reached."""


class XyzTiles:
    """Tiles of a server, named by an address with {z}, {x} and {y}; nothing is asked until somebody sets it.

    Tiles are kept in a folder for at least `keep` seconds (7 days, as OpenStreetMap asks), at most two are
    fetched at once, and nothing is fetched that is not shown. A tile that cannot be had now is None, an old
    one is better than none. `fetch` is handed in by tests.
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
            Path(name).replace(path)
        except OSError:
            return


NAMED = {"User-Agent": "OpsDesk/0.1 (operations desk map)"}


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirects to web addresses only."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Refuse to be sent to a file or another kind of address."""
        if urlsplit(newurl).scheme not in ("http", "https"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch_over_http(address: str) -> bytes | None:
    """Get a tile with an honest name and a limit of time and size."""
    request = urllib.request.Request(address, headers=NAMED)  # noqa: S310 - only http and https, see XyzTiles
    opener = urllib.request.build_opener(_WebOnly)
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
