"""Merging two edits of one record by fields: what one side changed is taken, what both changed is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Choice(StrEnum):
    """Whose value is saved."""

    THEIRS = "theirs"
    YOURS = "yours"
    BOTH = "both"


@dataclass(frozen=True)
class Clash:
    """One field that somebody changed.

    `choice` is None until it is chosen; a field that one side alone changed comes chosen and `given`.
    `text`: both can be joined.
    """

    name: str
    label: str
    read: Any
    theirs: Any
    yours: Any
    text: bool = False
    choice: Choice | None = None
    given: bool = False

    @property
    def value(self) -> Any:
        """What will be saved."""
        match self.choice:
            case Choice.THEIRS:
                return self.theirs
            case Choice.YOURS:
                return self.yours
            case Choice.BOTH:
                return joined(self.read, self.theirs, self.yours)
            case None:
                return None


def clashes(
    fields: Sequence[tuple[str, str, bool]],
    read: Mapping[str, Any],
    theirs: Mapping[str, Any],
    yours: Mapping[str, Any],
) -> tuple[Clash, ...]:
    """The fields that either side changed since the record was read; `fields` are name, label, whether text.

    `yours` holds only what you changed; a field that `theirs` does not name is as it was read.
    """
    found = []
    for name, label, text in fields:
        before = read.get(name)
        their, your = theirs.get(name, before), yours.get(name, before)
        if their == before and your == before:
            continue
        clash = Clash(
            name, label, before, their, your, text and isinstance(your, str) and isinstance(their, str)
        )
        if their in (before, your):
            clash = replace(clash, choice=Choice.YOURS, given=True)
        elif your == before:
            clash = replace(clash, choice=Choice.THEIRS, given=True)
        found.append(clash)
    return tuple(found)


def joined(read: Any, theirs: str, yours: str) -> str:
    """Both texts, theirs first; a beginning that both kept stands once."""
    before = read if isinstance(read, str) else ""
    if before and theirs.startswith(before) and yours.startswith(before):
        return f"{theirs.rstrip()} {yours[len(before) :].strip()}".strip()
    return f"{theirs.rstrip()}\n{yours.strip()}"


def to_save(merged: Sequence[Clash]) -> dict[str, Any]:
    """What has to be written over theirs; fields that stay as theirs are left out."""
    return {clash.name: clash.value for clash in merged if clash.choice in (Choice.YOURS, Choice.BOTH)}
