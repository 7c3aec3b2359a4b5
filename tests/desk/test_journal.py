"""The Journal page: who is shown it, what it shows, and how it goes out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from opsdesk.desk.chosen import Clock
from opsdesk.desk.journal.exporting import ExportForm, csv_of
from opsdesk.desk.journal.filtering import chosen_of, filter_of
from opsdesk.desk.journal.tab import JournalTab
from opsdesk.desk.journal.verifying import VerifyForm
from opsdesk.desk.past import HistorySection, past_of, told
from opsdesk.handling import Role
from opsdesk.observations.commands import CorrectObservation, ReportObservation
from opsdesk.store import journal_page
from opsdesk.store.database import Database
from opsdesk.store.journal_page import JournalFilter
from tests.databases import person
from tests.desk.fakes import fake_desk, settled


@pytest.fixture
def kept() -> Iterator[list[QObject]]:
    """Widgets that live to the end of the test."""
    made: list[QObject] = []
    yield made
    for one in made:
        one.deleteLater()


def report(database: Database, summary: str) -> Any:
    command = ReportObservation.of(summary=summary)
    database.run(command)
    return command.observation_id


async def page(database: Database, kept: list[QObject]) -> JournalTab:
    tab = JournalTab(fake_desk(store=database, me=database.me))
    kept.append(tab)
    tab.desk.actions.set_scope(tab.tab_id)
    tab.shown()
    await settled(tab.desk)
    return tab


def cells(tab: JournalTab, row: int = 0) -> list[str]:
    return [str(tab.model.data(tab.model.index(row, at))) for at in range(tab.model.columnCount())]


def test_the_page_is_there_for_supervisors_and_administrators_only() -> None:
    assert JournalTab.serves(person("S", Role.SUPERVISOR))
    assert JournalTab.serves(person("A", Role.ADMINISTRATOR))
    assert not JournalTab.serves(person("D", Role.DISPATCHER, Role.LIAISON))
    assert not JournalTab.serves(person("W", Role.WALL))


async def test_it_shows_who_did_what_and_opens_the_fields_with_the_record(
    qtbot: Any, database: Database, kept: list[QObject]
) -> None:
    observation_id = report(database, "White van at the gate")
    change = CorrectObservation.of(observation_id=observation_id, version=1, summary="Grey van at the gate")
    database.run(change)
    tab = await page(database, kept)
    assert cells(tab)[1:4] == [database.me.name, "Corrected observation 1", "summary"]
    tab.show_record(tab.model.id_at(0))
    await settled(tab.desk)
    entry = tab.presenter.current
    assert entry is not None
    assert entry.event.after == {"summary": "Grey van at the gate"}
    assert len(entry.history) == 2
    assert tab.verbs["show"].isEnabled()
    asked: list[tuple[str, object]] = []
    tab.desk.links.record_asked.connect(lambda subject, one: asked.append((subject, one)))
    tab.verbs["show"].trigger()
    assert asked == [("observation", observation_id)]
    tab.verbs["record"].trigger()
    await settled(tab.desk)
    assert {line.record_id for line in tab.model._items.values()} == {observation_id}
    assert tab.presenter.sentence() == "Record 1"


async def test_what_comes_in_stands_on_top_and_a_filter_that_finds_nothing_says_so(
    qtbot: Any, database: Database, kept: list[QObject]
) -> None:
    tab = await page(database, kept)
    before = tab.model.rowCount()
    report(database, "One more van")
    tab.desk.feed.last = database.last()
    tab.presenter._seen = tab.desk.feed.last - 2
    tab.presenter._ask_newer()
    await settled(tab.desk)
    assert tab.model.rowCount() > before
    assert cells(tab)[2] == "Reported observation 1"
    tab.presenter.search("no such words")
    await settled(tab.desk)
    assert tab.model.rowCount() == 0
    assert "no such words" in tab.nothing.text.text()
    tab.presenter.clear()
    await settled(tab.desk)
    assert tab.nothing.isHidden()


async def test_whoever_may_not_read_it_gets_the_sentence_of_the_query(
    qtbot: Any, database: Database, kept: list[QObject]
) -> None:
    database.sign_in(person("Kim", Role.DISPATCHER, like=database.me))
    tab = await page(database, kept)
    assert tab.model.rowCount() == 0
    assert "Only a supervisor or an administrator may read the journal" in tab.nothing.text.text()


async def test_verify_says_the_head_and_knows_one_that_was_noted(
    qtbot: Any, database: Database, kept: list[QObject]
) -> None:
    desk = fake_desk(store=database, me=database.me)
    form = VerifyForm(desk)
    kept.append(form)
    form.submit()
    await settled(desk)
    head = form.head.edit.text()
    assert head.startswith(f"{database.last()}:")
    report(database, "One more")
    form.fill({"against": head[:20]})
    form.submit()
    await settled(desk)
    assert "stands in it" in form.outcome.text()
    form.fill({"against": f"{head.partition(':')[0]}:{'0' * 12}"})
    form.submit()
    await settled(desk)
    assert "another hash" in form.outcome.text()
    form.fill({"against": "nonsense"})
    form.submit()
    await settled(desk)
    assert form.rows["against"]._wrong.text()


async def test_an_export_is_a_release_and_holds_no_formula(
    qtbot: Any, database: Database, kept: list[QObject], tmp_path: Path
) -> None:
    report(database, "Nothing special")
    desk = fake_desk(store=database, me=database.me)
    form = ExportForm(desk, JournalFilter(), 3)
    kept.append(form)
    form.submit()
    assert form.rows["recipient"]._wrong.text()
    form.fill({"recipient": "Inspector", "reason": "yearly audit"})
    target = tmp_path / "journal.csv"
    form.write(target)
    await settled(desk)
    rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines()))
    assert rows[0]["kind"] == "observation.report"
    kinds = [line.kind for line in database.ask(journal_page.page, JournalFilter(subject="release")).items]
    assert kinds == ["release.issue", "release.reserve"]
    line = database.ask(journal_page.page, JournalFilter()).items[0]
    hostile = journal_page.JournalLine(
        **{
            **{name: getattr(line, name) for name in ("seq", "at", "kind", "operator_id", "subject")},
            "record_id": None,
            "version": None,
            "name": "=1+1",
            "desk": "@SUM(A1)",
            "operator_name": "=HYPERLINK(1)",
        }
    )
    (row,) = csv.DictReader(csv_of([hostile]).splitlines())
    assert (row["operator"], row["desk"], row["record"]) == ("'=HYPERLINK(1)", "'@SUM(A1)", "'=1+1")


async def test_a_records_history_says_what_changed_and_not_what_was_made(
    qtbot: Any, database: Database, kept: list[QObject]
) -> None:
    observation_id = report(database, "White van")
    database.run(CorrectObservation.of(observation_id=observation_id, version=1, summary="Grey van"))
    desk = fake_desk(store=database, me=database.me)
    past = database.ask(past_of, "observation", observation_id)
    newest, first = told(past, desk, desk.now())
    assert newest.line.endswith("Rowan Vale corrected it")
    assert newest.fields == [("Summary", "White van → Grey van")]
    assert first.fields == []
    pane = QWidget()
    section = HistorySection(desk, "observation")
    section.setParent(pane)
    kept.append(pane)
    section.show_of(observation_id, 2)
    await settled(desk)
    assert section.more.isHidden()
    assert section._past.events


def test_a_view_is_a_filter(database: Database) -> None:
    clock = Clock(database.now(), database.now())
    assert filter_of(chosen_of("denied"), clock).kinds == {"access.denied"}
    assert filter_of(chosen_of("today"), clock).since == clock.today
