"""The board, two people who publish, who has confirmed, whom to call, the chain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from opsdesk.bulletins.commands import Acknowledge, CancelBulletin, LinkSighting, LogCall
from opsdesk.bulletins.model import AcknowledgedHow, BulletinKind, BulletinStatus
from opsdesk.desk.bulletins.panels import CallOutcome
from opsdesk.desk.bulletins.release import PublishPanel
from opsdesk.desk.tokens import Theme
from opsdesk.desk.widgets.buttons import VerbButton
from opsdesk.handling import Marking
from opsdesk.observations.commands import ReportObservation
from tests.bulletins.board import Board, opened
from tests.desk.bulletins.boards import Window, open_as, reachable

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    with opened(tmp_path) as found:
        yield found


def rows(window: Window) -> list[str]:
    model = window.tab.model
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


async def test_nothing_to_show_says_how_to_begin(qapp: QApplication, board: Board) -> None:
    window = await open_as(board.author, qapp, board)
    tab = window.tab
    await window.until(tab.board.nothing.isVisible)
    assert tab.board.nothing.title.text() == "No bulletins yet"
    assert not tab.verbs["publish"].isEnabled()
    assert tab.badge.count == 0

    tab.board.nothing.button.click()
    assert tab.forms.has("bulletin.draft")
    await window.close()


async def test_rows_follow_what_others_do_and_the_model_is_sound(qapp: QApplication, board: Board) -> None:
    first = board.published()
    window = await open_as(board.supervisor, qapp, board)
    QAbstractItemModelTester(window.tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    await window.select(first)

    second = board.draft(title="Second")
    board.database.sign_in(board.supervisor)
    await window.until(lambda: window.tab.model.row_of(second) == 0)

    assert window.tab.view.selected == first
    assert rows(window)[0].startswith("Draft, Safety notice, Second, TLP:AMBER")
    assert "B-0001" in rows(window)[1]
    assert "0 of 2" in rows(window)[1]
    assert "2 d" in rows(window)[1] or "3 d" in rows(window)[1]
    await window.close()


async def test_only_another_supervisor_publishes_and_the_question_says_to_whom(
    qapp: QApplication, board: Board
) -> None:
    bulletin_id = board.draft()
    board.submit(bulletin_id)
    author = await open_as(board.author, qapp, board)
    await author.select(bulletin_id)
    assert not author.tab.verbs["publish"].isEnabled()
    assert "supervisor" in author.tab.verbs["publish"].reason
    await author.close()

    window = await open_as(board.supervisor, qapp, board)
    await window.select(bulletin_id)
    words = [one.text() for one in window.tab.detail.head.verbs.findChildren(VerbButton)]
    assert "Publish to 2…" in words
    window.tab.view.setFocus()
    QTest.keyClick(window.tab.view, Qt.Key.Key_Return, CTRL)
    panel = window.tab.detail.panels.panel
    assert isinstance(panel, PublishPanel)
    assert panel.question == "Publish B-0001 to 2 partners, TLP:AMBER, until 16 Jun 14:00?"
    said = " ".join(one.text() for one in panel.findChildren(QLabel))
    assert "Rocher Residents will not get it: clearance TLP:GREEN." in said
    buttons = [one.text().split("   ")[0] for one in panel.findChildren(QPushButton)]
    assert buttons == ["Back to the draft", "Publish to 2"]
    assert board.get(bulletin_id).status is BulletinStatus.SUBMITTED

    panel.submit()
    await window.until(lambda: board.get(bulletin_id).status is BulletinStatus.PUBLISHED)
    await window.until(window.tab.verbs["acknowledge"].isEnabled)
    assert board.get(bulletin_id).published_by_name == "J. Okafor"
    assert window.tab.told.words.text() == "Acknowledged by 0 of 2"
    await window.close()


async def test_a_supervisor_does_not_publish_their_own(qapp: QApplication, board: Board) -> None:
    board.author = board.supervisor
    own = board.draft(title="Own")
    board.submit(own)
    window = await open_as(board.supervisor, qapp, board)
    await window.select(own)
    assert not window.tab.verbs["publish"].isEnabled()
    assert window.tab.verbs["publish"].reason == "Only a supervisor other than J. Okafor may publish B-0001."
    await window.close()


async def test_time_alone_makes_it_overdue_and_the_call_list_has_who_was_not_called_first(
    qapp: QApplication, board: Board
) -> None:
    reachable(board, "Hotel Belle Rive", "S. Faure", "+37755014018")
    bulletin_id = board.published()
    window = await open_as(board.supervisor, qapp, board)
    tab = window.tab
    await window.select(bulletin_id)
    assert tab.told.cards == []
    assert tab.told.not_due.text() == "2 not due yet"
    assert (tab.badge.count, tab.badge.late) == (0, False)

    board.clock.turn(hours=1, minutes=52)
    tab.presenter._by_the_clock()
    await window.until(lambda: len(tab.told.cards) == 2)
    assert [card.name.text() for card in tab.told.cards] == ["Hotel Belle Rive", "Port Hercule Watch"]
    assert tab.told.cards[0].overdue.text() == "52 min overdue"
    assert tab.told.cards[0].note.text() == "not called yet"
    assert tab.told.late.text() == "2 overdue"
    assert tab.told.bar.counts == (2, 0, 2)
    await window.until(lambda: (tab.badge.count, tab.badge.late) == (2, True))
    assert "2 overdue" in rows(window)[0]

    tab.view.setFocus()
    QTest.keyClick(tab.view, Qt.Key.Key_T, CTRL)
    assert window.dialled == ["+37755014018"]
    panel = tab.told.panels.panel
    assert panel is not None
    panel.submit()
    assert panel._rows["outcome"]._wrong.text()
    panel.editor("outcome").set_value(CallOutcome.NO_ANSWER)
    panel.submit()
    await window.until(lambda: tab.told.cards[0].name.text() == "Port Hercule Watch")
    assert tab.told.cards[1].note.text() == "called 15:52, no answer"
    await window.until(lambda: "Ctrl+Z" in window.told)
    await window.close()


async def test_acknowledging_for_a_partner_fills_the_bar(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.published()
    window = await open_as(board.supervisor, qapp, board)
    tab = window.tab
    await window.select(bulletin_id)
    tab.view.setFocus()
    QTest.keyClick(tab.view, Qt.Key.Key_Return, CTRL)
    panel = tab.told.panels.panel
    assert panel is not None
    QTest.keyClick(panel.first(), Qt.Key.Key_Return, CTRL)
    assert panel._rows["organization_id"]._wrong.text()
    assert tab.told.bar.counts == (2, 0, 0)
    panel.editor("organization_id").set_value(board.partners["Port Hercule Watch"])
    panel.editor("who").set_value("L. Marin")
    panel.editor("how").set_value(AcknowledgedHow.RADIO)
    panel.submit()

    await window.until(lambda: tab.told.bar.counts == (2, 1, 0))
    first = tab.told.table.recipients[0]
    assert (first.name, first.acknowledged_by, first.how) == (
        "Port Hercule Watch",
        "L. Marin",
        AcknowledgedHow.RADIO,
    )
    assert tab.told.words.text() == "Acknowledged by 1 of 2"
    await window.until(lambda: "1 of 2" in rows(window)[0])

    board.as_(
        board.supervisor,
        Acknowledge.of(
            bulletin_id=bulletin_id,
            organization_id=board.partners["Hotel Belle Rive"],
            how=AcknowledgedHow.EMAIL,
        ),
    )
    await window.until(lambda: tab.told.bar.counts == (2, 2, 0))
    await window.until(lambda: not tab.verbs["acknowledge"].isEnabled())
    assert tab.verbs["acknowledge"].reason == "All have acknowledged."
    await window.close()


async def test_passed_on_from_the_card_chooses_that_partner(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.published()
    board.clock.turn(hours=2)
    called = LogCall.of(bulletin_id=bulletin_id, organization_id=board.partners["Hotel Belle Rive"])
    board.as_(board.supervisor, called)
    window = await open_as(board.supervisor, qapp, board)
    tab = window.tab
    await window.select(bulletin_id)
    assert [card.name.text() for card in tab.told.cards] == ["Port Hercule Watch", "Hotel Belle Rive"]

    tab.told.cards[1].passed.menu().actions()[2].trigger()
    panel = tab.told.panels.panel
    assert panel is not None
    assert panel.editor("organization_id").value() == board.partners["Hotel Belle Rive"]
    assert panel.editor("how").value() is AcknowledgedHow.RADIO
    panel.submit()
    await window.until(lambda: len(tab.told.cards) == 1)
    await window.close()


async def test_superseding_makes_a_draft_with_its_form_and_a_chain(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.published(BulletinKind.BOLO_VEHICLE)
    window = await open_as(board.other_supervisor, qapp, board)
    tab = window.tab
    await window.select(bulletin_id)
    tab.verbs["supersede"].trigger()
    panel = tab.detail.panels.panel
    assert panel is not None
    panel.submit()
    assert board.get(bulletin_id).status is BulletinStatus.PUBLISHED
    assert panel._rows["reason"]._wrong.text()
    board.database.sign_in(board.other_supervisor)
    panel.editor("reason").set_value("plate now known")
    panel.submit()

    await window.until(lambda: bool(tab.forms.open_keys()), "the draft's form")
    await window.calm()
    current = tab.presenter.current
    assert current is not None
    assert current.bulletin.status is BulletinStatus.DRAFT
    await window.until(lambda: tab.view.selected == current.bulletin.id)
    assert [link.number for link in current.chain] == [1, 2]
    assert tab.detail.chain.isVisibleTo(tab.pane)
    form = tab.forming._open_forms[tab.forms.open_keys()[0]]
    assert form.editor("plate").value() == "FX-318-QK"
    form.editor("plate").set_value("FX-318-QL")
    form.submit()
    await window.until(lambda: not tab.forms.open_keys())
    assert board.get(current.bulletin.id).subject.plate == "FX-318-QL"
    board.database.sign_in(board.other_supervisor)
    await window.close()


async def test_it_is_cancelled_with_a_reason(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.published()
    window = await open_as(board.supervisor, qapp, board)
    await window.select(bulletin_id)
    window.tab.verbs["cancel"].trigger()
    panel = window.tab.detail.panels.panel
    assert panel is not None
    panel.editor("reason").set_value("the crane is gone")
    panel.submit()
    await window.until(lambda: board.get(bulletin_id).status is BulletinStatus.CANCELLED)
    await window.until(lambda: window.tab.detail.head.status.text() == "Cancelled")
    assert not window.tab.verbs["cancel"].isEnabled()
    assert "cancelled" in rows(window)[0].lower()
    await window.close()


async def test_a_missing_juvenile_is_off_the_screen_once_found(qapp: QApplication, board: Board) -> None:
    photo = board.photo()
    bulletin_id = board.published(
        BulletinKind.MISSING_PERSON, photos=(photo,), photo_authority="her mother", requested_action=None
    )
    window = await open_as(board.supervisor, qapp, board)
    tab = window.tab
    await window.select(bulletin_id)
    await window.until(lambda: tab.detail.subject.photo.picture is not None)
    assert "Amelie Roe" in _texts(window)
    assert "Stay with them, call the desk." in _texts(window)
    assert "Wanted for" not in _texts(window)

    version = board.get(bulletin_id).version
    board.as_(
        board.supervisor, CancelBulletin.of(bulletin_id=bulletin_id, version=version, reason="found well")
    )
    await window.until(lambda: tab.detail.head.status.text() == "Cancelled")
    await window.calm()
    assert tab.detail.subject.photo.picture is None
    assert "Amelie" not in _texts(window)
    assert "are off since it ended" in _texts(window)
    await window.close()


def _texts(window: Window) -> str:
    return "\n".join(
        one.text() for one in window.tab.pane.findChildren(QLabel) if one.isVisibleTo(window.tab)
    )


async def test_sightings_lead_to_the_observation(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.published(BulletinKind.BOLO_VEHICLE)
    report = ReportObservation.of(summary="Same grey van at the fuel dock")
    board.as_(board.supervisor, report)
    window = await open_as(board.supervisor, qapp, board)
    tab = window.tab
    await window.select(bulletin_id)
    tab.verbs["link"].trigger()
    await window.until(lambda: tab.detail.panels.panel is not None)
    panel = tab.detail.panels.panel
    assert panel is not None
    panel.editor("observation_id").set_value(report.observation_id)
    panel.submit()
    await window.until(lambda: tab.detail.sightings.note.text() == "1")

    tab.detail.sightings.opened.emit(report.observation_id)
    assert window.asked[-1] == ("observations", report.observation_id)
    tab.detail.sightings.unlinked.emit(report.observation_id)
    await window.until(lambda: tab.detail.sightings.note.text() == "none yet")
    assert LinkSighting.kind in tab.presenter.may
    await window.close()


async def test_wall_flyer_map_and_the_views(qapp: QApplication, board: Board) -> None:
    first = board.published()
    board.draft(title="Waiting")
    window = await open_as(board.supervisor, qapp, board)
    tab = window.tab
    await window.select(first)
    tab.verbs["flyer"].trigger()
    assert window.asked[-1] == ("flyer", first)
    assert not tab.verbs["map"].isEnabled()
    tab.verbs["show_on_wall"].trigger()
    await window.until(tab.verbs["off_the_wall"].isEnabled)
    assert not tab.verbs["show_on_wall"].isEnabled()
    assert board.get(first).show_on_wall

    tab.board.pills.buttons["waiting"].click()
    await window.until(lambda: tab.model.rowCount() == 1)
    assert "Waiting" in rows(window)[0]
    assert tab.board.pills.buttons["waiting"].text() == "Waiting 1"
    tab.board.quick.edit.setText("crane")
    await window.until(lambda: "Crane" in "".join(rows(window)))
    tab.board.quick.edit.setText("nothing like it")
    await window.until(tab.board.nothing.isVisible)
    assert tab.board.nothing.title.text() == "No bulletin matches."
    await window.close()


async def test_markup_long_and_right_to_left_text_stay_plain(qapp: QApplication, board: Board) -> None:
    title = '<img src="x"><b>Bold</b> &amp; ' + "منشور " * 40
    bulletin_id = board.published(title=title, text="<a href='file:///etc'>press</a>\n" + "x" * 5_000)
    window = await open_as(board.supervisor, qapp, board, size=(1280, 720))
    await window.select(bulletin_id)
    assert window.tab.detail.head.title.text() == board.get(bulletin_id).title
    assert "<a href='file:///etc'>press</a>" in _texts(window)
    for one in window.tab.findChildren(QLabel):
        assert one.textFormat() is Qt.TextFormat.PlainText, one.text()
    assert not window.tab.grab().isNull()
    await window.close()


async def test_the_strictest_marking_is_told_to_the_frame(qapp: QApplication, board: Board) -> None:
    board.published(marking=Marking.GREEN)
    window = await open_as(board.supervisor, qapp, board)
    await window.until(lambda: window.tab.marking is Marking.GREEN)
    board.published(marking=Marking.AMBER)
    board.database.sign_in(board.supervisor)
    await window.until(lambda: window.tab.marking is Marking.AMBER)
    await window.close()


async def test_without_a_telephone_the_number_is_said(qapp: QApplication, board: Board) -> None:
    reachable(board, "Hotel Belle Rive", "S. Faure", "+37755014018")
    bulletin_id = board.published()
    board.clock.turn(hours=2)
    window = await open_as(board.supervisor, qapp, board, has_telephone=False)
    await window.select(bulletin_id)
    window.tab.told.cards[0].dial.click()
    assert "Dial +377" in window.told
    assert not window.tab.told.cards[1].dial.isEnabled()
    await window.close()


async def test_a_supervisor_returns_it_with_a_reason(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.draft()
    board.submit(bulletin_id)
    window = await open_as(board.supervisor, qapp, board)
    await window.select(bulletin_id)
    window.tab.verbs["return"].trigger()
    panel = window.tab.detail.panels.panel
    assert panel is not None
    panel.submit()
    assert panel._rows["reason"]._wrong.text()
    panel.editor("reason").set_value("name the street")
    panel.submit()
    await window.until(lambda: window.tab.detail.head.status.text() == "Draft")
    assert "name the street" in _texts(window)
    await window.close()


async def test_the_palette_finds_bulletins_of_any_view(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.published()
    version = board.get(bulletin_id).version
    board.as_(board.supervisor, CancelBulletin.of(bulletin_id=bulletin_id, version=version, reason="over"))
    board.clock.turn(days=9)
    window = await open_as(board.supervisor, qapp, board)
    assert window.tab.model.rowCount() == 0
    found: list[object] = []
    window.tab.palette_providers()[0]("crane", found.extend)
    await window.until(lambda: found)
    entry = found[0]
    assert (entry.right, entry.kind) == ("B-0001", "Bulletin")  # type: ignore[attr-defined] # an Entry
    entry.run()  # type: ignore[attr-defined]  # an entry of this test
    assert window.asked[-1] == ("bulletins", bulletin_id)
    await window.close()


async def test_text_size_and_theme_change_in_place(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.published()
    board.clock.turn(hours=2)
    window = await open_as(board.supervisor, qapp, board)
    await window.select(bulletin_id)
    look = window.joined.desk.look
    look.set_percent(150)
    await window.calm()
    assert window.tab.view.rowHeight(0) == 99
    assert len(window.tab.told.cards) == 2
    look.set_theme(Theme.LIGHT)
    await window.calm()
    assert not window.tab.grab().isNull()
    look.set_percent(100)
    await window.close()
