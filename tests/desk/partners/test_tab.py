from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from opsdesk.desk.partners.pressing import KeyButton, Name
from opsdesk.desk.widgets.text import PlainLabel
from opsdesk.handling import Role
from opsdesk.partners import records
from opsdesk.partners.commands import (
    AddLicence,
    ArchiveOrganization,
    EditOrganization,
    LogEngagement,
    PlanCoverage,
)
from opsdesk.partners.model import AgreementKind, EngagementKind, OrganizationKind
from opsdesk.store.database import Database
from opsdesk.store.operator import Me
from tests.databases import person
from tests.desk.partners.directory import (
    DAY,
    Calls,
    add_contact,
    add_partner,
    add_post,
    cover_but,
    opened,
    select,
)

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def words_in(widget: Any) -> str:
    labels = [one.text() for one in widget.findChildren(PlainLabel) if one.isVisibleTo(widget)]
    pressed = [
        one.words()
        for kind in (Name, KeyButton)
        for one in widget.findChildren(kind)
        if one.isVisibleTo(widget)
    ]
    return " | ".join([*labels, *pressed])


def row_of(tab: Any, partner: UUID) -> list[str]:
    row = tab.model.row_of(partner)
    return [tab.model.data(tab.model.index(row, at)) for at in range(tab.model.columnCount())]


async def test_a_row_says_agreement_licences_and_gaps(qapp: QApplication, database: Database) -> None:
    today = DAY.today(datetime.now(UTC))
    partner = add_partner(database, agreement=AgreementKind.MOU, agreement_end=today + timedelta(days=24))
    expires = today + timedelta(days=9)
    database.run(AddLicence.of(organization_id=partner, licence_kind="CCTV", expires=expires))
    post = add_post(database, partner)
    cover_but(database, post, 0.0001)
    desk, tab = await opened(qapp, database)
    QAbstractItemModelTester(tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    row = row_of(tab, partner)

    assert row[0] == "Port Hercule Watch"
    assert row[3] == "MOU, 24 d left"
    assert row[4] == "TLP:AMBER"
    assert row[6] == "1 in 9 d"
    assert row[7] == "1 1 gap"
    await desk.close()


async def test_a_change_of_a_part_changes_the_row_and_leaves_the_view_of_gaps(
    qapp: QApplication, database: Database
) -> None:
    partner = add_partner(database)
    post = add_post(database, partner)
    starts, ends = cover_but(database, post, 0.0001)
    desk, tab = await opened(qapp, database)
    tab.presenter.show_view("gaps_today")
    await desk.until(lambda: tab.model.rowCount() == 1)
    assert tab.badge.count == 1
    assert tab.badge.late

    database.run(PlanCoverage.of(post_id=post, officer="Roux", starts=starts, ends=ends))

    await desk.until(lambda: tab.model.rowCount() == 0)
    await desk.until(lambda: tab.badge.count == 0)
    assert tab.nothing.title.text() == "No gap in cover today"
    await desk.close()


async def test_archive_and_undo(qapp: QApplication, database: Database) -> None:
    partner = add_partner(database)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, partner)
    tab.view.setFocus()

    QTest.keyClick(tab.view, Qt.Key.Key_Delete, CTRL | SHIFT)
    await desk.until(lambda: database.ask(records.get, partner).archived_at is not None)
    await desk.until(lambda: tab.model.row_of(partner) < 0)
    await desk.until(tab.verbs["restore"].isEnabled)
    assert not tab.verbs["archive"].isEnabled()

    step = desk.desk.history.next_undo()
    assert step is not None
    desk.desk.do(step.back)
    await desk.until(lambda: database.ask(records.get, partner).archived_at is None)
    await desk.until(lambda: tab.model.row_of(partner) >= 0)
    await desk.calm()
    await desk.close()


async def test_the_first_button_dials_copies_and_offers_to_log(
    qapp: QApplication, database: Database
) -> None:
    partner = add_partner(database)
    add_contact(database, partner, "C. Duval", telephones=())
    add_contact(database, partner, "L. Marin", available="always")
    calls = Calls()
    desk, tab = await opened(qapp, database, calls)
    await select(desk, tab, partner)
    tab.view.setFocus()

    QTest.keyClick(tab.view, Qt.Key.Key_T, CTRL)

    assert calls.links == ["tel:+37798001705"]
    assert QGuiApplication.clipboard().text() == "+37798001705"
    message = desk.desk.messages.past[-1]
    assert "L. Marin" in message.text
    assert message.act is not None
    message.act()
    made = tab.forms._stack.currentWidget()
    assert made.editor("engagement_kind").value() is EngagementKind.CALL
    assert made.editor("contact_id").value() is not None
    await desk.calm()
    await desk.close()


async def test_who_is_off_is_called_after_who_is_always_there(qapp: QApplication, database: Database) -> None:
    partner = add_partner(database)
    now = datetime.now(UTC).astimezone(DAY.tz)
    off = f"{(now + timedelta(hours=2)):%H:00} to {(now + timedelta(hours=3)):%H:00}"
    add_contact(database, partner, "A. Absent", available=off)
    add_contact(database, partner, "Control room", available="always")
    desk, tab = await opened(qapp, database)
    await select(desk, tab, partner)

    names = [one.words() for one in tab.detail.contacts.findChildren(Name) if one.isVisibleTo(tab)]

    assert names == ["Control room", "A. Absent"]
    assert tab.detail._whom(tab.detail.found)[2] == "Control room"
    await desk.close()


async def test_nothing_to_show_says_how_to_begin_and_what_a_filter_hides(
    qapp: QApplication, database: Database
) -> None:
    desk, tab = await opened(qapp, database)
    # The desk's own organization stands there; another view is empty.
    tab.presenter.show_view("archived")
    await desk.until(tab.nothing.isVisible)
    assert tab.nothing.title.text() == "No partner is archived"

    tab.presenter.show_view("organizations")
    tab.presenter.search("nowhere")
    await desk.until(lambda: tab.nothing.isVisible() and "hidden" in tab.nothing.text.text())
    assert "nowhere" in tab.nothing.text.text()

    QTest.keyClick(tab.nothing, Qt.Key.Key_Escape)
    await desk.until(lambda: not tab.nothing.isVisible())
    await desk.close()


async def test_long_names_right_to_left_and_markup_stay_plain_and_in_their_place(
    qapp: QApplication, database: Database
) -> None:
    hostile = "<b>Évil</b> & <img src=x> " + "Quay " * 30
    partner = add_partner(database, hostile, notes="<script>alert(1)</script>")
    add_contact(database, partner, "<i>L.</i> Marin " * 8, role="שומר לילה במעגן " * 5)
    post = add_post(database, partner, "P-<12>", name="ميناء " * 20)
    database.run(
        LogEngagement.of(organization_id=partner, engagement_kind="visit", summary="<u>Walked</u> " * 200)
    )
    cover_but(database, post, 0.0001)
    desk, tab = await opened(qapp, database, size=(1280, 720))
    await select(desk, tab, partner)

    assert tab.detail.head._title.text() == hostile.strip()
    assert tab.detail.head._title.textFormat() is Qt.TextFormat.PlainText
    assert "<script>" in words_in(tab.pane)
    inside = tab.pane.widget()
    assert inside.width() <= tab.pane.viewport().width()
    for label in tab.pane.findChildren(PlainLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
    await desk.close()


async def test_a_dispatcher_sees_why_a_verb_is_off(qapp: QApplication, database: Database, me: Me) -> None:
    partner = add_partner(database)
    database.sign_in(person("Kim", Role.DISPATCHER, like=me))
    desk, tab = await opened(qapp, database)
    await select(desk, tab, partner)

    await desk.until(lambda: not tab.verbs["edit"].isEnabled())
    assert "liaison" in tab.verbs["edit"].reason
    await desk.close()


async def test_the_strip_lists_what_runs_out_and_leads_to_the_partner(
    qapp: QApplication, database: Database
) -> None:
    today = DAY.today(datetime.now(UTC))
    late = add_partner(
        database, "Hôtel Belle Rive", agreement=AgreementKind.MOU, agreement_end=today - timedelta(days=10)
    )
    soon = add_partner(database, "Cap Guard")
    for days in (5, 5, 60):
        expires = today + timedelta(days=days)
        database.run(AddLicence.of(organization_id=soon, licence_kind="Guard", holder="G", expires=expires))
    desk, tab = await opened(qapp, database)
    await desk.until(lambda: len(tab.presenter.expiring) == 4)

    line = tab.strip.line
    assert line.accessibleName() == "1 expired, 2 licences in 30 days, 1 later"
    marks = line._marks()
    assert [len(mark.items) for mark in marks] == [1, 2, 1]
    place = line._box(marks[0]).center().toPoint()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=place)
    action = tab.strip.menu.actions()[0]
    assert "Hôtel Belle Rive" in action.text()
    assert "MOU" in action.text()
    action.trigger()
    tab.strip.menu.close()
    await desk.until(lambda: tab.presenter.wanted == late)
    await desk.calm()
    await desk.close()


async def test_the_palette_finds_partners_and_contacts(qapp: QApplication, database: Database) -> None:
    partner = add_partner(database)
    add_contact(database, partner, "L. Marin", call_sign="HARBOUR 2")
    desk, tab = await opened(qapp, database)
    found: list[Any] = []

    tab.finder("harbour", found.extend)
    await desk.until(lambda: found)

    assert [entry.text for entry in found] == ["L. Marin", "Port Hercule Watch"]
    assert "Port Hercule Watch" in found[0].right
    asked: list[tuple[str, object]] = []
    desk.desk.links.record_asked.connect(lambda subject, record: asked.append((subject, record)))
    found[0].run()
    assert asked[0][0] == "contact"
    tab.show_record(asked[0][1])
    await desk.until(lambda: tab.presenter.wanted == partner)
    await desk.calm()
    await desk.close()


async def test_an_own_view_is_kept_and_counted(qapp: QApplication, database: Database) -> None:
    add_partner(database, "Hôtel du Rocher", organization_kind=OrganizationKind.HOTEL)
    add_partner(database)
    desk, tab = await opened(qapp, database)
    tab.presenter.add("kind", "hotel")
    await desk.until(lambda: tab.model.rowCount() == 1)

    tab.views.keep.click()
    tab._naming.setText("Hotels")
    tab._naming.returnPressed.emit()

    await desk.until(lambda: tab.presenter.counts is not None and tab.presenter.counts.own)
    (view_id,) = tab.presenter.own
    assert tab.views._rows[view_id].count == "1"
    kept = desk.desk.remember.get("partners/views")
    assert kept[0]["name"] == "Hotels"
    await desk.calm()
    await desk.close()


async def test_another_day_is_shown_and_the_map_is_asked_for_the_post_with_a_gap(
    qapp: QApplication, database: Database
) -> None:
    partner = add_partner(database)
    add_post(database, partner, "P-01", needs_cover=False, position={"latitude": 43.7, "longitude": 7.4})
    bare = add_post(database, partner, "P-02", position={"latitude": 43.7, "longitude": 7.4})
    desk, tab = await opened(qapp, database)
    await select(desk, tab, partner)
    asked: list[object] = []
    tab.map_asked.connect(asked.append)

    tab.verbs["map"].trigger()
    assert asked == [bare]

    before = tab.presenter.current.starts
    tab.detail.cover.day_asked.emit(1)
    await desk.until(lambda: tab.presenter.current.starts > before)
    assert tab.presenter.on == before.astimezone(DAY.tz).date() + timedelta(days=1)
    tab.detail.cover.day_asked.emit(-1)
    await desk.until(lambda: tab.presenter.current.starts == before)
    assert tab.presenter.on is None
    assert isinstance(before.date(), date)
    await desk.close()


async def test_what_another_desk_changes_is_read_again(qapp: QApplication, database: Database) -> None:
    partner = add_partner(database)
    desk, tab = await opened(qapp, database)
    await select(desk, tab, partner)

    database.run(EditOrganization.of(organization_id=partner, version=1, name="Port Watch"))
    await desk.until(lambda: tab.detail.head._title.text() == "Port Watch")
    database.run(ArchiveOrganization.of(organization_id=partner, version=2))
    await desk.until(tab.verbs["restore"].isEnabled)
    await desk.calm()
    await desk.close()
