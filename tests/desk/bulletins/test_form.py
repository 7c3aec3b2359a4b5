"""The form of a draft: its kind's fields, what is wrong beside them, who is left out, no text lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from opsdesk.bulletins.commands import EditDraft
from opsdesk.bulletins.model import BulletinKind, BulletinStatus
from opsdesk.desk.bulletins.form import DRAFT_KEY, BulletinForm
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from tests.bulletins.board import Board, opened
from tests.desk.bulletins.boards import Window, open_as
from tests.desk.observations.joined import KeptDrafts


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    with opened(tmp_path) as found:
        yield found


async def new_form(window: Window) -> BulletinForm:
    window.tab.verbs["new"].trigger()
    await window.until(lambda: window.tab.forms.has(DRAFT_KEY))
    await window.calm()
    return window.tab.forming._open_forms[DRAFT_KEY]


def shown(form: BulletinForm) -> set[str]:
    return {name for name, row in form._rows.items() if not row.isHidden()}


async def test_a_kind_shows_its_fields_and_loses_no_text(qapp: QApplication, board: Board) -> None:
    window = await open_as(board.author, qapp, board)
    form = await new_form(window)
    form.editor("bulletin_kind").set_value(BulletinKind.BOLO_PERSON)
    form._changed()
    assert {"case_number", "legal_basis", "offence", "name"} <= shown(form)
    assert "plate" not in shown(form)
    form.editor("name").set_value("J. Roe")
    form.editor("offence").set_value("theft")

    form.editor("bulletin_kind").set_value(BulletinKind.MISSING_PERSON)
    form._changed()
    assert "offence" not in shown(form)
    assert "photo_authority" not in shown(form)
    assert form.values()["offence"] is None
    assert form.values()["name"] == "J. Roe"
    form.editor("juvenile").set_value(True)
    form._changed()
    assert "photo_authority" in shown(form)

    form.editor("bulletin_kind").set_value(BulletinKind.BOLO_PERSON)
    form._changed()
    assert form.values()["offence"] == "theft"
    await window.close()


async def test_a_draft_is_made_with_place_area_and_audience(qapp: QApplication, board: Board) -> None:
    window = await open_as(board.author, qapp, board)
    form = await new_form(window)
    form.editor("title").set_value("Grey Trafic")
    form.editor("text").set_value("Tried loading bays.")
    form.editor("vehicle").set_value("Renault Trafic")
    form.editor("aliases").set_value("not of a vehicle")
    QTest.keyClicks(form.editor("last_seen").inner(), "43.7334, 7.4258")
    QTest.keyClicks(form.editor("area").inner(), "43.7334, 7.4258")
    form.editor("area").radius.setValue(350)
    form.editor("audience").set_value(list(board.partners.values()))
    QTest.keyClick(form.editor("title").inner(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    await window.until(lambda: not window.tab.forms.has(DRAFT_KEY))
    await window.until(lambda: window.tab.presenter.current is not None)
    assert window.tab.presenter.current is not None
    record = window.tab.presenter.current.bulletin
    assert record.title == "Grey Trafic"
    assert record.subject.aliases == ()
    assert record.last_seen_position == Position(43.7334, 7.4258)
    assert record.area is not None
    assert (record.area.centre, record.area.radius) == (Position(43.7334, 7.4258), 350.0)
    assert [name for name, _marking in record.left_out] == ["Rocher Residents"]
    assert len(record.recipients) == 2
    await window.close()


async def test_who_is_left_out_is_shown_while_choosing(qapp: QApplication, board: Board) -> None:
    window = await open_as(board.author, qapp, board)
    form = await new_form(window)
    audience = form.editor("audience")
    audience.set_value(list(board.partners.values()))
    assert audience.told.text() == "2 partners will get it, TLP:AMBER."
    assert audience.left_out.text() == "Left out for their clearance: Rocher Residents: TLP:GREEN."

    form.editor("marking").set_value(Marking.AMBER_STRICT)
    form._changed()
    assert audience.told.text() == "1 partner will get it, TLP:AMBER+STRICT."
    form.editor("marking").set_value(Marking.CLEAR)
    form._changed()
    assert audience.left_out.isHidden()
    audience.search.setText("rocher")
    assert audience.list.count() == 1
    assert len(audience.value()) == 3

    form.editor("marking").set_value(Marking.RED)
    form._changed()
    assert "readers" in shown(form)
    assert shown(form).isdisjoint({"audience", "show_on_wall"})
    assert form.values()["audience"] == ()
    readers = form.editor("readers")
    readers.set_value([window.tab.presenter.offered.people[0].id])
    assert readers.told.text() == "1 named person will read it."
    audience._none()
    audience._add(lambda one: one.name.startswith("Port Hercule"))
    assert audience.value() == (board.partners["Port Hercule Watch"],)
    await window.close()


async def test_what_is_missing_is_named_beside_the_fields(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.draft(
        BulletinKind.BOLO_PERSON,
        case_number=None,
        legal_basis=None,
        expires_at=board.clock.now + timedelta(days=9),
        audience=(),
    )
    window = await open_as(board.author, qapp, board)
    await window.select(bulletin_id)
    window.tab.verbs["submit"].trigger()
    await window.until(lambda: bool(window.tab.forms.open_keys()))
    form = window.tab.forming._open_forms[window.tab.forms.open_keys()[0]]
    wrong = {name for name, row in form._rows.items() if row._wrong.text()}
    assert wrong == {"case_number", "legal_basis", "expires_at", "audience"}
    assert "within 7 days" in form._rows["expires_at"]._wrong.text()
    assert board.get(bulletin_id).status is BulletinStatus.DRAFT
    board.database.sign_in(board.author)
    await window.close()


async def test_an_edit_sends_only_what_changed_and_merges(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.draft(BulletinKind.MISSING_PERSON, last_seen="Larvotto")
    window = await open_as(board.author, qapp, board)
    await window.select(bulletin_id)
    window.tab.verbs["edit"].trigger()
    await window.calm()
    form = window.tab.forming._open_forms[f"bulletin.edit/{bulletin_id}"]
    assert form.values() == {}
    other = EditDraft.of(bulletin_id=bulletin_id, version=1, caution="asthma", aliases=("Lili", "Mel"))
    board.as_(board.other_supervisor, other)
    board.database.sign_in(board.author)
    form.editor("clothing").set_value("yellow raincoat")
    assert form.values() == {"clothing": "yellow raincoat"}
    form.submit()
    await window.until(lambda: not window.tab.forms.open_keys())
    record = board.get(bulletin_id)
    board.database.sign_in(board.author)
    assert (record.subject.clothing, record.caution) == ("yellow raincoat", "asthma")
    assert record.subject.aliases == ("Lili", "Mel")
    await window.close()


async def test_a_text_survives_the_window(qapp: QApplication, board: Board) -> None:
    drafts = KeptDrafts()
    window = await open_as(board.author, qapp, board, drafts=drafts)
    form = await new_form(window)
    QTest.keyClicks(form.editor("title").inner(), "Half a title")
    QTest.keyClick(form.editor("title").inner(), Qt.Key.Key_Escape)
    assert window.tab.middle.currentWidget() is window.tab.pane
    await window.close()
    assert DRAFT_KEY in drafts.kept

    again = await open_as(board.author, qapp, board, drafts=drafts)
    assert again.tab.restore_draft(DRAFT_KEY, drafts.kept[DRAFT_KEY])
    await again.calm()
    restored = again.tab.forming._open_forms[DRAFT_KEY]
    assert restored.editor("title").value() == "Half a title"
    assert again.tab.middle.currentWidget() is again.tab.pane
    await again.close()


async def test_a_text_left_in_a_small_form_is_there_again(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.published()
    other = board.published(title="Other")
    window = await open_as(board.supervisor, qapp, board)
    await window.select(bulletin_id)
    window.tab.verbs["cancel"].trigger()
    panel = window.tab.detail.panels.panel
    assert panel is not None
    QTest.keyClicks(panel.editor("reason").inner(), "was an er")
    await window.select(other)
    assert window.tab.detail.panels.panel is None
    await window.select(bulletin_id)
    window.tab.verbs["cancel"].trigger()
    panel = window.tab.detail.panels.panel
    assert panel is not None
    assert panel.editor("reason").value() == "was an er"
    await window.close()


async def test_photos_of_a_draft_are_shown_and_kept_in_order(qapp: QApplication, board: Board) -> None:
    photos = (board.photo(), board.photo())
    bulletin_id = board.draft(BulletinKind.BOLO_VEHICLE, photos=photos)
    window = await open_as(board.author, qapp, board)
    await window.select(bulletin_id)
    window.tab.verbs["edit"].trigger()
    await window.calm()
    form = window.tab.forming._open_forms[f"bulletin.edit/{bulletin_id}"]
    assert form.editor("photos").value() == photos
    await window.until(lambda: not form.editor("photos")._pictures.missing())
    form.editor("photos")._take_out(photos[0])
    form.submit()
    await window.until(lambda: board.get(bulletin_id).photos == photos[1:])
    board.database.sign_in(board.author)
    await window.close()


async def test_a_draft_is_discarded_and_comes_back(qapp: QApplication, board: Board) -> None:
    bulletin_id = board.draft()
    window = await open_as(board.author, qapp, board)
    await window.select(bulletin_id)
    window.tab.verbs["discard"].trigger()
    await window.until(lambda: window.tab.model.rowCount() == 0)
    assert "B-0001 discarded. Ctrl+Z" in window.told
    await window.until(lambda: not window.tab.verbs["submit"].isEnabled())
    assert window.tab.presenter.current is None
    assert not window.tab.detail.head.isVisibleTo(window.tab.pane)
    await window.close()


async def test_a_press_on_a_row_leads_from_the_form_to_the_record(qapp: QApplication, board: Board) -> None:
    board.published(title="First")
    board.published(title="Second")
    window = await open_as(board.supervisor, qapp, board)
    form = await new_form(window)
    form.editor("title").set_value("Unfinished")
    viewport = window.tab.view.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(100, 66 + 30))
    await window.calm()
    assert window.tab.middle.currentWidget() is window.tab.pane
    assert window.tab.detail.head.title.text() == "First"
    window.tab.verbs["new"].trigger()
    assert window.tab.middle.currentWidget() is window.tab.forms
    assert form.editor("title").value() == "Unfinished"
    await window.close()
