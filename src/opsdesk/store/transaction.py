"""What a query and a command's body get: a connection, who asks, and the only ways to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Alias,
    ColumnElement,
    Connection,
    Executable,
    Row,
    Select,
    Table,
    delete,
    insert,
    select,
)

from opsdesk.errors import ChangedElsewhere, Forbidden, NotFound
from opsdesk.handling import RecordClass, Role
from opsdesk.store import bulk, journal, numbers, tables
from opsdesk.store.access import Me, Verb
from opsdesk.store.detail import changed_values, detail_text, plain_values
from opsdesk.store.ids import new_ids
from opsdesk.store.schema import microseconds
from opsdesk.store.search import index_new
from opsdesk.store.statements import FIRST, LAST, MAY, RECORD, Statements

#: A change of one of these may take the record out of somebody's sight.
NARROWING = frozenset({"marking", "record_class", "originator_id"})

#: The kind of the journal's line for a read of intelligence.
INTELLIGENCE_READ = "intelligence.read"
#: The kind of the journal's line for an access to an original.
ORIGINAL_READ = "file.original"


class Reading:
    """What a query gets.

    Attributes:
        connection: the SQLAlchemy Core connection, inside a transaction.
        me: who asks.
        now: the time of this transaction, aware UTC.
        reads: what was read that has to stand in the journal.
    """

    def __init__(self, connection: Connection, me: Me, now: datetime, statements: Statements) -> None:
        self.connection = connection
        self.me = me
        self.now = now
        self.reads: list[ReadOf] = []
        self._statements = statements

    def visible(self, table: Table | Alias) -> ColumnElement[bool]:
        """The rows of the table that I may see; EVERY query of a table of records says this."""
        access = self._statements.access
        if isinstance(table, Table):
            return access.criterion(Verb.SELECT, table, self.me)
        declared = table.element
        if not isinstance(declared, Table):
            raise TypeError(f"not an alias of a table: {table!r}")
        return access.criterion(Verb.SELECT, declared, self.me, clause=table)

    def may(self, verb: str, subject: str | None = None) -> bool:
        """Whether I may give commands of the kind `verb`, for enabling a button.

        `observation.report`, or `report` with the subject `observation`.
        """
        kind = verb if subject is None or "." in verb else f"{subject}.{verb}"
        return self._statements.access.may(kind, self.me)

    def require(self, *roles: Role) -> None:
        """Raise `Forbidden` unless I have one of the roles."""
        if self.me.roles.isdisjoint(roles):
            raise Forbidden("read", "", roles)

    def all(self, statement: Executable) -> Sequence[Row[Any]]:
        """All rows of the statement."""
        result = self.connection.execute(statement)
        rows = result.all()
        self._note_intelligence(statement, rows)
        return rows

    def one(self, statement: Executable) -> Row[Any] | None:
        """The first row of the statement, or None."""
        row = self.connection.execute(statement).first()
        if row is not None:
            self._note_intelligence(statement, (row,))
        return row

    def scalar(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return self.connection.execute(statement).scalar()

    def get(self, table: Table, record_id: UUID) -> Row[Any]:
        """One record; `NotFound` when it is not there or I may not see it."""
        statement = self._statements.get(table, self.me)
        row = self.connection.execute(statement, {RECORD: record_id}).first()
        if row is None:
            raise NotFound(table.name, record_id)
        self._note_intelligence(statement, (row,))
        return row

    def note_read(self, kind: str, subject: str, record_id: UUID) -> None:
        """This query reads something whose every access stands in the journal (an original, say)."""
        self.reads.append(ReadOf(kind, subject, record_id))

    def _note_intelligence(self, statement: Executable, rows: Sequence[Row[Any]]) -> None:
        """Reads of intelligence stand in the journal (28 CFR 23): of whole records, not of counts."""
        if not rows or not {"id", "record_class"} <= rows[0]._mapping.keys():
            return
        found = [row.id for row in rows if row.record_class is RecordClass.INTELLIGENCE]
        if found and isinstance(statement, Select):
            table: Any = statement.selected_columns["record_class"].table
            name = getattr(table, "element", table).name
            self.reads.extend(ReadOf(INTELLIGENCE_READ, name, record_id) for record_id in found)


@dataclass(frozen=True, slots=True)
class ReadOf:
    """That a record was read, as it will stand in the journal."""

    kind: str
    subject: str
    record_id: UUID


class Transaction(Reading):
    """What `Command.run` gets; every write here is checked against the rules and journalled.

    Attributes:
        desk: the name of this desk.
        command_id: the command that runs.
        kind: its kind.
        last_n: the last `n` that was given to a record.
        prepared: what `Command.prepare` returned before the transaction began.
        entries: what the store chains to the journal before it commits.
    """

    def __init__(
        self,
        connection: Connection,
        me: Me,
        now: datetime,
        statements: Statements,
        *,
        desk: str,
        command_id: UUID,
        kind: str,
        last_n: int,
        prepared: Any = None,
    ) -> None:
        super().__init__(connection, me, now, statements)
        self.desk = desk
        self.command_id = command_id
        self.kind = kind
        self.last_n = last_n
        self.prepared = prepared
        self.entries: list[journal.Entry] = []

    def require(self, *roles: Role) -> None:
        """Raise `Forbidden` unless I have one of the roles."""
        if self.me.roles.isdisjoint(roles):
            raise Forbidden(self.kind, self.kind.partition(".")[0], roles)

    def insert(self, table: Table, record_id: UUID, values: Mapping[str, Any]) -> Row[Any]:
        """Write a new record and return it; the columns of every record are filled in here."""
        access = self._statements.access
        if not access.begun(table, self.kind, values):
            raise Forbidden(self.kind, table.name, access.roles_for(self.kind))
        given = dict(values) | {
            "n": self._next_n(),
            "id": record_id,
            "version": 1,
            "created_at": self.now,
            "created_by": self.me.operator_id,
            "changed_at": self.now,
            "changed_by": self.me.operator_id,
        }
        self.connection.execute(self._statements.insert(table), given)
        index_new(self.connection, table, given["n"], given["n"])
        row = self._checked(Verb.INSERT, table, record_id)
        self._journal(table, row, {"after": plain_values(self._statements.told(table), row._asdict())})
        return row

    def update(
        self, table: Table, record_id: UUID, values: Mapping[str, Any], version: int | None = None
    ) -> Row[Any]:
        """Change a record and return it as it was BEFORE, for the way back.

        With a `version` that is no longer the record's: `ChangedElsewhere`, with both sides. Values that
        are the same already are left out; when nothing is left, nothing is written.
        """
        before = self._checked(Verb.UPDATE, table, record_id)
        if version is not None and before.version != version:
            theirs = {name: before._mapping[name] for name in values}
            raise ChangedElsewhere(
                table.name, record_id, read=version, now=before.version, theirs=theirs, yours=values
            )
        changed = {name: value for name, value in values.items() if before._mapping[name] != value}
        if not changed:
            return before
        access = self._statements.access
        if not access.judged(table, self.kind, before._asdict(), changed, self.me):
            raise Forbidden(self.kind, table.name, access.roles_for(self.kind))
        given = changed | {
            RECORD: record_id,
            "version": before.version + 1,
            "changed_at": self.now,
            "changed_by": self.me.operator_id,
        }
        self.connection.execute(self._statements.update(table), given)
        if not self._statements.depends(table, self.me, self.kind).isdisjoint(changed):
            self._still(table, record_id)
        was, is_ = changed_values(self._statements.told(table), before._asdict(), changed)
        narrowed = not NARROWING.isdisjoint(changed)
        self._journal(
            table, before, {"before": was, "after": is_}, version=before.version + 1, narrowed=narrowed
        )
        return before

    def delete(self, table: Table, record_id: UUID) -> Row[Any]:
        """Take a record out for good (a purge by law, a tip's source); returns it as it was."""
        before = self._checked(Verb.DELETE, table, record_id)
        self.connection.execute(self._statements.delete(table), {RECORD: record_id})
        self._journal(table, before, {"deleted": True}, narrowed=True)
        return before

    def link(self, table: Table, values: Mapping[str, Any], owner: tuple[str, UUID] | None = None) -> None:
        """Write a row of a plain link table, journalled under the record that owns it."""
        self.connection.execute(insert(table), dict(values))
        subject, record_id = owner or (table.name, None)
        added = plain_values(self._statements.told(table), values)
        self.note(subject, record_id, detail={"table": table.name, "after": added})

    def unlink(
        self, table: Table, where: ColumnElement[bool], owner: tuple[str, UUID] | None = None
    ) -> Sequence[Row[Any]]:
        """Take rows out of a plain link table, journalled under the record that owns them; returns them."""
        gone = self.connection.execute(select(table).where(where)).all()
        self.connection.execute(delete(table).where(where))
        subject, record_id = owner or (table.name, None)
        for row in gone:
            was = plain_values(self._statements.told(table), row._asdict())
            self.note(subject, record_id, detail={"table": table.name, "before": was}, narrowed=True)
        return gone

    def bulk(
        self,
        table: Table,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        constants: Mapping[str, Any],
    ) -> int:
        """Write many new records at once, with ONE row in the journal; returns how many.

        `columns` name what each row holds, `constants` what all rows share (`import_id`, `marking`). The
        columns of every record are filled in; `id` may be among `columns`. Values may be Python's or
        the database's own (microseconds, codes, 16 bytes); a Json column's is canonical
        text, a list or a dict.
        """
        chunk = list(rows)
        if not chunk:
            return 0
        first = self._next_n()
        last = first + len(chunk) - 1
        self.last_n = last
        filled: dict[str, Any] = dict(constants) | {
            "version": 1,
            "created_at": self.now,
            "created_by": self.me.operator_id,
            "changed_at": self.now,
            "changed_by": self.me.operator_id,
        }
        ids = [] if "id" in columns else new_ids(len(chunk))
        bulk.write(self.connection, table, columns, chunk, filled, first=first, ids=ids)
        self._check_chunk(table, first, last)
        shared = plain_values(self._statements.told(table), constants)
        self.note(table.name, None, detail={"rows": len(chunk), "first": first, "last": last, "all": shared})
        return len(chunk)

    def forget(self, subject: str, record_id: UUID) -> None:
        """Take the contents of a record's past out of the journal (a purge); the chain stays valid."""
        numbered = select(tables.journal.c.seq).where(
            tables.journal.c.subject == subject, tables.journal.c.record_id == record_id
        )
        self.connection.execute(
            delete(tables.journal_detail).where(tables.journal_detail.c.seq.in_(numbered))
        )
        self.entries = [
            replace(entry, detail=None) if (entry.subject, entry.record_id) == (subject, record_id) else entry
            for entry in self.entries
        ]
        self.entries.append(journal.Entry(journal.PURGE, subject, record_id, None, None))

    def number(self, series: str) -> int:
        """The next number of a series (`observation`), given once."""
        return numbers.take(self.connection, series, 1)

    def numbers(self, series: str, count: int) -> range:
        """The next `count` numbers of a series."""
        last = numbers.take(self.connection, series, count)
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
        """Put a line into the journal that stands for no row: a sign-in, an access to an original."""
        text = None if detail is None else detail_text(detail)
        self.entries.append(journal.Entry(self.kind, subject, record_id, version, text, narrowed))

    def _journal(
        self,
        table: Table,
        row: Row[Any],
        detail: Mapping[str, Any],
        *,
        version: int | None = None,
        narrowed: bool = False,
    ) -> None:
        """A line for a record; a part of a record (`info={"of": ...}`) stands under that record."""
        owner = table.info.get("of")
        if owner is None:
            self.note(table.name, row.id, version=version or row.version, detail=detail, narrowed=narrowed)
            return
        part = {"table": table.name, "id": str(row.id)} | dict(detail)
        self.note(owner, row._mapping[f"{owner}_id"], detail=part, narrowed=narrowed)

    def _next_n(self) -> int:
        self.last_n = max((microseconds(self.now) // 1000) << 20, self.last_n + 1)
        return self.last_n

    def _checked(self, verb: Verb, table: Table, record_id: UUID) -> Row[Any]:
        """The record; `NotFound` when I may not see it, `Forbidden` when no rule allows the verb on it."""
        asked = self._statements.check(verb, table, self.me, self.kind)
        row = self.connection.execute(asked, {RECORD: record_id}).first()
        if row is None:
            raise NotFound(table.name, record_id)
        if not row._mapping[MAY]:
            raise Forbidden(self.kind, table.name, self._statements.access.roles_for(self.kind))
        return row

    def _still(self, table: Table, record_id: UUID) -> None:
        """What was written may not take the record out of one's own sight or reach."""
        try:
            self._checked(Verb.UPDATE, table, record_id)
        except NotFound:
            roles = self._statements.access.roles_for(self.kind)
            raise Forbidden(self.kind, table.name, roles) from None

    def _check_chunk(self, table: Table, first: int, last: int) -> None:
        access = self._statements.access
        if access.always(Verb.INSERT, table, self.me, self.kind):
            return
        asked = self._statements.refused(table, self.me, self.kind)
        if self.connection.execute(asked, {FIRST: first, LAST: last}).first() is not None:
            raise Forbidden(self.kind, table.name, access.roles_for(self.kind))
