"""What the parts that open and hold a desk need of the program that `app` builds."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Protocol

from opsdesk.desk.actions import Actions
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.frame import Frame
from opsdesk.desk.messages import Messages
from opsdesk.desk.remember import Remember
from opsdesk.desk.tasks import Tasks
from opsdesk.desk.window import Window

if TYPE_CHECKING:
    from opsdesk.desk.desk import Desk
    from opsdesk.desk.tab import Tab
    from opsdesk.settings import Folders, Settings
    from opsdesk.store.writing import Migrate


class Host(Protocol):
    """The program, as far as it concerns them."""

    settings: Settings
    folders: Folders
    now: Callable[[], datetime]
    zone: tzinfo
    loop: asyncio.AbstractEventLoop
    window: Window
    frame: Frame
    look: Appearance
    actions: Actions
    messages: Messages
    tasks: Tasks
    remember: Remember
    session: Any
    chance: random.Random

    @property
    def migrate(self) -> Migrate:
        """Makes the tables of a database, or brings them up to date."""

    def make_tabs(self, desk: Desk) -> Sequence[Tab]:
        """The tabs that are built, in their order."""

    async def open_database(self, database: Any, *, sample: bool = False, note: str = "") -> Any:
        """Join an open database to the window."""

    async def close(self) -> None:
        """End everything in order."""

    def show_start(self) -> None:
        """The page with the three ways."""
