"""A window with real tabs over a real database, for the tests of the tabs of observations and incidents."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from opsdesk.desk.actions import Actions
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.desk import Desk
from opsdesk.desk.drafts import Drafts
from opsdesk.desk.feed import Feed
from opsdesk.desk.history import History
from opsdesk.desk.messages import Messages
from opsdesk.desk.remember import Remember
from opsdesk.desk.tab import Tab
from opsdesk.desk.tasks import Tasks
from opsdesk.desk.text_keys import TextKeys
from opsdesk.desk.tokens import Theme
from opsdesk.desk.window import Window
from opsdesk.errors import OpsDeskError
from opsdesk.store.database import Database
from opsdesk.wording.errors import sentence
from tests.waiting import until

ZONE = ZoneInfo("Europe/Monaco")


@dataclass
class Joined:
    """A window with its desk; `until` waits for a condition, `close` ends it in order."""

    window: Window
    desk: Desk
    following: asyncio.Task[None]
    keys: TextKeys

    async def until(self, condition: Callable[[], Any], what: str = "") -> None:
        """Wait until a condition holds."""
        await until(condition, what)

    async def calm(self) -> None:
        """Wait until every task that was started has ended, and nothing waits to be asked in a moment."""

        def busy() -> bool:
            # First what is quick to ask: looking for timers visits every widget.
            if self.desk.tasks._running:
                return True
            return any(one.isSingleShot() and one.isActive() for one in self.window.findChildren(QTimer))

        for _round in range(3):
            await self.until(lambda: not busy(), "calm")
            await asyncio.sleep(0)

    async def close(self) -> None:
        """End in order."""
        application = QApplication.instance()
        assert application is not None
        application.removeEventFilter(self.keys)
        self.following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.following
        await self.desk.drafts.flush()
        await self.desk.tasks.close()
        self.window.end()
        self.window.deleteLater()


class KeptDrafts:
    """Drafts in memory, as the local file keeps them."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    async def save(self, key: str, values: Any) -> None:
        self.kept[key] = dict(values)

    async def drop(self, key: str) -> None:
        self.kept.pop(key, None)

    async def all(self) -> dict[str, Any]:
        return dict(self.kept)


async def join(
    application: QApplication,
    database: Database,
    make_tabs: Callable[[Desk], list[Tab]],
    *,
    size: tuple[int, int] = (1920, 1080),
    theme: Theme = Theme.DARK,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    drafts: Any = None,
) -> Joined:
    """Open a window over a database with somebody signed in."""
    loop = asyncio.get_running_loop()
    look = Appearance(theme)
    look.apply(application)
    actions, messages, remember = Actions(), Messages(), Remember(None)

    def words(error: Exception) -> str:
        assert isinstance(error, OpsDeskError)
        return sentence(error, ZONE)

    tasks = Tasks(loop, messages, words)
    window = Window(look, actions, messages, remember, now, ZONE)
    feed = Feed(database, now, random.Random(1))
    desk = Desk(
        database=database,
        me=database.me,
        name="desk 1",
        look=look,
        actions=actions,
        tasks=tasks,
        messages=messages,
        feed=feed,
        history=History(),
        drafts=Drafts(drafts if drafts is not None else KeptDrafts(), tasks),
        remember=remember,
        now=now,
        zone=ZONE,
    )
    actions.added.connect(window.addAction)
    for tab in make_tabs(desk):
        window.add_tab(tab)
    keys = TextKeys(actions, window)
    application.installEventFilter(keys)
    following = loop.create_task(feed.run())
    window.resize(*size)
    window.show()
    window.open_tabs()
    joined = Joined(window, desk, following, keys)
    await joined.calm()
    return joined
