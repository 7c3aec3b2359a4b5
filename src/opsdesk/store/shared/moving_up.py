"""An embedded desk moves up: everything in its file, to a shared database, by that database's owner.

The journal keeps its chain and its head. What is copied is neither journalled again nor judged anew: the
owner rests triggers and row security while each part comes in. A copy that breaks off goes on behind the last
row that is there; where the file has changed since, it begins anew. Nobody is in the target meanwhile:
operators arrive disabled and without a login.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, NullPool, Table

from opsdesk.errors import Refused, StoreUnavailable
from opsdesk.store import journal, tables
from opsdesk.store.failures import explained as file_explained
from opsdesk.store.failures import key_tried
from opsdesk.store.fairness import alone
from opsdesk.store.opener import Opener, engine, require_opening, require_sqlite
from opsdesk.store.operator import NOBODY
from opsdesk.store.schema import metadata, microseconds
from opsdesk.store.shared import creating
from opsdesk.store.shared.address import Address
from opsdesk.store.shared.connecting import Connector, require_safe_password
from opsdesk.store.shared.connecting import engine as shared_engine
from opsdesk.store.shared.copying import IMPORTED
from opsdesk.store.shared.failures import Lost, Met, away, explained
from opsdesk.store.shared.functions import OWNER
from opsdesk.store.shared.raw_rows import Content, Copied, kind_of, to_server
from opsdesk.store.shared.transaction import ServerAccess, SharedStatements
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import Verified, verify
from opsdesk.store.writing import Migrate

#: Told the table that is copied, and how many of how many rows are done.
Progress = Callable[[str, int, int], None]

#: What is the file's own affair: its passwords (the server keeps its own), and wrong ones.
LEFT_TABLES = frozenset({"sign_in_failure"})
LEFT_COLUMNS = {"operator": frozenset({"secret", "locked_at", "disabled_at", "login"})}
#: These come in by a function that looks at the chain.
_BY_FUNCTION = ("journal", "journal_detail", "journal_head")

_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('opsdesk.moving_up', 0))"
_TRIGGERS = (
    "SELECT c.relname, t.tgname, t.tgenabled FROM pg_catalog.pg_trigger AS t "
    "JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace = 'app'::regnamespace AND NOT t.tgisinternal AND c.relname = ANY($1)"
)
_FORCED = (
    "SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = 'app'::regnamespace "
    "AND relforcerowsecurity AND relname = ANY($1)"
)
_MADE = "SELECT to_regnamespace('app') IS NOT NULL"
_JOURNAL = (
    "SELECT j.seq, command_id, kind, subject, record_id, version, operator_id, desk, at, narrowed, "
    "detail_hash, previous, hash, salt, detail FROM journal AS j "
    "LEFT JOIN journal_detail AS d ON d.seq = j.seq WHERE j.seq > ? ORDER BY j.seq"
)
JOURNAL_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table that was copied: its name, and what it holds on both sides alike."""

    name: str
    content: Content


@dataclass(frozen=True, slots=True)
class MovedUp:
    """A copy that is whole: each table with its count and hash, and the journal, verified on the server."""

    tables: tuple[CopiedTable, ...]
    journal: Verified
    went_on: bool

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(table.content.rows for table in self.tables)


@dataclass(frozen=True, slots=True)
class _Source:
    """Which file it is (the hash of its journal's first line), and how far its journal goes."""

    id: bytes
    seq: int
    hash: bytes


@dataclass(slots=True)
class _Told:
    """How far it is."""

    of: int
    progress: Progress | None
    done: int = 0
    table: str = field(default="")

    def more(self, table: str, rows: int) -> None:
        """So many rows more are there."""
        self.done += rows
        if self.progress is not None:
            self.progress(table, self.done, self.of)


def move_up(
    path: Path,
    url: str | Address,
    migrate: Migrate,
    *,
    passphrase: str | None = None,
    progress: Progress | None = None,
) -> MovedUp:
    """Copy the desk in the file at `path` to the shared database at `url`; blocking.

    The target's schema is made where there is none; one that is there must be of this version.
    `StoreUnavailable`: `in_use` while a desk has the file open, `not_the_owner`, and what an address may
    lack. `Refused`: `target_not_empty` where the target holds anything but a broken-off copy of this very
    file, `copy_running` while another one runs, `copy_differs` where a table is not the same on both sides
    afterwards, `journal_broken`.
    """
    require_sqlite()
    if not path.is_file():
        raise StoreUnavailable("no_database", path=str(path))
    address = url if isinstance(url, Address) else Address.of(url)
    address.require_safe()
    with key_tried(bool(passphrase)), file_explained(path):
        require_opening(path, passphrase)
        opener = Opener(path, passphrase)
    with alone(path), _opened(opener) as source:
        return asyncio.run(
            _over(address, lambda target: _Move(source, target, str(path), progress).run(migrate))
        )


@contextmanager
def _opened(opener: Opener) -> Iterator[Connection]:
    """The file, as it stands at this moment."""
    made = engine(opener, 1, NullPool)
    try:
        with (
            key_tried(opener.encrypted),
            file_explained(opener.path),
            made.connect() as connection,
            connection.begin(),
        ):
            yield connection
    finally:
        made.dispose()


async def _over(address: Address, work: Callable[[Connection], MovedUp]) -> MovedUp:
    """Do the work on a connection to the server."""
    await require_safe_password(address)
    connector = Connector(address)
    made = shared_engine(connector)
    try:
        with explained(address, "database.copy"):
            async with made.connect() as target:
                return await target.run_sync(work)
    except Lost as error:
        raise away(address, error) from error
    except Met as error:
        # Somebody else writes there meanwhile.
        raise Refused("target_not_empty") from error
    finally:
        connector.terminate()
        await made.dispose()


class _Move:
    """One run of a copy, on a connection to each side."""

    def __init__(self, source: Connection, target: Connection, path: str, progress: Progress | None) -> None:
        self._from = source
        self._to = target
        self._tables = [_copied(table) for table in metadata.sorted_tables if table.name not in LEFT_TABLES]
        if not all(table.is_in(source) for table in self._tables):
            raise StoreUnavailable("older_version", path=path)
        counted = {table.table.name: table.count(source) for table in self._tables}
        # Each row is copied and then compared; a detail comes with its line of the journal.
        beside = counted["journal_detail"] + counted["journal_head"]
        self._told = _Told(2 * sum(counted.values()) - beside, progress)

    def run(self, migrate: Migrate) -> MovedUp:
        """Copy, compare, verify."""
        if not self._value(_LOCK):
            raise Refused("copy_running")
        if not self._value(_MADE):
            creating.make(self._to, metadata, migrate)
        self._to.commit()
        for statement in (
            f"SET ROLE {OWNER}",
            "SET statement_timeout = 0",
            "SET idle_in_transaction_session_timeout = 0",
            "SET lock_timeout = 0",
        ):
            self._to.exec_driver_sql(statement)
        self._to.commit()
        went_on = self._begin(self._source())
        self._copy_journal()
        for table in self._tables:
            if table.table.name not in _BY_FUNCTION:
                self._copy(table)
        same = tuple(self._compared(table) for table in self._tables)
        held = verify(self._reading())
        self._to.commit()
        self._to.exec_driver_sql("UPDATE app.moved_from SET finished_at = now()")
        self._to.commit()
        return MovedUp(same, held, went_on)

    def _source(self) -> _Source:
        ask = journal.driver(self._from).execute
        first = ask("SELECT hash FROM journal WHERE seq = 1").fetchone()
        seq, digest = ask("SELECT seq, hash FROM journal_head").fetchone()
        if first is None:
            raise Refused("nothing_to_copy")
        return _Source(bytes(first[0]), seq, bytes(digest))

    def _begin(self, source: _Source) -> bool:
        """See what the target holds; whether a copy that broke off goes on."""
        asked = "SELECT source, seq, hash, finished_at FROM app.moved_from"
        known = self._to.exec_driver_sql(asked).first()
        went_on = False
        if known is None:
            if any(self._holds(table) for table in self._tables):
                raise Refused("target_not_empty")
        elif known.finished_at is not None or known.source != source.id:
            raise Refused("target_not_empty")
        elif (known.seq, known.hash) != (source.seq, source.hash):
            self._empty()
        else:
            went_on = True
        if not went_on:
            self._to.exec_driver_sql(
                "INSERT INTO app.moved_from (source, seq, hash) VALUES ($1, $2, $3)",
                (source.id, source.seq, source.hash),
            )
        self._to.commit()
        return went_on

    def _holds(self, table: Copied) -> bool:
        """Whether the target has a row there; the journal's head is always one, and begins with 0."""
        if table.table is tables.journal_head:
            return bool(self._value("SELECT seq FROM app.journal_head"))
        return table.last(self._to) is not None

    def _empty(self) -> None:
        """Take out what an earlier run has left: the file went on since then."""
        with self._resting(*(table.table.name for table in self._tables)):
            listed = ", ".join(
                f'app."{t.table.name}"' for t in self._tables if t.table.name != "journal_head"
            )
            self._to.exec_driver_sql(f"TRUNCATE {listed}, app.moved_from CASCADE")
            self._to.exec_driver_sql("UPDATE app.journal_head SET seq = 0, hash = $1, n = 0", (journal.ZERO,))

    def _copy_journal(self) -> None:
        """Bring in the chain, part by part, through the function that looks at it."""
        columns = [_journal_column(name) for name in IMPORTED]
        kinds = ", ".join(f"${n}::{kind_of(column, self._to)}[]" for n, column in enumerate(columns, 1))
        through = [to_server(column.type) for column in columns]
        after = self._value("SELECT seq FROM app.journal_head")
        self._told.more("journal", after)
        cursor = journal.driver(self._from).execute(_JOURNAL, (after,))
        while rows := cursor.fetchmany(JOURNAL_AT_ONCE):
            arrays = [
                [None if value is None else change(value) for value in values]
                for change, values in zip(through, zip(*rows, strict=True), strict=True)
            ]
            with self._resting("journal", "journal_detail", "journal_head"):
                self._to.exec_driver_sql(f"SELECT app.import_journal({kinds})", tuple(arrays))
            self._told.more("journal", len(rows))
        n = journal.driver(self._from).execute("SELECT n FROM journal_head").fetchone()[0]
        with self._resting("journal_head"):
            self._to.exec_driver_sql("UPDATE app.journal_head SET n = $1", (n,))

    def _copy(self, table: Copied) -> None:
        """Bring in a table's rows behind the last one that is there."""
        name = table.table.name
        after = table.last(self._to)
        if after is not None:
            self._told.more(name, int(self._value(f'SELECT count(*) FROM app."{name}"')))  # noqa: S608 - names of our own
        self._to.commit()
        for rows in table.read(self._from, after):
            with self._resting(name):
                table.write(self._to, rows)
            self._told.more(name, len(rows))
        if table.later:
            with self._resting(name):
                table.write_later(self._from, self._to)
        if name == "operator":
            self._disable()
        elif name == "command":
            self._describe_commands()

    def _disable(self) -> None:
        """Nobody comes in by what they were in the file: an administrator gives each a login first."""
        at = microseconds(datetime.now(UTC))
        with self._resting("operator"):
            self._to.exec_driver_sql(
                "UPDATE app.operator SET disabled_at = $1 WHERE disabled_at IS NULL AND login IS NULL", (at,)
            )

    def _describe_commands(self) -> None:
        """What the server knows of a command besides is in the journal; no login of its own gave these."""
        with self._resting("command"):
            self._to.exec_driver_sql("UPDATE app.command SET login = '', xid = '0', operator_id = NULL")
            self._to.exec_driver_sql(
                "UPDATE app.command AS c SET desk = j.desk, operator_id = j.operator_id, at = j.at "
                "FROM app.journal AS j WHERE j.seq = c.seq"
            )

    def _compared(self, table: Copied) -> CopiedTable:
        """The same on both sides, or `Refused`."""
        here, there = table.content_of_file(self._from), table.content_of_server(self._to)
        self._to.commit()
        if here != there:
            name = table.table.name
            raise Refused("copy_differs", table=name, here=here.rows, there=there.rows)
        self._told.more(table.table.name, here.rows)
        return CopiedTable(table.table.name, here)

    @contextmanager
    def _resting(self, *names: str) -> Iterator[None]:
        """A transaction in which triggers and row security of these tables rest; both are back at its end."""
        listed = (list(names),)
        triggers = self._to.exec_driver_sql(_TRIGGERS, listed).all()
        forced = self._to.exec_driver_sql(_FORCED, listed).scalars().all()
        for table in forced:
            self._to.exec_driver_sql(f'ALTER TABLE app."{table}" NO FORCE ROW LEVEL SECURITY')
        for table, trigger, _ in triggers:
            self._to.exec_driver_sql(f'ALTER TABLE app."{table}" DISABLE TRIGGER "{trigger}"')
        try:
            yield
        except BaseException:
            self._to.rollback()
            raise
        for table, trigger, was in triggers:
            how = {b"A": "ENABLE ALWAYS", b"R": "ENABLE REPLICA", b"D": "DISABLE"}.get(was, "ENABLE")
            self._to.exec_driver_sql(f'ALTER TABLE app."{table}" {how} TRIGGER "{trigger}"')
        for table in forced:
            self._to.exec_driver_sql(f'ALTER TABLE app."{table}" FORCE ROW LEVEL SECURITY')
        self._to.commit()

    def _reading(self) -> Reading:
        return Reading(self._to, NOBODY, datetime.now(UTC), SharedStatements(ServerAccess(metadata)))

    def _value(self, statement: str) -> Any:
        return self._to.exec_driver_sql(statement).scalar()


def _journal_column(name: str) -> Column[Any]:
    """A column of the journal, or else of its detail."""
    return (tables.journal if name in tables.journal.c else tables.journal_detail).c[name]


def _copied(table: Table) -> Copied:
    return Copied(table, LEFT_COLUMNS.get(table.name, frozenset()))
