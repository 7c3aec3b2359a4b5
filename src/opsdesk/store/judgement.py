"""Columns of judgement: what they say is decided by certain commands only, and by certain people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any

from opsdesk.handling import Marking, Role, Sector
from opsdesk.store.operator import Me


@dataclass(frozen=True, slots=True)
class Judgement:
    """When the columns of a row may be changed; several for one column must all agree.

    The embedded database asks `allows` and `begun`. On PostgreSQL a trigger made from the same fields
    decides, so that a raw UPDATE gets no further. `begins` is what a new row holds in them, unless it is
    made under `born`.

    Attributes:
        table: the table's name.
        columns: what is judged.
        kinds: the commands under which they may change (patterns); none: by no command.
        begins: what a new row has in these columns (codes as kept).
        born: the commands under which a new row may hold something else.
        value: speaks only of a change to this code.
        given: speaks only of rows that hold these codes.
        second: columns that name who may not be the judge (two people).
        signed: columns that may only come to hold the judge's own id.
        loosened_by: a looser marking is for these roles and for who wrote the record.
        sectors: only operators of these sectors.
        while_: the rows must hold these codes before.
    """

    table: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    begins: Mapping[str, str | bool | None] = field(default_factory=dict)
    born: tuple[str, ...] = ()
    value: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    second: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    loosened_by: tuple[Role, ...] = ()
    sectors: tuple[Sector, ...] = ()
    while_: Mapping[str, str] = field(default_factory=dict)

    def allows(self, kind: str, before: Mapping[str, Any], changed: Mapping[str, Any], me: Me) -> bool:
        """Whether the change of a row may be made by `me` under a command of that kind."""
        if not self._speaks_of(before, changed):
            return True
        return (
            any(fnmatchcase(kind, pattern) for pattern in self.kinds)
            and (not self.sectors or me.sector in self.sectors)
            and all(_plain(before[name]) == code for name, code in self.while_.items())
            and all(before[name] != me.operator_id for name in self.second)
            and all(changed.get(name) in (None, me.operator_id) for name in self.signed)
            and self._tightens(before, changed, me)
        )

    def begun(self, kind: str, values: Mapping[str, Any]) -> bool:
        """Whether a new row that holds these values may be made so under a command of that kind."""
        return any(fnmatchcase(kind, pattern) for pattern in self.born) or all(
            _plain(values.get(name)) == held for name, held in self.begins.items()
        )

    def _speaks_of(self, before: Mapping[str, Any], changed: Mapping[str, Any]) -> bool:
        touched = [name for name in self.columns if name in changed]
        return (
            bool(touched)
            and (self.value is None or any(_plain(changed[name]) == self.value for name in touched))
            and all(_plain(before[name]) == code for name, code in self.given.items())
        )

    def _tightens(self, before: Mapping[str, Any], changed: Mapping[str, Any], me: Me) -> bool:
        if not self.loosened_by or before["created_by"] == me.operator_id:
            return True
        looser = any(
            Marking(changed[name]).rank < Marking(before[name]).rank
            for name in self.columns
            if name in changed
        )
        return not looser or not me.roles.isdisjoint(self.loosened_by)


def by_table(judgements: Iterable[Judgement]) -> dict[str, tuple[Judgement, ...]]:
    """The judgements of each table."""
    found: dict[str, tuple[Judgement, ...]] = {}
    for one in judgements:
        found[one.table] = (*found.get(one.table, ()), one)
    return found


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
