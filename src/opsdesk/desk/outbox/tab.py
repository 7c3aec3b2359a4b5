"""What waits on this desk: what the server has not got yet, what clashes, what was refused, and what went."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QWidget

from opsdesk.desk.actions import DeskAction, Spec
from opsdesk.desk.desk import Desk
from opsdesk.desk.form import Form
from opsdesk.desk.outbox.adopting import Adopting
from opsdesk.desk.outbox.merging import text_of
from opsdesk.desk.outbox.settling import Settling
from opsdesk.desk.outbox.table import columns
from opsdesk.desk.palette import Entry, Provider
from opsdesk.desk.tab import RecordTab
from opsdesk.desk.widgets.detail import FactsSection, Head, HeadSection, TextSection
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.store.deciding import DropSaved, SendAgain
from opsdesk.store.local_numbers import number_of
from opsdesk.store.saved import UNSETTLED, Saved, State
from opsdesk.store.words import words
from opsdesk.wording.saved import deed, note, state
from opsdesk.wording.times import moment

_HOLDERS = {State.CONFLICT: ("compare_arrows", "waiting"), State.REJECTED: ("error", "error")}


class OutboxTab(RecordTab):
    """For everyone at a desk with a shared database: nothing that was typed is lost, and here it stands."""

    #: Stands in the strip once it was called for.
    called = True

    def __init__(self, desk: Desk) -> None:
        model = RecordModel(
            columns(desk.saved, desk.zone),
            id_of=lambda line: line.command_id,
            key_of=lambda line: (line.state not in UNSETTLED, -line.number),
            now=desk.now,
        )
        hint = self.tr("Words, or a number of this desk such as L12")
        super().__init__(
            desk,
            "outbox",
            self.tr("What waits on this desk"),
            model,
            hint=hint,
            narrow_hint=self.tr("Filter"),
            with_views=False,
            folds_entry=True,
        )
        self.settling = Settling(desk, self)
        self.adopting = Adopting(desk, self)
        self._text = ""
        self._current: Saved | None = None
        self._verbs = self._add_verbs()
        self._head, self._why = HeadSection(desk.look), TextSection(desk.look)
        self._facts = FactsSection(desk.look, self.tr("What was typed"))
        self._whence = FactsSection(desk.look, self.tr("Where it is"))
        for section in (self._head, self._why, self._facts, self._whence):
            self.pane.add(section)
        self.bar.add.hide()
        self.pane.set_nothing(self.tr("Select a line to read all of it."))
        self.pane.show_nothing()
        self._head.set_verbs([self._verbs[name] for name in self._shown()])
        self.view.chosen.connect(self._choose)
        self.view.opened.connect(lambda _id: self._settle_or_show())
        self.bar.searched.connect(self._search)
        desk.saved.changed.connect(self._fill)
        self.adopting.changed.connect(self._fill)
        self._fill()

    def _add_verbs(self) -> dict[str, DeskAction]:
        tr = self.tr
        verbs = (
            ("again", tr("Send again"), "Ctrl+Return", 0, tr("Again"), self._send_again),
            ("settle", tr("Compare and choose…"), "Ctrl+E", 0, tr("Choose…"), self._settle),
            ("copy", tr("Copy text"), "Ctrl+Shift+C", 1, tr("Copy"), self._copy),
            ("drop", tr("Drop with a reason…"), "Ctrl+Shift+Del", 1, tr("Drop…"), self._drop),
            ("show", tr("Show the record"), "Ctrl+J", 2, tr("Show"), self._show_it),
            ("left", tr("What others left on this desk"), "", 3, "", self.adopting.look),
            ("adopt", tr("Adopt"), "Ctrl+Shift+A", 3, tr("Adopt"), self._adopt),
        )
        return {
            name: self.add_action(
                Spec(f"outbox.{name}", words_, keys, menu="record", group=group, button=button), run
            )
            for name, words_, keys, group, button, run in verbs
        }

    def _shown(self) -> tuple[str, ...]:
        """The verbs with a button."""
        own = ("again", "settle", "copy", "drop", "show")
        return (*own[:4], "adopt") if self.adopting.may else own

    # the frame asks

    def shown(self) -> None:
        """It came to the front: the line that needs somebody is chosen."""
        first = self.model.id_at(0)
        if self.view.selected is None and first is not None:
            self.show_record(first)

    def show_record(self, record_id: UUID) -> None:
        """Bring a line to the eye."""
        if self._text:
            self.bar.quick.edit.clear()
        self.view.select(record_id)
        self._choose(record_id)

    def set_narrow(self, narrow: bool) -> None:
        """One line of verbs."""
        super().set_narrow(narrow)
        if hasattr(self, "_head"):
            self._head.verbs.set_narrow(narrow)

    def quick_filter(self) -> QWidget | None:
        """The field of the filter bar."""
        return self.bar.quick.edit

    def palette_providers(self) -> list[Provider]:
        """Lines by their local number, as long as this file stands, and by their words."""
        return [self._provide]

    def _provide(self, typed: str, then: object) -> None:
        assert callable(then)
        number = number_of(typed)
        database = self.desk.saved.database
        if number is not None and database is not None:
            self.desk.tasks.start(
                "outbox number",
                partial(database.outbox.find, number),
                done=lambda line: then([] if line is None else [self._entry(line)]),
                failed=lambda _error: True,
                replace=True,
            )
            return
        found = [line for line in self.desk.saved.unsettled if typed.strip() and _fits(line, typed)]
        then([self._entry(line) for line in found[:8]])

    def _entry(self, line: Saved) -> Entry:
        words_ = f"{line.local}  {deed(line, self.desk.saved.name_of(line))} {line.title}"
        run = partial(self._to, line)
        return Entry(words_.strip(), state(line), run, self.tr("Saved on this desk"))

    def _to(self, line: Saved) -> None:
        """What is shared is shown as what it became; the rest here."""
        if line.state in (State.SHARED, State.ADOPTED) and line.record_id is not None:
            self.desk.links.show(line.subject, line.record_id)
        else:
            self.desk.links.show("outbox", line.command_id)

    # the list

    def _search(self, text: str) -> None:
        self._text = text
        self._fill()

    def _fill(self) -> None:
        every = (*self.desk.saved.lines, *self.adopting.lines)
        lines = [line for line in every if _fits(line, self._text)]
        ids = frozenset(line.command_id for line in lines)
        self.model.remove(self.model.ids() - ids)
        self.model.upsert(lines)
        unsettled = len(self.desk.saved.unsettled)
        self.bar.set_count(self.tr("{count} wait, newest first").format(count=unsettled))
        needing = any(line.state is not State.WAITING for line in self.desk.saved.unsettled)
        self.set_badge(unsettled, needing)
        if lines:
            self.nothing.hide()
        else:
            self.nothing.say(
                self.tr("Nothing waits on this desk."),
                self.tr("What is typed while the server is away stands here until everybody sees it."),
                "",
            )
        self._show()

    def _choose(self, command_id: UUID | None) -> None:
        self._current = None if command_id is None else self.model.item_of(command_id)
        self._show()

    def _show(self) -> None:
        if self._current is not None:
            self._current = self.model.item_of(self._current.command_id)
        line = self._current
        self._allow(line)
        if line is None:
            self.pane.show_nothing()
            return
        self.pane.show_record(partial(self._fill_detail, line))

    def _fill_detail(self, line: Saved) -> None:
        zone = self.desk.zone
        glyph, ink = _HOLDERS.get(line.state, ("save", "away"))
        self._head.show_head(
            Head(
                line.local,
                f"{deed(line, self.desk.saved.name_of(line))} {line.title}".strip(),
                holder=state(line),
                holder_glyph=glyph,
                holder_ink=ink,
            )
        )
        self._why.show_text(note(line, zone))
        self._facts.show_facts(text_of(line, zone))
        settled = "" if line.settled_at is None else moment(line.settled_at, zone, seconds=True)
        self._whence.show_facts(
            [
                (self.tr("Saved"), moment(line.saved_at, zone, seconds=True)),
                (self.tr("By"), line.author),
                (self.tr("Answered"), settled),
                (self.tr("Journal"), str(line.seq or "")),
            ]
        )

    def _allow(self, line: Saved | None) -> None:
        verbs, tr = self._verbs, self.tr
        none = tr("No line is selected.")
        verbs["left"].allow(self.adopting.may, tr("Only a supervisor may open what others left."))
        theirs = line is not None and self.adopting.holds(line)
        own = tr("It is your own: it goes by itself.")
        verbs["adopt"].allow(theirs, own if self.adopting.may else tr("Only a supervisor may adopt."))
        if theirs:
            line = None
            none = tr("Only its author may do that, or you adopt it.")
        open_ = line is not None and line.state in UNSETTLED
        stopped = line is not None and line.state in (State.CONFLICT, State.REJECTED)
        clashes = line is not None and line.state is State.CONFLICT
        reasons: Sequence[tuple[str, bool, str]] = (
            ("again", stopped, tr("Only what was refused or clashes is sent again.")),
            (
                "settle",
                clashes,
                tr("It does not clash with anything."),
            ),
            (
                "copy",
                line is not None and line.command is not None,
                tr("It is shared: copy it from the record."),
            ),
            ("drop", open_, tr("It does not wait any more.")),
            ("show", line is not None and line.record_id is not None, tr("It names no record.")),
        )
        for name, allowed, reason in reasons:
            verbs[name].allow(allowed, none if line is None else reason)

    # the verbs

    def _settle_or_show(self) -> None:
        if self._current is not None:
            (self._settle if self._current.state is State.CONFLICT else self._show_it)()

    def _send_again(self) -> None:
        if (line := self._current) is not None:
            self.desk.do(SendAgain(saved_id=line.command_id), key=f"outbox {line.number}")

    def _settle(self) -> None:
        if (line := self._current) is not None:
            self.settling.settle(line)

    def _copy(self) -> None:
        if (line := self._current) is not None:
            text = "\n".join(f"{name}: {value}" for name, value in text_of(line, self.desk.zone))
            QGuiApplication.clipboard().setText(text)
            self.desk.messages.done(self.tr("The text of {number} is copied.").format(number=line.local))

    def _show_it(self) -> None:
        if (line := self._current) is not None and line.record_id is not None:
            self.desk.links.show(line.subject, line.record_id)

    def _adopt(self) -> None:
        if (line := self._current) is not None:
            self.adopting.adopt(line)

    def hideEvent(self, event: QHideEvent) -> None:
        """What others left is closed again."""
        super().hideEvent(event)
        if self.adopting.lines:
            self.adopting.close()
            self._fill()

    def _drop(self) -> None:
        line = self._current
        if line is None:
            return
        form = Form(
            self.desk,
            f"outbox.drop/{line.command_id}",
            self.tr("Drop {number}").format(number=line.local),
            [Field("reason", self.tr("Reason"), FieldKind.LINE)],
            lambda values: DropSaved.of(saved_id=line.command_id, reason=values["reason"] or ""),
            told=lambda _values: self.tr("{number} dropped.").format(number=line.local),
            verb=self.tr("Drop"),
            note=self.tr("It is not sent. Its text and your reason stay here."),
        )
        form.closed.connect(partial(self.forms.close_form, form.key))
        form.put_away.connect(self._put_away)
        self.forms.open(form)

    def _put_away(self) -> None:
        self.forms.put_away()
        self.view.setFocus()


def _fits(line: Saved, text: str) -> bool:
    number = number_of(text)
    if number is not None:
        return line.number == number
    said = words(f"{deed(line)} {line.title} {state(line)} {line.author}").split()
    return all(any(one.startswith(word) for one in said) for word in words(text).split())
