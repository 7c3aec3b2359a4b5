"""The outbox: what this operator gave while the server was away, in order, encrypted, until it is shared."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from opsdesk.errors import OpsDeskError, StoreUnavailable
from opsdesk.store.command import Command
from opsdesk.store.operator import Me
from opsdesk.store.saved import (
    UNSETTLED,
    Commands,
    Saved,
    State,
    command_of,
    command_text,
    failure_of,
    failure_text,
    record_of,
    title_of,
)
from opsdesk.store.schema import canonical, instant, microseconds
from opsdesk.store.sealed import SealedFile

_TABLES = """
CREATE TABLE IF NOT EXISTS saved (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    command_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    record_id TEXT,
    command TEXT,
    title TEXT NOT NULL,
    author_id TEXT NOT NULL,
    author TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    tried INTEGER NOT NULL,
    state TEXT NOT NULL,
    why TEXT,
    note TEXT NOT NULL DEFAULT '',
    adopted_by TEXT NOT NULL DEFAULT '',
    settled_at INTEGER,
    seq INTEGER,
    undo TEXT
);
CREATE INDEX IF NOT EXISTS saved_state ON saved (state);
CREATE TABLE IF NOT EXISTS remembered (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;
"""
_VERSION = 1

#: What the server says again when it is asked again.
_TOLD_AGAIN = frozenset({State.SHARED, State.ADOPTED, State.CONFLICT, State.REJECTED})

#: How many settled lines are held for the list and the search; older ones stay in the file.
_HELD = 500

_COLUMNS = (
    "number, command_id, kind, subject, record_id, command, title, author_id, author, saved_at, tried, "
    "state, why, note, adopted_by, settled_at, seq, undo"
)


class Outbox:
    """The saved commands of one operator at this desk.

    `entries` is a whole that is replaced, never changed: any thread may read it. Whoever wants to know of
    changes gives `listen` a function; it is called in the file's thread.

    Attributes:
        path: the file.
        key: what opens it; it is on the disk only in wrapped form.
        entries: the newest settled lines and all unsettled ones, by number.
    """

    def __init__(
        self, path: Path, key: bytes, commands: Commands, *, me: Me, now: Callable[[], datetime]
    ) -> None:
        self.path = path
        self.key = key
        self.me = me
        self.entries: tuple[Saved, ...] = ()
        self._commands = commands
        self._now = now
        self._file = SealedFile(path, key.hex, _TABLES, _VERSION, "outbox")
        self._told: list[Callable[[], None]] = []
        self._closed = False

    # opening and closing

    async def open(self) -> None:
        """Read what is there; `StoreUnavailable` where the key is not this file's."""
        await self._file.do(self._reload)

    def open_now(self) -> None:
        """`open` that blocks."""
        self._file.do_now(self._reload)

    async def close(self) -> None:
        """Close the file."""
        await asyncio.to_thread(self.shut)

    def shut(self) -> None:
        """`close` that blocks; once is enough."""
        if not self._closed:
            self._closed = True
            self._told.clear()
            self._file.shut()

    def listen(self, told: Callable[[], None]) -> None:
        """Call `told` after every change, in the file's thread."""
        self._told.append(told)

    # what is in it

    @property
    def waiting(self) -> tuple[Saved, ...]:
        """What the server has not answered to, in order."""
        return tuple(one for one in self.entries if one.state is State.WAITING)

    @property
    def unsettled(self) -> tuple[Saved, ...]:
        """What waits for the server or for a person."""
        return tuple(one for one in self.entries if one.state in UNSETTLED)

    def about(self, record_id: UUID) -> tuple[Saved, ...]:
        """The unsettled lines about a record, in order."""
        return tuple(one for one in self.unsettled if one.record_id == record_id)

    def of_command(self, command_id: UUID) -> Saved | None:
        """The line of a command, as far as it is held."""
        return next((one for one in self.entries if one.command_id == command_id), None)

    async def find(self, number: int) -> Saved | None:
        """The line with this desk-local number, also long after it was shared."""
        held = next((one for one in self.entries if one.number == number), None)
        return held if held is not None else await self._file.do(self._one, number)

    # what is done with it

    async def save(self, command: Command, *, tried: bool = False) -> Saved:
        """Keep a command; it is on the disk when this returns. The same id is kept once.

        `tried`: it was sent, and nobody knows whether it arrived.
        """
        return await self._file.do(self._save, command, tried)

    def save_now(self, command: Command, *, tried: bool = False) -> Saved:
        """`save` that blocks."""
        return self._file.do_now(self._save, command, tried)

    async def trying(self, number: int) -> None:
        """It is being sent: from now on it may stand in the database, whatever is heard of it."""
        await self._file.do(self._trying, number)

    async def settle(
        self,
        number: int,
        state: State,
        *,
        why: OpsDeskError | None = None,
        note: str = "",
        by: str = "",
        seq: int | None = None,
        undo: Command | None = None,
        others: Mapping[int, Command] | None = None,
    ) -> Saved:
        """Say what became of a line, and in the same step how later ones (`others`) must be given now."""
        changes = {
            "state": state.value,
            "why": None if why is None else failure_text(why),
            "note": note,
            "adopted_by": by,
            "seq": seq,
            "undo": None if undo is None else command_text(undo),
        }
        return await self._file.do(self._settle, number, changes, others or {})

    async def try_again(self, number: int, command: Command | None = None) -> Saved:
        """Let a line wait once more, perhaps as another version of its command."""
        return await self._file.do(self._again, number, command)

    async def remember(self, values: Mapping[str, Any]) -> None:
        """Keep what the desk must know to start without the server: who I am, what the data is as of."""
        await self._file.do(self._remember, values)

    def remember_now(self, values: Mapping[str, Any]) -> None:
        """`remember` that blocks."""
        self._file.do_now(self._remember, values)

    def remembered_now(self) -> dict[str, Any]:
        """What was kept so; blocks."""
        return self._file.do_now(self._remembered)

    # in the file's thread

    def _reload(self) -> None:
        run = self._file.connection().execute
        states = ", ".join(f"'{state.value}'" for state in sorted(UNSETTLED))
        rows = run(
            f"SELECT {_COLUMNS} FROM saved WHERE state IN ({states}) OR number IN "  # noqa: S608 - own words
            "(SELECT number FROM saved ORDER BY number DESC LIMIT ?) ORDER BY number",
            (_HELD,),
        ).fetchall()
        self.entries = tuple(self._saved(row) for row in rows)

    def _one(self, number: int) -> Saved | None:
        row = (
            self._file.connection()
            .execute(f"SELECT {_COLUMNS} FROM saved WHERE number = ?", (number,))  # noqa: S608 - own words
            .fetchone()
        )
        return None if row is None else self._saved(row)

    def _lasting(self, lasting: bool) -> None:
        """Whether what is written next waits for the disk.

        What a power cut would only make to be sent again does not: the same id is applied once.
        """
        self._file.connection().execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")

    def _trying(self, number: int) -> None:
        self._lasting(False)
        self._file.connection().execute("UPDATE saved SET tried = 1 WHERE number = ?", (number,))
        self.entries = tuple(
            replace(one, tried=True) if one.number == number else one for one in self.entries
        )

    def _save(self, command: Command, tried: bool) -> Saved:
        subject, record_id = record_of(command)
        values = (
            str(command.id),
            command.kind,
            subject,
            None if record_id is None else str(record_id),
            command_text(command),
            title_of(command),
            str(self.me.operator_id),
            self.me.name,
            microseconds(self._now()),
            tried,
        )
        self._lasting(True)
        run = self._file.connection().execute
        run(
            "INSERT INTO saved (command_id, kind, subject, record_id, command, title, author_id, author, "
            "saved_at, tried, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting') "
            # Taken back, and done again.
            "ON CONFLICT (command_id) DO UPDATE SET state = 'waiting', settled_at = NULL "
            "WHERE state = 'taken_back'",
            values,
        )
        number = run("SELECT number FROM saved WHERE command_id = ?", (str(command.id),)).fetchone()[0]
        return self._changed([number])[0]

    def _settle(self, number: int, changes: Mapping[str, Any], others: Mapping[int, Command]) -> Saved:
        connection = self._file.connection()
        self._lasting(changes["state"] not in _TOLD_AGAIN)
        # What is shared stands in the database, under its rules; here stays only how to find it.
        shared = changes["state"] in (State.SHARED, State.ADOPTED)
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(
                "UPDATE saved SET state = :state, why = :why, note = :note, adopted_by = :adopted_by, "
                "seq = :seq, undo = :undo, settled_at = :at, "
                "command = CASE WHEN :shared THEN NULL ELSE command END WHERE number = :number",
                {**changes, "at": microseconds(self._now()), "shared": shared, "number": number},
            )
            for other, command in others.items():
                connection.execute(
                    "UPDATE saved SET command = ? WHERE number = ?", (command_text(command), other)
                )
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        return self._changed([number, *others])[0]

    def _again(self, number: int, command: Command | None) -> Saved:
        self._lasting(True)
        run = self._file.connection().execute
        run(
            "UPDATE saved SET state = 'waiting', why = NULL, settled_at = NULL, "
            "command = coalesce(?, command), command_id = coalesce(?, command_id) WHERE number = ?",
            (
                None if command is None else command_text(command),
                None if command is None else str(command.id),
                number,
            ),
        )
        return self._changed([number])[0]

    def _remember(self, values: Mapping[str, Any]) -> None:
        self._lasting(True)
        self._file.connection().executemany(
            "INSERT INTO remembered (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [(name, canonical(value)) for name, value in values.items()],
        )

    def _remembered(self) -> dict[str, Any]:
        rows = self._file.connection().execute("SELECT name, value FROM remembered").fetchall()
        return {name: json.loads(value) for name, value in rows}

    def _changed(self, numbers: Sequence[int]) -> list[Saved]:
        """Read these lines again, put them into the whole, and tell."""
        found = [one for one in (self._one(number) for number in numbers) if one is not None]
        if not found:
            raise StoreUnavailable("no_outbox", path=str(self.path))
        fresh = {one.number: one for one in found}
        kept = {one.number: one for one in self.entries} | fresh
        settled = [number for number, one in sorted(kept.items()) if one.state not in UNSETTLED]
        for number in settled[:-_HELD]:
            del kept[number]
        self.entries = tuple(kept[number] for number in sorted(kept))
        for told in tuple(self._told):
            told()
        return found

    def _saved(self, row: Sequence[Any]) -> Saved:
        (number, command_id, kind, subject, record_id, command, title, author_id, author, saved_at) = row[:10]
        tried, state, why, note, by, settled_at, seq, undo = row[10:]
        return Saved(
            number=number,
            command_id=UUID(command_id),
            kind=kind,
            command=None if command is None else command_of(command, self._commands),
            subject=subject,
            record_id=None if record_id is None else UUID(record_id),
            title=title,
            author_id=UUID(author_id),
            author=author,
            saved_at=instant(saved_at),
            tried=bool(tried),
            state=State(state),
            why=None if why is None else failure_of(why),
            note=note,
            by=by,
            settled_at=None if settled_at is None else instant(settled_at),
            seq=seq,
            undo=None if undo is None else command_of(undo, self._commands),
        )
