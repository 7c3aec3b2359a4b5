"""What access speaks of: markings, classes, roles and sectors (VOCABULARY: TLP 2.0, 28 CFR 23)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Marking(StrEnum):
    """A handling label of TLP 2.0 (FIRST); written exactly so, never translated."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"

    @property
    def rank(self) -> int:
        """0 for CLEAR up to 4 for RED; the higher, the stricter."""
        return list(Marking).index(self)


#: What an organization or the wall may be cleared for. RED goes to people named one by one.
CLEARANCES = (Marking.CLEAR, Marking.GREEN, Marking.AMBER, Marking.AMBER_STRICT)


def strictest(markings: Iterable[Marking]) -> Marking:
    """The strictest of the markings; CLEAR when there is none."""
    return max(markings, key=lambda m: m.rank, default=Marking.CLEAR)


class RecordClass(StrEnum):
    """The class of a record (28 CFR 23)."""

    OBSERVATION = "observation"
    BULLETIN = "bulletin"
    INTELLIGENCE = "intelligence"


class Role(StrEnum):
    """What an operator does at the desk; a person may have several."""

    DISPATCHER = "dispatcher"
    LIAISON = "liaison"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    WALL = "wall"


class Sector(StrEnum):
    """The sector of an organization."""

    PUBLIC = "public"
    PRIVATE = "private"
    COMMUNITY = "community"
