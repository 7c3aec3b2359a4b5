"""What the Observations tab knows and asks; it shows nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from opsdesk.desk.desk import Desk
from opsdesk.desk.observations import asking
from opsdesk.desk.observations.filtering import VIEWS, Asked, Chosen, Clock, filter_of, sentence
from opsdesk.desk.records import Queries, Records
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.errors import OpsDeskError
from opsdesk.observations.commands import COMMANDS
from opsdesk.observations.model import ObservationFilter, ObservationItem
from opsdesk.observations.views import Order, SavedView
from opsdesk.partners.model import OrganizationName
from opsdesk.store.ids import new_id

_OWN = "observations/views"
_VIEW = "observations/view"
_TAGS = "observations/tags"
_KINDS = (*(command.kind for command in COMMANDS), "incident.open", "incident.link_observation")


class ObservationsPresenter(QObject):
    """Keeps what is chosen, the record that is open, and the counts.

    Signals:
        chosen_changed(): view, conditions or order are others now.
        counts_changed(): `counts` are others now.
        choices_changed(): partners, tags or own views are others now.
        opened(Opened | None): the record of the detail pane, read anew whenever it changes.
        around(Around): what stands around it, a moment later.
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

    def __init__(self, desk: Desk, model: RecordModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._model = model
        self.chosen = Chosen()
        self._begin_with = str(desk.remember.get(_VIEW, self.chosen.view))
        self.counts: asking.Counts | None = None
        self.counts_hold = False
        self.matching: int | None = None
        self.partners: tuple[OrganizationName, ...] = ()
        self.may: frozenset[str] = frozenset(_KINDS)
        self.current: asking.Opened | None = None
        self.wanted: UUID | None = None
        self.own: dict[str, tuple[str, Chosen]] = _own_views(desk)
        self.tags: list[str] = [tag for tag in desk.remember.get(_TAGS, []) if isinstance(tag, str)]
        self.list = Records(
            desk,
            "observations",
            model,
            Queries(asking.page, asking.some, asking.count),
            ("observation", "organization"),
            self,
        )
        self.list.touched.connect(self._touched)
        self.list.counted.connect(self._counted)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(60)
        self._soon.timeout.connect(self.recount)
        self._clock = QTimer(self)
        self._clock.setInterval(self.RECOUNT)
        self._clock.timeout.connect(self.recount)

    def start(self) -> None:
        """Read for the first time."""
        known = self._begin_with in self.own or self._begin_with in set(SavedView)
        if known and self._begin_with != self.chosen.view:
            self.show_view(self._begin_with)
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
            self._desk.remember.put(_VIEW, chosen.view)
        self.matching = None
        newest = chosen.order is Order.NEWEST or bool(chosen.text.strip()) or self._has_tag(chosen)
        self._model.set_key(_by_age if newest else _by_priority)
        wanted = self.filter(chosen)
        self.list.show(Asked(wanted, chosen.order))
        self._desk.links.filter_observations(wanted)
        self.chosen_changed.emit()

    def filter(self, chosen: Chosen) -> ObservationFilter:
        """What it means now, for this operator."""
        clock = Clock.at(self._desk.now(), self._desk.zone)
        return filter_of(chosen, self._desk.me.operator_id, clock)

    def show_view(self, view_id: str) -> None:
        """Show a view of the column."""
        if view_id in self.own:
            self.show(self.own[view_id][1])
        else:
            view = SavedView(view_id)
            self.show(Chosen(view.value, VIEWS[view], order=self.chosen.order))

    def search(self, text: str) -> None:
        """Narrow what is shown by words."""
        if text != self.chosen.text:
            self.show(_with(self.chosen, text=text))

    def add(self, field: str, value: str) -> None:
        """Add a condition."""
        self.show(self._named(self.chosen.having(field, value)))

    def remove(self, field: str) -> None:
        """Take a condition away."""
        self.show(self._named(self.chosen.without(field)))

    def show_near(self, place: str) -> None:
        """Everything around a place: `latitude,longitude,metres`."""
        self.show(Chosen("", (("place", place),), order=Order.NEWEST))

    def clear(self) -> None:
        """Everything, by priority."""
        self.show(Chosen("", ()))

    def sort(self, order: str) -> None:
        """Another order."""
        self.show(_with(self.chosen, order=Order(order)))

    def sentence(self) -> str:
        """The conditions in words."""
        return sentence(self.chosen, self.partner_names)

    # own views

    def keep_view(self, name: str) -> None:
        """Keep what is chosen as a view of the operator's."""
        view_id = str(new_id())
        self.own[view_id] = (name, _with(self.chosen, view=view_id))
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
        self._desk.remember.put(_OWN, kept)
        self.choices_changed.emit()
        self.recount()

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

        def came(found: asking.Opened) -> None:
            if self.wanted != wanted:
                return
            self.current = found
            self._learn_tags(found.observation.tags)
            self.opened.emit(found)
            self.read_around()

        self._desk.ask("observation opened", asking.opened, wanted, done=came, failed=self._not_opened)

    def read_around(self) -> None:
        """Read what stands around the open record."""
        if self.current is None:
            return
        record = self.current.observation
        self._desk.ask(
            "observation around",
            asking.around,
            record.id,
            record.organization_id,
            done=lambda found: self.around.emit(found) if self.wanted == record.id else None,
            failed=self._around_not_read,
        )

    def _not_opened(self, error: OpsDeskError) -> bool:
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
            "observations views",
            asking.counts,
            today,
            own,
            done=self._views_counted,
            failed=lambda _error: True,
        )

    def read_choices(self) -> None:
        """Read partners and what the operator may do."""
        self._desk.ask("observations choices", asking.choices, _KINDS, done=self._choices_came)

    def _touched(self, ids: frozenset[UUID] | None) -> None:
        if self.wanted is not None and (ids is None or self.wanted in ids):
            self._read_record()
        self.counts_hold = False
        self._soon.start()

    def _counted(self, number: int) -> None:
        self.matching = number
        self.counts_changed.emit()

    def _views_counted(self, found: asking.Counts) -> None:
        self.counts = found
        self.counts_hold = True
        self.counts_changed.emit()

    def _choices_came(self, found: asking.Choices) -> None:
        self.partners = tuple(found.partners)
        self.may = found.may
        self.choices_changed.emit()

    def _learn_tags(self, tags: tuple[str, ...]) -> None:
        fresh = [tag for tag in tags if tag not in self.tags]
        if fresh:
            self.tags = [*fresh, *self.tags][:30]
            self._desk.remember.put(_TAGS, self.tags)
            self.choices_changed.emit()

    def _named(self, chosen: Chosen) -> Chosen:
        """The view stays the one that is shown as long as its own conditions are among those that are on."""
        kept = self.own[chosen.view][1].conditions if chosen.view in self.own else ()
        if chosen.view in set(SavedView):
            kept = VIEWS[SavedView(chosen.view)]
        return chosen if kept and set(kept) <= set(chosen.conditions) else _with(chosen, view="")

    @staticmethod
    def _has_tag(chosen: Chosen) -> bool:
        return any(field == "tag" for field, _value in chosen.conditions)


def _with(chosen: Chosen, **changes: object) -> Chosen:
    return Chosen(**{**vars(chosen), **changes})


def _by_priority(item: ObservationItem) -> tuple[int, ...]:
    return int(item.priority), -item.n


def _by_age(item: ObservationItem) -> tuple[int, ...]:
    return (-item.n,)


def _own_views(desk: Desk) -> dict[str, tuple[str, Chosen]]:
    found: dict[str, tuple[str, Chosen]] = {}
    kept = desk.remember.get(_OWN, [])
    for one in kept if isinstance(kept, list) else []:
        try:
            conditions = tuple((str(field), str(value)) for field, value in one["conditions"])
            chosen = Chosen(str(one["id"]), conditions, str(one["text"]))
            filter_of(chosen, desk.me.operator_id, Clock.at(desk.now(), desk.zone))
            found[chosen.view] = (str(one["name"]), chosen)
        except (KeyError, TypeError, ValueError):
            continue  # a view of another version of the program: what it meant cannot be said
    return found
