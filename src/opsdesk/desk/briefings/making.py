"""Makes previews and numbered copies of packets: what is asked, where it is rendered, what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from opsdesk.accounts.model import Operator
from opsdesk.briefings.gathering import Desk as PaperDesk
from opsdesk.briefings.gathering import Gathered, ShiftWords
from opsdesk.briefings.issuing import Issued, Order, Printing, issue_soon, preview
from opsdesk.briefings.model import Paper, Report
from opsdesk.briefings.recipes import bolo_flyer, incident_briefing, shift_briefing
from opsdesk.briefings.worker import discard
from opsdesk.bulletins import records as bulletins
from opsdesk.bulletins.model import BulletinFilter, BulletinItem
from opsdesk.desk.ports import Store
from opsdesk.incidents import records as incidents
from opsdesk.incidents.model import IncidentFilter, IncidentItem
from opsdesk.observations.views import Order as ListOrder
from opsdesk.partners import records as partners
from opsdesk.partners.model import OrganizationName, ShiftDay
from opsdesk.releases.model import Recipe
from opsdesk.releases.naming import audience_named, people
from opsdesk.settings import resource

if TYPE_CHECKING:
    from opsdesk.store.desk_database import DeskDatabase
    from opsdesk.store.transaction import Reading

#: A shift, where nobody says otherwise.
SHIFT = timedelta(hours=12)
#: Most incidents and bulletins that can be chosen from.
MOST = 200
_SYSTEM_FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen from: incidents, bulletins, partners, people; `desk` is the own organization."""

    incidents: Sequence[IncidentItem]
    bulletins: Sequence[BulletinItem]
    partners: Sequence[OrganizationName]
    people: Sequence[Operator]
    desk: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator chose. `audience` is `desk`, a clearance, or the id of a partner or a person."""

    recipe: Recipe
    audience: str
    start: datetime
    end: datetime
    subject_id: UUID | None
    paper: Paper
    words: ShiftWords


@dataclass(frozen=True, slots=True)
class Previewed:
    """A packet as it would be: what was gathered, the pages' bytes, and what came of printing them."""

    gathered: Gathered
    pdf: bytes
    report: Report


def choices(reading: Reading) -> Choices:
    """Ask for what can be chosen from, the newest first."""
    own = partners.desk(reading)
    return Choices(
        incidents=incidents.page(reading, IncidentFilter(), None, MOST, ListOrder.NEWEST).items,
        bulletins=bulletins.page(reading, BulletinFilter(view="all"), None, MOST).items,
        partners=[one for one in partners.names(reading) if own is None or one.id != own.id],
        people=people(reading),
        desk="" if own is None else own.name,
    )


def gather(reading: Reading, wish: Wish, shift: ShiftDay) -> Gathered:
    """Everything that goes into the packet, and what its audience does not get."""
    own = partners.desk(reading)
    desk = PaperDesk(
        name="" if own is None else own.name,
        day=shift,
        telephone=None if own is None else own.telephone,
        base_map=tuple(sorted(resource("maps").glob("*.geojson.gz"))),
    )
    audience = audience_named(reading, wish.audience)
    if wish.recipe is Recipe.SHIFT_BRIEFING:
        return shift_briefing(reading, desk, audience, wish.start, wish.end, wish.words)
    assert wish.subject_id is not None
    if wish.recipe is Recipe.INCIDENT_BRIEFING:
        return incident_briefing(reading, desk, audience, wish.subject_id)
    return bolo_flyer(reading, desk, audience, wish.subject_id)


async def make_preview(database: Store, wish: Wish, shift: ShiftDay) -> Previewed:
    """Gather and render with PREVIEW across; nothing is recorded."""
    gathered = await database.read(gather, wish, shift)
    return await asyncio.to_thread(_render, gathered, wish.paper)


def _render(gathered: Gathered, paper: Paper) -> Previewed:
    printed = preview(gathered, _printing(), paper)
    try:
        pdf = printed.path.read_bytes()
    finally:
        discard(printed)
    return Previewed(gathered, pdf, printed.report)


async def make_copy(database: DeskDatabase, gathered: Gathered, order: Order) -> tuple[Issued, bytes]:
    """Record, render and put one numbered copy in its place; its bytes are for the printer."""
    await asyncio.to_thread(order.target.parent.mkdir, 0o700, parents=True, exist_ok=True)
    issued = await issue_soon(database, gathered, order, _printing())
    return issued, await asyncio.to_thread(issued.path.read_bytes)


def _printing() -> Printing:
    found = {font.parent for place in _SYSTEM_FONTS for font in place.rglob("NotoSans-Regular.ttf")}
    return Printing(fonts=(resource("fonts"), *sorted(found)))


def pages(pdf: bytes, dots_per_inch: int) -> list[QImage]:
    """The pages as pictures for a printer, on white; blocking, in a thread."""
    document = QPdfDocument()
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    found = []
    for number in range(document.pageCount()):
        points = document.pagePointSize(number)
        scale = dots_per_inch / 72
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        page = QImage(size, QImage.Format.Format_RGB32)
        page.fill(0xFFFFFFFF)
        painter = QPainter(page)
        painter.drawImage(0, 0, document.render(number, size))
        painter.end()
        found.append(page)
    document.close()
    return found
