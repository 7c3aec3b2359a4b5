"""The list: its model, its view, and the presenter that feeds both."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QTableView

from opsdesk.desk.records import Queries, Records
from opsdesk.desk.widgets.record_view import RecordView
from opsdesk.store.page import Page
from tests.desk.fakes import FakeStore, fake_desk, look, model, now, settled, thing


@pytest.fixture
def tested(qapp):
    made = model([thing(n, 1 + n % 4) for n in range(1, 61)])
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    del tester


def shown(made) -> list[int]:
    return [made.item_at(row).n for row in range(made.rowCount())]


def view_of(qtbot, made) -> RecordView:
    view = RecordView(look(), made, now)
    qtbot.addWidget(view)
    view.resize(800, 28 * 10 + 26)
    view.show()
    return view


def test_any_change_leaves_the_rows_in_the_order_of_their_keys(tested):
    chance = random.Random(7)
    known = {n: thing(n, 1 + n % 4) for n in range(1, 61)}
    for step in range(60):
        n = chance.randrange(1, 70)
        if chance.random() < 0.3 and n in known:
            tested.remove([UUID(int=n)])
            del known[n]
        else:
            known[n] = thing(n, chance.randrange(1, 5), f"step {step}")
            tested.upsert([known[n]])
    expected = sorted(known.values(), key=lambda one: (one.priority, -one.n))
    assert shown(tested) == [one.n for one in expected]
    assert [tested.row_of(one.id) for one in expected] == list(range(len(expected)))
    assert tested.data(tested.index(0, 2)) == expected[0].summary


def test_pages_come_one_after_the_other_and_what_belongs_further_down_waits_for_its_page(qapp):
    made = model([thing(n) for n in range(400, 200, -1)], more=True)
    asked = []
    made.more_wanted.connect(lambda: asked.append(1))
    made.upsert([thing(50)])
    assert made.rowCount() == 200
    made.fetchMore(QModelIndex())
    made.fetchMore(QModelIndex())
    assert asked == [1]
    made.append([thing(n) for n in range(200, 0, -1)], has_more=False)
    assert shown(made) == list(range(400, 0, -1))


def test_what_was_scrolled_past_is_let_go_and_asked_for_again(qapp, qtbot):
    made = model([thing(n) for n in range(5000, 2999, -1)], more=True)
    made.append([thing(n) for n in range(2999, 0, -1)], has_more=False)
    assert made.rowCount() == 5000
    assert len(made._items) == made.KEPT
    with qtbot.waitSignal(made.items_wanted) as wanted:
        assert made.item_at(0) is None
    assert wanted.args == [[UUID(int=5000)]]
    made.fill([thing(5000)])
    assert made.item_at(0).n == 5000


def test_a_change_elsewhere_moves_neither_selection_nor_scroll(qtbot):
    made = model([thing(n) for n in range(100, 0, -1)])
    view = view_of(qtbot, made)
    view.select(UUID(int=50))
    view.verticalScrollBar().setValue(28 * 40 + 5)
    above, chosen = [], []
    view.above_changed.connect(above.append)
    view.chosen.connect(chosen.append)
    top = view.verticalScrollBar().value()
    made.upsert([thing(101, 1), thing(102)])
    assert view.verticalScrollBar().value() == top + 2 * 28
    assert view.selected == UUID(int=50)
    assert made.id_at(view.currentIndex().row()) == UUID(int=50)
    assert above[-1] == [UUID(int=101), UUID(int=102)]
    made.upsert([replace(thing(50), summary="other words")])
    made.upsert([thing(50, 2)])
    assert view.selected == UUID(int=50)
    assert made.id_at(view.currentIndex().row()) == UUID(int=50)
    assert chosen == []
    view.top()
    assert above[-1] == []


def test_at_the_very_top_what_is_new_simply_appears(qtbot):
    made = model([thing(n) for n in range(100, 0, -1)])
    view = view_of(qtbot, made)
    made.upsert([thing(101, 1)])
    assert view.verticalScrollBar().value() == 0
    assert made.id_at(0) == UUID(int=101)


def test_letters_alone_never_act_and_never_search(qtbot):
    made = model([thing(n) for n in range(20, 0, -1)])
    view = view_of(qtbot, made)
    view.select(UUID(int=20))
    QTest.keyClicks(view, "Thing 3 bB")
    assert view.selected == UUID(int=20)
    opened = []
    view.opened.connect(opened.append)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == [UUID(int=19)]


def test_a_press_selects_the_row_under_it(qtbot):
    made = model([thing(n) for n in range(20, 0, -1)])
    view = view_of(qtbot, made)
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 28 * 3 + 10))
    assert chosen.args == [UUID(int=17)]


class Rows:
    """The queries of a subject, over a dict."""

    def __init__(self, count: int) -> None:
        self.things = {n: thing(n, 1 + n % 4) for n in range(1, count + 1)}
        self.asked_some: list[list[UUID]] = []
        self.pages = 0

    def _matching(self, wanted: str) -> list:
        found = [one for one in self.things.values() if wanted in one.summary]
        return sorted(found, key=lambda one: (one.priority, -one.n))

    def page(self, _reading, wanted, after, limit):
        self.pages += 1
        rows = self._matching(wanted)
        start = 0 if after is None else after
        part = rows[start : start + limit]
        return Page(part, start + limit if start + limit < len(rows) else None)

    def some(self, _reading, ids, wanted):
        self.asked_some.append(list(ids))
        return [one for one in self._matching(wanted) if one.id in set(ids)]

    def count(self, _reading, wanted):
        return len(self._matching(wanted))


async def test_the_presenter_shows_a_page_and_then_only_what_the_journal_names(qapp):
    desk, rows, made = fake_desk(FakeStore()), Rows(500), model()
    records = Records(desk, "things", made, Queries(rows.page, rows.some, rows.count), ("thing",))
    counted: list[int] = []
    records.counted.connect(counted.append)
    records.show("")
    await settled(desk)
    assert made.rowCount() == 200
    assert counted == [500]
    rows.things[501] = thing(501, 1, "a new one")
    del rows.things[3]
    desk.feed.changed.emit("thing", frozenset({UUID(int=501), UUID(int=3)}))
    desk.feed.changed.emit("other", frozenset({UUID(int=9)}))
    records._ask_changed()
    await settled(desk)
    assert rows.pages == 1
    assert rows.asked_some == [[UUID(int=3), UUID(int=501)]]
    assert made.id_at(0) == UUID(int=501)
    assert made.row_of(UUID(int=3)) == -1
    assert counted[-1] == 500
    await desk.tasks.close()


async def test_a_bulk_change_reads_the_first_page_again(qapp):
    desk, rows, made = fake_desk(FakeStore()), Rows(50), model()
    records = Records(desk, "things", made, Queries(rows.page, rows.some, rows.count), ("thing",))
    records.show("")
    await settled(desk)
    rows.things |= {n: thing(n, 1) for n in range(100, 120)}
    desk.feed.changed.emit("thing", None)
    records._ask_changed()
    await settled(desk)
    assert rows.pages == 2
    assert made.rowCount() == 70
    await desk.tasks.close()


def test_a_full_repaint_costs_at_most_half_of_the_default_delegates(qtbot):
    made = model([thing(n, 1 + n % 4, "Two people trying car doors on level 2") for n in range(200, 0, -1)])
    ours, theirs = RecordView(look(), made, now), QTableView()
    theirs.setModel(made)
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    for view in (ours, theirs):
        qtbot.addWidget(view)
        view.resize(1200, 1000)
        view.show()
        view.grab()
    for _ in range(7):
        for name, view in (("ours", ours), ("theirs", theirs)):
            began = time.perf_counter()
            view.viewport().grab()
            times[name].append(time.perf_counter() - began)
    ratio = sorted(times["ours"])[3] / sorted(times["theirs"])[3]
    print(f"repaint, own grid against default delegate: {ratio:.2f}")
    assert ratio <= 0.5
