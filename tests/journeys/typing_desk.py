"""A desk that opens on a file, types into a form and into the entry line, says so, and waits to be killed."""

from __future__ import annotations

import asyncio
import sys

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from opsdesk import app
from opsdesk.accounts.passwords import Passwords
from opsdesk.accounts.signing import Door
from opsdesk.desk.form import Form
from opsdesk.migrations import declared
from opsdesk.settings import Settings
from opsdesk.store.database import Database
from tests.journeys.window import calm
from tests.waiting import until


async def work(application: QApplication) -> None:
    """Type, wait until nothing is under way, and never end."""
    declared.load()
    database = await asyncio.to_thread(Database.open, sys.argv[1])
    await asyncio.to_thread(Door(database, Passwords()).sign_in, None, None)
    program = await app.open_window(application, Settings(time_zone="Europe/Monaco"), database)
    assert program.session is not None
    tab = program.session.tabs[0]
    tab.deeds.runs["new"]()  # type: ignore[attr-defined] # the Observations tab
    (form,) = tab.findChildren(Form)
    QTest.keyClicks(form.editor("summary").inner(), sys.argv[2])
    QTest.keyClicks(program.window.entry.line, sys.argv[3])
    # What is typed waits a moment to be written.
    drafts = program.session.drafts
    await until(lambda: not drafts.waiting, "the drafts are written")
    await calm(program)
    print("typed", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    app.headless(work)
