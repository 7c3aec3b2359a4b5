"""The layers that somebody added to the map: read once in a thread, remembered, switched on and off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from opsdesk.cartography.layers import Layer, load_layer
from opsdesk.errors import OpsDeskError


class LayerStack:
    """Own layers by their path; `wrong` says what is the matter with one that could not be read."""

    def __init__(self, kept: Any) -> None:
        self.paths: list[str] = []
        self.off: set[str] = set()
        self.wrong: dict[str, OpsDeskError] = {}
        self._read: dict[str, Layer] = {}
        if isinstance(kept, dict):
            self.paths = [path for path in kept.get("paths", []) if isinstance(path, str)]
            self.off = {path for path in kept.get("off", []) if isinstance(path, str)}

    def kept(self) -> dict[str, list[str]]:
        """What is remembered for the next start."""
        return {"paths": self.paths, "off": sorted(self.off)}

    def add(self, path: str) -> None:
        """Another one, on; one that was wrong is tried again."""
        if path not in self.paths:
            self.paths.append(path)
        self.off.discard(path)
        self.wrong.pop(path, None)

    def switch(self, path: str, on: bool) -> None:
        """On or off."""
        (self.off.discard if on else self.off.add)(path)

    def load(self) -> list[Layer]:
        """Read what is not read yet; blocking, in a thread. Gives the layers that are on."""
        shown = []
        for path in self.paths:
            if path in self.off or path in self.wrong:
                continue
            if path not in self._read:
                try:
                    self._read[path] = load_layer(Path(path))
                except OpsDeskError as error:
                    self.wrong[path] = error
                    continue
            shown.append(self._read[path])
        return shown


def title_of(path: str, among: Sequence[str]) -> str:
    """A layer's name: that of its file, with its folder where two are called alike."""
    name = Path(path).name
    alike = [other for other in among if Path(other).name == name]
    return name if len(alike) < 2 else f"{Path(path).parent.name}/{name}"
