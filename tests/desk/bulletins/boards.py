"""A window with the Bulletins tab over a board, for its tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QApplication

from opsdesk.desk.bulletins.tab import BulletinsTab
from opsdesk.partners.commands import AddContact
from opsdesk.store.access import Me
from tests.bulletins.board import Board
from tests.desk.observations.joined import Joined, join


@dataclass
class Window:
    """The tab; what it dialled, and what it asked of other tabs."""

    joined: Joined
    tab: BulletinsTab
    dialled: list[str]
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    async def select(self, bulletin_id: UUID) -> None:
        """Show a bulletin and wait until it is there."""
        self.tab.show_record(bulletin_id)
        await self.until(
            lambda: (
                self.tab.presenter.current is not None
                and self.tab.presenter.current.bulletin.id == bulletin_id
            )
        )
        await self.joined.calm()

    async def until(self, condition: Callable[[], Any], what: str = "") -> None:
        """Wait until a condition holds."""
        await self.joined.until(condition, what)

    async def calm(self) -> None:
        """Wait until every task has ended."""
        await self.joined.calm()

    async def close(self) -> None:
        """End in order."""
        await self.joined.calm()
        await self.joined.close()

    @property
    def told(self) -> str:
        """What was said last."""
        past = self.joined.desk.messages.past
        return past[-1].text if past else ""


async def open_as(
    me: Me, application: QApplication, board: Board, *, has_telephone: bool = True, **how: Any
) -> Window:
    """Open the tab as somebody; whoever else acts meanwhile, `me` is signed in again by `back`."""
    board.database.sign_in(me)
    dialled: list[str] = []

    def dial(number: str) -> bool:
        dialled.append(number)
        return has_telephone

    joined = await join(
        application,
        board.database,
        lambda desk: [BulletinsTab(desk, load_layers=lambda: (), dial=dial)],
        now=board.clock,
        **how,
    )
    tab = joined.window.tabs[0]
    assert isinstance(tab, BulletinsTab)
    window = Window(joined, tab, dialled)
    tab.flyer_asked.connect(lambda one: window.asked.append(("flyer", one)))
    tab.map_asked.connect(lambda one: window.asked.append(("map", one)))
    tab.record_asked.connect(lambda where, one: window.asked.append((where, one)))
    await joined.calm()
    return window


def reachable(board: Board, partner: str, name: str, number: str) -> None:
    """Somebody whom the desk can call at a partner."""
    telephones = [{"number": number, "label": "mobile"}]
    board.as_(
        board.supervisor,
        AddContact.of(organization_id=board.partners[partner], name=name, telephones=telephones),
    )
