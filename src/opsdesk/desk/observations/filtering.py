"""The views and conditions of the Observations tab: what is offered, what chips say, what a filter means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from math import cos, radians
from typing import Any
from uuid import UUID

from opsdesk.desk.chosen import Chosen, Clock, Conditions, since_options, since_words, with_own
from opsdesk.desk.cut import NAME, cut
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.filter_bar import FilterField
from opsdesk.desk.widgets.views import View, ViewGroup
from opsdesk.observations.model import OPEN, Category, ObservationFilter, ObservationStatus, Priority
from opsdesk.observations.views import SavedView
from opsdesk.partners.model import OrganizationName
from opsdesk.wording.labels import capital, label

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


def conditions_of(view: str) -> Conditions:
    """The conditions of a built-in view; none for views that are unknown."""
    return VIEWS[SavedView(view)] if view in set(SavedView) else ()


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
    found = [
        ViewGroup(tr("Waiting for someone"), tuple(built_in[:4])),
        ViewGroup(tr("Mine"), tuple(built_in[4:6])),
        ViewGroup(tr("All"), tuple(built_in[6:])),
    ]
    return with_own(found, own)


def fields(partners: Iterable[OrganizationName], tags: Iterable[str]) -> list[FilterField]:
    """What `Add filter` offers."""
    statuses = [(status.value, label(status)) for status in ObservationStatus]
    priorities = [(str(int(one)), f"{int(one)} {label(one)}") for one in Priority]
    categories = [(one.value, capital(label(one))) for one in Category]
    offered = [
        FilterField("status", tr("Status"), (("open", tr("open")), *statuses)),
        FilterField("priority", tr("Priority"), (("1,2", tr("1 and 2")), *priorities)),
        FilterField("category", tr("Category"), tuple(categories)),
        FilterField("seen", tr("Seen"), since_options(1, 6, 24, 168, 720)),
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
            return tr("Seen"), since_words(value)
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
            return {"since": clock.since(value)}
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
