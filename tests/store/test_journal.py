"""The journal holds, and says where it does not."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from sqlalchemy import select

from opsdesk.accounts.commands import AddOperator, ChangeOperator, RecordSignOut
from opsdesk.accounts.records import operator
from opsdesk.errors import BadInput, ChangedElsewhere, Refused
from opsdesk.handling import Role
from opsdesk.store import tables
from opsdesk.store.command import Command
from opsdesk.store.database import Database
from opsdesk.store.ids import new_id
from opsdesk.store.operator import Me
from opsdesk.store.past import history
from opsdesk.store.transaction import Reading, Transaction
from opsdesk.store.verification import head_hash, verify


class Forget(Command):
    kind: ClassVar[str] = "journal.purge"
    operator_id: UUID

    def run(self, tx: Transaction) -> None:
        tx.forget("operator", self.operator_id)


def grow(database: Database, me: Me, count: int = 12) -> list[UUID]:
    ids = []
    for number in range(count):
        add = AddOperator(
            name=f"Kim {number}", roles={Role.DISPATCHER}, organization_id=me.organization_id or new_id()
        )
        database.run(add)
        database.run(ChangeOperator(operator_id=add.operator_id, version=1, name=f"Lee {number}"))
        database.run(RecordSignOut())
        ids.append(add.operator_id)
    return ids


def test_numbers_have_no_gap_and_the_chain_holds(database: Database, me: Me) -> None:
    grow(database, me)
    told: list[tuple[int, int]] = []
    found = database.ask(verify, None, lambda done, of: told.append((done, of)))
    assert found.seq == database.last()
    assert told[-1] == (found.seq, found.seq)
    assert database.ask(head_hash) == (found.seq, found.hash)
    assert database.ask(verify, f"{found.seq}:{found.hash[:16].upper()}") == found


def test_a_head_that_was_noted_elsewhere_is_compared(database: Database, me: Me) -> None:
    grow(database, me, 2)
    seq, digest = database.ask(head_hash)
    with pytest.raises(Refused, match="journal_head_differs"):
        database.ask(verify, f"{seq - 1}:{digest}")
    with pytest.raises(Refused, match="cut"):
        database.ask(verify, f"{seq + 1}:{digest}")
    for nonsense in ("", "7", "x:y", "1:12", f"{seq}:zzzzzzzz"):
        if nonsense:
            with pytest.raises(BadInput):
                database.ask(verify, nonsense)


def _edit(cursor: Any, seq: int, chance: random.Random) -> None:
    column, value = chance.choice(
        [
            ("kind", "operator.other"),
            ("subject", "incident"),
            ("record_id", new_id().bytes),
            ("version", 77),
            ("operator_id", new_id().bytes),
            ("desk", "another desk"),
            ("at", 1),
            ("narrowed", 1),
            ("detail_hash", bytes(32)),
            ("hash", bytes(32)),
            ("previous", bytes(32)),
            ("command_id", new_id().bytes),
        ]
    )
    cursor.execute(
        f"UPDATE journal SET {column} = ? WHERE seq = ? AND {column} IS NOT ?", (value, seq, value)
    )
    assert cursor.rowcount == 1


def _delete(cursor: Any, seq: int, chance: random.Random) -> None:
    cursor.execute("DELETE FROM journal WHERE seq = ?", (seq,))


def _delete_and_close(cursor: Any, seq: int, chance: random.Random) -> None:
    cursor.execute("DELETE FROM journal WHERE seq = ?", (seq,))
    cursor.execute("UPDATE journal SET seq = -seq WHERE seq > ?", (seq,))
    cursor.execute("UPDATE journal SET seq = -seq - 1 WHERE seq < 0")
    cursor.execute("UPDATE journal_head SET seq = seq - 1")


def _swap(cursor: Any, seq: int, chance: random.Random) -> None:
    cursor.execute("SELECT min(seq), max(seq) FROM journal")
    low, high = cursor.fetchone()
    other = chance.choice([n for n in range(low, high + 1) if n != seq])
    cursor.execute("UPDATE journal SET seq = -1 WHERE seq = ?", (seq,))
    cursor.execute("UPDATE journal SET seq = ? WHERE seq = ?", (seq, other))
    cursor.execute("UPDATE journal SET seq = ? WHERE seq = -1", (other,))


def _cut(cursor: Any, seq: int, chance: random.Random) -> None:
    cursor.execute("DELETE FROM journal WHERE seq >= ?", (seq,))
    cursor.execute("DELETE FROM journal_detail WHERE seq >= ?", (seq,))


def _detail(cursor: Any, seq: int, chance: random.Random) -> None:
    cursor.execute("UPDATE journal_detail SET detail = replace(detail, '\"', '\"x') WHERE seq = ?", (seq,))
    if not cursor.rowcount:
        _edit(cursor, seq, chance)


def _detail_gone(cursor: Any, seq: int, chance: random.Random) -> None:
    cursor.execute("DELETE FROM journal_detail WHERE seq = ?", (seq,))
    if not cursor.rowcount:
        _delete(cursor, seq, chance)


TAMPERS: tuple[Callable[[Any, int, random.Random], None], ...] = (
    _edit,
    _delete,
    _delete_and_close,
    _swap,
    _cut,
    _detail,
    _detail_gone,
)


@pytest.mark.file_only
def test_two_hundred_random_tampers_are_all_found(database: Database, me: Me) -> None:
    grow(database, me)
    seq, digest = database.ask(head_hash)
    found = 0
    chance = random.Random(28)

    def tampered(reading: Reading, number: int) -> None:
        through = reading.connection.connection.driver_connection
        assert through is not None
        inside = through.cursor()
        inside.execute("SAVEPOINT tamper")
        try:
            tamper = TAMPERS[number % len(TAMPERS)]
            # The last row is cut as well: then only the head or a noted one tells.
            tamper(inside, chance.randint(1, seq), chance)
            verify(reading, f"{seq}:{digest}")
        finally:
            inside.execute("ROLLBACK TO tamper")

    for number in range(200):
        with pytest.raises(Refused):
            database.ask(tampered, number)
        found += 1
    assert found == 200
    assert database.ask(verify).seq == seq


@pytest.mark.file_only
def test_a_new_chain_is_found_by_a_noted_head_only(database: Database, me: Me, tmp_path: Path) -> None:
    """Whoever owns the file may write another history: only a head that stands elsewhere tells."""
    grow(database, me, 2)
    seq, digest = database.ask(head_hash)

    def cut_wholly(reading: Reading) -> None:
        through = reading.connection.connection.driver_connection
        assert through is not None
        through.execute("SAVEPOINT tamper")
        try:
            through.execute("DELETE FROM journal WHERE seq = ?", (seq,))
            through.execute("DELETE FROM journal_detail WHERE seq = ?", (seq,))
            through.execute(
                "UPDATE journal_head SET seq = seq - 1, hash = (SELECT hash FROM journal ORDER BY seq DESC)"
            )
            assert verify(reading).seq == seq - 1
            with pytest.raises(Refused, match="cut"):
                verify(reading, f"{seq}:{digest}")
        finally:
            through.execute("ROLLBACK TO tamper")

    database.ask(cut_wholly)


def test_the_past_of_a_record_tells_before_and_after(database: Database, me: Me) -> None:
    kim = grow(database, me, 1)[0]
    newest, oldest = database.ask(history, "operator", kim)
    assert newest.before == {"name": "Kim 0", "name_key": "kim 0"}
    assert newest.after == {"name": "Lee 0", "name_key": "lee 0"}
    assert (newest.version, newest.operator_id, newest.desk) == (2, me.operator_id, "desk 1")
    assert oldest.kind == "operator.add"
    assert oldest.after["organization_id"] == me.organization_id


def test_a_purged_past_is_empty_and_the_chain_holds(database: Database, me: Me) -> None:
    kim = grow(database, me, 1)[0]
    assert database.ask(verify).purged == 0
    database.run(Forget(operator_id=kim))
    found = database.ask(verify)
    assert found.purged == 2
    past = database.ask(history, "operator", kim)
    assert [event.purged for event in past] == [False, True, True]

    def anywhere(reading: Reading) -> str:
        return "".join(reading.connection.execute(select(tables.journal_detail.c.detail)).scalars())

    assert "Kim 0" not in database.ask(anywhere)


def test_an_edit_of_what_has_changed_holds_both_sides(database: Database, me: Me) -> None:
    kim = grow(database, me, 1)[0]
    with pytest.raises(ChangedElsewhere) as caught:
        database.run(ChangeOperator(operator_id=kim, version=1, name="Sam"))
    assert (caught.value.read, caught.value.now) == (1, 2)
    assert caught.value.theirs["name"] == "Lee 0"
    assert caught.value.yours["name"] == "Sam"


def test_the_same_command_is_applied_once(database: Database) -> None:
    command = RecordSignOut()
    first = database.run(command)
    again = database.run(command)
    assert (again.repeated, again.seq) == (True, first.seq)
    assert database.last() == first.seq


def test_what_fails_leaves_nothing(database: Database, me: Me) -> None:
    class Fails(Command):
        kind: ClassVar[str] = "operator.change"

        def run(self, tx: Transaction) -> None:
            tx.number("operator")
            tx.update(operator, me.operator_id, {"name": "Nobody"})
            raise Refused("not_yours")

    before = database.last()
    with pytest.raises(Refused):
        database.run(Fails())
    assert database.last() == before
    assert database.ask(verify).seq == before
