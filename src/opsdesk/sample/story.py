"""What happens at the sample desk and when: the story's files and a seed, made into plain facts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from opsdesk.geo.places import Position

T = TypeVar("T")

#: How far back the fortnight goes.
FORTNIGHT = timedelta(days=14)
OBSERVATIONS = 400
INCIDENTS = 60

#: Reports by hour of the day, from midnight: quiet at four, busiest in the evening.
_BUSY = (3, 3, 2, 2, 1, 1, 2, 3, 4, 5, 5, 6, 6, 6, 5, 5, 6, 7, 8, 8, 7, 6, 5, 4)
_GRADES = ("B2", "B2", "B3", "C3", "C2", "A1", "A2", "D4", "C4", "B1")


@dataclass(frozen=True, slots=True)
class Place:
    """A named place of the sample desk and what may happen there."""

    name: str
    position: Position
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One report: when it was told, by whom, what and where; `fate` None: it is still open."""

    at: datetime
    seen_before: timedelta
    text: str
    narrative: str
    category: str
    priority: int
    place: Place
    by: str
    behaviour: str
    reason: str | None
    tags: tuple[str, ...]
    picture: str | None
    grade: str | None
    fate: str | None
    claimed: bool
    mine: bool
    reply_due: datetime | None


@dataclass(frozen=True, slots=True)
class Worked:
    """One incident: when it was opened, what, where, by whom it is handled, and how it ended."""

    at: datetime
    title: str
    category: str
    priority: int
    place: Place
    handled_by: str
    status: str
    units: tuple[str, ...]
    log: tuple[tuple[int, str], ...]
    disposition: str | None
    note: str
    told: bool
    thread: bool
    minutes: int


class Story:
    """The story of the sample desk at a moment: the same `now` and seed give the same story.

    Attributes:
        now: the moment at which the desk is opened, aware UTC.
        places: by name.
        partners, bulletins: the files' tables, for the writer.
        observations, incidents: in order of time.
    """

    def __init__(self, folder: Path, now: datetime, seed: int = 7) -> None:
        self.now = now
        self._random = Random(seed)  # noqa: S311 - a story needs to be the same each time, not secret
        self.places = {
            entry["name"]: Place(entry["name"], Position(*entry["at"]), tuple(entry["kinds"]))
            for entry in _read(folder / "places.toml")["place"]
        }
        self.partners = _read(folder / "partners.toml")
        self.bulletins: list[dict[str, Any]] = _read(folder / "bulletins.toml")["bulletin"]
        self.observations = self._observations(_read(folder / "observations.toml"))
        self.incidents = self._incidents(_read(folder / "incidents.toml"))

    def _observations(self, file: Mapping[str, Any]) -> list[Told]:
        told = [self._of_thread(entry) for entry in file["thread"]]
        reports = file["report"]
        once = [entry for entry in reports if entry.get("once")]
        often = [entry for entry in reports if not entry.get("once")]
        wanted = [*once, *self._dealt(often, OBSERVATIONS - len(told) - len(once))]
        times = sorted(self._time() for _ in wanted)
        self._random.shuffle(wanted)
        told += [self._of_report(entry, at) for entry, at in zip(wanted, times, strict=True)]
        return sorted(told, key=lambda one: one.at)

    def _dealt(self, entries: list[T], count: int) -> list[T]:
        """`count` entries, each as often as the others, in a shuffled order."""
        dealt: list[T] = []
        while len(dealt) < count:
            round_ = list(entries)
            self._random.shuffle(round_)
            dealt += round_
        return dealt[:count]

    def _time(self) -> datetime:
        day = self._random.randrange(FORTNIGHT.days)
        hour = self._random.choices(range(24), weights=_BUSY)[0]
        at = self.now - timedelta(days=day, hours=self._random.random() * 24)
        at = at.replace(hour=hour, minute=self._random.randrange(60), second=self._random.randrange(60))
        latest = self.now - timedelta(minutes=12)
        return at if at < latest else at - timedelta(days=1)

    def _somewhere(self, kind: str) -> Place:
        return self._random.choice([place for place in self.places.values() if kind in place.kinds])

    def _of_report(self, entry: Mapping[str, Any], at: datetime) -> Told:
        age = self.now - at
        recent = age < timedelta(hours=6)
        left_open = recent or (age < timedelta(hours=24) and self._random.random() < 0.25)
        claimed = left_open and self._random.random() < 0.45
        priority = entry["p"]
        if entry["p"] == 1 and left_open:
            left_open, claimed = False, False
        graded = not left_open or (claimed and self._random.random() < 0.6)
        asked = claimed and self._random.random() < 0.35
        return Told(
            at=at,
            seen_before=timedelta(minutes=self._random.choice((1, 2, 2, 3, 5, 8, 20, 45))),
            text=entry["t"],
            narrative=entry["n"],
            category=entry["c"],
            priority=priority,
            place=self._somewhere(entry["where"]),
            by=self._random.choice(entry["o"]),
            behaviour=entry.get("behaviour", "NONE"),
            reason=entry.get("reason"),
            tags=tuple(entry.get("tags", ())),
            picture=self._picture(entry),
            grade=self._random.choice(_GRADES) if graded else None,
            fate=None if left_open else entry["end"],
            claimed=claimed,
            mine=claimed and self._random.random() < 0.3,
            reply_due=self.now + timedelta(minutes=self._random.randrange(20, 240)) if asked else None,
        )

    def _of_thread(self, entry: Mapping[str, Any]) -> Told:
        reply = entry.get("reply")
        return Told(
            at=self.now - timedelta(minutes=entry["ago"]),
            seen_before=timedelta(minutes=2),
            text=entry["t"],
            narrative=entry["n"],
            category=entry["c"],
            priority=entry["p"],
            place=self.places[entry["place"]],
            by=entry["o"],
            behaviour=entry.get("behaviour", "NONE"),
            reason=entry.get("reason"),
            tags=tuple(entry.get("tags", ())),
            picture=self._picture(entry),
            grade=entry.get("grade"),
            fate=entry.get("end"),
            claimed=bool(entry.get("mine") or reply),
            mine=bool(entry.get("mine")),
            reply_due=self.now + timedelta(minutes=reply) if reply else None,
        )

    def _picture(self, entry: Mapping[str, Any]) -> str | None:
        if not entry.get("photo"):
            return None
        return "van" if "van" in entry["t"].lower() else "gate"

    def _incidents(self, file: Mapping[str, Any]) -> list[Worked]:
        working = [
            Worked(
                at=self.now - timedelta(minutes=entry["ago"]),
                title=entry["title"],
                category=entry["c"],
                priority=entry["p"],
                place=self.places[entry["place"]],
                handled_by=entry["by"],
                status=entry["status"],
                units=tuple(entry["units"]),
                log=tuple((minutes, text) for minutes, text in entry["log"]),
                disposition=None,
                note="",
                told=bool(entry.get("told")),
                thread=entry.get("link") == "van",
                minutes=0,
            )
            for entry in file["now"]
        ]
        ended = self._dealt(file["ended"], INCIDENTS - len(working))
        worked = working + [self._ended(entry) for entry in ended]
        return sorted(worked, key=lambda one: one.at)

    def _ended(self, entry: list[Any]) -> Worked:
        title, category, priority, kind, handled_by, disposition, note = entry
        at = min(self._time(), self.now - timedelta(hours=3))
        return Worked(
            at=at,
            title=title,
            category=category,
            priority=priority,
            place=self._somewhere(kind),
            handled_by=handled_by,
            status="closed",
            units=(),
            log=((self._random.randrange(2, 8), "Place reached, looking around"),),
            disposition=disposition,
            note=note,
            told=priority == 1,
            thread=False,
            minutes=self._random.randrange(12, 90),
        )


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)
