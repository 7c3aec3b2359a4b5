"""A desk without a database: its store answers from memory, on the loop of the test."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication

from opsdesk.desk.actions import Actions
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.desk import Desk
from opsdesk.desk.drafts import Drafts
from opsdesk.desk.feed import Feed
from opsdesk.desk.history import History
from opsdesk.desk.messages import Messages
from opsdesk.desk.remember import Remember
from opsdesk.desk.tasks import Tasks
from opsdesk.desk.tokens import Theme
from opsdesk.desk.widgets.cells import Cell, Column, RowLook
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.errors import OpsDeskError
from opsdesk.store.access import Me
from opsdesk.store.command import Applied, Change
from tests.databases import person
from tests.waiting import turn

NOW = datetime(2026, 6, 13, 12, 2, 7, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Monaco")


def now() -> datetime:
    return NOW


@dataclass(frozen=True)
class Thing:
    id: UUID
    n: int
    priority: int
    summary: str


def thing(n: int, priority: int = 3, summary: str = "") -> Thing:
    return Thing(UUID(int=n), n, priority, summary or f"Thing {n}")


COLUMNS = (
    Column(
        "priority",
        "Priority",
        120,
        lambda one, _now: Cell(str(one.priority), priority=one.priority),
        sort="priority",
    ),
    Column("age", "Age", 58, lambda one, _now: Cell(f"{one.n} min"), live=True),
    Column("summary", "Summary", 300, lambda one, _now: Cell(one.summary, "text.high"), stretch=True),
    Column("number", "No.", 49, lambda one, _now: Cell(str(one.n), "text.low"), narrow_width=0),
)


def model(things: Sequence[Thing] = (), *, more: bool = False) -> RecordModel:
    made = RecordModel(
        COLUMNS,
        id_of=lambda one: one.id,
        key_of=lambda one: (one.priority, -one.n),
        now=now,
        row_look=lambda one: RowLook("tint.error", "priority.1") if one.priority == 1 else RowLook(),
    )
    made.reset(sorted(things, key=lambda one: (one.priority, -one.n)), more)
    return made


@dataclass
class FakeStore:
    """Answers queries by calling them with itself; applies commands by noting them."""

    applied: list[Any] = field(default_factory=list)
    journal: list[Change] = field(default_factory=list)
    fail: OpsDeskError | None = None
    undo: Any = None
    grown: asyncio.Event = field(default_factory=asyncio.Event)

    async def apply(self, command: Any) -> Applied:
        await asyncio.sleep(0)
        if self.fail is not None:
            raise self.fail
        self.applied.append(command)
        return Applied(len(self.applied), self.undo)

    async def read(self, query: Callable[..., Any], *args: Any) -> Any:
        await asyncio.sleep(0)
        if self.fail is not None:
            raise self.fail
        return query(self, *args)

    async def head(self) -> int:
        return self.journal[-1].seq if self.journal else 0

    async def follow(self, after: int) -> list[Change]:
        await asyncio.sleep(0)
        if self.fail is not None:
            raise self.fail
        return [change for change in self.journal if change.seq > after]

    async def changed(self, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - the port's own
        await self.grown.wait()
        self.grown.clear()
        return True

    def grow(self, subject: str | None, record_id: UUID | None) -> None:
        self.journal.append(Change(len(self.journal) + 1, subject, record_id))
        self.grown.set()


@dataclass
class FakeDrafts:
    """Keeps drafts in a dict."""

    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    saves: int = 0

    async def save(self, key: str, values: Mapping[str, Any]) -> None:
        self.saves += 1
        self.kept[key] = dict(values)

    async def drop(self, key: str) -> None:
        self.kept.pop(key, None)

    async def all(self) -> dict[str, dict[str, Any]]:
        return dict(self.kept)


def look(percent: int = 100, theme: Theme = Theme.DARK) -> Appearance:
    made = Appearance(theme, percent)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made.apply(application)
    return made


def fake_desk(store: FakeStore | None = None, drafts: FakeDrafts | None = None, me: Me | None = None) -> Desk:
    """Only inside a coroutine: its tasks run on the running loop."""
    store = store or FakeStore()
    messages = Messages()
    tasks = Tasks(asyncio.get_running_loop(), messages, lambda error: f"told: {error}")
    return Desk(
        database=store,
        me=me or person(),
        name="Desk 1",
        look=look(),
        actions=Actions(),
        tasks=tasks,
        messages=messages,
        feed=Feed(store, now, random.Random(1)),
        history=History(),
        drafts=Drafts(drafts, tasks),
        remember=Remember(None),
        now=now,
        zone=ZONE,
    )


async def settled(desk: Desk) -> None:
    """Let everything that was started come to its end."""
    while any(key != "feed" for key in desk.tasks._running):
        await turn()
