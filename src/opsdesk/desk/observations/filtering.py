"""What the operator chose to see: a view, conditions as chips, words; and what that means as a filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from math import cos, radians
from typing import Any
from uuid import UUID

from opsdesk.desk.observations.words import NAME, cut, tr
from opsdesk.desk.widgets.filter_bar import FilterField
from opsdesk.desk.widgets.views import View, ViewGroup
from opsdesk.observations.model import OPEN, Category, ObservationFilter, ObservationStatus, Priority
from opsdesk.observations.views import Order, SavedView
from opsdesk.partners.model import OrganizationName
from opsdesk.wording.labels import capital, label

Conditions = tuple[tuple[str, str], ...]

#: The conditions of each view that is always there.
VIEWS: Mapping[SavedView, Conditions] = {
    SavedView.UNCLAIMED: (("waits", "unclaimed"),),
    SavedView.OVERDUE: (("waits", "overdue"),),
    SavedView.REPLY_DUE_TODAY: (("waits", "reply_today"),),
    SavedView.TO_DECIDE: (("waits", "decision"),),
    SavedView.CLAIMED_BY_ME: (("claimed", "me"),),
    SavedView.REPORTED_BY_ME_TODAY: (("reported", "me"), ("seen", "today")),
    SavedView.OPEN: (("status", "open"),),
    SavedView.URGENT: (("status", "open"), ("priority", "1,2")),
    SavedView.LAST_24_HOURS: (("seen", "24"),),
    SavedView.CLOSED_TODAY: (("closed", "today"),),
}


@dataclass(frozen=True)
class Chosen:
    """Conditions by the id of their field, words, order; `view` is the view that they began with."""

    view: str = SavedView.OPEN.value
    conditions: Conditions = VIEWS[SavedView.OPEN]
    text: str = ""
    order: Order = Order.PRIORITY

    def having(self, field: str, value: str) -> Chosen:
        """The same with a condition; one of the same field is replaced."""
        rest = tuple(one for one in self.conditions if one[0] != field)
        return replace(self, conditions=(*rest, (field, value)))

    def without(self, field: str) -> Chosen:
        """The same without the condition of a field."""
        return replace(self, conditions=tuple(one for one in self.conditions if one[0] != field))


@dataclass(frozen=True)
class Asked:
    """What the queries of the list are given."""

    filter: ObservationFilter
    order: Order = Order.PRIORITY


@dataclass(frozen=True)
class Clock:
    """The moments that conditions are counted from; `today` is the local midnight that has passed."""

    now: datetime
    today: datetime

    @classmethod
    def at(cls, now: datetime, zone: tzinfo) -> Clock:
        """The clock at a moment, in the desk's zone."""
        local = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(now, local.astimezone(now.tzinfo))


def groups(own: Iterable[tuple[str, str]]) -> list[ViewGroup]:
    """The views under their headings; `own` are id and name of those that the operator kept."""
    names = {
        SavedView.UNCLAIMED: tr("Unclaimed"),
        SavedView.OVERDUE: tr("Overdue"),
        SavedView.REPLY_DUE_TODAY: tr("Reply due today"),
        SavedView.TO_DECIDE: tr("To decide (supervisor)"),
        SavedView.CLAIMED_BY_ME: tr("Claimed by me"),
        SavedView.REPORTED_BY_ME_TODAY: tr("Reported by me today"),
        SavedView.OPEN: tr("Open"),
        SavedView.URGENT: tr("Priority 1 and 2"),
        SavedView.LAST_24_HOURS: tr("Last 24 hours"),
        SavedView.CLOSED_TODAY: tr("Closed today"),
    }
    built_in = [View(view.value, words) for view, words in names.items()]
    kept = tuple(View(view_id, words, own=True) for view_id, words in own)
    found = [
        ViewGroup(tr("Waiting for someone"), tuple(built_in[:4])),
        ViewGroup(tr("Mine"), tuple(built_in[4:6])),
        ViewGroup(tr("All"), tuple(built_in[6:])),
    ]
    return [*found, ViewGroup(tr("My views"), kept)] if kept else found


def fields(partners: Iterable[OrganizationName], tags: Iterable[str]) -> list[FilterField]:
    """What `Add filter` offers."""
    statuses = [(status.value, label(status)) for status in ObservationStatus]
    priorities = [(str(int(one)), f"{int(one)} {label(one)}") for one in Priority]
    categories = [(one.value, capital(label(one))) for one in Category]
    hours = [
        ("1", tr("last hour")),
        ("6", tr("last 6 h")),
        ("24", tr("last 24 h")),
        ("168", tr("last 7 days")),
    ]
    offered = [
        FilterField("status", tr("Status"), (("open", tr("open")), *statuses)),
        FilterField("priority", tr("Priority"), (("1,2", tr("1 and 2")), *priorities)),
        FilterField("category", tr("Category"), tuple(categories)),
        FilterField("seen", tr("Seen"), (*hours, ("720", tr("last 30 days")), ("today", tr("today")))),
        FilterField("waits", tr("Waits for"), tuple(_waits().items())),
        FilterField("claimed", tr("Claimed by"), (("me", tr("me")),)),
    ]
    named = tuple((str(one.id), one.name) for one in partners)
    if named:
        offered.append(FilterField("partner", tr("Partner"), named))
    known = tuple((tag, f"#{tag}") for tag in tags)
    if known:
        offered.append(FilterField("tag", tr("Tag"), known))
    return offered


def _waits() -> dict[str, str]:
    return {
        "unclaimed": tr("someone to claim it"),
        "overdue": tr("overdue"),
        "reply_today": tr("a reply due today"),
        "decision": tr("a decision"),
    }


def chip(field: str, value: str, partners: Mapping[str, str]) -> tuple[str, str]:
    """A condition as a chip says it: name and value."""
    match field:
        case "status":
            words = tr("open") if value == "open" else label(ObservationStatus(value)).lower()
            return tr("Status"), words
        case "priority":
            return tr("Priority"), value.replace(",", tr(" and "))
        case "category":
            return tr("Category"), label(Category(value))
        case "seen":
            return tr("Seen"), _since_words(value)
        case "waits":
            return tr("Waits for"), _waits()[value]
        case "claimed":
            return tr("Claimed by"), tr("me")
        case "reported":
            return tr("Reported by"), tr("me")
        case "closed":
            return tr("Closed"), tr("today")
        case "partner":
            return tr("Partner"), cut(partners.get(value, "…"), NAME)
        case "tag":
            return tr("Tag"), cut(value, NAME)
        case "place":
            return tr("Place"), tr("within {metres} m").format(metres=value.split(",")[2])
        case _:
            return field, value


def _since_words(value: str) -> str:
    if value == "today":
        return tr("today")
    hours = int(value)
    if hours == 1:
        return tr("last hour")
    if hours <= 48:
        return tr("last {hours} h").format(hours=hours)
    return tr("last {days} days").format(days=hours // 24)


def sentence(chosen: Chosen, partners: Mapping[str, str]) -> str:
    """The conditions in words: `Status open, Seen last 24 h`."""
    parts = [" ".join(chip(*one, partners)) for one in chosen.conditions]
    if chosen.text.strip():
        parts.append(tr("the words “{words}”").format(words=chosen.text.strip()))
    return ", ".join(parts)


def filter_of(chosen: Chosen, me: UUID, clock: Clock) -> ObservationFilter:
    """What the conditions mean; a word that begins with # is a tag."""
    given: dict[str, Any] = {}
    for field, value in chosen.conditions:
        given |= _meaning(field, value, me, clock)
    words = chosen.text.split()
    tags = [word[1:] for word in words if word.startswith("#") and len(word) > 1]
    if tags:
        given["tag"] = tags[0].lower()
    text = " ".join(word for word in words if not (word.startswith("#") and len(word) > 1))
    return ObservationFilter(text=text, **given)


def _meaning(field: str, value: str, me: UUID, clock: Clock) -> dict[str, Any]:
    match field:
        case "status":
            return {"statuses": OPEN if value == "open" else frozenset({ObservationStatus(value)})}
        case "priority":
            return {"priorities": frozenset(Priority(int(one)) for one in value.split(","))}
        case "category":
            return {"categories": frozenset({Category(value)})}
        case "seen":
            since = clock.today if value == "today" else clock.now - timedelta(hours=int(value))
            return {"since": since}
        case "waits":
            return _waiting(value, clock)
        case "claimed":
            return {"claimed_by": me}
        case "reported":
            return {"reported_by": me}
        case "closed":
            return {"statuses": frozenset({ObservationStatus.CLOSED}), "closed_since": clock.today}
        case "partner":
            return {"organization_id": UUID(value)}
        case "tag":
            return {"tag": value}
        case "place":
            return {"bounds": _around(value)}
        case _:
            return {}


def _waiting(value: str, clock: Clock) -> dict[str, Any]:
    match value:
        case "overdue":
            return {"overdue": True}
        case "reply_today":
            return {"reply_due_until": clock.today + timedelta(days=1)}
        case "decision":
            return {"to_decide": True}
        case _:
            return {"unclaimed": True}


def _around(value: str) -> tuple[float, float, float, float]:
    """The box around `latitude,longitude,metres`: south, west, north, east."""
    latitude, longitude, metres = (float(part) for part in value.split(","))
    north = metres / 111_000
    east = north / max(0.01, cos(radians(latitude)))
    return latitude - north, longitude - east, latitude + north, longitude + east
