"""What the operator chose to see in a list: a view, conditions as chips, words, an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QCoreApplication

from opsdesk.desk.widgets.views import View, ViewGroup
from opsdesk.observations.views import Order

#: Pairs of the id of a field and its value.
Conditions = tuple[tuple[str, str], ...]


def tr(text: str) -> str:
    """A text of every list in the operator's language."""
    return QCoreApplication.translate("Lists", text)


@dataclass(frozen=True)
class Chosen:
    """Conditions by the id of their field, words, order; `view` is the view that they began with."""

    view: str = ""
    conditions: Conditions = ()
    text: str = ""
    order: Order = Order.PRIORITY

    def having(self, field: str, value: str) -> Chosen:
        """The same with a condition; one of the same field is replaced."""
        return replace(self, conditions=(*self.without(field).conditions, (field, value)))

    def without(self, field: str) -> Chosen:
        """The same without the condition of a field."""
        return replace(self, conditions=tuple(one for one in self.conditions if one[0] != field))

    @property
    def newest_first(self) -> bool:
        """Whether the newest stands first; with words it always does."""
        return self.order is Order.NEWEST or bool(self.text.strip())

    def words(self, chip: Callable[[str, str], tuple[str, str]]) -> str:
        """The conditions in words: `Status open, Seen last 24 h`; `chip` says one of them."""
        parts = [" ".join(chip(*one)) for one in self.conditions]
        if self.text.strip():
            parts.append(tr("the words “{words}”").format(words=self.text.strip()))
        return ", ".join(parts)


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

    def since(self, value: str) -> datetime:
        """The moment that `today`, or a number of hours, means."""
        return self.today if value == "today" else self.now - timedelta(hours=int(value))


def since_words(value: str) -> str:
    """`today`, or a number of hours, as a chip says it."""
    if value == "today":
        return tr("today")
    hours = int(value)
    if hours == 1:
        return tr("last hour")
    if hours <= 48:
        return tr("last {hours} h").format(hours=hours)
    return tr("last {days} days").format(days=hours // 24)


def since_options(*hours: int) -> tuple[tuple[str, str], ...]:
    """What a field of a time offers: these hours, and today."""
    return tuple((value, since_words(value)) for value in (*map(str, hours), "today"))


def with_own(groups: Sequence[ViewGroup], own: Iterable[tuple[str, str]]) -> list[ViewGroup]:
    """The views under their headings, and below them those that the operator kept, by id and name."""
    kept = tuple(View(view_id, words, own=True) for view_id, words in own)
    return [*groups, ViewGroup(tr("My views"), kept)] if kept else [*groups]
