"""Maps that are never ready, too large, or broken; the worker loads this file, so it loads nothing itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Endless:
    """A map that is never ready."""

    def paint(self, width: float, height: float) -> bytes:
        while True:
            hashlib.sha256(b"again").digest()


@dataclass(frozen=True)
class Greedy:
    """A map that takes all the memory there is."""

    def paint(self, width: float, height: float) -> bytes:
        return b"".join(bytes(1 << 20) for _ in range(1 << 16))


@dataclass(frozen=True)
class Broken:
    """A map with a fault of the program in it."""

    def paint(self, width: float, height: float) -> bytes:
        raise ZeroDivisionError("secret detail")
