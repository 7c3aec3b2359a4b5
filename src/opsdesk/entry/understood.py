"""What the entry line understood: parts of the text, each with its value and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.observations.model import Category, Priority


class Named(Protocol):
    """A place that a gazetteer knows, and how like it is to what was asked for."""

    @property
    def name(self) -> str:
        """As it is written on the map."""

    @property
    def kind(self) -> str:
        """`post`, `street`, `district`, `crossing`."""

    @property
    def position(self) -> Position:
        """Where it is."""

    @property
    def likeness(self) -> float:
        """100 for the same words, whatever the accents and the case."""


class Gazetteer(Protocol):
    """Finds places by name; `app` hands one in, with posts, streets and districts."""

    def find(self, text: str, limit: int = 5) -> Sequence[Named]:
        """The likeliest places first; empty where nothing is like it."""


class PartKind(StrEnum):
    """What a part of the line stands for."""

    CATEGORY = "category"
    PLATE = "plate"
    PLACE = "place"
    PRIORITY = "priority"
    TAG = "tag"
    TIME = "time"
    MARKING = "marking"


class PartState(StrEnum):
    """How sure it is: typed and understood, guessed from the words, the desk's default, not understood."""

    UNDERSTOOD = "understood"
    GUESSED = "guessed"
    DEFAULT = "default"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Times:
    """When it was seen, aware UTC; `until` is None for a moment."""

    start: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """A place as it will be reported: its name, and its position and kind where it is known."""

    name: str
    position: Position | None = None
    kind: str = ""


Value = Category | Priority | Marking | Times | PlaceValue | str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the line: `text` stands at `span` (start, end) of it; a default has an empty span.

    `suggestion` is what Tab puts in the place of the text, where something is like it.
    """

    kind: PartKind
    text: str
    span: tuple[int, int]
    value: Value
    state: PartState = PartState.UNDERSTOOD
    suggestion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The whole line: its parts in the order of the text, and the report that Enter makes of it."""

    line: str
    parts: tuple[Part, ...]
    summary: str
    category: Category
    priority: Priority
    marking: Marking
    place: PlaceValue | None
    times: Times | None
    tags: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to report."""
        return not self.summary

    @property
    def all_understood(self) -> bool:
        """Whether no part was left as text."""
        return all(part.state is not PartState.UNKNOWN for part in self.parts)


def accept(understood: Understood, part: Part) -> str:
    """The line with a part's suggestion in its place (Tab)."""
    if part.suggestion is None:
        return understood.line
    start, end = part.span
    mark = "@ " if part.kind is PartKind.PLACE else ""
    return f"{understood.line[:start]}{mark}{part.suggestion}{understood.line[end:]}"
