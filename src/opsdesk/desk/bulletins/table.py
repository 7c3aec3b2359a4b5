"""The one column of the board: its rows are painted as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from uuid import UUID

from opsdesk.bulletins.model import BulletinItem
from opsdesk.desk.bulletins.row import row_of
from opsdesk.desk.bulletins.words import tr
from opsdesk.desk.widgets.cells import Cell, Column
from opsdesk.desk.widgets.record_model import RecordModel


def board_model(now: Callable[[], datetime], zone: tzinfo, me: UUID) -> RecordModel:
    """A model of bulletins, the newest first; its one cell is the row read aloud."""

    def aloud(item: BulletinItem, at: datetime) -> Cell:
        return Cell(row_of(item, at, zone, me).aloud())

    column = Column("bulletin", tr("Bulletin"), 400, aloud, stretch=True, live=True)
    return RecordModel((column,), id_of=lambda item: item.id, key_of=lambda item: (-item.n,), now=now)
