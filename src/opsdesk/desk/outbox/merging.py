"""A saved edit that another desk was quicker than: its fields against theirs, and what is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from enum import Enum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from opsdesk.desk.merge import Clash, clashes, to_save
from opsdesk.geo.places import Position
from opsdesk.store.clashes import Since
from opsdesk.store.command import Command
from opsdesk.store.saved import Saved
from opsdesk.wording.fields import heading
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import _
from opsdesk.wording.times import moment

#: What says which record and which change it is; nobody chooses between two of them.
_NO_CHOICE = frozenset({"id", "version", "why"})


def fields_of(line: Saved) -> list[str]:
    """The fields that can be chosen one by one; none for an act that is given whole (a claim, a close)."""
    command = line.command
    if command is None:
        return []
    fixed = _NO_CHOICE | {f"{line.subject}_id"}
    fields = type(command).model_fields
    if any(field.is_required() for name, field in fields.items() if name not in fixed):
        return []
    return sorted(command.model_fields_set - fixed, key=list(fields).index)


def found_clashes(line: Saved, since: Since) -> tuple[Clash, ...]:
    """The fields of a saved edit, as they were, are now, and were meant; one side's alone comes chosen."""
    assert line.command is not None
    names = fields_of(line)
    theirs = {name: _value(line.command, name, since.values) for name in names}
    before = {name: _value(line.command, name, {**since.values, **since.before}) for name in names}
    yours = {name: getattr(line.command, name) for name in names}
    labels = [(name, heading(name), isinstance(yours[name], str)) for name in names]
    return clashes(labels, before, theirs, yours)


def merged_command(line: Saved, merged: Sequence[Clash], version: int) -> Command | None:
    """The command of what was chosen, for the version that stands there; None where theirs stays in all."""
    assert line.command is not None
    values = to_save(merged)
    if not values:
        return None
    kept = {f"{line.subject}_id": line.record_id, "version": version}
    if why := getattr(line.command, "why", None):
        kept["why"] = why
    return type(line.command).of(**kept, **values)


def over_theirs(line: Saved, version: int) -> Command:
    """The same act once more, for the version that stands there: its author saw it and wants it still."""
    assert line.command is not None
    given = {name: getattr(line.command, name) for name in line.command.model_fields_set - {"id"}}
    return type(line.command).of(**{**given, "version": version})


def words_of(value: Any, zone: tzinfo) -> str:
    """A value of a field as people read it."""
    match value:
        case None | "" | ():
            return _("none")
        case Enum():
            return capital(label(value))
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return moment(value, zone)
        case Position():
            return f"{value.latitude:.5f}, {value.longitude:.5f}"
        case list() | tuple() | frozenset():
            return ", ".join(words_of(one, zone) for one in value)
        case _:
            return str(value)


def text_of(line: Saved, zone: tzinfo) -> list[tuple[str, str]]:
    """Every field that was given, by its name, to be read and copied; ids say nothing to people."""
    command = line.command
    if command is None:
        return []
    names = [name for name in type(command).model_fields if name in command.model_fields_set]
    shown = [name for name in names if name not in ("id", "version") and not name.endswith("_id")]
    return [(heading(name), words_of(getattr(command, name), zone)) for name in shown]


def _adapter(kind: type[Command], name: str) -> TypeAdapter[Any]:
    annotation: Any = kind.model_fields[name].annotation
    return TypeAdapter(annotation)


def _value(command: Command, name: str, row: Mapping[str, Any]) -> Any:
    """What a row holds of a field, as the command would have it."""
    if name == "position" and "latitude" in row:
        latitude, longitude = row["latitude"], row["longitude"]
        return None if latitude is None or longitude is None else Position(latitude, longitude)
    value = row.get(name)
    try:
        return _adapter(type(command), name).validate_python(value)
    except (ValidationError, TypeError):
        return value
