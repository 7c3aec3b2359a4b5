from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton

from opsdesk.desk.incidents.tab import IncidentsTab
from opsdesk.handling import Role
from opsdesk.incidents import records
from opsdesk.incidents.commands import AddUnit, AssignUnit, CorrectIncident, LogIncident, OpenIncident
from opsdesk.incidents.model import (
    Incident,
    IncidentDisposition,
    IncidentFilter,
    IncidentStatus,
    LogKind,
    UnitStatus,
)
from opsdesk.observations.commands import ReportObservation
from opsdesk.observations.model import Priority
from opsdesk.store.database import Database
from opsdesk.store.operator import Me
from tests.databases import person
from tests.desk.observations.joined import Joined, KeptDrafts, join

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def open_incident(database: Database, title: str = "Grey van around the port", **fields: Any) -> UUID:
    command = OpenIncident.of(title=title, **fields)
    database.run(command)
    return command.incident_id


def add_unit(database: Database, me: Me, call_sign: str = "Harbour 2") -> UUID:
    command = AddUnit.of(call_sign=call_sign, organization_id=me.organization_id)
    database.run(command)
    return command.unit_id


def read(database: Database, incident_id: UUID) -> Incident:
    return database.ask(records.get, incident_id)


async def opened(application: QApplication, database: Database, **how: Any) -> tuple[Joined, IncidentsTab]:
    desk = await join(application, database, lambda desk: [IncidentsTab(desk)], **how)
    tab = desk.window.tabs[0]
    assert isinstance(tab, IncidentsTab)
    return desk, tab


async def select(desk: Joined, tab: IncidentsTab, incident_id: UUID) -> None:
    tab.show_record(incident_id)
    await desk.until(
        lambda: tab.presenter.current is not None and tab.presenter.current.incident.id == incident_id
    )
    await desk.calm()


async def test_an_incident_from_elsewhere_becomes_a_row(qapp: QApplication, database: Database) -> None:
    first = open_incident(database)
    desk, tab = await opened(qapp, database)
    QAbstractItemModelTester(tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    await select(desk, tab, first)
    second = open_incident(database, "Man collapsed", priority=Priority.EMERGENCY)
    await desk.until(lambda: tab.model.row_of(second) == 0)
    assert tab.view.selected == first
    await desk.until(lambda: (tab.badge.count, tab.badge.late) == (2, True))
    await desk.calm()
    await desk.close()


async def test_a_line_is_typed_and_stands_in_the_log(qapp: QApplication, database: Database) -> None:
    known = open_incident(database)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    assert tab.view.hasFocus()  # the line is there and takes no focus by itself

    QTest.keyClick(tab.view, Qt.Key.Key_Return, CTRL)
    line = tab.detail.line
    assert line.edit.hasFocus()
    QTest.keyClicks(line.edit, "Harbour 2 at the gate")
    QTest.keyClick(line.edit, Qt.Key.Key_Return)
    assert line.edit.text() == ""
    await desk.until(lambda: read(database, known).log[-1].text == "Harbour 2 at the gate")
    await desk.until(lambda: tab.detail.log._shown[-1].text == "Harbour 2 at the gate")
    assert line.edit.hasFocus()
    QTest.keyClick(line.edit, Qt.Key.Key_Escape)
    assert tab.view.hasFocus()
    await desk.calm()
    await desk.close()


async def test_what_was_typed_for_one_incident_stays_with_it(qapp: QApplication, database: Database) -> None:
    first, second = open_incident(database, "First"), open_incident(database, "Second")
    drafts = KeptDrafts()
    desk, tab = await opened(qapp, database, drafts=drafts)
    await select(desk, tab, first)
    QTest.keyClicks(tab.detail.line.edit, "half a sen")
    await select(desk, tab, second)
    assert tab.detail.line.edit.text() == ""
    await select(desk, tab, first)
    assert tab.detail.line.edit.text() == "half a sen"
    await desk.until(lambda: f"incident.log/{first}" in drafts.kept)
    await desk.close()

    desk, tab = await opened(qapp, database)
    assert tab.restore_draft(f"incident.log/{first}", drafts.kept[f"incident.log/{first}"])
    await select(desk, tab, first)
    assert tab.detail.line.edit.text() == "half a sen"
    await desk.close()


async def test_a_wrong_line_is_struck_with_a_reason_and_stays(qapp: QApplication, database: Database) -> None:
    known = open_incident(database)
    database.run(LogIncident.of(incident_id=known, text="Plate FX-818"))
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    entry = next(one for one in tab.detail.log._shown if one.kind is LogKind.NOTE)
    tab.deeds.strike(entry)
    panel = tab.detail.panels.panel
    assert panel is not None
    QTest.keyClicks(panel.first(), "misheard")
    QTest.keyClick(panel.first(), Qt.Key.Key_Return, CTRL)
    await desk.until(lambda: read(database, known).log[-1].struck_reason == "misheard")
    await desk.until(lambda: "1 struck" in tab.detail.log.note.text())
    await desk.calm()
    await desk.close()


async def test_a_unit_is_assigned_moves_on_and_is_released(
    qapp: QApplication, database: Database, me: Me
) -> None:
    known = open_incident(database)
    unit_id = add_unit(database, me)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    assert tab.detail.units._nobody.isVisible()

    QTest.keyClick(tab.view, Qt.Key.Key_J, CTRL)
    await desk.until(lambda: tab.detail.panels.panel is not None)
    panel = tab.detail.panels.panel
    assert panel is not None
    QTest.keyClick(panel.first(), Qt.Key.Key_Down)
    QTest.keyClick(panel.first(), Qt.Key.Key_Return, CTRL)
    await desk.until(lambda: read(database, known).status is IncidentStatus.ASSIGNED)
    await desk.until(lambda: not tab.detail.units._nobody.isVisible())

    here = read(database, known).units[0]
    tab.detail.units.moved.emit(here, UnitStatus.EN_ROUTE)
    await desk.until(lambda: read(database, known).status is IncidentStatus.EN_ROUTE)
    await desk.until(lambda: database.ask(records.page, IncidentFilter()).items[0].units == ("Harbour 2",))
    tab.detail.units.released.emit(here)
    await desk.until(lambda: read(database, known).units[0].released_at is not None)
    assert here.unit_id == unit_id
    await desk.calm()
    await desk.close()


async def test_priority_one_asks_for_the_emergency_call(
    qapp: QApplication, database: Database, me: Me
) -> None:
    known = open_incident(database, priority=Priority.EMERGENCY)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    assert tab.detail.emergency.isVisible()
    tab.verbs["told_now"].trigger()
    await desk.until(lambda: read(database, known).emergency_told_by == me.name)
    await desk.until(lambda: me.name in tab.detail.emergency._text.text())
    assert not tab.verbs["told_now"].isEnabled()
    await desk.until(lambda: not tab.badge.late)
    await desk.calm()
    await desk.close()


async def test_closing_through_the_keys_and_reopening(qapp: QApplication, database: Database) -> None:
    known = open_incident(database)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    QTest.keyClick(tab.view, Qt.Key.Key_Return, CTRL | SHIFT)
    panel = tab.detail.panels.panel
    assert panel is not None
    panel.submit()
    assert panel._rows["disposition"]._wrong.text()
    panel.editor("disposition").set_value(IncidentDisposition.GONE_ON_ARRIVAL)
    QTest.keyClick(panel.first(), Qt.Key.Key_Return, CTRL)
    await desk.until(lambda: read(database, known).status is IncidentStatus.CLOSED)
    await desk.until(tab.verbs["reopen"].isEnabled)
    assert "Reopen it first" in tab.verbs["status"].reason
    await desk.calm()
    await desk.close()


async def test_the_form_opens_one_and_a_correction_clashes_safely(
    qapp: QApplication, database: Database
) -> None:
    desk, tab = await opened(qapp, database)
    assert tab.nothing.isVisible()
    tab.verbs["new"].trigger()
    form: Any = tab.forms._forms["incident.open"]
    form.submit()
    await desk.until(form._rows["title"]._wrong.text)
    await desk.calm()
    QTest.keyClicks(form.editor("title").edit, "Storage alarm")
    QTest.keyClick(form.editor("title").edit, Qt.Key.Key_Return, CTRL)
    await desk.until(lambda: tab.model.rowCount() == 1)
    item: Any = tab.model.item_at(0)
    known = item.id
    await select(desk, tab, known)
    tab.verbs["edit"].trigger()
    edit: Any = tab.forms._forms[f"incident.correct/{known}"]
    QTest.keyClicks(edit.editor("commander").edit, "Lt. Sol")
    database.run(CorrectIncident.of(incident_id=known, version=1, title="Alarm at the storage rooms"))
    edit.submit()
    await desk.until(lambda: read(database, known).commander == "Lt. Sol")
    assert read(database, known).title == "Alarm at the storage rooms"
    await desk.calm()
    await desk.close()


async def test_a_liaison_reads_and_is_told_who_may(qapp: QApplication, database: Database, me: Me) -> None:
    known = open_incident(database)
    database.sign_in(person("Kim Sol", Role.LIAISON, like=me))
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    assert not tab.verbs["assign"].isEnabled()
    assert "Only a dispatcher or a supervisor" in tab.verbs["assign"].reason
    assert not tab.detail.line.isEnabled()
    await desk.close()


async def test_linked_observations_stand_in_the_record(
    qapp: QApplication, database: Database, me: Me
) -> None:
    report = ReportObservation.of(summary="<b>Van</b> " + "long " * 80, narrative="x" * 2_000)
    database.run(report)
    known = open_incident(database, "Long " * 60, observations=(report.observation_id,))
    unit_id = add_unit(database, me, "Unit " + "with a long name " * 8)
    database.run(AssignUnit.of(incident_id=known, unit_id=unit_id))
    desk, tab = await opened(qapp, database, size=(1280, 720))
    await select(desk, tab, known)
    assert tab.detail.observations.isVisible()
    assert tab.detail.head.width() <= tab.pane.viewport().width()
    shown: list[tuple[str, UUID]] = []
    desk.desk.links.record_asked.connect(lambda subject, record: shown.append((subject, record)))
    tab.detail.observations.opened.emit(report.observation_id)
    assert shown == [("observation", report.observation_id)]
    await desk.close()


async def test_a_link_is_taken_away_and_comes_back(qapp: QApplication, database: Database, me: Me) -> None:
    report = ReportObservation.of(summary="Grey van")
    database.run(report)
    known = open_incident(database, observations=(report.observation_id,))
    desk, tab = await opened(qapp, database)
    await select(desk, tab, known)
    (unlink,) = (one for one in tab.detail.observations.findChildren(QPushButton) if one.text() == "Unlink")
    ((_observation, number),) = read(database, known).observations
    assert unlink.accessibleName() == f"Unlink {number}"
    QTest.mouseClick(unlink, Qt.MouseButton.LeftButton)
    await desk.until(lambda: not read(database, known).observations)
    await desk.until(lambda: not tab.detail.observations.isVisible())
    await desk.until(lambda: desk.desk.history.can_undo)
    step = desk.desk.history.next_undo()
    assert step is not None
    desk.desk.do(step.back)
    await desk.until(lambda: len(read(database, known).observations) == 1)
    await desk.until(tab.detail.observations.isVisible)
    await desk.calm()
    await desk.close()


async def test_who_may_not_unlink_has_no_button(qapp: QApplication, database: Database, me: Me) -> None:
    report = ReportObservation.of(summary="Grey van")
    database.run(report)
    known = open_incident(database, observations=(report.observation_id,))
    database.sign_in(person("Kim Sol", Role.LIAISON, like=me))
    desk, tab = await opened(qapp, database)
    await desk.calm()
    await select(desk, tab, known)
    assert tab.detail.observations.isVisible()
    texts = [one.text() for one in tab.detail.observations.findChildren(QPushButton)]
    assert "Unlink" not in texts
    await desk.close()


@pytest.mark.parametrize(
    ("size", "left", "detail"), [((1920, 1080), 188, 1400), ((1280, 720), 0, 888)], ids=["wide", "narrow"]
)
async def test_the_regions_stand_where_the_pictures_have_them(
    qapp: QApplication, database: Database, size: tuple[int, int], left: int, detail: int
) -> None:
    known = open_incident(database)
    desk, tab = await opened(qapp, database, size=size)
    await select(desk, tab, known)
    assert abs(tab.view.mapTo(desk.window, QPoint(0, 0)).x() - left) <= 8
    assert abs(tab.right.mapTo(desk.window, QPoint(0, 0)).x() - detail) <= 8
    line = tab.detail.line
    assert line.geometry().bottom() == tab.pane.height() - 1
    assert tab.pane.viewport().geometry().bottom() < line.geometry().top()
    await desk.close()
