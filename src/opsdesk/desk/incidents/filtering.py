"""What the operator chose to see: a view, conditions as chips, words; and what that means as a filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from opsdesk.desk.incidents.words import tr
from opsdesk.desk.observations.filtering import Clock, Conditions
from opsdesk.desk.observations.words import NAME, cut
from opsdesk.desk.widgets.filter_bar import FilterField
from opsdesk.desk.widgets.views import View, ViewGroup
from opsdesk.incidents.model import OPEN, HandledBy, IncidentFilter, IncidentStatus, IncidentView
from opsdesk.observations.model import Category, Priority
from opsdesk.observations.views import Order
from opsdesk.partners.model import OrganizationName
from opsdesk.wording.labels import capital, label

#: The conditions of each view that is always there.
VIEWS: Mapping[IncidentView, Conditions] = {
    IncidentView.WITHOUT_UNITS: (("status", "open"), ("waits", "units")),
    IncidentView.EMERGENCY_NOT_TOLD: (("waits", "emergency"),),
    IncidentView.OPENED_BY_ME: (("status", "open"), ("opened", "me")),
    IncidentView.OPEN: (("status", "open"),),
    IncidentView.URGENT: (("status", "open"), ("priority", "1,2")),
    IncidentView.HANDLED_PRIVATELY: (("status", "open"), ("handled_by", "private")),
    IncidentView.LAST_24_HOURS: (("since", "24"),),
    IncidentView.CLOSED_TODAY: (("closed", "today"),),
}
ALL = "all"


@dataclass(frozen=True)
class Chosen:
    """Conditions by the id of their field, words, order; `view` is the view that they began with."""

    view: str = IncidentView.OPEN.value
    conditions: Conditions = VIEWS[IncidentView.OPEN]
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

    filter: IncidentFilter
    order: Order = Order.PRIORITY


def groups(own: Iterable[tuple[str, str]]) -> list[ViewGroup]:
    """The views under their headings."""
    view = View
    waiting = (
        view(IncidentView.WITHOUT_UNITS.value, tr("Nobody yet")),
        view(IncidentView.EMERGENCY_NOT_TOLD.value, tr("Emergency not told")),
    )
    mine = (view(IncidentView.OPENED_BY_ME.value, tr("Opened by me")),)
    every = (
        view(IncidentView.OPEN.value, tr("Open")),
        view(IncidentView.URGENT.value, tr("Priority 1 and 2")),
        view(IncidentView.HANDLED_PRIVATELY.value, tr("Service calls (private)")),
        view(IncidentView.LAST_24_HOURS.value, tr("Last 24 hours")),
        view(IncidentView.CLOSED_TODAY.value, tr("Closed today")),
        view(ALL, tr("All")),
    )
    found = [
        ViewGroup(tr("Waiting for someone"), waiting),
        ViewGroup(tr("Mine"), mine),
        ViewGroup(tr("All"), every),
    ]
    kept = tuple(View(view_id, words, own=True) for view_id, words in own)
    return [*found, ViewGroup(tr("My views"), kept)] if kept else found


def conditions_of(view: str) -> Conditions:
    """The conditions of a built-in view; none for `all` and for views that are unknown."""
    return VIEWS[IncidentView(view)] if view in set(IncidentView) else ()


def fields(partners: Iterable[OrganizationName]) -> list[FilterField]:
    """What `Add filter` offers."""
    statuses = [(status.value, label(status)) for status in IncidentStatus]
    priorities = [(str(int(one)), f"{int(one)} {label(one)}") for one in Priority]
    hours = (
        ("6", tr("last 6 h")),
        ("24", tr("last 24 h")),
        ("168", tr("last 7 days")),
        ("720", tr("last 30 days")),
    )
    offered = [
        FilterField("status", tr("Status"), (("open", tr("open")), *statuses)),
        FilterField("priority", tr("Priority"), (("1,2", tr("1 and 2")), *priorities)),
        FilterField("category", tr("Category"), tuple((one.value, capital(label(one))) for one in Category)),
        FilterField("handled_by", tr("Handled by"), tuple((one.value, label(one)) for one in HandledBy)),
        FilterField("since", tr("Opened"), (*hours, ("today", tr("today")))),
        FilterField(
            "waits", tr("Waits for"), (("units", tr("a unit")), ("emergency", tr("the emergency call")))
        ),
        FilterField("opened", tr("Opened by"), (("me", tr("me")),)),
    ]
    named = tuple((str(one.id), one.name) for one in partners)
    return [*offered, FilterField("partner", tr("Units of"), named)] if named else offered


def chip(field: str, value: str, partners: Mapping[str, str]) -> tuple[str, str]:
    """A condition as a chip says it: name and value."""
    match field:
        case "status":
            return tr("Status"), tr("open") if value == "open" else label(IncidentStatus(value)).lower()
        case "priority":
            return tr("Priority"), value.replace(",", tr(" and "))
        case "category":
            return tr("Category"), label(Category(value))
        case "handled_by":
            return tr("Handled by"), label(HandledBy(value))
        case "since":
            return tr("Opened"), _since_words(value)
        case "waits":
            return tr("Waits for"), tr("a unit") if value == "units" else tr("the emergency call")
        case "opened":
            return tr("Opened by"), tr("me")
        case "closed":
            return tr("Closed"), tr("today")
        case "partner":
            return tr("Units of"), cut(partners.get(value, "…"), NAME)
        case _:
            return field, value


def _since_words(value: str) -> str:
    if value == "today":
        return tr("today")
    hours = int(value)
    if hours <= 48:
        return tr("last {hours} h").format(hours=hours)
    return tr("last {days} days").format(days=hours // 24)


def sentence(chosen: Chosen, partners: Mapping[str, str]) -> str:
    """The conditions in words: `Status open, Opened last 24 h`."""
    parts = [" ".join(chip(*one, partners)) for one in chosen.conditions]
    if chosen.text.strip():
        parts.append(tr("the words “{words}”").format(words=chosen.text.strip()))
    return ", ".join(parts)


def filter_of(chosen: Chosen, me: UUID, clock: Clock) -> IncidentFilter:
    """What the conditions mean."""
    given: dict[str, Any] = {}
    for field, value in chosen.conditions:
        given |= _meaning(field, value, me, clock)
    return IncidentFilter(text=chosen.text, **given)


def _meaning(field: str, value: str, me: UUID, clock: Clock) -> dict[str, Any]:
    match field:
        case "status":
            return {"statuses": OPEN if value == "open" else frozenset({IncidentStatus(value)})}
        case "priority":
            return {"priorities": frozenset(Priority(int(one)) for one in value.split(","))}
        case "category":
            return {"categories": frozenset({Category(value)})}
        case "handled_by":
            return {"handled_by": frozenset({HandledBy(value)})}
        case "since":
            return {"since": clock.today if value == "today" else clock.now - timedelta(hours=int(value))}
        case "waits":
            return {"without_units": True} if value == "units" else {"emergency_not_told": True}
        case "opened":
            return {"opened_by": me}
        case "closed":
            return {"statuses": frozenset(IncidentStatus) - OPEN, "closed_since": clock.today}
        case "partner":
            return {"organization_id": UUID(value)}
        case _:
            return {}
