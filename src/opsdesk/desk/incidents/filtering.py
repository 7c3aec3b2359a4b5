"""The views and conditions of the Incidents tab: what is offered, what chips say, what a filter means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from opsdesk.desk.chosen import Chosen, Clock, Conditions, since_options, since_words, with_own
from opsdesk.desk.cut import NAME, cut
from opsdesk.desk.incidents.words import tr
from opsdesk.desk.widgets.filter_bar import FilterField
from opsdesk.desk.widgets.views import View, ViewGroup
from opsdesk.incidents.model import OPEN, HandledBy, IncidentFilter, IncidentStatus, IncidentView
from opsdesk.observations.model import Category, Priority
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
    return with_own(found, own)


def conditions_of(view: str) -> Conditions:
    """The conditions of a built-in view; none for `all` and for views that are unknown."""
    return VIEWS[IncidentView(view)] if view in set(IncidentView) else ()


def fields(partners: Iterable[OrganizationName]) -> list[FilterField]:
    """What `Add filter` offers."""
    statuses = [(status.value, label(status)) for status in IncidentStatus]
    priorities = [(str(int(one)), f"{int(one)} {label(one)}") for one in Priority]
    offered = [
        FilterField("status", tr("Status"), (("open", tr("open")), *statuses)),
        FilterField("priority", tr("Priority"), (("1,2", tr("1 and 2")), *priorities)),
        FilterField("category", tr("Category"), tuple((one.value, capital(label(one))) for one in Category)),
        FilterField("handled_by", tr("Handled by"), tuple((one.value, label(one)) for one in HandledBy)),
        FilterField("since", tr("Opened"), since_options(6, 24, 168, 720)),
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
            return tr("Opened"), since_words(value)
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
            return {"since": clock.since(value)}
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
