"""Statements that are written once and used for every command: building them costs more than running them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.sql.visitors import iterate

from opsdesk.store.access import Access, Verb
from opsdesk.store.detail import told
from opsdesk.store.operator import Me

#: The parameter that names the record; no column has such a name.
RECORD = "the_record"

#: The parameters of `Statements.refused`: a span of `n`.
FIRST, LAST = "the_first", "the_last"

#: The column of `Statements.check` that says whether the rules allow it.
MAY = "the_rules_allow"


class Statements:
    """The statements of one open database, by table, operator and kind of command.

    Attributes:
        access: the rules that the conditions come from.
    """

    def __init__(self, access: Access) -> None:
        self.access = access
        self._inserts: dict[str, Insert] = {}
        self._updates: dict[str, Update] = {}
        self._deletes: dict[str, Delete] = {}
        self._told: dict[str, frozenset[str]] = {}
        self._gets: dict[tuple[str, Me], Select[Any]] = {}
        self._chunks: dict[tuple[str, Me, str], Select[Any]] = {}
        self._checks: dict[tuple[Verb, str, Me, str], Select[Any]] = {}
        self._depends: dict[tuple[str, Me, str], frozenset[str]] = {}

    def insert(self, table: Table) -> Insert:
        """INSERT of one record; what is set comes with the parameters."""
        if table.name not in self._inserts:
            self._inserts[table.name] = insert(table).inline()
        return self._inserts[table.name]

    def update(self, table: Table) -> Update:
        """UPDATE of one record; what is set comes with the parameters."""
        if table.name not in self._updates:
            self._updates[table.name] = update(table).where(table.c.id == bindparam(RECORD))
        return self._updates[table.name]

    def delete(self, table: Table) -> Delete:
        """DELETE of one record."""
        if table.name not in self._deletes:
            self._deletes[table.name] = delete(table).where(table.c.id == bindparam(RECORD))
        return self._deletes[table.name]

    def get(self, table: Table, me: Me) -> Select[Any]:
        """One record that `me` may see."""
        key = (table.name, me)
        if key not in self._gets:
            seen = self.access.criterion(Verb.SELECT, table, me)
            self._gets[key] = select(table).where(table.c.id == bindparam(RECORD), seen)
        return self._gets[key]

    def check(self, verb: Verb, table: Table, me: Me, kind: str) -> Select[Any]:
        """One record, and last whether `me` may use the verb on it under that kind of command.

        For an update or a delete only a record that `me` may see is found.
        """
        key = (verb, table.name, me, kind)
        if key not in self._checks:
            may = self.access.criterion(verb, table, me, kind)
            found = select(table, type_coerce(may, Boolean).label(MAY)).where(table.c.id == bindparam(RECORD))
            if verb is not Verb.INSERT:
                found = found.where(self.access.criterion(Verb.SELECT, table, me))
            self._checks[key] = found
        return self._checks[key]

    def refused(self, table: Table, me: Me, kind: str) -> Select[Any]:
        """The `n` of a row from `FIRST` to `LAST` that `me` may not insert under that kind of command."""
        key = (table.name, me, kind)
        if key not in self._chunks:
            may = self.access.criterion(Verb.INSERT, table, me, kind)
            among = table.c.n.between(bindparam(FIRST), bindparam(LAST))
            self._chunks[key] = select(table.c.n).where(among, may.is_not(true())).limit(1)
        return self._chunks[key]

    def told(self, table: Table) -> frozenset[str]:
        """The columns whose values the journal tells."""
        if table.name not in self._told:
            self._told[table.name] = told(table)
        return self._told[table.name]

    def depends(self, table: Table, me: Me, kind: str) -> frozenset[str]:
        """The columns from which it follows whether `me` may see and update a record: if none of them
        changes, what was allowed before is allowed after."""
        key = (table.name, me, kind)
        if key not in self._depends:
            rules = (
                self.access.criterion(Verb.UPDATE, table, me, kind),
                self.access.criterion(Verb.SELECT, table, me),
            )
            self._depends[key] = frozenset(
                element.name
                for rule in rules
                for element in iterate(rule)
                if isinstance(element, Column) and element.table is table
            )
        return self._depends[key]
