"""The relationship log."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from opsdesk.partners.model import Engagement, ShiftDay
from opsdesk.partners.records.rows import engagement_of
from opsdesk.partners.records.tables import engagement
from opsdesk.store.transaction import Reading


def get_engagement(reading: Reading, engagement_id: UUID) -> Engagement:
    """One entry of the log, archived or not; `NotFound`."""
    return engagement_of(reading.get(engagement, engagement_id))


def engagements(
    reading: Reading, organization_id: UUID, limit: int = 200, *, archived: bool = False
) -> list[Engagement]:
    """The log of an organization, the latest first."""
    where = (
        reading.visible(engagement),
        engagement.c.organization_id == organization_id,
        engagement.c.archived_at.is_not(None) if archived else engagement.c.archived_at.is_(None),
    )
    latest = select(engagement).where(*where).order_by(engagement.c.at.desc(), engagement.c.n.desc())
    return [engagement_of(row) for row in reading.all(latest.limit(limit))]


def follow_ups_due(reading: Reading, day: ShiftDay) -> list[Engagement]:
    """Entries whose follow-up is due today or before and not done, the oldest first."""
    where = (
        reading.visible(engagement),
        engagement.c.archived_at.is_(None),
        engagement.c.follow_up <= day.today(reading.now),
        engagement.c.follow_up_done_at.is_(None),
    )
    oldest = select(engagement).where(*where).order_by(engagement.c.follow_up, engagement.c.n)
    return [engagement_of(row) for row in reading.all(oldest)]
