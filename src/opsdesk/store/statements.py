"""Statements that are written once and used for every command: building them costs more than running them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Delete, Insert, Select, Table, Update, bindparam, delete, insert, select, update

from opsdesk.store.access import Access, Verb
from opsdesk.store.operator import Me

#: The parameter that names the record; no column has such a name.
RECORD = "the_record"


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
        self._gets: dict[tuple[str, Me], Select[Any]] = {}
        self._checks: dict[tuple[Verb, str, Me, str], Select[Any]] = {}

    def insert(self, table: Table) -> Insert:
        """INSERT that returns the row."""
        if table.name not in self._inserts:
            self._inserts[table.name] = insert(table).returning(*table.c)
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
        """One record on which `me` may use the verb under that kind of command."""
        key = (verb, table.name, me, kind)
        if key not in self._checks:
            may = self.access.criterion(verb, table, me, kind)
            if verb is Verb.UPDATE:
                may = may & self.access.criterion(Verb.SELECT, table, me)
            self._checks[key] = select(table.c.id).where(table.c.id == bindparam(RECORD), may)
        return self._checks[key]
