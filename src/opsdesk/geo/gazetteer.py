"""Names of places: posts, streets, districts, found however they are typed, and the nearest of a position."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz, process

from opsdesk.geo.places import Position, distance
from opsdesk.geo.shapes import Ring, Segments, contains

LEAST_SCORE = 72.0
"""Matches below this (of 100) are guesses that nobody wants to see."""
CLEAR_SCORE = 92.0
"""From here on a single match may be taken without asking."""
SAME_PLACE = 800.0
"""Metres within which one name means one place."""
AHEAD = 4.0
"""By how much a match must lead the next one to be taken without asking."""
CROSSING = re.compile(
    r"\s*(?:/|&|×|\bx\b|\band\b|\bet\b|\bund\b|\be\b|\bcorner\b|\bangle\b)\s*", re.IGNORECASE
)
CROSSING_REACH = 40.0
"""Metres between two streets that are said to cross."""
SHORT_FORMS = {
    "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "boul": "boulevard",
    "av": "avenue", "ave": "avenue",
    "pl": "place", "r": "rue", "ch": "chemin", "imp": "impasse", "sq": "square", "rd": "road", "ln": "lane",
    "hwy": "highway", "dr": "drive", "str": "strasse", "ste": "sainte", "esc": "escalier", "pk": "park",
}  # fmt: skip
"""How street words are shortened on the radio log; "st" stays, for it is street or saint."""
NOT_TELLING = frozenset("de du des d l la le les of the".split())


class PlaceKind(StrEnum):
    """What a name of the gazetteer belongs to."""

    POST = "post"
    STREET = "street"
    DISTRICT = "district"
    PLACE = "place"


KINDS_FIRST = (PlaceKind.POST, PlaceKind.STREET, PlaceKind.DISTRICT, PlaceKind.PLACE)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that people name.

    `position` is its middle; `key` the record that it stands for, if any; `aliases` other names, such as a
    post's call sign; `lines` the course of a street; `rings` the outlines of a district.
    """

    name: str
    kind: PlaceKind
    position: Position
    key: str = ""
    aliases: tuple[str, ...] = ()
    lines: tuple[tuple[Position, ...], ...] = field(default=(), repr=False)
    rings: tuple[Ring, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Match:
    """A place that was found, and how well its name fits (0 to 100)."""

    place: NamedPlace
    score: float


@dataclass(frozen=True, slots=True)
class Near:
    """A place and its distance in metres."""

    place: NamedPlace
    metres: float


def folded(text: str) -> str:
    """Give a name as it is compared: lower case, without accents and marks, short forms written out."""
    plain = unicodedata.normalize(
        "NFKD", text.casefold().replace("ß", "ss").replace("œ", "oe").replace("ø", "o")
    )
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.sub(r"[^\w]+|_", " ", plain).split()
    return " ".join(SHORT_FORMS.get(word, word) for word in words)


class Gazetteer:
    """Places of the desk's area; immutable, so it may be used from any thread."""

    def __init__(self, places: Iterable[NamedPlace]) -> None:
        self.places = tuple(places)
        self._names: list[str] = []
        self._owners: list[int] = []
        for number, place in enumerate(self.places):
            for name in dict.fromkeys(folded(name) for name in (place.name, *place.aliases)):
                if name:
                    self._names.append(name)
                    self._owners.append(number)
        streets = [(number, line) for number, place in enumerate(self.places) for line in place.lines]
        self._streets = [number for number, _line in streets]
        self._segments = Segments([line for _number, line in streets])

    def find(
        self,
        text: str,
        *,
        limit: int = 5,
        kinds: frozenset[PlaceKind] | None = None,
        near: Position | None = None,
    ) -> tuple[Match, ...]:
        """Find places by a name that may be misspelt, shortened, without accents, or with a house number.

        Best first; of equal fit posts, then streets, districts, mere names; then what is nearer to `near`.
        """
        asked = folded(text[:200])
        if len(asked) < 2:
            return ()
        forms = dict.fromkeys((asked, _without_house_number(asked)))
        best: dict[int, float] = {}
        for form in forms:
            hits = process.extract(
                form, self._names, scorer=_score, limit=limit * 6, score_cutoff=LEAST_SCORE
            )
            for _name, score, index in hits:
                number = self._owners[index]
                if kinds is None or self.places[number].kind in kinds:
                    best[number] = max(best.get(number, 0.0), score)

        def rank(number: int) -> tuple[float, int, float, str]:
            place = self.places[number]
            metres = distance(near, place.position) if near else 0.0
            return -round(best[number]), KINDS_FIRST.index(place.kind), metres, place.name

        ranked = [Match(self.places[number], best[number]) for number in sorted(best, key=rank)]
        return tuple(_each_once(ranked)[:limit])

    def clear_match(self, text: str, near: Position | None = None) -> NamedPlace | None:
        """Give the place that a name means beyond doubt, or None where one should ask."""
        found = self.find(text, limit=2, near=near)
        if not found or found[0].score < CLEAR_SCORE:
            return None
        if len(found) > 1 and found[1].score > found[0].score - AHEAD and found[0].score < 99.5:
            return None
        return found[0].place

    def crossing(self, text: str) -> Position | None:
        """Give where two streets meet, as in "rue Grimaldi / bd Albert" or "7th & Main", or None."""
        names = [name for name in CROSSING.split(text) if name.strip()]
        if len(names) != 2:
            return None
        streets = frozenset({PlaceKind.STREET})
        found = [self.find(name, limit=1, kinds=streets) for name in names]
        if not all(found):
            return None
        one, other = found[0][0].place, found[1][0].place
        return None if one is other else _meeting(one, other)

    def nearest(
        self, position: Position, kind: PlaceKind, *, within: float = 1000.0, limit: int = 1
    ) -> tuple[Near, ...]:
        """Give the nearest places of a kind, each once, nearest first, at most `within` metres away.

        A street is as near as its nearest piece, a district that holds the position is 0 m away.
        """
        if kind is PlaceKind.STREET:
            found = self._near_streets(position)
        else:
            found = {
                number: self._metres(place, position)
                for number, place in enumerate(self.places)
                if place.kind is kind
            }
        ranked = sorted((metres, number) for number, metres in found.items() if metres <= within)
        return tuple(Near(self.places[number], metres) for metres, number in ranked[:limit])

    def district(self, position: Position) -> NamedPlace | None:
        """Give the district that holds a position."""
        for place in self.places:
            if place.kind is PlaceKind.DISTRICT and any(contains(ring, position) for ring in place.rings):
                return place
        return None

    def _near_streets(self, position: Position) -> dict[int, float]:
        found: dict[int, float] = {}
        for owner, metres in enumerate(self._segments.distance_of_each(position).tolist()):
            number = self._streets[owner]
            found[number] = min(found.get(number, metres), metres)
        return found

    def _metres(self, place: NamedPlace, position: Position) -> float:
        if any(contains(ring, position) for ring in place.rings):
            return 0.0
        return distance(place.position, position)


def _each_once(matches: list[Match]) -> list[Match]:
    """Leave out what carries the name of a better match close by: a square is a bus stop, too."""
    kept: list[Match] = []
    for match in matches:
        name, position = folded(match.place.name), match.place.position
        if match.place.kind is PlaceKind.POST or not any(
            folded(other.place.name) == name and distance(other.place.position, position) < SAME_PLACE
            for other in kept
        ):
            kept.append(match)
    return kept


def _score(asked: str, name: str, **_: object) -> float:
    """Compare folded names: whole, as sets of words, and as a beginning that is still being typed."""
    whole = max(fuzz.ratio(asked, name), fuzz.ratio(asked.replace(" ", ""), name.replace(" ", "")))
    words = fuzz.token_sort_ratio(asked, name)
    telling = fuzz.token_sort_ratio(_telling(asked), _telling(name))
    begun = 0.0
    if len(asked) >= 3:
        if name.startswith(asked):
            begun = 90.0 + 9.0 * len(asked) / len(name)
        elif f" {asked}" in f" {name}":
            begun = 86.0 + 9.0 * len(asked) / len(name)
        elif len(asked) >= 5:
            begun = fuzz.partial_ratio(asked, name) * 0.88 if len(asked) < len(name) else 0.0
    return max(whole, words, telling * 0.99, begun)


def _telling(name: str) -> str:
    """Leave out articles, which people leave out."""
    return " ".join(word for word in name.split() if word not in NOT_TELLING) or name


def _without_house_number(name: str) -> str:
    """Leave out a number before or behind a name of letters."""
    words = name.split()
    while len(words) > 1 and re.fullmatch(r"\d+[a-z]?|bis|ter", words[-1]):
        words.pop()
    while len(words) > 1 and re.fullmatch(r"\d+[a-z]?|bis|ter", words[0]):
        words.pop(0)
    return " ".join(words)


def _meeting(one: NamedPlace, other: NamedPlace) -> Position | None:
    """Give the point of one street that is nearest to another, within reach."""
    segments = Segments(other.lines)
    best: tuple[float, Position] | None = None
    for line in one.lines:
        for position in line:
            near = segments.nearest(position)
            if near is not None and (best is None or near[1] < best[0]):
                best = (near[1], position)
    return best[1] if best is not None and best[0] <= CROSSING_REACH else None
