from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from opsdesk.desk.partners.availability import reachable_now
from opsdesk.desk.partners.cover_strip import ticks
from opsdesk.desk.partners.importing import ImportForm
from opsdesk.desk.partners.positions_editor import PositionsEditor
from opsdesk.desk.partners.pressing import Name
from opsdesk.desk.partners.week_editor import ClockEdit, WeekEditor, hours_of, needed_of
from opsdesk.handling import Marking
from opsdesk.partners import records
from opsdesk.partners.commands import AddLicence, EditOrganization, LogEngagement, PlanCoverage
from opsdesk.partners.cover import week_of_need
from opsdesk.partners.model import EngagementKind, OrganizationKind, PartnerFilter
from opsdesk.releases import records as releases
from opsdesk.releases.model import ReleaseFilter
from opsdesk.store.database import Database
from tests.desk.fakes import look
from tests.desk.observations.joined import KeptDrafts
from tests.desk.partners.directory import (
    DAY,
    ZONE,
    add_contact,
    add_partner,
    add_post,
    cover_but,
    form,
    opened,
    select,
)

CTRL = Qt.KeyboardModifier.ControlModifier


async def test_a_new_partner_is_entered_and_likely_doubles_are_hinted_at(
    qapp: QApplication, database: Database
) -> None:
    known = add_partner(database)
    desk, tab = await opened(qapp, database)
    tab.view.setFocus()
    QTest.keyClick(tab.view, Qt.Key.Key_N, CTRL)
    made = form(tab)
    editor = made.editor("name")

    QTest.keyClicks(editor.edit, "Port Hercul Wach")
    await desk.until(editor.hint.isVisible)
    (double,) = editor.hint.findChildren(Name)
    assert double.words() == "Port Hercule Watch"
    double.click()
    await desk.until(lambda: tab.presenter.wanted == known)
    assert tab.forms.has("organization.add")

    QTest.keyClick(tab.view, Qt.Key.Key_N, CTRL)
    assert form(tab) is made
    made.editor("name").edit.clear()
    QTest.keyClicks(editor.edit, "Quai Antoine Cleaning")
    await desk.until(lambda: not editor.hint.isVisible())
    made.editor("organization_kind").set_value(OrganizationKind.PROPERTY_OWNER)
    QTest.keyClicks(made.editor("telephone").edit, "+377 98 00 11 22")
    QTest.keyClick(editor.edit, Qt.Key.Key_Return, CTRL)

    def entered() -> list[Any]:
        found = database.ask(records.page, PartnerFilter(text="Antoine", day=DAY)).items
        return list(found)

    await desk.until(entered)
    await desk.until(lambda: tab.presenter.wanted == entered()[0].id)
    assert database.ask(records.get, entered()[0].id).telephone == "+37798001122"
    await desk.calm()
    await desk.close()


async def test_an_empty_name_and_a_wrong_number_are_told_beside_them_and_the_text_stays(
    qapp: QApplication, database: Database
) -> None:
    desk, tab = await opened(qapp, database)
    tab.verbs["new"].trigger()
    made = form(tab)
    made.submit()
    assert "empty" in made._rows["name"]._wrong.text()

    made.editor("name").set_value("Quai Cleaning")
    made.editor("telephone").set_value("call me")
    made.editor("position").edit.setPlainText("somewhere")
    made.submit()
    assert "somewhere" in made._rows["position"]._wrong.text()
    made.editor("position").edit.setPlainText("43.7340 7.4218")
    made.submit()
    assert "call me" in made._rows["telephone"]._wrong.text()
    assert made.values()["name"] == "Quai Cleaning"
    await desk.calm()
    await desk.close()


async def test_a_draft_comes_back_after_the_program_ended(qapp: QApplication, database: Database) -> None:
    partner = add_partner(database)
    drafts = KeptDrafts()
    desk, tab = await opened(qapp, database, drafts=drafts)
    await select(desk, tab, partner)
    tab.verbs["log"].trigger()
    made = form(tab)
    made.editor("summary").edit.setPlainText("Asked for a guard at gate 3")
    tab.verbs["edit"].trigger()
    QTest.keyClicks(form(tab).editor("notes").edit, "night only")
    licence = AddLicence.of(organization_id=partner, holder="X. Nouveau", licence_kind="CNAPS", number="1")
    entry = LogEngagement.of(organization_id=partner, engagement_kind="call", summary="Gate")
    for command in (licence, entry):
        database.run(command)
    tab.forming.edit_licence(database.ask(records.get_licence, licence.licence_id))
    QTest.keyClicks(form(tab).editor("number").inner(), "23")
    tab.forming.edit_engagement(database.ask(records.get_engagement, entry.engagement_id))
    form(tab).editor("summary").edit.setPlainText("Gate 3")
    await desk.close()

    desk, tab = await opened(qapp, database, drafts=drafts)
    for key, kept in drafts.kept.items():
        assert tab.restore_draft(key, kept)
    await desk.until(lambda: len(tab.forms.open_keys()) == 4)
    tab.forms.bring(f"licence.edit/{licence.licence_id}")
    assert form(tab).values() == {"number": "123"}
    tab.forms.bring(f"engagement.edit/{entry.engagement_id}")
    assert form(tab).values() == {"summary": "Gate 3"}
    tab.forms.bring(f"engagement.log/{partner}")
    assert form(tab).editor("summary").value() == "Asked for a guard at gate 3"
    assert form(tab).editor("engagement_kind").value() is EngagementKind.CALL
    tab.forms.bring(f"organization.edit/{partner}")
    assert form(tab).values() == {"notes": "night only"}
    await desk.calm()
    await desk.close()


async def test_a_gap_is_assigned_and_only_that_is_refused_which_cannot_be(
    qapp: QApplication, database: Database
) -> None:
    partner = add_partner(database)
    post = add_post(database, partner)
    other = add_post(database, partner, "P-13", needs_cover=False)
    who = add_contact(database, partner)
    starts, ends = cover_but(database, post, 0.0001)
    database.run(PlanCoverage.of(post_id=other, contact_id=who, starts=starts, ends=ends))
    desk, tab = await opened(qapp, database)
    await select(desk, tab, partner)
    tab.view.setFocus()

    QTest.keyClick(tab.view, Qt.Key.Key_J, CTRL)
    made = form(tab)
    assert made.editor("ends").value() >= ends
    made.editor("contact_id").set_value(who)
    made.submit()
    await desk.until(lambda: "P-13" in desk.desk.messages.past[-1].text if desk.desk.messages.past else False)
    assert form(tab) is made
    await desk.calm()

    made.editor("contact_id").set_value(None)
    QTest.keyClicks(made.editor("officer").edit, "Roux")
    made.submit()
    await desk.until(lambda: not tab.presenter.current.strip[0].gaps)
    covered = tab.presenter.current.strip[0].coverage
    assert [one.officer for one in covered] == ["Petit", "Roux"]
    await desk.calm()
    await desk.close()


async def test_coverage_is_changed_and_taken_off_the_plan(qapp: QApplication, database: Database) -> None:
    partner = add_partner(database)
    post = add_post(database, partner)
    cover_but(database, post, 1)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, partner)
    line = tab.presenter.current.strip[0]
    tab.detail.cover.strip.coverage_pressed.emit(line.post, line.coverage[0])
    made = form(tab)
    made.editor("officer").edit.setText("Haddad")
    made.submit()
    await desk.until(lambda: tab.presenter.current.strip[0].coverage[0].officer == "Haddad")

    line = tab.presenter.current.strip[0]
    assert line.coverage[0].starts == DAY.around(datetime.now(UTC))[0]
    tab.detail.cover.strip.coverage_pressed.emit(line.post, line.coverage[0])
    form(tab).editor("retire").button.click()
    await desk.until(lambda: not tab.presenter.current.strip[0].coverage)
    assert desk.desk.history.can_undo
    await desk.calm()
    await desk.close()


async def test_a_post_gets_an_area_and_hours(qapp: QApplication, database: Database) -> None:
    partner = add_partner(database)
    post = add_post(database, partner)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, partner)
    tab.forming.edit_post(database.ask(records.get_post, post))
    made = form(tab)
    assert made.values() == {}

    made.editor("area").edit.setPlainText("43.73 7.42\n43.74 7.42")
    made.submit()
    assert made._rows["area"]._wrong.text()
    made.editor("area").edit.setPlainText("43.73 7.42\n43.74 7.42\n43.74 7.43")
    week = made.editor("needed")
    week.mode.setCurrentIndex(1)
    week.mode.activated.emit(1)
    made.submit()

    await desk.until(lambda: len(database.ask(records.get_post, post).area) == 3)
    found = database.ask(records.get_post, post)
    assert found.needed == tuple((day * 1440 + 480, day * 1440 + 1080) for day in range(5))
    await desk.calm()
    await desk.close()


async def test_what_another_desk_changed_meanwhile_is_merged(qapp: QApplication, database: Database) -> None:
    partner = add_partner(database)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, partner)
    tab.verbs["edit"].trigger()
    made = form(tab)
    made.editor("organization_kind").set_value(OrganizationKind.HOTEL)
    database.run(EditOrganization.of(organization_id=partner, version=1, clearance=Marking.GREEN))
    made.submit()

    await desk.until(lambda: database.ask(records.get, partner).kind is OrganizationKind.HOTEL)
    assert database.ask(records.get, partner).clearance is Marking.GREEN
    await desk.calm()
    await desk.close()


async def test_a_file_is_looked_at_and_brought_in_and_what_is_left_out_is_said(
    qapp: QApplication, database: Database, tmp_path: Path
) -> None:
    add_partner(database)
    path = tmp_path / "partners.csv"
    path.write_text(
        "organization,kind,contact,contact telephone\n"
        "Port Hercule Watch,contract security,X. Nouveau,+377 98 00 55 66\n"
        "Quai Cleaning,corporate security,<b>A.</b>,12\n"
        "Bad,nonsense,,\n"
    )
    desk, tab = await opened(qapp, database)
    tab.forming._open(ImportForm(desk.desk, path, None))
    made = form(tab)
    await desk.until(made.do_button.isEnabled)
    assert "1 new partner" in made.note.text()
    assert made.do_button.text().startswith("Import 1 new partner")
    assert "nonsense" in made._problems.text()
    assert database.ask(records.count, PartnerFilter(text="Quai", day=DAY)) == 0

    made.submit()
    await desk.until(lambda: made.do_button.isEnabled() and made._over)
    assert "1 partner and 2 contacts brought in." in made.note.text()
    assert database.ask(records.count, PartnerFilter(text="Quai", day=DAY)) == 1
    made.submit()
    assert not tab.forms.open_keys()
    await desk.calm()
    await desk.close()


async def test_an_export_is_recorded_before_the_file_is_written(
    qapp: QApplication, database: Database, tmp_path: Path
) -> None:
    partner = add_partner(database, "=HYPERLINK(1)")
    add_contact(database, partner)
    desk, tab = await opened(qapp, database)
    tab.verbs["export"].trigger()
    made = form(tab)
    made.submit()
    assert made.rows["recipient"]._wrong.text()
    made.fill({"recipient": "Commander Blanc", "reason": "exercise"})
    target = tmp_path / "partners.csv"

    made.write(target)
    await desk.until(lambda: not tab.forms.open_keys())

    text = target.read_text()
    assert "L. Marin" in text
    assert "'=HYPERLINK(1)" in text
    (release,) = database.ask(releases.page, ReleaseFilter()).items
    assert release.recipient == "Commander Blanc"
    assert release.marking is Marking.AMBER_STRICT
    await desk.calm()
    await desk.close()


@pytest.mark.parametrize(
    "needed",
    [
        ((480, 1080),),
        tuple((day * 1440 + 480, day * 1440 + 1080) for day in range(7)),
        ((1200, 1800),),
        ((0, 2880),),
        ((0, 360), (9600, 10080)),
        ((4 * 1440 + 1080, 6 * 1440 + 360),),
    ],
)
def test_hours_of_a_week_come_back_as_they_were(needed: tuple[tuple[int, int], ...]) -> None:
    assert needed_of(hours_of(week_of_need(needed))) == week_of_need(needed)


def test_hours_that_nobody_touched_stay_as_they_were_and_a_draft_keeps_them(qtbot: Any) -> None:
    editor, other = WeekEditor(look()), WeekEditor(look())
    qtbot.addWidget(editor)
    qtbot.addWidget(other)
    editor.set_value(((480, 1080), (1920, 2520)))
    assert editor.value() == ((480, 1080), (1920, 2520))
    other.set_kept(editor.kept())
    assert other.value() == editor.value()


def test_a_time_is_typed_as_people_write_it_and_what_is_none_changes_nothing(qtbot: Any) -> None:
    edit = ClockEdit(480)
    qtbot.addWidget(edit)
    for text, minutes in (("9", 540), ("9:30", 570), ("0945", 585), ("25:00", 585), ("23.15", 1395)):
        edit.clear()
        QTest.keyClicks(edit, text)
        edit.editingFinished.emit()
        assert edit.minutes == minutes
    assert edit.text() == "23:15"


def test_pasted_positions_are_read_in_any_notation(qtbot: Any) -> None:
    editor = PositionsEditor(look(), area=True)
    qtbot.addWidget(editor)
    editor.edit.setPlainText("43.73 7.42\n\n43 44.1 N 7 25.2 E; 43.74, 7.43")
    assert len(editor.value().positions) == 3
    editor.edit.setPlainText("43.73 7.42\nRascasse")
    assert editor.value().wrong == "Rascasse"


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("always", True),
        ("24 h", True),
        ("Mon to Fri, 9 to 17", False),
        ("Sat to Mon, 9 to 17", True),
        ("06:00 to 18:00", True),
        ("18:00 to 06:00", False),
        ("Fri, 22 to 15", True),
        ("ask the desk", None),
        (None, None),
        ("99 to 130", None),
    ],
)
def test_who_is_there_is_read_from_what_was_written(text: str | None, there: bool | None) -> None:
    saturday = datetime(2026, 6, 13, 12, 2, tzinfo=UTC)
    assert reachable_now(text, saturday, ZONE) is there


def test_the_axis_counts_hours_of_the_clock_when_it_changes() -> None:
    for on, hours in ((date(2026, 3, 28), 23), (date(2026, 10, 24), 25)):
        starts, ends = DAY.of(on)
        assert ends - starts == timedelta(hours=hours)
        named = [f"{at.astimezone(ZONE):%H}" for at in ticks(starts, ends, ZONE)]
        assert named[:3] == ["06", "09", "12"]
        assert named[-2:] == ["03", "06"]
