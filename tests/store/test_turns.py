"""Desks take turns; one that holds the file too long is told of, and nothing is written behind one's back."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest

from opsdesk.accounts.commands import RecordSignOut
from opsdesk.errors import StoreUnavailable
from opsdesk.store import database as database_module
from opsdesk.store.database import Database
from opsdesk.store.fairness import FairLock, alone, lock_file


async def test_a_desk_that_holds_the_file_is_told_of(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 0.1)
    head = await database.head()
    other = FairLock(lock_file(database.path))
    command = RecordSignOut()
    with other:
        with pytest.raises(StoreUnavailable) as caught:
            await database.apply(command)
        assert caught.value.reason == "busy"
        with pytest.raises(StoreUnavailable) as caught:
            database.run(RecordSignOut())
        assert caught.value.reason == "busy"
        assert await database.head() == head, "reading goes on"
    other.close()
    monkeypatch.setattr(database_module, "PATIENCE", 30)
    assert not (await database.apply(command)).repeated
    assert await database.head() == head + 1, "what was given up was never written"


def hold(path: str, start: object, rounds: int, out: multiprocessing.Queue[int]) -> None:
    lock = FairLock(Path(path))
    start.wait()  # type: ignore[attr-defined] # a barrier
    for _ in range(rounds):
        with lock:
            out.put(multiprocessing.current_process().pid or 0)
    lock.close()


def test_all_who_want_it_come_to_their_turn(tmp_path: Path) -> None:
    """Three processes that want it all the time; each gets it as often as it wants."""
    context = multiprocessing.get_context("spawn")
    start, out = context.Barrier(3), context.Queue()
    many = [
        context.Process(target=hold, args=(str(tmp_path / "side-lock"), start, 200, out)) for _ in range(3)
    ]
    for process in many:
        process.start()
    order = [out.get(timeout=60) for _ in range(600)]
    for process in many:
        process.join()
    assert {order.count(process.pid or 0) for process in many} == {200}


def test_an_open_database_is_not_alone(database: Database) -> None:
    with pytest.raises(StoreUnavailable) as caught, alone(database.path):
        pytest.fail("it is open")
    assert caught.value.reason == "in_use"
    database.shut()
    with alone(database.path):
        opened: list[BaseException] = []

        def attempt() -> None:
            try:
                Database.open(database.path)
            except StoreUnavailable as error:
                opened.append(error)

        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert [getattr(error, "reason", "") for error in opened] == ["being_replaced"]
