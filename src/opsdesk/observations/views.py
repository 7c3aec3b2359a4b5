"""The order of the list, the views that are always there, and what each of them counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from opsdesk.observations.model import OPEN, ObservationFilter, ObservationStatus, Priority


class Order(StrEnum):
    """How a list is ordered; with a text it is always the newest first."""

    PRIORITY = "priority"
    NEWEST = "newest"


class SavedView(StrEnum):
    """The views of the observations tab that are always there, from the top."""

    UNCLAIMED = "unclaimed"
    OVERDUE = "overdue"
    REPLY_DUE_TODAY = "reply_due_today"
    TO_DECIDE = "to_decide"
    CLAIMED_BY_ME = "claimed_by_me"
    REPORTED_BY_ME_TODAY = "reported_by_me_today"
    OPEN = "open"
    URGENT = "urgent"
    LAST_24_HOURS = "last_24_hours"
    CLOSED_TODAY = "closed_today"


def saved_view(view: SavedView, operator_id: UUID, now: datetime, today: datetime) -> ObservationFilter:
    """What a built-in view shows to an operator; `today` is the local midnight that has passed, aware UTC."""
    match view:
        case SavedView.UNCLAIMED:
            return ObservationFilter(unclaimed=True)
        case SavedView.OVERDUE:
            return ObservationFilter(overdue=True)
        case SavedView.REPLY_DUE_TODAY:
            return ObservationFilter(reply_due_until=today + timedelta(days=1))
        case SavedView.TO_DECIDE:
            return ObservationFilter(to_decide=True)
        case SavedView.CLAIMED_BY_ME:
            return ObservationFilter(claimed_by=operator_id)
        case SavedView.REPORTED_BY_ME_TODAY:
            return ObservationFilter(reported_by=operator_id, since=today)
        case SavedView.OPEN:
            return ObservationFilter(statuses=OPEN)
        case SavedView.URGENT:
            return ObservationFilter(
                statuses=OPEN, priorities=frozenset({Priority.EMERGENCY, Priority.URGENT})
            )
        case SavedView.LAST_24_HOURS:
            return ObservationFilter(since=now - timedelta(hours=24))
        case SavedView.CLOSED_TODAY:
            return ObservationFilter(statuses=frozenset({ObservationStatus.CLOSED}), closed_since=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationCounts:
    """How many each built-in view holds; the tab's title shows `unclaimed`, late when `overdue` is not 0."""

    views: Mapping[SavedView, int]

    @property
    def unclaimed(self) -> int:
        """New ones that nobody has."""
        return self.views[SavedView.UNCLAIMED]

    @property
    def overdue(self) -> int:
        """Those that nobody has in time, and replies that did not come."""
        return self.views[SavedView.OVERDUE]
