"""Finds the places that a form's text names: positions in any notation, posts, streets, districts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from opsdesk.cartography.place_names import places_of
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.place_map import PlaceMaps
from opsdesk.errors import BadInput
from opsdesk.geo.gazetteer import Gazetteer, Match, NamedPlace, PlaceKind
from opsdesk.geo.notations import read_position
from opsdesk.geo.places import Position
from opsdesk.partners import records as partners
from opsdesk.partners.model import Post

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading


class Places(QObject):
    """The desk's places; read when a form first needs them, and again when posts change."""

    def __init__(self, desk: Desk, maps: PlaceMaps, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._maps = maps
        self._gazetteer = Gazetteer(())
        self._read = False
        desk.feed.changed.connect(self._changed)

    def begin(self) -> None:
        """Read them, unless that was done."""
        if not self._read:
            self._read = True
            self._load()

    def find(self, text: str) -> tuple[Match, ...]:
        """The likeliest places first."""
        return self._gazetteer.find(text, limit=5)

    def clear_match(self, text: str) -> NamedPlace | None:
        """The place that a name means beyond doubt."""
        return self._gazetteer.clear_match(text)

    @staticmethod
    def position(text: str) -> Position | None:
        """The position that a text is a notation of; None for words, or for numbers that are nowhere."""
        try:
            return read_position(text)
        except BadInput:
            return None

    def _load(self) -> None:
        desk, maps = self._desk, self._maps

        async def work() -> Gazetteer:
            layers = await maps.layers()
            posts = await desk.database.read(_posts)
            return await asyncio.to_thread(lambda: Gazetteer([*places_of(layers), *map(_of_post, posts)]))

        desk.tasks.start("form places", work, done=self._use, replace=True)

    def _use(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def _changed(self, subject: str, _ids: object) -> None:
        if self._read and subject == "post":
            self._load()


def _posts(reading: Reading) -> list[Post]:
    return [one for one in partners.posts(reading) if one.position is not None or one.area]


def _of_post(one: Post) -> NamedPlace:
    return NamedPlace(one.name, PlaceKind.POST, one.position or one.area[0], str(one.id), (one.code,))
