from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from opsdesk.desk.conflict import ConflictWindow
from opsdesk.desk.observations.panels import close_panel
from opsdesk.desk.observations.tab import ObservationsTab
from opsdesk.geo.places import Position
from opsdesk.handling import Role
from opsdesk.observations import records
from opsdesk.observations.commands import (
    ClaimObservation,
    CloseObservation,
    CorrectObservation,
    GradeObservation,
    ReportObservation,
)
from opsdesk.observations.model import (
    Credibility,
    Observation,
    ObservationDisposition,
    ObservationFilter,
    ObservationStatus,
    Priority,
    Reliability,
    Vetting,
)
from opsdesk.store.database import Database
from opsdesk.store.operator import Me
from tests.databases import person
from tests.desk.observations.joined import Joined, KeptDrafts, join

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def report(database: Database, summary: str = "Door found open", **fields: Any) -> UUID:
    command = ReportObservation.of(summary=summary, **fields)
    database.run(command)
    return command.observation_id


def read(database: Database, observation_id: UUID) -> Observation:
    return database.ask(records.get, observation_id)


async def opened(application: QApplication, database: Database, **how: Any) -> tuple[Joined, ObservationsTab]:
    desk = await join(application, database, lambda desk: [ObservationsTab(desk)], **how)
    tab = desk.window.tabs[0]
    assert isinstance(tab, ObservationsTab)
    return desk, tab


async def select(desk: Joined, tab: ObservationsTab, observation_id: UUID) -> None:
    tab.show_record(observation_id)
    await desk.until(
        lambda: tab.presenter.current is not None and tab.presenter.current.observation.id == observation_id
    )
    await desk.calm()


async def test_a_report_from_elsewhere_becomes_a_row_and_the_selection_stays(
    qapp: QApplication, database: Database
) -> None:
    first = report(database, "First")
    desk, tab = await opened(qapp, database)
    QAbstractItemModelTester(tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    await select(desk, tab, first)

    second = report(database, "Second", priority=Priority.URGENT)
    await desk.until(lambda: tab.model.row_of(second) == 0)

    assert tab.view.selected == first
    assert tab.model.rowCount() == 2
    await desk.until(lambda: tab.badge.count == 2)
    await desk.close()


async def test_the_main_key_claims_then_releases(qapp: QApplication, database: Database, me: Me) -> None:
    known = report(database)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    tab.view.setFocus()

    QTest.keyClick(tab.view, Qt.Key.Key_Return, CTRL)
    await desk.until(lambda: read(database, known).claimed_by == me.operator_id)
    await desk.until(lambda: tab.verbs["release"].isEnabled() and not tab.verbs["claim"].isEnabled())
    assert "claimed" in desk.desk.messages.past[-1].text

    QTest.keyClick(tab.view, Qt.Key.Key_Return, CTRL)
    await desk.until(lambda: read(database, known).status is ObservationStatus.NEW)
    await desk.calm()
    await desk.close()


async def test_closing_asks_for_a_disposition_and_can_be_taken_back(
    qapp: QApplication, database: Database
) -> None:
    known = report(database)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    tab.view.setFocus()

    QTest.keyClick(tab.view, Qt.Key.Key_Return, CTRL | SHIFT)
    panel = tab.detail.panels.panel
    assert panel is not None
    panel.submit()
    assert panel._rows["disposition"]._wrong.text()

    QTest.keyClicks(panel.first(), "info")
    QTest.keyClick(panel.first(), Qt.Key.Key_Return, CTRL)
    await desk.until(lambda: read(database, known).status is ObservationStatus.CLOSED)
    assert read(database, known).disposition is ObservationDisposition.INFORMATION_ONLY
    await desk.until(lambda: desk.desk.history.can_undo)
    await desk.until(lambda: tab.model.rowCount() == 0)
    assert "closed, information only" in desk.desk.messages.past[-1].text
    await desk.calm()
    await desk.close()


async def test_what_leaves_the_list_stays_open_and_down_leads_to_the_next(
    qapp: QApplication, database: Database
) -> None:
    last, second, first = report(database, "Last"), report(database, "Second"), report(database, "First")
    desk, tab = await opened(qapp, database)
    await select(desk, tab, second)
    tab.view.setFocus()
    tab.verbs["incident"].trigger()
    await desk.until(lambda: tab.model.rowCount() == 2)
    await desk.calm()
    assert tab.presenter.current is not None
    assert tab.presenter.current.observation.id == second
    assert not tab.view.selectionModel().hasSelection()
    QTest.keyClick(tab.view, Qt.Key.Key_Down)
    assert tab.view.selected == last
    assert tab.model.row_of(first) == 0
    await desk.calm()
    await desk.close()


async def test_a_text_left_in_a_small_form_is_there_again(qapp: QApplication, database: Database) -> None:
    known = report(database)
    drafts = KeptDrafts()
    desk, tab = await opened(qapp, database, drafts=drafts)
    await select(desk, tab, known)
    tab.verbs["ask_back"].trigger()
    panel = tab.detail.panels.panel
    assert panel is not None
    QTest.keyClicks(panel.first(), "Which gate")
    QTest.keyClick(panel.first(), Qt.Key.Key_Escape)
    assert tab.detail.panels.panel is None
    assert tab.view.hasFocus()

    tab.verbs["ask_back"].trigger()
    again = tab.detail.panels.panel
    assert again is not None
    assert again.values()["question"] == "Which gate"
    await desk.close()

    kept = drafts.kept[f"observation.ask_back/{known}"]
    desk, tab = await opened(qapp, database)
    assert tab.restore_draft(f"observation.ask_back/{known}", kept)
    await select(desk, tab, known)
    tab.verbs["ask_back"].trigger()
    assert tab.detail.panels.panel is not None
    assert tab.detail.panels.panel.values()["question"] == "Which gate"
    await desk.close()


async def test_a_grade_is_a_letter_and_a_digit(qapp: QApplication, database: Database) -> None:
    known = report(database)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    tab.verbs["grade"].trigger()
    assert tab.detail.grade.hasFocus()
    QTest.keyClicks(tab.detail.grade, "b2")
    await desk.until(lambda: read(database, known).credibility is Credibility.PROBABLY_TRUE)
    assert read(database, known).reliability is Reliability.B
    await desk.until(lambda: "usually reliable" in tab.detail.grade.words.text())
    assert tab.view.hasFocus()
    await desk.calm()
    await desk.close()


async def test_the_intake_cannot_decide_and_another_supervisor_can(
    qapp: QApplication, database: Database, me: Me
) -> None:
    mine = report(database)
    other = ReportObservation.of(summary="Theirs")
    database.run(other, me=person("Kim Sol", like=me))
    desk, tab = await opened(qapp, database)
    await select(desk, tab, mine)
    assert not tab.verbs["vet"].isEnabled()
    assert "Only a supervisor other than Rowan Vale may decide" in tab.verbs["vet"].reason

    await select(desk, tab, other.observation_id)
    tab.verbs["vet"].trigger()
    await desk.until(lambda: read(database, other.observation_id).vetting is Vetting.VETTED)
    await desk.calm()
    await desk.close()


async def test_a_verb_that_is_not_allowed_says_who_may(
    qapp: QApplication, database: Database, me: Me
) -> None:
    known = report(database)
    database.run(ClaimObservation.of(observation_id=known))
    database.sign_in(person("Kim Sol", Role.DISPATCHER, like=me))
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    assert not tab.verbs["close"].isEnabled()
    assert "Rowan Vale has had" in tab.verbs["close"].reason
    assert tab.verbs["incident"].isEnabled()
    await desk.close()


async def test_a_report_through_the_form_keeps_its_text_until_it_is_in(
    qapp: QApplication, database: Database
) -> None:
    drafts = KeptDrafts()
    desk, tab = await opened(qapp, database, drafts=drafts)
    tab.verbs["new"].trigger()
    form: Any = tab.forms._forms["observation.report"]
    form.submit()
    assert form._rows["summary"]._wrong.text()

    QTest.keyClicks(form.editor("summary").edit, "Two men at the fuel dock")
    await desk.until(lambda: "observation.report" in drafts.kept)
    form.editor("place").edit.setText("43.7345 N 7.4215 E")
    form.editor("place")._typed("43.7345 N 7.4215 E")
    form.editor("tags").edit.setText("#Port night")
    QTest.keyClick(form.editor("summary").edit, Qt.Key.Key_Return, CTRL)
    await desk.until(lambda: tab.model.rowCount() == 1)
    item: Any = tab.model.item_at(0)
    record = read(database, item.id)
    assert record.summary == "Two men at the fuel dock"
    assert record.position is not None
    assert record.position.latitude == pytest.approx(43.7345)
    assert record.tags == ("port", "night")
    await desk.until(lambda: "observation.report" not in drafts.kept)
    assert not tab.forms.open_keys()
    await desk.calm()
    await desk.close()


async def test_an_edit_sends_only_what_changed_and_a_clash_asks(
    qapp: QApplication, database: Database
) -> None:
    known = report(database, "Grey van", narrative="Two passes.")
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    tab.verbs["edit"].trigger()
    form: Any = tab.forms._forms[f"observation.correct/{known}"]
    QTest.keyClicks(form.editor("summary").edit, " at the gate")
    assert form.values() == {"summary": "Grey van at the gate"}

    database.run(CorrectObservation.of(observation_id=known, version=1, summary="Grey Renault van"))
    form.submit()
    await desk.until(lambda: desk.window.findChild(ConflictWindow) is not None)
    window: Any = desk.window.findChild(ConflictWindow)
    assert window.missing()
    assert read(database, known).summary == "Grey Renault van"
    assert form.values()["summary"] == "Grey van at the gate"
    await desk.calm()
    await desk.close()


async def test_text_of_people_stays_plain_and_long_names_stay_in_place(
    qapp: QApplication, database: Database
) -> None:
    hostile = "<b>bold</b> <img src=x> " + "\u202eright to left\u202c שלום " + "very long " * 40
    known = report(database, hostile[:480], narrative=hostile, place="<i>Quai</i> " + "a" * 300)
    desk, tab = await opened(qapp, database, size=(1280, 720))
    await select(desk, tab, known)
    assert tab.detail.head._title.textFormat() is Qt.TextFormat.PlainText
    assert "<b>bold</b>" in tab.detail.head._title.text()
    assert tab.detail.head.width() <= tab.pane.viewport().width()
    assert tab.right.width() <= 400
    await desk.close()


@pytest.mark.parametrize(
    ("size", "left", "detail"), [((1920, 1080), 188, 1400), ((1280, 720), 0, 888)], ids=["wide", "narrow"]
)
async def test_the_regions_stand_where_the_pictures_have_them(
    qapp: QApplication, database: Database, size: tuple[int, int], left: int, detail: int
) -> None:
    known = report(database)
    desk, tab = await opened(qapp, database, size=size)
    await select(desk, tab, known)

    def x(widget: Any) -> int:
        return int(widget.mapTo(desk.window, QPoint(0, 0)).x())

    assert abs(x(tab.view) - left) <= 8
    assert abs(x(tab.right) - detail) <= 8
    assert tab.detail.head.width() <= tab.pane.viewport().width()
    assert tab.bar.height() in range(38, 42)
    hidden = [column.id for at, column in enumerate(tab.model.columns) if tab.view.header.isSectionHidden(at)]
    assert hidden == ([] if size[0] == 1920 else ["source", "marks", "number"])
    await desk.close()


async def test_nothing_to_show_says_what_to_do(qapp: QApplication, database: Database) -> None:
    desk, tab = await opened(qapp, database)
    assert tab.nothing.isVisible()
    assert tab.empty.isVisible()

    report(database)
    await desk.until(lambda: tab.model.rowCount() == 1)
    await desk.until(lambda: not tab.nothing.isVisible())

    tab.presenter.show_view("closed_today")
    await desk.until(tab.nothing.isVisible)
    assert tab.nothing.title.text() == "No observation matches."
    assert "1 are hidden by Closed today" in tab.nothing.text.text()
    tab.nothing.pressed.emit()
    await desk.until(lambda: tab.model.rowCount() == 1)
    await desk.close()


async def test_conditions_are_chips_and_views_count_exactly(
    qapp: QApplication, database: Database, me: Me
) -> None:
    for at in range(5):
        report(database, f"Report {at}", priority=Priority.URGENT if at < 2 else Priority.ROUTINE)
    closed = report(database, "Closed")
    database.run(
        CloseObservation.of(
            observation_id=closed, version=1, disposition=ObservationDisposition.NO_ACTION, note=None
        )
    )
    desk, tab = await opened(qapp, database)
    await desk.until(lambda: tab.views._rows["open"].count == "5")
    assert tab.views._rows["closed_today"].count == "1"
    assert tab.views._rows["urgent"].count == "2"
    tab.presenter.add("priority", "2")
    await desk.until(lambda: tab.model.rowCount() == 2)
    assert [one.id for one in tab.bar._conditions] == ["status", "priority"]
    tab.presenter.remove("status")
    assert tab.views.current == ""
    tab.presenter.keep_view("Urgent ones")
    await desk.calm()
    assert tab.views._groups[-1].views[0].label == "Urgent ones"
    await desk.close()


async def test_opening_an_incident_needs_no_question(qapp: QApplication, database: Database) -> None:
    known = report(database, "Fire on the quay", priority=Priority.EMERGENCY)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    tab.view.setFocus()
    QTest.keyClick(tab.view, Qt.Key.Key_I, CTRL)
    await desk.until(lambda: read(database, known).status is ObservationStatus.CONVERTED)
    await desk.calm()
    assert desk.desk.history.can_undo
    assert (
        database.ask(records.count, ObservationFilter(statuses=frozenset({ObservationStatus.CONVERTED}))) == 1
    )
    await desk.close()


async def test_a_panel_can_be_made_for_any_record(qapp: QApplication, database: Database) -> None:
    known = report(database)
    database.run(
        GradeObservation.of(
            observation_id=known, version=1, reliability=Reliability.A, credibility=Credibility.CONFIRMED
        )
    )
    desk, _tab = await opened(qapp, database)
    panel = close_panel(desk.desk, read(database, known))
    assert panel.title.startswith("Close")
    panel.deleteLater()
    await desk.close()


async def test_in_a_very_narrow_window_the_record_opens_over_the_list(
    qapp: QApplication, database: Database
) -> None:
    known = report(database)
    desk, tab = await opened(qapp, database, size=(1000, 700))
    assert not tab.right.isVisible()
    tab.view.select(known)
    tab.presenter.open(known)
    await desk.calm()
    tab.view.setFocus()
    QTest.keyClick(tab.view, Qt.Key.Key_Return)
    assert tab.right.isVisible()
    assert not tab.view.isVisible()
    QTest.keyClick(tab.pane, Qt.Key.Key_Escape)
    assert tab.view.isVisible()
    assert not tab.right.isVisible()
    await desk.close()


async def test_a_place_from_the_map_stands_in_the_form_and_the_map_follows_the_filter(
    qapp: QApplication, database: Database
) -> None:
    desk, tab = await opened(qapp, database)
    tab.report_at(Position(43.7345, 7.4215))
    form: Any = tab.forms._forms["observation.report"]
    assert form.values()["place"].position == Position(43.7345, 7.4215)
    tab.report_at(Position(43.7300, 7.4200))
    assert form.values()["place"].position == Position(43.7300, 7.4200)
    assert tab.forms.open_keys() == ["observation.report"]
    tab.presenter.show_view("closed_today")
    assert desk.desk.links.observations is not None
    assert desk.desk.links.observations.closed_since is not None
    await desk.calm()
    await desk.close()
