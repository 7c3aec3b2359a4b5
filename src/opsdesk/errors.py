"""Expected failures: they carry facts; sentences are made in `wording`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class OpsDeskError(Exception):
    """Something that a person can be told about in one sentence."""


@dataclass(frozen=True)
class Problem:
    """One wrong field: its name, a code for what is wrong, and the facts of the sentence."""

    field: str
    reason: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


class BadInput(OpsDeskError):
    """What was given cannot be taken; names every wrong field at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.field}: {p.reason} {dict(p.facts)}" for p in self.problems))

    @classmethod
    def one(cls, field: str, reason: str, **facts: object) -> BadInput:
        """A single wrong field."""
        return cls([Problem(field, reason, facts)])


class NotFound(OpsDeskError):
    """The record that was named is not there, or the reader may not know of it."""

    def __init__(self, subject: str, key: object) -> None:
        self.subject = subject
        self.key = key
        super().__init__(f"{subject} {key}")


class ChangedElsewhere(OpsDeskError):
    """Another desk changed the record since it was read; holds both sides, so that they can be merged.

    `theirs` are the record's values as they stand now, `yours` the values that were to be written.
    """

    def __init__(
        self,
        subject: str,
        record_id: object,
        *,
        read: int,
        now: int,
        theirs: Mapping[str, object],
        yours: Mapping[str, object],
    ) -> None:
        self.subject = subject
        self.record_id = record_id
        self.read = read
        self.now = now
        self.theirs = dict(theirs)
        self.yours = dict(yours)
        super().__init__(f"{subject} {record_id}: read at version {read}, now {now}")


class Refused(OpsDeskError):
    """A rule of the field forbids it; `reason` is a code that `wording.errors` turns into a sentence."""

    def __init__(self, reason: str, **facts: object) -> None:
        self.reason = reason
        self.facts = facts
        super().__init__(f"{reason} {facts}")


class Forbidden(OpsDeskError):
    """The operator's roles do not allow it; `roles` are those that do."""

    def __init__(self, verb: str, subject: str, roles: Iterable[str] = ()) -> None:
        self.verb = verb
        self.subject = subject
        self.roles = tuple(roles)
        super().__init__(f"{verb} {subject}: needs {', '.join(self.roles) or 'another operator'}")


class StoreUnavailable(OpsDeskError):
    """The database cannot be used now; `reason` is a code, `facts` say where and what mends it."""

    def __init__(self, reason: str, **facts: object) -> None:
        self.reason = reason
        self.facts = facts
        super().__init__(f"{reason} {facts}")
