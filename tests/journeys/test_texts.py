"""What is typed is never lost, and what was done can be taken back."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from opsdesk.desk.form import Form
from opsdesk.desk.frame import ENTRY_SENT
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.observations import records
from opsdesk.observations.commands import ReportObservation
from opsdesk.observations.model import ObservationStatus
from opsdesk.settings import user_folders
from opsdesk.store.database import Database
from opsdesk.store.local import LocalFile
from tests.journeys.window import CTRL, calm, opened, press, tab, type_in
from tests.processes import ROOT, environment
from tests.waiting import until

SHIFT = Qt.KeyboardModifier.ShiftModifier


def type_and_die(path: Path, in_form: str, in_line: str) -> None:
    """A desk in a process of its own types both texts and is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.typing_desk", str(path), in_form, in_line],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "typed\n"
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


async def test_a_killed_desk_finds_both_texts_again(qtbot: object, database: Database) -> None:
    in_form, in_line = "Man asleep behind gate 3", "sus person @ half a wo"
    await asyncio.to_thread(type_and_die, database.path, in_form, in_line)
    async with opened(database) as program:
        assert program.window.entry.line.text() == in_line
        forms = tab(program, "observations").findChildren(Form)
        assert [form.values()["summary"] for form in forms] == [in_form]
        assert program.messages.current is not None
        assert program.messages.current.text.startswith("Unfinished texts are open again: ")


async def test_ctrl_z_takes_back_the_last_of_several_commands(qtbot: object, database: Database) -> None:
    async with opened(database) as program:
        observations = tab(program, "observations")
        press(program, Qt.Key.Key_F2)
        for line in ("first report !2", "second report !2"):
            type_in(line)
            press(program, Qt.Key.Key_Return)
        await until(lambda: observations.model.rowCount() == 2)
        await calm(program)
        press(program, Qt.Key.Key_Escape)
        known = observations.model.id_at(0)
        observations.show_record(known)
        await until(lambda: observations.presenter.current is not None)
        await calm(program)
        press(program, Qt.Key.Key_Return, CTRL)

        def claimed_by() -> object:
            return database.ask(records.get, known).claimed_by

        await until(lambda: claimed_by() is not None, "claimed")
        await calm(program)
        press(program, Qt.Key.Key_Z, CTRL)
        await until(lambda: claimed_by() is None, "the claim is taken back")
        await calm(program)
        press(program, Qt.Key.Key_Z, CTRL | SHIFT)
        await until(lambda: claimed_by() is not None, "and done again")
        await calm(program)
        press(program, Qt.Key.Key_Z, CTRL)
        await until(lambda: claimed_by() is None)
        await calm(program)


async def test_ctrl_z_goes_back_through_several_reports(qtbot: object, database: Database) -> None:
    async with opened(database) as program:
        observations = tab(program, "observations")
        for line in ("first report !2", "second report !2"):
            program.window.entry.enter()
            type_in(line)
            press(program, Qt.Key.Key_Return)
            await calm(program)
        press(program, Qt.Key.Key_Escape)
        known = observations.model.id_at(0)
        for left in (1, 0):
            press(program, Qt.Key.Key_Z, CTRL)
            await until(partial(shows, observations.model, left), "one is withdrawn")
            await calm(program)
        assert database.ask(records.get, known).status is ObservationStatus.WITHDRAWN


def shows(model: RecordModel, rows: int) -> bool:
    """Whether the list has so many rows."""
    return model.rowCount() == rows


async def test_a_text_fields_own_undo_wins_while_it_has_the_focus(qtbot: object, database: Database) -> None:
    async with opened(database) as program:
        observations = tab(program, "observations")
        press(program, Qt.Key.Key_F2)
        type_in("a report")
        press(program, Qt.Key.Key_Return)
        await until(lambda: observations.model.rowCount() == 1)
        await calm(program)
        seq = await database.head()
        line = program.window.entry.line
        assert line.hasFocus()
        line.insert("typed in the line")
        QTest.keyClick(line, Qt.Key.Key_Z, CTRL)
        assert line.text() == ""
        QTest.keyClick(line, Qt.Key.Key_Z, CTRL)
        await calm(program)
        assert await database.head() == seq
        assert observations.model.rowCount() == 1


@pytest.mark.parametrize("applied", [False, True])
async def test_what_was_sent_and_not_confirmed_is_sent_again_and_applied_once(
    qtbot: object, database: Database, applied: bool
) -> None:
    report = ReportObservation(summary="Gate open")
    if applied:
        database.run(report)
    local = LocalFile(user_folders().make().data, database.me.operator_id)
    await local.save(f"{ENTRY_SENT}{report.id}", {"command": report.model_dump(mode="json")})
    await local.close()
    async with opened(database) as program:
        observations = tab(program, "observations")
        await until(partial(shows, observations.model, 1), "it stands in the list")
        assert program.session is not None
        drafts = program.session.drafts
        await until(lambda: not drafts.waiting, "the draft is dropped")
        await calm(program)
        assert observations.model.id_at(0) == report.observation_id
        assert observations.model.rowCount() == 1
