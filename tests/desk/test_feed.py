"""The feed: no gap, each subject once, away and back."""

from __future__ import annotations

from uuid import UUID

import pytest

from opsdesk.errors import StoreUnavailable
from opsdesk.store.command import Change
from tests.desk.fakes import NOW, FakeStore, fake_desk
from tests.waiting import until


async def test_each_subject_is_told_once_with_its_ids(qapp):
    desk = fake_desk()
    told = []
    desk.feed.changed.connect(lambda subject, ids: told.append((subject, ids)))
    one, two, three = UUID(int=1), UUID(int=2), UUID(int=3)
    desk.feed.take(
        [
            Change(1, "observation", one),
            Change(2, "incident", three),
            Change(3, None, None),
            Change(4, "observation", two),
        ]
    )
    assert told == [("observation", frozenset({one, two})), ("incident", frozenset({three}))]
    assert desk.feed.last == 4


async def test_a_bulk_change_tells_the_subject_alone(qapp):
    desk = fake_desk()
    told = []
    desk.feed.changed.connect(lambda subject, ids: told.append((subject, ids)))
    desk.feed.take(
        [
            Change(1, "observation", UUID(int=1)),
            Change(2, "observation", None),
            Change(3, "observation", UUID(int=2)),
        ]
    )
    assert told == [("observation", None)]


async def test_a_gap_is_an_error_and_nothing_is_told(qapp):
    desk = fake_desk()
    told = []
    desk.feed.changed.connect(lambda *_: told.append(1))
    with pytest.raises(StoreUnavailable) as caught:
        desk.feed.take([Change(1, "observation", None), Change(3, "observation", None)])
    assert caught.value.reason == "journal_gap"
    assert caught.value.facts == {"expected": 2, "found": 3}
    assert told == []


async def test_it_follows_goes_away_and_comes_back_from_where_it_was(qapp):
    store = FakeStore()
    desk = fake_desk(store)
    told, states = [], []
    desk.feed.changed.connect(lambda subject, _ids: told.append(subject))
    desk.feed.live_changed.connect(lambda: states.append(desk.feed.live))
    desk.tasks.start("feed", desk.feed.run)
    await until(lambda: desk.feed.as_of == NOW)
    store.grow("observation", UUID(int=1))
    await until(lambda: told == ["observation"])
    store.fail = StoreUnavailable("in_use")
    store.grow("incident", UUID(int=2))
    await until(lambda: states == [False])
    store.fail = None
    await until(lambda: states == [False, True])
    assert told == ["observation", "incident"]
    await desk.tasks.close()
