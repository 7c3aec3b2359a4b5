"""The entry room for the entry line: parsing with the desk's places, and the words of its chips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from opsdesk.cartography.layers import Layer
from opsdesk.cartography.place_names import places_of
from opsdesk.desk.entry_line import EntryPort
from opsdesk.entry.parse import parse
from opsdesk.entry.understood import Part, PartKind, PartState, PlaceValue, Times, accept
from opsdesk.geo.gazetteer import Gazetteer, NamedPlace, PlaceKind
from opsdesk.geo.places import Position
from opsdesk.observations.model import Category, Priority
from opsdesk.partners.model import Post
from opsdesk.wording.labels import label
from opsdesk.wording.language import _
from opsdesk.wording.times import clock


@dataclass(frozen=True)
class Found:
    """A place of the gazetteer as the entry room asks for it."""

    name: str
    kind: str
    position: Position
    likeness: float


class DeskPlaces:
    """Posts, streets and districts; replaced as a whole when posts change."""

    def __init__(self) -> None:
        self._gazetteer = Gazetteer(())

    def load(self, layers: Sequence[Layer], posts: Sequence[Post]) -> Gazetteer:
        """Make a gazetteer; runs in a thread."""
        places = list(places_of(layers))
        places += [
            NamedPlace(one.name, PlaceKind.POST, one.position or one.area[0], str(one.id), (one.code,))
            for one in posts
            if one.position is not None or one.area
        ]
        return Gazetteer(places)

    def use(self, gazetteer: Gazetteer) -> None:
        """From now on these places are found."""
        self._gazetteer = gazetteer

    def district(self, position: Position | None) -> NamedPlace | None:
        """The district that holds a position."""
        return None if position is None else self._gazetteer.district(position)

    def find(self, text: str, limit: int = 5) -> list[Found]:
        """The likeliest places first."""
        return [
            Found(match.place.name, str(match.place.kind), match.place.position, match.score)
            for match in self._gazetteer.find(text, limit=limit)
        ]


def entry_port(places: DeskPlaces, now: Callable[[], datetime], zone: tzinfo) -> EntryPort:
    """The entry room, bound to the desk's places, clock and zone."""
    return EntryPort(
        parse=lambda text: parse(text, places, now(), zone),
        accept=accept,
        words=lambda part: part_words(part, zone),
    )


def part_words(part: Part, zone: tzinfo) -> tuple[str, str, str]:
    """A chip: its name (or an empty one), its text, and what stands smaller behind it."""
    value, low = part.value, ""
    if part.state is PartState.DEFAULT:
        low = _("(desk default)")
    elif part.state is PartState.GUESSED:
        low = _("guessed")
    elif part.state is PartState.UNKNOWN:
        low = _("Tab: {suggestion}").format(suggestion=part.suggestion) if part.suggestion else _("as text")
    if isinstance(value, PlaceValue):
        if value.position is not None and part.state is not PartState.UNKNOWN:
            low = value.kind
        return _("place"), value.name, low
    if isinstance(value, Times):
        until = f"–{clock(value.until, zone)}" if value.until is not None else ""
        return _("seen"), f"{clock(value.start, zone)}{until}", low
    if isinstance(value, Category | Priority):
        return "", label(value), low
    names = {PartKind.PLATE: _("plate"), PartKind.TAG: _("tag"), PartKind.MARKING: _("marking")}
    return names.get(part.kind, ""), str(value), low
