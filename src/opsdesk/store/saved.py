"""What waits on this desk: a command as it was given, its desk-local number, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from opsdesk.errors import (
    BadInput,
    ChangedElsewhere,
    Forbidden,
    NotFound,
    OpsDeskError,
    Problem,
    Refused,
    StoreUnavailable,
)
from opsdesk.store.command import Command
from opsdesk.store.local_numbers import local_number
from opsdesk.store.schema import canonical

#: The commands of the program by their kind, as `app` collects them.
Commands = Mapping[str, type[Command]]


class State(StrEnum):
    """Where a saved command is."""

    WAITING = "waiting"
    SHARED = "shared"
    CONFLICT = "conflict"
    """Another desk changed the record meanwhile: both sides are kept until somebody chooses."""
    REJECTED = "rejected"
    """The database does not take it; the reason stands beside it."""
    ADOPTED = "adopted"
    """A supervisor sent it in place of its author."""
    MERGED = "merged"
    """Its conflict was settled: what was chosen went as another command, this side is kept."""
    DROPPED = "dropped"
    """Thrown away by a person, with a reason."""
    TAKEN_BACK = "taken_back"
    """Undone by its author before anybody else saw it."""


#: What still needs the server or a person.
UNSETTLED = frozenset({State.WAITING, State.CONFLICT, State.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One line of the outbox.

    Attributes:
        number: of this desk alone; it stays with the record and is searched for as `L12`.
        command: None once it is shared (its contents stand in the database then), or where another version
            of the program wrote it and its text means nothing here.
        subject, record_id: what it is about; None where it names no record.
        title: a few of its words, for the list and the search.
        tried: it was sent, and may have arrived even while nothing was heard of it.
        why: the failure that stopped it; None while nothing did.
        note: the reason that a person gave for dropping it.
        by: who adopted it.
        seq: the journal's last number of it, once it is shared.
    """

    number: int
    command_id: UUID
    kind: str
    command: Command | None
    subject: str
    record_id: UUID | None
    title: str
    author_id: UUID
    author: str
    saved_at: datetime
    tried: bool = False
    state: State = State.WAITING
    why: OpsDeskError | None = None
    note: str = ""
    by: str = ""
    settled_at: datetime | None = None
    seq: int | None = None
    undo: Command | None = field(default=None, repr=False)

    @property
    def local(self) -> str:
        """The number as it is shown and searched: `L12`."""
        return local_number(self.number)

    @property
    def makes(self) -> bool:
        """Whether its record is made by it: it names a record, and no version of it."""
        made = type(self.command).model_fields.get(f"{self.subject}_id") if self.command is not None else None
        return made is not None and made.default_factory is not None


#: What cannot wait: it says who is here, must stand recorded before something leaves the desk, or needs
#: what only the server knows.
_NOW_OR_NEVER = frozenset({"operator", "release", "packet", "backup", "journal"})
_NEVER_KINDS = frozenset({"observation.import", "observation.withdraw_import"})


def may_wait(command: Command) -> bool:
    """Whether a command may be given now and applied later."""
    return command.kind.partition(".")[0] not in _NOW_OR_NEVER and command.kind not in _NEVER_KINDS


# ---------------------------------------------------------------- commands as text


def command_text(command: Command) -> str:
    """A command as JSON, with the names of the fields that were given: an edit changes only those."""
    fields = json.loads(command.model_dump_json())
    return canonical({"kind": command.kind, "fields": fields, "given": sorted(command.model_fields_set)})


def command_of(text: str, commands: Commands) -> Command | None:
    """The command again; None where this version of the program does not know it."""
    kept = json.loads(text)
    made = commands.get(kept["kind"])
    if made is None:
        return None
    try:
        whole = made.model_validate_json(json.dumps(kept["fields"]))
    except ValidationError:
        return None
    given = set(kept["given"]) & set(made.model_fields)
    return made.model_construct(given, **{name: getattr(whole, name) for name in made.model_fields})


def renamed(command: Command, before: UUID, now: UUID) -> Command:
    """The same command, naming another record in place of one."""
    found = command_of(command_text(command).replace(str(before), str(now)), {command.kind: type(command)})
    return command if found is None else found


def record_of(command: Command) -> tuple[str, UUID | None]:
    """The subject and the record that a command is about, by the names that all commands follow."""
    subject = command.kind.partition(".")[0]
    found = getattr(command, f"{subject}_id", None)
    return subject, found if isinstance(found, UUID) else None


def ids_in(command: Command) -> frozenset[UUID]:
    """Every record that a command names, its own id left out."""

    def inside(value: Any) -> Iterator[UUID]:
        if isinstance(value, UUID):
            yield value
        elif isinstance(value, Mapping):
            for one in value.values():
                yield from inside(one)
        elif isinstance(value, list | tuple | set | frozenset):
            for one in value:
                yield from inside(one)

    return frozenset(inside(command.model_dump(exclude={"id"})))


#: Where the words of a command stand, the best first.
_TITLES = ("summary", "title", "text", "name", "call_sign", "reason", "note", "question", "why")


def title_of(command: Command, longest: int = 120) -> str:
    """A few words of what was typed, so that its author knows it again; empty where nothing was."""
    for name in _TITLES:
        value = getattr(command, name, None)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())[:longest]
    return ""


# ---------------------------------------------------------------- failures as text


def failure_text(error: OpsDeskError) -> str:
    """What stopped a command, with its facts: both sides of a conflict are among them."""
    return canonical({"error": type(error).__name__} | _facts(error))


def _facts(error: OpsDeskError) -> dict[str, Any]:
    match error:
        case ChangedElsewhere():
            return {
                "subject": error.subject,
                "record": _kept(error.record_id),
                "read": error.read,
                "now": error.now,
                "theirs": _kept(error.theirs),
                "yours": _kept(error.yours),
            }
        case Refused() | StoreUnavailable():
            return {"reason": error.reason, "facts": _kept(error.facts)}
        case Forbidden():
            return {"verb": error.verb, "subject": error.subject, "roles": list(error.roles)}
        case NotFound():
            return {"subject": error.subject, "key": _kept(error.key)}
        case BadInput():
            problems = [
                {"field": p.field, "reason": p.reason, "facts": _kept(p.facts)} for p in error.problems
            ]
            return {"problems": problems}
        case _:
            return {"told": str(error)[:500]}


def failure_of(text: str) -> OpsDeskError:
    """The failure again."""
    kept = _given(json.loads(text))
    match kept.pop("error"):
        case "ChangedElsewhere":
            subject, record = kept.pop("subject"), kept.pop("record")
            return ChangedElsewhere(subject, record, **kept)
        case "Refused":
            return Refused(kept["reason"], **kept["facts"])
        case "StoreUnavailable":
            return StoreUnavailable(kept["reason"], **kept["facts"])
        case "Forbidden":
            return Forbidden(kept["verb"], kept["subject"], kept["roles"])
        case "NotFound":
            return NotFound(kept["subject"], kept["key"])
        case "BadInput":
            return BadInput(Problem(one["field"], one["reason"], one["facts"]) for one in kept["problems"])
        case name:
            return OpsDeskError(kept.get("told", name))


def _kept(value: Any) -> Any:
    """A value as JSON that keeps ids and times apart from texts."""
    if isinstance(value, Mapping):
        return {str(name): _kept(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_kept(one) for one in value]
    if isinstance(value, Enum):
        return _kept(value.value)
    if isinstance(value, UUID):
        return {"$id": str(value)}
    if isinstance(value, date):  # a datetime is one as well
        return {"$time" if isinstance(value, datetime) else "$day": value.isoformat()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def _given(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_given(one) for one in value)
    if not isinstance(value, dict):
        return value
    match value:
        case {"$id": str(text)}:
            return UUID(text)
        case {"$time": str(text)}:
            return datetime.fromisoformat(text)
        case {"$day": str(text)}:
            return date.fromisoformat(text)
    return {name: _given(one) for name, one in value.items()}
