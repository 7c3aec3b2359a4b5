"""Forms: wrong fields are named, no text is lost, two edits are merged."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from opsdesk.desk.conflict import ConflictWindow
from opsdesk.desk.form import Form
from opsdesk.desk.merge import Choice, clashes, joined, to_save
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.errors import BadInput, ChangedElsewhere, Refused
from tests.desk.fakes import NOW, FakeDrafts, FakeStore, fake_desk, settled

FIELDS = (
    Field("summary", "Summary"),
    Field("narrative", "Narrative", FieldKind.TEXT),
    Field("priority", "Priority", FieldKind.CHOICE, (("1", "Emergency"), ("2", "Urgent"), ("3", "Routine"))),
    Field("seen", "Seen", FieldKind.MOMENT, optional=True),
    Field("minor", "Juvenile", FieldKind.FLAG),
)


class Made:
    """Stands for a command."""

    def __init__(self, **values: Any) -> None:
        self.id = id(self)
        self.values = values


def form_of(qtbot, desk, *, inside: QWidget | None = None, **named) -> Form:
    named.setdefault("make", lambda values: Made(**values))
    form = Form(desk, named.pop("key", "thing.report"), "New thing", FIELDS, **named)
    if inside is None:
        qtbot.addWidget(form)
    else:
        form.setParent(inside)
    form.resize(500, 700)
    form.show()
    return form


async def test_it_sends_what_stands_in_it_and_closes(qtbot):
    store, drafts = FakeStore(), FakeDrafts()
    desk = fake_desk(store, drafts)
    form = form_of(qtbot, desk, told=lambda values: f"{values['summary']} reported.")
    closed = []
    form.closed.connect(lambda: closed.append(1))
    form.editor("priority").set_value("2")
    form.editor("seen").set_value(NOW)
    QTest.keyClicks(form.editor("summary").edit, "Grey van")
    QTest.keyClick(form.editor("summary").edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await settled(desk)
    assert closed == [1]
    assert store.applied[0].values == {
        "summary": "Grey van",
        "narrative": None,
        "priority": "2",
        "seen": NOW.replace(second=0),
        "minor": False,
    }
    assert desk.messages.current.text == "Grey van reported."
    await desk.drafts.flush()
    assert drafts.kept == {}


async def test_every_wrong_field_is_told_beside_it_and_the_text_stays(qtbot):
    desk = fake_desk()

    def make(_values):
        raise BadInput(
            [*BadInput.one("summary", "missing").problems, *BadInput.one("elsewhere", "missing").problems]
        )

    form = form_of(qtbot, desk, make=make)
    form.editor("narrative").set_value("kept")
    form.submit()
    assert form.editor("summary").edit.property("wrong") is True
    assert form._rows["summary"]._wrong.text()
    assert form._rows["narrative"]._wrong.isHidden()
    assert form._general.text()
    assert form.editor("narrative").value() == "kept"


async def test_a_refusal_leaves_the_form_open_with_its_text(qtbot):
    store = FakeStore(fail=Refused("two_people"))
    desk = fake_desk(store)
    form = form_of(qtbot, desk)
    closed = []
    form.closed.connect(lambda: closed.append(1))
    form.editor("summary").set_value("Grey van")
    form.submit()
    await settled(desk)
    assert closed == []
    assert form.editor("summary").value() == "Grey van"
    assert desk.messages.current.text == "told: two_people {}"
    store.fail = None
    form.submit()
    await settled(desk)
    assert closed == [1]


async def test_an_edit_sends_only_what_changed(qtbot):
    store = FakeStore()
    desk = fake_desk(store)
    read = {"summary": "Grey van", "narrative": None, "priority": "3", "seen": None, "minor": False}
    form = form_of(qtbot, desk, initial=read)
    form.submit()
    await settled(desk)
    assert store.applied == []
    form = form_of(qtbot, desk, initial=read)
    form.editor("priority").set_value("1")
    form.submit()
    await settled(desk)
    assert store.applied[0].values == {"priority": "1"}


async def test_what_is_typed_is_kept_and_comes_back_after_a_crash(qtbot):
    drafts = FakeDrafts()
    desk = fake_desk(drafts=drafts)
    form = form_of(qtbot, desk, key="thing.correct/7")
    QTest.keyClicks(form.editor("summary").edit, "Grey van, ")
    form.editor("narrative").edit.insertPlainText("two lines\nof <b>text</b> ")
    await desk.drafts.flush()
    assert list(drafts.kept) == ["thing.correct/7"]
    again = fake_desk(drafts=drafts)
    found = {}
    again.drafts.restore(found.update)
    await settled(again)
    restored = form_of(qtbot, again, key="thing.correct/7")
    restored.restore(found["thing.correct/7"]["values"])
    assert restored.editor("summary").kept() == "Grey van, "
    assert restored.editor("narrative").kept() == "two lines\nof <b>text</b> "
    restored.throw_away()
    await again.drafts.flush()
    assert drafts.kept == {}


async def test_many_keys_are_few_writes(qtbot):
    drafts = FakeDrafts()
    desk = fake_desk(drafts=drafts)
    form = form_of(qtbot, desk)
    QTest.keyClicks(form.editor("summary").edit, "a long sentence is typed here")
    await desk.drafts.flush()
    assert drafts.saves == 1


async def test_esc_puts_the_form_away_and_keeps_the_text(qtbot):
    desk = fake_desk()
    form = form_of(qtbot, desk)
    away = []
    form.put_away.connect(lambda: away.append(1))
    QTest.keyClicks(form.editor("summary").edit, "Grey van")
    QTest.keyClick(form.editor("summary").edit, Qt.Key.Key_Escape)
    assert away == [1]
    assert form.editor("summary").value() == "Grey van"


class ClashingStore(FakeStore):
    """The first write finds that another desk was there."""

    theirs: dict[str, Any] | None = None

    async def apply(self, command):
        await asyncio.sleep(0)
        if self.theirs:
            theirs, self.theirs = self.theirs, None
            raise ChangedElsewhere("thing", 7, read=3, now=4, theirs=theirs, yours=command.values)
        return await super().apply(command)


READ = {"summary": "Grey van", "narrative": "Two passes.", "priority": "3", "seen": None, "minor": False}


async def test_edits_of_different_fields_merge_by_themselves(qtbot):
    store = ClashingStore()
    store.theirs = {**READ, "priority": "1"}
    desk = fake_desk(store)
    form = form_of(qtbot, desk, initial=READ, remake=lambda values, version: Made(version=version, **values))
    form.editor("narrative").set_value("Two passes. Dark cap.")
    form.submit()
    await settled(desk)
    await settled(desk)
    assert form.findChildren(ConflictWindow) == []
    assert store.applied[0].values == {"version": 4, "narrative": "Two passes. Dark cap."}


async def test_a_true_clash_is_asked_and_nothing_is_saved_before(qtbot):
    store = ClashingStore()
    store.theirs = {**READ, "priority": "1", "narrative": "Two passes. Took photos."}
    desk = fake_desk(store)
    window = QWidget()
    window.resize(1300, 800)
    qtbot.addWidget(window)
    window.show()
    form = form_of(
        qtbot,
        desk,
        inside=window,
        initial=READ,
        remake=lambda values, version: Made(version=version, **values),
    )
    form.editor("priority").set_value("2")
    form.editor("narrative").set_value("Two passes. Dark cap.")
    form.submit()
    await settled(desk)
    (asked,) = window.findChildren(ConflictWindow)
    assert asked.missing() == ["Narrative", "Priority"]
    assert not asked._save_button.isEnabled()
    assert "Narrative, Priority" in asked._state.text()
    rows = {row.clash.name: row for row in asked._rows}
    QTest.keyClick(rows["narrative"], Qt.Key.Key_B)
    QTest.keyClick(rows["priority"], Qt.Key.Key_B)
    assert asked.missing() == ["Priority"]
    asked._save()
    assert store.applied == []
    QTest.keyClick(rows["priority"], Qt.Key.Key_Left)
    QTest.keyClick(rows["priority"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await settled(desk)
    assert store.applied[0].values == {"version": 4, "narrative": "Two passes. Took photos. Dark cap."}


def test_merging_names_what_only_one_side_changed():
    found = clashes(
        [("a", "A", False), ("b", "B", False), ("c", "C", True), ("d", "D", False), ("e", "E", False)],
        read={"a": 1, "b": 1, "c": "x", "d": 1, "e": 1},
        theirs={"a": 2, "b": 1, "c": "x y", "d": 5, "e": 1},
        yours={"b": 3, "c": "x z", "d": 5},
    )
    assert [(one.name, one.choice, one.given) for one in found] == [
        ("a", Choice.THEIRS, True),
        ("b", Choice.YOURS, True),
        ("c", None, False),
        ("d", Choice.YOURS, True),
    ]
    assert to_save(found) == {"b": 3, "d": 5}


def test_both_texts_stand_once_with_their_common_beginning():
    assert joined("Two passes.", "Two passes. A.", "Two passes. B.") == "Two passes. A. B."
    assert joined("", "A", "B") == "A\nB"
    assert joined(None, "A", "B") == "A\nB"


def test_a_moment_is_typed_in_the_desks_zone_and_kept_in_utc(qtbot):
    from opsdesk.desk.widgets.moment_editor import MomentEditor
    from tests.desk.fakes import ZONE, look, now

    editor = MomentEditor(look(), ZONE, now, day=False, optional=True)
    qtbot.addWidget(editor)
    assert editor.value() is None
    assert editor.edit.isHidden()  # no time stands there that could be taken for one
    editor._begin()
    assert editor.value() == now().replace(second=0, microsecond=0)
    editor.set_value(datetime.fromisoformat("2026-10-25T00:30:00+00:00"))
    assert editor.edit.text() == "2026-10-25 02:30"
    editor.set_kept("2026-01-05T10:00:00+00:00")
    assert editor.edit.text() == "2026-01-05 11:00"
    assert editor.kept() == "2026-01-05T10:00:00+00:00"
