"""The server goes away while somebody works, and comes back: nothing is lost, and the screen says so."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from opsdesk import app
from opsdesk.desk.opening import Opening
from opsdesk.desk.server_opening import here_of
from opsdesk.errors import StoreUnavailable
from opsdesk.observations import records
from opsdesk.observations.commands import CloseObservation, CorrectObservation, ReportObservation
from opsdesk.observations.model import ObservationDisposition
from opsdesk.settings import Settings, user_folders
from opsdesk.store.database import Database
from opsdesk.store.entering import enter
from opsdesk.store.operator import Me
from opsdesk.store.saved import State
from tests.databases import person
from tests.faults.proxy import Proxy
from tests.journeys.window import STEADY, application, calm, front, opened, press, tab, type_in
from tests.servers import with_database
from tests.shared_desks import PASSWORD, Desks
from tests.store.outboxes import Server, outbox, unbroken
from tests.waiting import until

STEADY.add("sending")


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Widgets of one test end in the screen's thread, not in some thread of the next one."""
    yield
    gc.collect()


def report(program: app.Program, line: str) -> None:
    press(program, Qt.Key.Key_F2)
    type_in(line)
    press(program, Qt.Key.Key_Return)


def row(listed: Any, record_id: object, column: str) -> str:
    """What a row says in a column, as a screen reader hears it."""
    at = [one.id for one in listed.model.columns].index(column)
    return str(listed.model.index(listed.model.row_of(record_id), at).data())


async def test_the_screen_says_what_is_saved_here_and_what_became_of_it(
    qtbot: object, database: Database, me: Me, tmp_path: Path
) -> None:
    known = [ReportObservation.of(summary=f"report {n}") for n in range(3)]
    for command in known:
        database.run(command)
    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    async with opened(desk) as program:
        window = program.window
        listed = front(program, "observations")
        await until(lambda: listed.model.rowCount() == 3, "the rows")
        listed.show_record(known[0].observation_id)
        await calm(program)

        # away: found out by the first thing that is done
        server.away = True
        report(program, "man shouts at staff !2")
        await until(lambda: listed.model.rowCount() == 4, "a row of this desk's own")
        assert window.away_band.isVisible()
        assert window.status._live.text().startswith("Away since")
        line = desk.outbox.waiting[0]
        assert row(listed, line.record_id, "state") == "Saved on this desk"
        assert row(listed, line.record_id, "number") == "L1"
        assert "1 only on this desk" in listed.bar.count.text()
        listed.show_record(line.record_id)
        await calm(program)
        assert "Man shouts at staff" in listed.pane._nothing.text()

        # what was read can be read again, and what is done to it waits
        listed.show_record(known[0].observation_id)
        await calm(program)
        assert listed.presenter.current.observation.summary == "report 0"
        one, two = known[0].observation_id, known[1].observation_id
        for command in (
            CorrectObservation.of(observation_id=one, version=1, summary="mine"),
            CloseObservation.of(
                observation_id=two, version=1, disposition=ObservationDisposition.INFORMATION_ONLY
            ),
        ):
            program.session.desk.do(command)
        await until(lambda: len(desk.outbox.waiting) == 3)
        assert window.status._waiting.text() == "3 waiting"
        assert row(listed, one, "state") == "Saved on this desk"

        # meanwhile another desk was quicker
        database.run(CorrectObservation.of(observation_id=one, version=1, summary="theirs"))
        server.away = False
        desk.try_now()
        await until(lambda: not desk.outbox.waiting, "it is sent")
        await until(lambda: row(listed, line.record_id, "number") != "L1", "the row as everybody sees it")
        assert not window.away_band.isVisible()
        assert row(listed, one, "state") == "Two versions"
        assert row(listed, line.record_id, "state") == "Shared"
        assert "2 sent, 1 needs you: Correct" in program.messages.loud.text
        assert database.ask(records.get, two).disposition is ObservationDisposition.INFORMATION_ONLY

        # both sides, and the choice
        page = front(program, "outbox")
        await calm(program)
        assert page._current.state is State.CONFLICT
        page._verbs["settle"].trigger()
        window_over: list[Any] = []

        def there() -> bool:
            from opsdesk.desk.conflict import ConflictWindow

            window_over[:] = window.findChildren(ConflictWindow)
            return bool(window_over)

        await until(there, "the conflict window")
        window_over[0]._all("yours")
        window_over[0]._save()
        await until(lambda: not desk.outbox.unsettled, "settled")
        assert database.ask(records.get, one).summary == "mine"
        assert window.status._waiting.text() == "0 waiting"


@pytest.fixture
def proxied(desks: Desks) -> Iterator[tuple[Desks, Proxy, str, str]]:
    """The run's shared database behind a proxy: its address there, and a dispatcher's login."""
    desks.reset()
    proxy = Proxy(urlsplit(desks.url).port or 5432)
    login = desks.login(person("Kim", like=desks.first))
    url = with_database(desks.url, desks.name).rpartition("@")[2].partition("/")[2]
    yield desks, proxy, login, f"postgresql://127.0.0.1:{proxy.port}/{url}?connect_timeout=1"
    proxy.close()


async def test_a_desk_starts_while_the_server_is_away_and_goes_on_when_it_is_back(
    qtbot: object, proxied: tuple[Desks, Proxy, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _desks, proxy, login, url = proxied
    # The tables of these tests were made at once, and stand at no version.
    monkeypatch.setattr(app.Program, "migrate", property(lambda _program: lambda _connection: None))
    folders = user_folders().make()
    loop = asyncio.get_running_loop()
    program = app.Program(application(), loop, Settings(time_zone="Europe/Monaco"), folders)
    here = here_of(program, url)
    # Somebody was here before: their key is wrapped on this desk.
    before = await asyncio.to_thread(enter, here, login, PASSWORD)
    await before.close()
    proxy.cut()
    with pytest.raises(StoreUnavailable):
        await asyncio.to_thread(enter, here, "somebody_else", PASSWORD)
    program.window.resize(1280, 720)
    program.window.show()
    try:
        opening = Opening(program)
        opening.open(url)
        page = opening._page
        assert page is not None
        assert page._text(page._edits["login"]) == login
        page.answered.emit({"login": login, "password": PASSWORD})
        await until(lambda: program.session is not None and program.session.tabs, "the desk is open")
        await until(program.window.away_band.isVisible, "it says that the server is away")
        listed = tab(program, "observations")
        await calm(program)
        program.window.activateWindow()
        await until(lambda: QApplication.activeWindow() is program.window, "the window is in front")
        program.window.back_to_list()
        assert listed.nothing.isVisible()
        report(program, "man shouts at staff !2")
        await until(lambda: listed.model.rowCount() == 1, "the row of this desk's own")
        front_ = program.session.desk.saved.database
        proxy.heal()
        front_.try_now()
        await until(lambda: not front_.outbox.unsettled and not front_.away, "it is shared")
        record_id = front_.outbox.entries[0].record_id
        await until(lambda: row(listed, record_id, "number") == "1", "the row as everybody sees it")
        assert (await front_.read(records.get, record_id)).summary == "Man shouts at staff"
        await until(lambda: "1 desk" in program.window.status._desks.text(), "the number of desks")
        assert program.window.status._live.text() == "Live"
    finally:
        await program.close()
