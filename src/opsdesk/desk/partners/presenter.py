"""What the Partners tab knows and asks; it shows nothing itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from opsdesk.desk.desk import Desk
from opsdesk.desk.partners import asking
from opsdesk.desk.partners.filtering import ALL, Chosen, chosen_of, filter_of, sentence
from opsdesk.desk.records import Queries, Records
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.errors import OpsDeskError
from opsdesk.partners.commands import COMMANDS
from opsdesk.partners.model import Expiring
from opsdesk.releases.commands import ReserveRelease
from opsdesk.store.ids import new_id

_OWN = "partners/views"
_KINDS = (*(command.kind for command in COMMANDS), ReserveRelease.kind)
#: More rows than these are not asked again by the clock.
_MOST_AGED = 500


class PartnersPresenter(QObject):
    """Keeps what is chosen, the partner that is open, and the counts.

    Signals:
        chosen_changed(): view or conditions are others now.
        counts_changed(): `counts` are others now.
        choices_changed(): verbs or own views are others now.
        opened(Opened | None): the partner of the detail pane, read anew whenever it changes.
        around(Around): what other subjects know of it, a moment later.
        around_failed(OpsDeskError): that part could not be read.
        open_failed(OpsDeskError): the partner could not be read.
    """

    chosen_changed = Signal()
    counts_changed = Signal()
    choices_changed = Signal()
    opened = Signal(object)
    around = Signal(object)
    around_failed = Signal(object)
    open_failed = Signal(object)

    #: Counts also change by the clock: a gap is over, a licence has run out.
    RECOUNT = 30_000

    def __init__(self, desk: Desk, model: RecordModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._model = model
        self.day = desk.day
        self.chosen = Chosen()
        self.counts: asking.Counts | None = None
        self.matching: int | None = None
        self.region: str | None = None
        self.may: frozenset[str] = frozenset(_KINDS)
        self.current: asking.Opened | None = None
        self.wanted: UUID | None = None
        self.on: date | None = None
        self.own: dict[str, tuple[str, Chosen]] = self._own_views()
        queries = Queries(asking.page, asking.some, asking.count)
        self.list = Records(desk, "partners", model, queries, ("organization",), self)
        self.list.touched.connect(self._touched)
        self.list.counted.connect(self._counted)
        self._stale: dict[str, set[UUID]] = {}
        self._parts = self._timer(0, self._ask_concerned)
        self._soon = self._timer(60, self.recount)
        self._clock = QTimer(self)
        self._clock.setInterval(self.RECOUNT)
        self._clock.timeout.connect(self._time_passed)
        desk.feed.changed.connect(self._changed)

    def _timer(self, pause: int, run: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(run)
        return timer

    def start(self) -> None:
        """Read for the first time."""
        self.show(self.chosen)
        self.read_choices()
        self.recount()
        self._clock.start()

    # what is shown

    @property
    def expiring(self) -> tuple[Expiring, ...]:
        """What runs out within 90 days, the soonest first."""
        return () if self.counts is None else tuple(self.counts.expiring)

    def show(self, chosen: Chosen) -> None:
        """Show what is chosen, from the start."""
        self.chosen = chosen
        self.matching = None
        self.list.show(filter_of(chosen, self.day))
        self.chosen_changed.emit()

    def show_view(self, view_id: str) -> None:
        """Show a view of the column."""
        self.show(self.own[view_id][1] if view_id in self.own else chosen_of(view_id))

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
        """All that are in use."""
        self.show(Chosen(ALL))

    def sentence(self) -> str:
        """The conditions in words."""
        return sentence(self.chosen)

    def _named(self, chosen: Chosen) -> Chosen:
        """The view stays the one that is shown as long as its own conditions are among those that are on."""
        kept = self.own[chosen.view][1] if chosen.view in self.own else chosen_of(chosen.view)
        if set(kept.conditions) <= set(chosen.conditions):
            return chosen
        return replace(chosen, view=ALL if chosen.base == ALL and not chosen.conditions else "")

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
            {
                "id": view_id,
                "name": name,
                "base": chosen.base,
                "conditions": [list(one) for one in chosen.conditions],
                "text": chosen.text,
            }
            for view_id, (name, chosen) in self.own.items()
        ]
        self._desk.remember.put(_OWN, kept)
        self.choices_changed.emit()
        self.recount()

    def _own_views(self) -> dict[str, tuple[str, Chosen]]:
        found: dict[str, tuple[str, Chosen]] = {}
        kept = self._desk.remember.get(_OWN, [])
        for one in kept if isinstance(kept, list) else []:
            try:
                conditions = tuple((str(field), str(value)) for field, value in one["conditions"])
                chosen = Chosen(str(one["id"]), str(one["base"]), conditions, str(one["text"]))
                filter_of(chosen, self.day)
                found[chosen.view] = (str(one["name"]), chosen)
            except (KeyError, TypeError, ValueError):
                continue  # a view of another version of the program: what it meant cannot be said
        return found

    # the partner of the detail pane

    def open(self, record_id: UUID | None) -> None:
        """Another partner is selected."""
        if record_id == self.wanted:
            return
        self.wanted, self.on = record_id, None
        if record_id is None:
            self.current = None
            self.opened.emit(None)
        else:
            self.read_record()

    def step_day(self, step: int) -> None:
        """Show the cover of another day."""
        if self.current is not None:
            on = self.current.starts.astimezone(self.day.tz).date() + timedelta(days=step)
            starts, _ends = self.day.around(self._desk.now())
            self.on = None if on == starts.astimezone(self.day.tz).date() else on
            self.read_record()

    def read_record(self) -> None:
        """Read the partner of the detail pane."""
        wanted, on = self.wanted, self.on
        if wanted is None:
            return

        def came(found: asking.Opened) -> None:
            if (self.wanted, self.on) == (wanted, on):
                self.current = found
                self.opened.emit(found)
                self.read_around()

        self._desk.ask(
            "partner opened", asking.opened, wanted, self.day, on, done=came, failed=self._not_opened
        )

    def read_around(self) -> None:
        """Read what other subjects know of it."""
        wanted = self.wanted
        if wanted is None:
            return
        self._desk.ask(
            "partner around",
            asking.around,
            wanted,
            self.day,
            done=lambda found: self.around.emit(found) if self.wanted == wanted else None,
            failed=self._around_not_read,
        )

    def _not_opened(self, error: OpsDeskError) -> bool:
        self.current = None
        self.open_failed.emit(error)
        return True

    def _around_not_read(self, error: OpsDeskError) -> bool:
        self.around_failed.emit(error)
        return True

    # what changes

    def recount(self) -> None:
        """Count the views again, and read what runs out."""
        own = {view_id: filter_of(chosen, self.day) for view_id, (_name, chosen) in self.own.items()}
        self._desk.ask(
            "partners views",
            asking.counts,
            self.day,
            own,
            done=self._views_counted,
            failed=lambda _error: True,
        )

    def read_choices(self) -> None:
        """Read what the operator may do."""
        self._desk.ask("partners choices", asking.choices, _KINDS, done=self._choices_came)

    def _touched(self, ids: frozenset[UUID] | None) -> None:
        if self.wanted is not None and (ids is None or self.wanted in ids):
            self.read_record()
        self._soon.start()
        self.read_choices()

    def _changed(self, subject: str, ids: frozenset[UUID] | None) -> None:
        if subject not in asking.PARTS:
            return
        if ids is None:
            self.list.again()
            self.read_record()
            self._soon.start()
        else:
            self._stale.setdefault(subject, set()).update(ids)
            self._parts.start()

    def _ask_concerned(self) -> None:
        """Ask which partners the parts that changed belong to, and for their rows."""
        if self._desk.tasks.runs("partners concerned"):
            self._parts.start(20)  # the answer under way is older than these changes: ask after it
            return
        changes = {subject: frozenset(ids) for subject, ids in self._stale.items()}
        self._stale.clear()
        asked = self.list.filter

        def came(found: asking.Concerned) -> None:
            if asked is self.list.filter:
                self._renew(found)
                self.list.recount()
            if self.wanted in found.ids:
                self.read_record()
            self._soon.start()

        self._desk.ask("partners concerned", asking.concerned, changes, asked, done=came)

    def _renew(self, found: asking.Concerned) -> None:
        shown = {item.id for item in found.items}
        self._model.remove([one for one in found.ids if one not in shown])
        self._model.upsert(found.items)

    def _time_passed(self) -> None:
        """The clock went on: gaps end and licences run out without any change in the journal."""
        self.recount()
        ids, asked = self._model.ids(), self.list.filter
        if not ids or len(ids) > _MOST_AGED:
            return

        def came(found: asking.Concerned) -> None:
            if asked is self.list.filter:
                self._renew(found)

        self._desk.ask("partners by the clock", asking.concerned, {"organization": ids}, asked, done=came)

    def _counted(self, number: int) -> None:
        self.matching = number
        self.counts_changed.emit()

    def _views_counted(self, found: asking.Counts) -> None:
        self.counts = found
        self.counts_changed.emit()

    def _choices_came(self, found: asking.Choices) -> None:
        self.region = found.region
        self.may = found.may
        self.choices_changed.emit()
