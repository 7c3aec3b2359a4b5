"""Actions and keys: what a text field lets pass, what rests, what is off and says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from opsdesk.desk.actions import Actions, Spec
from opsdesk.desk.palette import Palette, matches
from opsdesk.desk.text_keys import OWN_KEYS, TextKeys
from tests.desk.fakes import look

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bench(qtbot):
    """A window with a line edit in it, actions of it, and the filter over both."""
    actions = Actions()
    window = QWidget()
    qtbot.addWidget(window)
    edit, other = QLineEdit(), QWidget()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    layout = QVBoxLayout(window)
    layout.addWidget(edit)
    layout.addWidget(other)
    actions.added.connect(window.addAction)
    filter_ = TextKeys(actions)
    QApplication.instance().installEventFilter(filter_)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.bench = (actions, edit, other, filter_)
    yield window.bench
    QApplication.instance().removeEventFilter(filter_)


@pytest.mark.parametrize("key", [Qt.Key.Key_K, Qt.Key.Key_D, Qt.Key.Key_E, Qt.Key.Key_U])
def test_a_line_edit_does_not_eat_the_keys_of_the_desk(bench, key):
    actions, edit, _other, filter_ = bench
    done, rested = [], []
    filter_.rested.connect(rested.append)
    actions.add(Spec("a", "A", f"Ctrl+{chr(key.value)}", in_text=True), lambda: done.append(1))
    edit.setText("what is typed stays")
    edit.setCursorPosition(4)
    edit.setFocus()
    QTest.keyClick(edit, key, CTRL)
    assert done == [1]
    assert rested == []
    assert edit.text() == "what is typed stays"


def test_record_verbs_rest_in_a_text_field_and_say_so(bench):
    actions, edit, other, filter_ = bench
    done, rested = [], []
    filter_.rested.connect(rested.append)
    claim = actions.add(Spec("claim", "Claim", "Ctrl+Return"), lambda: done.append(1))
    edit.setText("text")
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Return, CTRL)
    QTest.keyClick(edit, Qt.Key.Key_Enter, CTRL)
    assert done == []
    assert rested == [claim, claim]
    assert edit.text() == "text"
    other.setFocus()
    QTest.keyClick(other, Qt.Key.Key_Return, CTRL)
    assert done == [1]


def test_a_text_fields_own_undo_wins_while_it_has_the_focus(bench):
    actions, edit, other, _filter = bench
    done = []
    actions.add(Spec("edit.undo", "Undo", "Ctrl+Z"), lambda: done.append(1))
    edit.setFocus()
    QTest.keyClicks(edit, "abc")
    QTest.keyClick(edit, Qt.Key.Key_Z, CTRL)
    assert edit.text() != "abc"
    assert done == []
    other.setFocus()
    QTest.keyClick(other, Qt.Key.Key_Z, CTRL)
    assert done == [1]


def test_a_form_keeps_its_own_keys_from_the_record_verbs(bench):
    actions, edit, _other, filter_ = bench
    done, rested = [], []
    filter_.rested.connect(rested.append)
    actions.add(Spec("claim", "Claim", "Ctrl+Return"), lambda: done.append(1))
    edit.parentWidget().setProperty(OWN_KEYS, ["Ctrl+Return"])
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Return, CTRL)
    assert done == []
    assert rested == []


def test_tabs_may_share_keys_and_only_the_one_in_front_has_them(bench):
    actions, _edit, other, _filter = bench
    done = []
    actions.add(Spec("o.claim", "Claim", "Ctrl+Return"), lambda: done.append("claim"), scope="observations")
    actions.add(Spec("i.log", "Log", "Ctrl+Return"), lambda: done.append("log"), scope="incidents")
    other.setFocus()
    for scope in ("observations", "incidents"):
        actions.set_scope(scope)
        QTest.keyClick(other, Qt.Key.Key_Return, CTRL)
    assert done == ["claim", "log"]


def test_what_is_off_says_who_may_as_plain_text(bench):
    actions, *_ = bench
    action = actions.add(Spec("vet", "Decide", "Ctrl+R"), lambda: None)
    action.allow(False, "Only a supervisor other than M. <b>Rossi</b> may decide.")
    assert not action.isEnabled()
    assert "M. &lt;b&gt;Rossi&lt;/b&gt; may" in action.toolTip()
    action.allow()
    assert action.isEnabled()
    assert "supervisor" not in action.toolTip()


def test_an_action_has_a_menu_and_stands_once(bench):
    actions, *_ = bench
    actions.add(Spec("x", "X"), lambda: None)
    with pytest.raises(ValueError, match="stands already"):
        actions.add(Spec("x", "X"), lambda: None)
    with pytest.raises(ValueError, match="no menu"):
        actions.add(Spec("y", "Y", menu="nowhere"), lambda: None)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("op in", "Open incident Ctrl+I", True),
        ("cident", "Open incident", True),
        ("ci", "Open incident", False),
        ("OPEN", "Open incident", True),
        ("close", "Open incident", False),
    ],
)
def test_the_palette_finds_by_beginnings_of_words(words, text, found):
    assert matches(words, text) is found


def test_the_palette_runs_an_action_shows_why_another_is_off_and_gives_the_focus_back(qtbot):
    actions, window = Actions(), QWidget()
    qtbot.addWidget(window)
    other = QWidget(window)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.resize(900, 600)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    other.setFocus()
    done = []
    actions.add(Spec("a", "Open incident", "Ctrl+I"), lambda: done.append("incident"))
    actions.add(Spec("b", "Open bulletin"), lambda: done.append("bulletin")).allow(
        False, "Only a liaison may."
    )
    palette = Palette(look(), actions, window)
    asked = []
    palette.providers.append(lambda words, then: asked.append((words, then)))
    palette.open()
    QTest.keyClicks(palette.edit, "open")
    assert [entry.text for entry in palette.list.entries] == ["Open incident", "Open bulletin"]
    assert palette.list.entries[1].reason == "Only a liaison may."
    qtbot.waitUntil(lambda: bool(asked))
    QTest.keyClick(palette.edit, Qt.Key.Key_Down)
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert done == []
    QTest.keyClick(palette.edit, Qt.Key.Key_Up)
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert done == ["incident"]
    assert palette.isHidden()
    assert other.hasFocus()
    asked[0][1]([])  # a late answer does nothing
