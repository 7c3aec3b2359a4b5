"""What may be said in a bulletin, and which of it a command was given."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator

from opsdesk.bulletins.model import Area, Bulletin
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.partners.fields import BlankText, Name, OptionalLine, OptionalName, OptionalText, wrong
from opsdesk.store.command import Command

_OF_SUBJECT = frozenset(
    {"name", "aliases", "born", "juvenile", "description", "clothing", "vehicle", "plate"}
)
_PARTS = frozenset({"audience", "photos", "readers"})
_NOT_FIELDS = frozenset({"id", "bulletin_id", "version"})

#: An area wider than this is no place any more, in metres.
WIDEST = 200_000.0


class BulletinFields(Command):
    """The fields of a draft; what a kind has to have is asked for when it is submitted, not before.

    `audience` are organizations, `photos` ids of files, the main one first; `readers` are operators, the
    people that a TLP:RED one is for.
    """

    text: BlankText = ""
    name: OptionalName = None
    aliases: tuple[Name, ...] = Field(default=(), max_length=50)
    born: date | None = None
    juvenile: bool = False
    description: OptionalText = None
    clothing: OptionalText = None
    vehicle: OptionalLine = None
    plate: OptionalName = None
    offence: OptionalText = None
    requested_action: OptionalText = None
    caution: OptionalText = None
    last_seen: OptionalLine = None
    last_seen_at: AwareDatetime | None = None
    last_seen_position: Position | None = None
    area: Area | None = None
    case_number: OptionalName = None
    legal_basis: OptionalLine = None
    contact: OptionalLine = None
    telephone: OptionalName = None
    restrictions: OptionalText = None
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = None
    credibility: Literal[1, 2, 3, 4, 5, 6] | None = None
    photo_authority: OptionalLine = None
    originator_id: UUID | None = None
    marking: Marking = Marking.AMBER
    show_on_wall: bool = False
    expires_at: AwareDatetime | None = None
    audience: tuple[UUID, ...] = Field(default=(), max_length=10_000)
    photos: tuple[UUID, ...] = Field(default=(), max_length=20)
    readers: tuple[UUID, ...] = Field(default=(), max_length=200)

    @field_validator("area")
    @classmethod
    def _somewhere(cls, value: Area | None) -> Area | None:
        if value is None or (value.centre is None and not value.ring):
            return None
        if value.ring and len(set(value.ring)) < 3:
            raise wrong("ring_too_short", least=3)
        if value.centre is not None and not 0 < (value.radius or 0) <= WIDEST:
            raise wrong("out_of_range", value=value.radius, lowest=0, highest=WIDEST)
        return value


def given(command: BulletinFields, *, only_set: bool) -> dict[str, Any]:
    """The fields of the model that a command holds, or (`only_set`) just those that it was given."""
    names = set(command.model_fields_set if only_set else type(command).model_fields)
    found = {name: getattr(command, name) for name in sorted(names - _NOT_FIELDS)}
    if "bulletin_kind" in found:
        found["kind"] = found.pop("bulletin_kind")
    return found


def columns_only(fields: dict[str, Any]) -> dict[str, Any]:
    """Those fields that stand in the bulletin's own row."""
    return {name: value for name, value in fields.items() if name not in _PARTS}


def value_of(was: Bulletin, name: str) -> Any:
    """What a bulletin holds in a field of the command."""
    if name == "bulletin_kind":
        return was.kind
    return getattr(was.subject if name in _OF_SUBJECT else was, name)


def former(command: BulletinFields, was: Bulletin) -> dict[str, Any]:
    """What the given fields held before, under the command's names."""
    return {name: value_of(was, name) for name in sorted(command.model_fields_set - _NOT_FIELDS)}


def copied(was: Bulletin) -> dict[str, Any]:
    """All fields of a bulletin, for the draft that is to supersede it."""
    return {name: value_of(was, name) for name in BulletinFields.model_fields if name not in _NOT_FIELDS}
