"""The first start: three ways on, and a new desk that opens."""

from __future__ import annotations

import asyncio
from pathlib import Path

from opsdesk import app
from opsdesk.desk.ask_page import AskPage
from opsdesk.desk.start_page import StartPage, Way
from opsdesk.settings import user_folders
from opsdesk.store.database import Database
from tests.journeys.window import SETTINGS, application, calm
from tests.waiting import until


async def test_the_first_start_offers_three_ways_and_a_new_desk_opens(qtbot: object, tmp_path: Path) -> None:
    folders = user_folders().make()
    program = app.Program(application(), asyncio.get_running_loop(), SETTINGS, folders)
    running = asyncio.create_task(program.run())
    window = program.window
    try:
        await until(lambda: isinstance(window.pages.currentWidget(), StartPage), "the first page")
        start = window.pages.currentWidget()
        assert isinstance(start, StartPage)
        ways = start.findChildren(Way)
        assert len(ways) == 3
        assert not window.entry.isVisible()
        ways[1].click()
        await until(lambda: isinstance(window.pages.currentWidget(), AskPage), "what a new desk needs")
        page = window.pages.currentWidget()
        assert isinstance(page, AskPage)
        target = tmp_path / "new" / "our desk.db"
        answers = {
            "name": "Rowan Vale",
            "organization": "Port Police",
            "path": str(target),
            "passphrase": "two words more",
            "again": "two words less",
        }
        page.answered.emit(answers)
        await calm(program)
        assert not target.exists()
        page.answered.emit(answers | {"again": "two words more"})
        await until(lambda: program.session is not None and len(window.tabs) >= 6, "the desk", 60)
        await calm(program)
        assert target.exists()
        assert window.entry.isVisible()
        assert program.session is not None
        assert program.session.desk.me.name == "Rowan Vale"
        assert not target.read_bytes().startswith(b"SQLite format 3")
    finally:
        window.close()
        await running
    again = await asyncio.to_thread(Database.open, target, passphrase="two words more")
    await again.close()
