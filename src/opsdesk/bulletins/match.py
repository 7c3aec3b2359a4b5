"""Possible BOLO hits: what was read or heard, against the bulletins in force; never linked by itself.

A hit says what agrees and what contradicts; whoever acts on it asks for a second identifier first
(VOCABULARY: rules of the field).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from rapidfuzz import fuzz

from opsdesk.bulletins.model import BulletinItem, BulletinKind, BulletinStatus
from opsdesk.geo.places import Position, distance
from opsdesk.store.words import words

#: Signs of a plate that are read for each other, at a glance or in rain.
CONFUSED = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "B": "8", "S": "5", "Z": "2"})
#: A shorter part of a plate fits too many.
SHORTEST_PLATE = 4
#: From here on a name is shown as possibly the same.
NAME_LIKENESS = 86
#: Within so many metres of where it was last seen a place agrees.
NEAR = 2_000.0

_MATCHED = frozenset({BulletinKind.BOLO_PERSON, BulletinKind.BOLO_VEHICLE, BulletinKind.MISSING_PERSON})


class Part(StrEnum):
    """What of a report agrees with a bulletin or contradicts it."""

    PLATE = "plate"
    PLATE_CONFUSED = "plate_confused"
    PLATE_PART = "plate_part"
    PLATE_ONE_OFF = "plate_one_off"
    NAME = "name"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """The parts of a report as `entry` parsed them; `?` stands for a sign of a plate that nobody read."""

    plates: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    place: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part: what was told, what the bulletin has, and how well they fit (0 to 100)."""

    part: Part
    told: str
    sought: str
    likeness: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A bulletin that may be meant: possible, not confirmed."""

    bulletin_id: UUID
    code: str
    title: str
    likeness: int
    agrees: tuple[Finding, ...]
    contradicts: tuple[Finding, ...]


def hits(told: Sighted, bulletins: Iterable[BulletinItem]) -> list[Hit]:
    """The bulletins in force that a report may be about, the likeliest first.

    A place alone is no hit; it agrees with or contradicts one.
    """
    found = [hit for one in bulletins if (hit := _hit(told, one)) is not None]
    return sorted(found, key=lambda hit: (-hit.likeness, hit.code))


def _hit(told: Sighted, one: BulletinItem) -> Hit | None:
    if one.kind not in _MATCHED or one.status is not BulletinStatus.PUBLISHED:
        return None
    agrees = [*_plates(told, one), *_names(told, one)]
    if not agrees:
        return None
    best = max(finding.likeness for finding in agrees)
    contradicts = [finding for finding in agrees if finding.part is Part.PLATE_ONE_OFF]
    near = _near(told, one)
    if near is not None:
        (agrees if near.likeness else contradicts).append(near)
    return Hit(
        bulletin_id=one.id,
        code=one.code,
        title=one.title,
        likeness=best,
        agrees=tuple(finding for finding in agrees if finding not in contradicts),
        contradicts=tuple(contradicts),
    )


def plate_signs(plate: str) -> str:
    """The signs of a plate that count: letters and digits in upper case, `?` for what was not read."""
    return "".join(sign for sign in plate.upper() if sign.isalnum() or sign == "?")


def compared(told: str, sought: str) -> Finding | None:
    """How a plate that was read fits the one that is sought; None when it does not.

    Exactly; by signs that are read for each other; as a part of four signs or more; or all but one sign.
    """
    read, wanted = plate_signs(told), plate_signs(sought)
    if len(read.replace("?", "")) < SHORTEST_PLATE or not wanted:
        return None
    if read == wanted:
        return Finding(part=Part.PLATE, told=told, sought=sought, likeness=100)
    alike_read, alike_wanted = read.translate(CONFUSED), wanted.translate(CONFUSED)
    if alike_read == alike_wanted:
        return Finding(part=Part.PLATE_CONFUSED, told=told, sought=sought, likeness=92)
    if any(_fits(alike_read, alike_wanted[at:]) for at in range(len(alike_wanted) - len(alike_read) + 1)):
        share = len(read.replace("?", "")) / len(wanted)
        return Finding(part=Part.PLATE_PART, told=told, sought=sought, likeness=round(50 + 40 * share))
    if len(alike_read) == len(alike_wanted) and _differing(alike_read, alike_wanted) == 1:
        return Finding(part=Part.PLATE_ONE_OFF, told=told, sought=sought, likeness=60)
    return None


def _fits(read: str, wanted: str) -> bool:
    return all(sign in ("?", other) for sign, other in zip(read, wanted, strict=False))


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _plates(told: Sighted, one: BulletinItem) -> Iterator[Finding]:
    if one.subject.plate is None:
        return
    for plate in told.plates:
        finding = compared(plate, one.subject.plate)
        if finding is not None:
            yield finding


def _names(told: Sighted, one: BulletinItem) -> Iterator[Finding]:
    sought = [name for name in (one.subject.name, *one.subject.aliases) if name]
    for name in told.names:
        key = words(name)
        if len(key) < SHORTEST_PLATE:
            continue
        best = max(((fuzz.token_sort_ratio(key, words(other)), other) for other in sought), default=(0.0, ""))
        if best[0] >= NAME_LIKENESS:
            yield Finding(part=Part.NAME, told=name, sought=best[1], likeness=round(best[0]))


def _near(told: Sighted, one: BulletinItem) -> Finding | None:
    """Whether the place agrees: likeness 100 within 2 km of where it was last seen, 0 farther away."""
    if told.place is None or one.last_seen_position is None:
        return None
    metres = distance(told.place, one.last_seen_position)
    return Finding(
        part=Part.PLACE,
        told=f"{metres:.0f} m",
        sought=one.last_seen or "",
        likeness=100 if metres <= NEAR else 0,
    )
