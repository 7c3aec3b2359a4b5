"""What the liaison chose to see: a view, conditions as chips, words; and what that means as a filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from opsdesk.desk.partners.words import tr
from opsdesk.desk.widgets.filter_bar import FilterField
from opsdesk.desk.widgets.views import View, ViewGroup
from opsdesk.handling import Sector
from opsdesk.partners.model import KIND_SECTOR, OrganizationKind, PartnerFilter, ShiftDay
from opsdesk.wording.labels import capital, label

#: Pairs of the id of a field and its value.
Conditions = tuple[tuple[str, str], ...]

ALL = "organizations"
ARCHIVED = "archived"
#: Views that something has to be done about, in the order of the column.
WAITING = ("gaps_today", "expired", "expiring", "follow_ups_due", "no_contact")
#: Views that are late as soon as they hold anything.
LATE = frozenset({"gaps_today", "expired"})
_SECTORS: Mapping[str, Conditions] = {one.value: (("sector", one.value),) for one in Sector}
_VIEWS = frozenset({*WAITING, ALL, ARCHIVED})


@dataclass(frozen=True)
class Chosen:
    """A view of the column (built in, or an operator's own), conditions by the id of their field, words.

    `base` is what the view means to the database.
    """

    view: str = ALL
    base: str = ALL
    conditions: Conditions = ()
    text: str = ""

    def having(self, field: str, value: str) -> Chosen:
        """The same with a condition; one of the same field is replaced."""
        rest = tuple(one for one in self.conditions if one[0] != field)
        return replace(self, conditions=(*rest, (field, value)))

    def without(self, field: str) -> Chosen:
        """The same without the condition of a field."""
        return replace(self, conditions=tuple(one for one in self.conditions if one[0] != field))


def chosen_of(view: str) -> Chosen:
    """What a built-in view shows."""
    if view in _SECTORS:
        return Chosen(view, ALL, _SECTORS[view])
    return Chosen(view, view if view in _VIEWS else ALL)


def filter_of(chosen: Chosen, day: ShiftDay) -> PartnerFilter:
    """What it means; ValueError for a sector or kind that is none, and for a view that is none."""
    if chosen.base not in _VIEWS:
        raise ValueError(chosen.base)
    sectors = frozenset(Sector(value) for field, value in chosen.conditions if field == "sector")
    kinds = frozenset(OrganizationKind(value) for field, value in chosen.conditions if field == "kind")
    return PartnerFilter(text=chosen.text, sectors=sectors, kinds=kinds, view=chosen.base, day=day)


def view_names() -> Mapping[str, str]:
    """The built-in views by their ids."""
    return {
        "gaps_today": tr("Gaps in cover today"),
        "expired": tr("Expired"),
        "expiring": tr("Expiring in 30 days"),
        "follow_ups_due": tr("Follow-ups due"),
        "no_contact": tr("No contact for 30 days"),
        ALL: tr("Organizations"),
        **{one.value: capital(label(one)) for one in Sector},
        ARCHIVED: tr("Archived"),
    }


def groups(own: Iterable[tuple[str, str]]) -> list[ViewGroup]:
    """The views under their headings; `own` are id and name of those that the operator kept."""
    names = view_names()
    every = (ALL, *_SECTORS, ARCHIVED)
    found = [
        ViewGroup(tr("Waiting for the liaison"), tuple(View(one, names[one]) for one in WAITING)),
        ViewGroup(tr("All"), tuple(View(one, names[one]) for one in every)),
    ]
    kept = tuple(View(view_id, words, own=True) for view_id, words in own)
    return [*found, ViewGroup(tr("My views"), kept)] if kept else found


def fields() -> list[FilterField]:
    """What `Add filter` offers."""
    kinds = sorted(OrganizationKind, key=lambda one: (list(Sector).index(KIND_SECTOR[one]), label(one)))
    return [
        FilterField("sector", tr("Sector"), tuple((one.value, label(one)) for one in Sector)),
        FilterField("kind", tr("Kind"), tuple((one.value, label(one)) for one in kinds)),
    ]


def chip(field: str, value: str) -> tuple[str, str]:
    """A condition as a chip says it: name and value."""
    if field == "sector":
        return tr("Sector"), label(Sector(value))
    return tr("Kind"), label(OrganizationKind(value))


def sentence(chosen: Chosen) -> str:
    """The conditions in words: `Expired, Sector private, the words “watch”`."""
    parts = [view_names()[chosen.base]] if chosen.base != ALL else []
    parts += [" ".join(chip(*one)) for one in chosen.conditions]
    if chosen.text.strip():
        parts.append(tr("the words “{words}”").format(words=chosen.text.strip()))
    return ", ".join(parts)
