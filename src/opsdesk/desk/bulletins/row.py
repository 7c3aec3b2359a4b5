"""What a row of the board says, as data: the view paints it, screen readers and tests read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from opsdesk.bulletins.model import BulletinItem, BulletinStatus
from opsdesk.desk.bulletins.words import SHORT, ends_as, heading, is_draft, tr
from opsdesk.handling import Marking
from opsdesk.wording.labels import label
from opsdesk.wording.times import age, left


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """One row: three lines at the left, the marking and what is left of it at the right.

    `told`, `confirmed` and `late` make the bar; with `told` 0 there is none and `third` stands there.
    """

    code: str
    kind: str
    title: str
    quiet: bool
    marking: Marking
    told: int
    confirmed: int
    late: int
    third: str
    right: str
    right_glyph: str
    short: bool

    @property
    def counted(self) -> str:
        """`14 of 19`."""
        return tr("{some} of {all}").format(some=self.confirmed, all=self.told) if self.told else ""

    @property
    def overdue(self) -> str:
        """`3 overdue`."""
        return tr("{count} overdue").format(count=self.late) if self.late else ""

    def aloud(self) -> str:
        """The whole row as one text."""
        parts = (
            *(self.code, self.kind, self.title, self.marking.value),
            *(self.counted, self.overdue, self.third, self.right),
        )
        return ", ".join(part for part in parts if part)


def row_of(item: BulletinItem, now: datetime, zone: tzinfo, me: UUID) -> BulletinRow:
    """The row of a bulletin at a moment."""
    status = _state(item, now)
    third, right, glyph, short = "", "", "", False
    if status is BulletinStatus.PUBLISHED:
        if item.expires_at is not None:
            short = item.expires_at - now < SHORT
            third = tr("named people only") if item.marking is Marking.RED else ""
            right, glyph = left(item.expires_at, now), "hourglass_empty" if short else "schedule"
    elif status is BulletinStatus.SUBMITTED:
        third, right, glyph = tr("waits for a supervisor"), label(status), "hourglass_empty"
    elif status is BulletinStatus.DRAFT:
        third, right, glyph = _draft(item, now, me), label(status), "edit"
    elif status is BulletinStatus.SUPERSEDED and item.superseded_by_number is not None:
        third = tr("superseded by {code}").format(code=f"B-{item.superseded_by_number:04d}")
        right = label(status)
    else:
        third, right = ends_as(item, status, now, zone), label(status)
    told = item.recipients if status is BulletinStatus.PUBLISHED else 0
    return BulletinRow(
        code=heading(item, status),
        kind=label(item.kind),
        title=item.title,
        quiet=not is_draft(status) and status is not BulletinStatus.PUBLISHED,
        marking=item.marking,
        told=told,
        confirmed=item.acknowledged,
        late=item.overdue,
        third=third,
        right=right,
        right_glyph=glyph,
        short=short,
    )


def _state(item: BulletinItem, now: datetime) -> BulletinStatus:
    """It may have run out since it was read."""
    if item.status is BulletinStatus.PUBLISHED and item.expires_at is not None and item.expires_at <= now:
        return BulletinStatus.EXPIRED
    return item.status


def _draft(item: BulletinItem, now: datetime, me: UUID) -> str:
    whose = tr("yours") if item.created_by == me else item.created_by_name
    if now - item.created_at < timedelta(minutes=1):
        return tr("{whose}, new").format(whose=whose)
    return tr("{whose}, {age} old").format(whose=whose, age=age(item.created_at, now))
