"""What a command's body gets on PostgreSQL: the same contract; rules and journal are the database's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Insert,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    true,
)

from opsdesk.errors import Forbidden, NotFound
from opsdesk.store.access import Access, Verb
from opsdesk.store.detail import detail_text
from opsdesk.store.ids import new_ids
from opsdesk.store.operator import Me
from opsdesk.store.shared import bulk
from opsdesk.store.statements import RECORD, Statements
from opsdesk.store.transaction import Transaction


class ServerAccess(Access):
    """The rules where row security keeps them: every row that arrives may be seen."""

    def criterion(
        self, verb: Verb, table: Table, me: Me, kind: str = "", clause: FromClause | None = None
    ) -> ColumnElement[bool]:
        """True: the server has looked already."""
        return true()


class SharedStatements(Statements):
    """The statements of one shared database that are written once."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._returning: dict[str, Insert] = {}
        self._locks: dict[str, Select[Any]] = {}

    def insert_returning(self, table: Table) -> Insert:
        """INSERT of one record that gives its row back; the database gives `n`."""
        if table.name not in self._returning:
            made = insert(table).values(n=func.app.next_n()).returning(*table.c)
            self._returning[table.name] = made
        return self._returning[table.name]

    def lock(self, table: Table) -> Select[Any]:
        """One record, held until the end of the transaction; found where it may be changed."""
        if table.name not in self._locks:
            self._locks[table.name] = select(table).where(table.c.id == bindparam(RECORD)).with_for_update()
        return self._locks[table.name]


class SharedTransaction(Transaction):
    """A transaction on PostgreSQL. Triggers write the journal, so nothing is collected here."""

    _statements: SharedStatements

    def insert(self, table: Table, record_id: UUID, values: Mapping[str, Any]) -> Row[Any]:
        """Write a new record and return it; the columns of every record are filled in here."""
        given = dict(values) | {
            "id": record_id,
            "version": 1,
            "created_at": self.now,
            "created_by": self.me.operator_id,
            "changed_at": self.now,
            "changed_by": self.me.operator_id,
        }
        row = self.connection.execute(self._statements.insert_returning(table), given).one()
        self.last_n = row.n
        return row

    def delete(self, table: Table, record_id: UUID) -> Row[Any]:
        """Take a record out for good; returns it as it was."""
        before = self.get(table, record_id)
        done = self.connection.execute(self._statements.delete(table), {RECORD: record_id})
        if not done.rowcount:
            raise self._forbidden(table)
        return before

    def link(self, table: Table, values: Mapping[str, Any], owner: tuple[str, UUID] | None = None) -> None:
        """Write a row of a plain link table; its trigger knows under which record it is journalled."""
        self.connection.execute(insert(table), dict(values))

    def unlink(
        self, table: Table, where: ColumnElement[bool], owner: tuple[str, UUID] | None = None
    ) -> Sequence[Row[Any]]:
        """Take rows out of a plain link table; returns them."""
        gone = self.connection.execute(select(table).where(where)).all()
        self.connection.execute(delete(table).where(where))
        return gone

    def bulk(
        self,
        table: Table,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        constants: Mapping[str, Any],
    ) -> int:
        """Write many new records at once, with ONE row in the journal; returns how many."""
        chunk = list(rows)
        if not chunk:
            return 0
        first = int(self.scalar(select(func.app.take_n(len(chunk)))))
        filled: dict[str, Any] = dict(constants) | {
            "version": 1,
            "created_at": self.now,
            "created_by": self.me.operator_id,
            "changed_at": self.now,
            "changed_by": self.me.operator_id,
        }
        if "id" not in columns:
            columns = [*columns, "id"]
            chunk = [(*row, record_id) for row, record_id in zip(chunk, new_ids(len(chunk)), strict=True)]
        bulk.write(self.connection, table, columns, chunk, filled, first)
        self.last_n = first + len(chunk) - 1
        return len(chunk)

    def forget(self, subject: str, record_id: UUID) -> None:
        """Take the contents of a record's past out of the journal (a purge); the chain stays valid."""
        self.connection.execute(select(func.app.forget(subject, record_id)))

    def number(self, series: str) -> int:
        """The next number of a series (`observation`), given once."""
        return int(self.scalar(select(func.app.take_numbers(series, 1))))

    def numbers(self, series: str, count: int) -> range:
        """The next `count` numbers of a series."""
        last = int(self.scalar(select(func.app.take_numbers(series, count))))
        return range(last - count + 1, last + 1)

    def note(
        self,
        subject: str | None,
        record_id: UUID | None,
        *,
        version: int | None = None,
        detail: Mapping[str, Any] | None = None,
        narrowed: bool = False,
    ) -> None:
        """Put a line into the journal that stands for no row."""
        text = None if detail is None else detail_text(detail)
        self.connection.execute(select(func.app.note(subject, record_id, version, text, narrowed)))

    def _journal(
        self,
        table: Table,
        row: Row[Any],
        detail: Mapping[str, Any],
        *,
        version: int | None = None,
        narrowed: bool = False,
    ) -> None:
        """The trigger of the table does it."""

    def _checked(self, verb: Verb, table: Table, record_id: UUID) -> Row[Any]:
        """The record, held against others; `NotFound` or `Forbidden` where row security keeps it."""
        row = self.connection.execute(self._statements.lock(table), {RECORD: record_id}).first()
        if row is not None:
            return row
        there = self.connection.execute(self._statements.get(table, self.me), {RECORD: record_id}).first()
        if there is None:
            raise NotFound(table.name, record_id)
        raise self._forbidden(table)

    def _forbidden(self, table: Table) -> Forbidden:
        return Forbidden(self.kind, table.name, self._statements.access.roles_for(self.kind))
