"""What a change did to a record, field by field: `Status  New → Closed`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from typing import Any
from uuid import UUID

from opsdesk.handling import Role
from opsdesk.store.past import Event
from opsdesk.wording.facts import visible
from opsdesk.wording.fields import heading
from opsdesk.wording.labels import grade, label
from opsdesk.wording.language import _
from opsdesk.wording.times import day, when

#: What stands in the journal for the program, not for a person.
_OF_THE_PROGRAM = frozenset(
    {
        *("name_key", "code_key", "sign_key", "officer_key", "linked", "import_key", "content_hash"),
        *("first_n", "last_n", "packet", "place_key", "words", "facts", "file_id"),
    }
)
_ROLES = {role.value: role for role in Role}
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its name in words, what it held before and what it holds after; a dash for nothing."""

    name: str
    before: str
    after: str

    @property
    def line(self) -> str:
        """`before → after`; what came new stands alone."""
        return self.after if self.before == NOTHING else f"{self.before} → {self.after}"


def differences(
    event: Event, names: Mapping[UUID, str], now: datetime, zone: tzinfo, longest: int = 600
) -> list[Difference]:
    """The fields that an event changed, in words; `names` are what ids are called; texts are cut."""
    found: list[Difference] = []
    told: set[str] = set()
    # A part of a record stands under it: that it is its part says nothing.
    owner = "" if event.part_id is None else f"{event.kind.partition('.')[0]}_id"
    for name in [*event.after, *(name for name in event.before if name not in event.after)]:
        if name in _OF_THE_PROGRAM or name in told or name == owner:
            continue
        pair = _together(event, name)
        if pair is not None:
            told |= pair[0]
            found.append(Difference(pair[1], pair[2], pair[3]))
            continue
        words = [_words(side.get(name), names, now, zone, longest) for side in (event.before, event.after)]
        if words[0] != words[1]:
            found.append(Difference(heading(name), words[0], words[1]))
    return found


def _together(event: Event, name: str) -> tuple[set[str], str, str, str] | None:
    """Two fields that people read as one: a position, a grade."""
    if name in ("latitude", "longitude"):
        return {"latitude", "longitude"}, _("Position"), _position(event.before), _position(event.after)
    if name in ("reliability", "credibility") and {"reliability", "credibility"} <= {
        *event.before,
        *event.after,
    }:
        return {"reliability", "credibility"}, _("Grade"), _grade(event.before), _grade(event.after)
    return None


def _position(values: Mapping[str, Any]) -> str:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if not isinstance(latitude, float | int) or not isinstance(longitude, float | int):
        return NOTHING
    return f"{latitude:.5f}, {longitude:.5f}"


def _grade(values: Mapping[str, Any]) -> str:
    try:
        return grade(values.get("reliability"), values.get("credibility"))
    except (AttributeError, TypeError):
        return NOTHING


def _words(value: Any, names: Mapping[UUID, str], now: datetime, zone: tzinfo, longest: int) -> str:
    match value:
        case None | "" | [] | {}:
            return NOTHING
        case bool():
            return _("yes") if value else _("no")
        case Enum():
            return label(value)
        case datetime():
            return when(value, now, zone)
        case date():
            return day(value, year=True)
        case UUID():
            return names.get(value, _("another record"))
        case float():
            return f"{value:.10g}"
        case int():
            return str(value)
        case list():
            return ", ".join(_words(one, names, now, zone, longest) for one in value)
        case dict():
            said = [(str(k), _words(v, names, now, zone, longest)) for k, v in value.items()]
            return ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in said if v != NOTHING) or NOTHING
        case str():
            return label(_ROLES[value]) if value in _ROLES else _cut(value, longest)
        case _:
            return _cut(str(value), longest)


def _cut(text: str, longest: int) -> str:
    shown = visible(text[: longest + 1])
    return shown if len(text) <= longest else shown[: longest - 1].rstrip() + "…"
