"""What a tab with a list knows and asks; it shows nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from opsdesk.desk.chosen import Chosen, Clock, Conditions
from opsdesk.desk.desk import Desk
from opsdesk.desk.list_queries import Asked, Choices, Counts, ListQueries, choices
from opsdesk.desk.records import Queries, Records
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.errors import OpsDeskError
from opsdesk.observations.views import Order
from opsdesk.partners.model import OrganizationName
from opsdesk.store.ids import new_id


@dataclass(frozen=True)
class Listing:
    """What the list of one subject is.

    Attributes:
        name: of the tab; what is remembered stands under it.
        subject: of a record, as links and the feed name it.
        also: other subjects whose changes show in the list.
        kinds: the commands whose permission the verbs ask for.
        begin: the view of the first day.
        everything: the view that stands for no condition at all; empty where there is none.
        conditions_of: the conditions of a built-in view; none for a view that is unknown.
        filter_of: what is chosen as a filter, for an operator, at a time; ValueError for what means nothing.
        chip: a condition as its chip says it, with the names of partners by their id as text.
    """

    name: str
    subject: str
    also: tuple[str, ...]
    kinds: tuple[str, ...]
    queries: ListQueries
    begin: str
    everything: str
    conditions_of: Callable[[str], Conditions]
    filter_of: Callable[[Chosen, UUID, Clock], Any]
    chip: Callable[[str, str, Mapping[str, str]], tuple[str, str]]


class ListPresenter(QObject):
    """Keeps what is chosen, the record that is open, and the counts.

    Signals:
        chosen_changed(): view, conditions or order are others now.
        counts_changed(): `counts` are others now.
        choices_changed(): what the filter offers, own views or permissions are others now.
        opened(object | None): the record of the detail pane, read anew whenever it changes.
        around(object): what stands around it, a moment later.
        around_failed(OpsDeskError): that part could not be read.
        open_failed(OpsDeskError): the record could not be read.
    """

    chosen_changed = Signal()
    counts_changed = Signal()
    choices_changed = Signal()
    opened = Signal(object)
    around = Signal(object)
    around_failed = Signal(object)
    open_failed = Signal(object)

    #: Counts also change by the clock: what was in time is late, what was today is not.
    RECOUNT = 30_000

    def __init__(
        self, desk: Desk, model: RecordModel, listing: Listing, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.listing = listing
        self._desk = desk
        self._model = model
        self._queries = listing.queries
        self.chosen = self._built_in(listing.begin)
        self.counts: Counts | None = None
        self.counts_hold = False
        self.matching: int | None = None
        self.partners: tuple[OrganizationName, ...] = ()
        self.may: frozenset[str] = frozenset(listing.kinds)
        self.current: Any = None
        self.wanted: UUID | None = None
        self.own: dict[str, tuple[str, Chosen]] = self._read_own()
        queries = Queries(self._queries.page, self._queries.some, self._queries.count)
        self.list = Records(desk, listing.name, model, queries, (listing.subject, *listing.also), self)
        self.list.touched.connect(self._touched)
        self.list.counted.connect(self._counted)
        desk.saved.returned.connect(self._returned)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(60)
        self._soon.timeout.connect(self.recount)
        self._clock = QTimer(self)
        self._clock.setInterval(self.RECOUNT)
        self._clock.timeout.connect(self.recount)

    def start(self) -> None:
        """Read for the first time."""
        last = str(self._desk.remember.get(f"{self.listing.name}/view", self.chosen.view))
        if last in self.own or self.listing.conditions_of(last):
            self.show_view(last)
        else:
            self.show(self.chosen)
        self.read_choices()
        self.recount()
        self._clock.start()

    # what is shown

    @property
    def partner_names(self) -> Mapping[str, str]:
        """Partners by their id as text."""
        return {str(one.id): one.name for one in self.partners}

    def show(self, chosen: Chosen) -> None:
        """Show what is chosen, from the start."""
        self.chosen = chosen
        if chosen.view:
            self._desk.remember.put(f"{self.listing.name}/view", chosen.view)
        self.matching = None
        self._model.set_key(_by_age if self.newest_first(chosen) else by_priority)
        self.list.show(Asked(self.filter(chosen), chosen.order))
        self.chosen_changed.emit()

    def newest_first(self, chosen: Chosen) -> bool:
        """How the queries order what is chosen (overridden where more than its words decides)."""
        return chosen.newest_first

    def filter(self, chosen: Chosen) -> Any:
        """What it means now, for this operator."""
        clock = Clock.at(self._desk.now(), self._desk.zone)
        return self.listing.filter_of(chosen, self._desk.me.operator_id, clock)

    def show_view(self, view_id: str) -> None:
        """Show a view of the column."""
        if view_id in self.own:
            self.show(self.own[view_id][1])
        else:
            self.show(replace(self._built_in(view_id), order=self.chosen.order))

    def search(self, text: str) -> None:
        """Narrow what is shown by words."""
        if text != self.chosen.text:
            self.show(replace(self.chosen, text=text))

    def add(self, field: str, value: str) -> None:
        """Add a condition."""
        self.show(self._named(self.chosen.having(field, value)))

    def remove(self, field: str) -> None:
        """Take a condition away."""
        self.show(self._named(self.chosen.without(field)))

    def clear(self) -> None:
        """Everything, by priority."""
        self.show(Chosen(self.listing.everything))

    def sort(self, order: str) -> None:
        """Another order."""
        self.show(replace(self.chosen, order=Order(order)))

    def chip(self, field: str, value: str) -> tuple[str, str]:
        """A condition as its chip says it: name and value."""
        return self.listing.chip(field, value, self.partner_names)

    def sentence(self) -> str:
        """The conditions in words."""
        return self.chosen.words(self.chip)

    def _built_in(self, view_id: str) -> Chosen:
        return Chosen(view_id, self.listing.conditions_of(view_id))

    def _named(self, chosen: Chosen) -> Chosen:
        """The view stays the one that is shown as long as its own conditions are among those that are on."""
        kept = self.own[chosen.view][1] if chosen.view in self.own else self._built_in(chosen.view)
        stays = kept.conditions and set(kept.conditions) <= set(chosen.conditions)
        return chosen if stays else replace(chosen, view="")

    # own views

    def keep_view(self, name: str) -> None:
        """Keep what is chosen as a view of the operator's."""
        view_id = str(new_id())
        self.own[view_id] = (name, replace(self.chosen, view=view_id))
        self._write_own()
        self.show(self.own[view_id][1])

    def drop_view(self, view_id: str) -> None:
        """Remove an own view."""
        if self.own.pop(view_id, None) is not None:
            self._write_own()

    def _write_own(self) -> None:
        kept = [
            {"id": view_id, "name": name, "conditions": chosen.conditions, "text": chosen.text}
            for view_id, (name, chosen) in self.own.items()
        ]
        self._desk.remember.put(f"{self.listing.name}/views", kept)
        self.choices_changed.emit()
        self.recount()

    def _read_own(self) -> dict[str, tuple[str, Chosen]]:
        found: dict[str, tuple[str, Chosen]] = {}
        kept = self._desk.remember.get(f"{self.listing.name}/views", [])
        for one in kept if isinstance(kept, list) else []:
            try:
                conditions = tuple((str(field), str(value)) for field, value in one["conditions"])
                chosen = Chosen(str(one["id"]), conditions, str(one["text"]))
                self.filter(chosen)
                found[chosen.view] = (str(one["name"]), chosen)
            except (KeyError, TypeError, ValueError):
                continue  # a view of another version of the program: what it meant cannot be said
        return found

    # the record of the detail pane

    def open(self, record_id: UUID | None) -> None:
        """Another record is selected."""
        if record_id == self.wanted:
            return
        self.wanted = record_id
        if record_id is None:
            self.current = None
            self.opened.emit(None)
        else:
            self._read_record()

    def _read_record(self) -> None:
        wanted = self.wanted

        def came(found: Any) -> None:
            if self.wanted == wanted:
                self.current = found
                self.opened.emit(found)
                self.read_around()

        self._desk.ask(
            f"{self.listing.subject} opened",
            self._queries.opened,
            wanted,
            done=came,
            failed=self._not_opened,
        )

    def read_around(self) -> None:
        """Read what stands around the open record."""
        current = self.current
        if current is None:
            return

        def came(found: Any) -> None:
            if self.current is current:
                self.around.emit(found)

        self._desk.ask(
            f"{self.listing.subject} around",
            self._queries.around,
            current,
            done=came,
            failed=self._around_not_read,
        )

    def _not_opened(self, error: OpsDeskError) -> bool:
        self.current = None  # nothing is shown, so no verb may reach what was shown before
        self.open_failed.emit(error)
        return True

    def _around_not_read(self, error: OpsDeskError) -> bool:
        self.around_failed.emit(error)
        return True

    # what changes

    def recount(self) -> None:
        """Count the views again."""
        today = Clock.at(self._desk.now(), self._desk.zone).today
        own = {view_id: self.filter(chosen) for view_id, (_name, chosen) in self.own.items()}
        self._desk.ask(
            f"{self.listing.name} views",
            self._queries.counts,
            today,
            own,
            done=self._views_counted,
            failed=lambda _error: True,
        )

    def read_choices(self) -> None:
        """Read partners and what the operator may do."""
        self._desk.ask(f"{self.listing.name} choices", choices, self.listing.kinds, done=self._choices_came)

    def _returned(self) -> None:
        """The server answers again: what it was not asked meanwhile is asked now."""
        self.read_choices()
        self.recount()
        if self.wanted is not None:
            self._read_record()

    def _touched(self, ids: frozenset[UUID] | None) -> None:
        if self.wanted is not None and (ids is None or self.wanted in ids):
            self._read_record()
        self.counts_hold = False
        self._soon.start()

    def _counted(self, number: int) -> None:
        self.matching = number
        self.counts_changed.emit()

    def _views_counted(self, found: Counts) -> None:
        self.counts = found
        self.counts_hold = True
        self.counts_changed.emit()

    def _choices_came(self, found: Choices) -> None:
        self.partners = tuple(found.partners)
        self.may = found.may
        self.choices_changed.emit()


def by_priority(item: Any) -> tuple[int, ...]:
    """The order of a list: the worst first, then the newest."""
    return int(item.priority), -item.n


def _by_age(item: Any) -> tuple[int, ...]:
    return (-item.n,)
