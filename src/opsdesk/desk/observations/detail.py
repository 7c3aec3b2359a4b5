"""The detail pane of an observation: its sections, and what each shows of the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from opsdesk.cartography.pins import Pin, PinKind
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.cut import NAME, cut
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.asking import Around, Opened
from opsdesk.desk.observations.changes import Changes
from opsdesk.desk.observations.grade import GradeSection
from opsdesk.desk.observations.panel import PanelPlace
from opsdesk.desk.observations.place_map import PlaceMap, PlaceMaps
from opsdesk.desk.observations.told import ToldSection
from opsdesk.desk.observations.words import (
    held_words,
    is_late,
    nobody_has,
    place_line,
    tr,
    waits_for_reply,
)
from opsdesk.desk.widgets.detail import (
    DetailPane,
    FailedSection,
    Head,
    HeadSection,
    Line,
    LinesSection,
    Section,
)
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.observations.around import EarlierHere
from opsdesk.observations.model import OPEN, Observation, ObservationStatus
from opsdesk.wording.labels import label
from opsdesk.wording.times import age, days, when


class ObservationDetail(QObject):
    """Builds the sections into the pane and fills them.

    Signals:
        record_asked(UUID): another observation is to be shown.
        incident_asked(UUID): an incident is to be shown.
    """

    record_asked = Signal(object)
    incident_asked = Signal(object)

    def __init__(
        self, desk: Desk, pane: DetailPane, verbs: Mapping[str, DeskAction], maps: PlaceMaps, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pane = pane
        self._verbs = verbs
        self._narrow = False
        self._record: Observation | None = None
        look = desk.look
        self.head = HeadSection(look)
        self.panels = PanelPlace(desk)
        self.came_of = LinesSection(look, tr("What came of it"), lead_strong=True)
        self.waiting = _WaitingSection(desk, verbs["review"])
        self.told = ToldSection(desk)
        self.grade = GradeSection(look, verbs["vet"], verbs["reject"])
        self.map = PlaceMap(desk, maps, "observation", verbs["map"])
        self.earlier = LinesSection(look, tr("Earlier here"), lead_strong=True)
        self.history = LinesSection(look, tr("History"))
        self.failed = FailedSection(look)
        self._wide_order: tuple[QWidget, ...] = (
            *(self.head, self.panels, self.waiting, self.told, self.came_of, self.grade, self.map),
            *(self.failed, self.earlier, self.history),
        )
        for section in self._wide_order:
            pane.add(section)
        self.earlier.opened.connect(self.record_asked)
        self.came_of.opened.connect(self.incident_asked)
        self.head.set_verbs(self._five(verbs["claim"]), verbs["claim"])

    def set_narrow(self, narrow: bool) -> None:
        """One line of verbs at 1280; a higher map, which takes the place that is left."""
        self._narrow = narrow
        self.head.verbs.set_narrow(narrow)
        self.grade.set_narrow(narrow)
        self.map.set_height(200 if narrow else 150)
        side = self._desk.look.px(10 if narrow else 14)
        for section in self._wide_order:
            if isinstance(section, Section):
                margins = section.column.contentsMargins()
                section.column.setContentsMargins(side, margins.top(), side, margins.bottom())

    def show_nothing(self) -> None:
        """No record is selected."""
        self._record = None
        self.panels.close_panel()
        self._pane.show_nothing()

    def show_opened(self, found: Opened, *, grade_reason: str) -> None:
        """Fill what is known at once; what stands around it follows with `show_around`."""
        record = found.observation
        another = self._record is None or self._record.id != record.id
        if another:
            self.panels.close_panel()
        self._record = record

        def fill() -> None:
            self.panels.setVisible(self.panels.panel is not None)
            self.head.show_head(self._head(record))
            self._choose_verbs(record)
            self.waiting.show_waiting(record)
            self.told.show_told(record, found.giver)
            self.came_of.show_lines(_came_of(record))
            self.grade.show_grade(record, not grade_reason, grade_reason)
            self.grade.show_two(record, self._desk.zone)
            self.failed.say("")
            if another:
                self.grade.show_record(None)
                self.earlier.show_lines([])
                self.history.show_lines([])
            self.map.show_place(record.position, self._pins(record, ()))

        # Sections that wait for the second answer keep what they show of the same record.
        shown = (self.earlier.isVisibleTo(self._pane), self.history.isVisibleTo(self._pane))
        self._pane.show_record(fill)
        self.earlier.setVisible(shown[0] and not another)
        self.history.setVisible(shown[1] and not another)
        if another:
            self._pane.verticalScrollBar().setValue(0)

    def show_around(self, around: Around) -> None:
        """Fill the parts that are read a moment later."""
        record = self._record
        if record is None:
            return
        now, zone = self._desk.now(), self._desk.zone
        self.failed.say("")
        self.grade.show_record(around.record)
        self.map.show_place(record.position, self._pins(record, tuple(around.earlier)))
        self.earlier.show_lines(
            [_earlier(one, now, zone) for one in around.earlier[:5]],
            tr("{count} in 30 days, within 100 m").format(count=len(around.earlier)),
        )
        told = Changes(zone, now, around.names).lines(around.history)
        self.history.show_lines(
            [
                Line(when(one.at, now, zone), words, cut(one.operator_name or one.desk, NAME))
                for one, words in told
            ]
        )

    def show_failed(self, sentence: str) -> None:
        """The second part could not be read; the rest works on."""
        self.failed.say(sentence)

    # the inside

    def _head(self, record: Observation) -> Head:
        now = self._desk.now()
        holder, glyph, ink = self._holder(record)
        number = (
            str(record.number) if self._narrow else tr("Observation {number}").format(number=record.number)
        )
        return Head(
            number=number,
            title=record.summary,
            line=place_line(record, now, self._desk.zone, with_source=not self._narrow),
            priority=int(record.priority),
            priority_word=label(record.priority),
            holder=holder,
            holder_glyph=glyph,
            holder_ink=ink,
            marking=record.marking,
        )

    def _holder(self, record: Observation) -> tuple[str, str, str]:
        now = self._desk.now()
        if is_late(record, now) and nobody_has(record):
            text = tr("Unclaimed {age}").format(age=age(record.reported_at, now))
            return text, "overdue", "overdue"
        if nobody_has(record):
            return tr("New"), "dot", "accent"
        if record.claimed_by is not None:
            mine = record.claimed_by == self._desk.me.operator_id
            text = held_words(record, self._desk.me.operator_id, now, self._desk.zone, since=not self._narrow)
            return text, "person", "claimed" if mine else "mid"
        if record.status is ObservationStatus.CLOSED and record.disposition is not None:
            text = tr("Closed, {disposition}").format(disposition=label(record.disposition))
            return text, "check", "low"
        return label(record.status), "hourglass_empty" if waits_for_reply(record) else "check", "mid"

    def _choose_verbs(self, record: Observation) -> None:
        """The main verb first; what stands out is the next step: claim it, then open an incident."""
        if record.status is ObservationStatus.CLOSED:
            first = self._verbs["reopen"]
        else:
            mine = record.claimed_by is not None
            first = self._verbs["release" if mine else "claim"]
        incident = self._verbs["incident"]
        next_step = incident if record.claimed_by is not None and incident.isEnabled() else first
        self.head.set_verbs(self._five(first), next_step)

    def _five(self, first: DeskAction) -> list[DeskAction]:
        return [first, *(self._verbs[name] for name in ("incident", "link", "ask_back", "close"))]

    def _pins(self, record: Observation, earlier: tuple[EarlierHere, ...]) -> tuple[Pin, ...]:
        now = self._desk.now()
        if record.position is None:
            return ()
        near = tuple(
            Pin(
                PinKind.OBSERVATION,
                one.item.id,
                one.item.position,
                int(one.item.priority),
                age=(now - one.item.reported_at).total_seconds(),
                open=one.item.status in OPEN,
            )
            for one in earlier
            if one.item.position is not None and one.item.position != record.position
        )
        seconds = max(now - record.reported_at, timedelta(0)).total_seconds()
        return (
            *near,
            Pin(
                PinKind.OBSERVATION,
                record.id,
                record.position,
                int(record.priority),
                age=seconds,
                open=record.status in OPEN,
                selected=True,
            ),
        )


class _WaitingSection(Section):
    """What was asked back, or why it was closed, and how to go on from there."""

    def __init__(self, desk: Desk, review: DeskAction) -> None:
        super().__init__(desk.look, tr("Waiting"))
        self._desk = desk
        self._text = WrappedLabel()
        self.column.addWidget(self._text)
        self._button = self.add_verb(review)

    def show_waiting(self, record: Observation) -> None:
        """Fill it, or hide."""
        self._button.setVisible(waits_for_reply(record))
        parts = []
        if waits_for_reply(record):
            if record.referred_to_name:
                parts.append(tr("Referred to {partner}.").format(partner=record.referred_to_name))
            if record.asked:
                parts.append(tr("Asked: {question}").format(question=record.asked))
        if record.closing_note:
            parts.append(tr("Closing note: {note}").format(note=record.closing_note))
        self._text.setText("\n".join(parts))
        due = "" if record.reply_due is None else when(record.reply_due, self._desk.now(), self._desk.zone)
        self.note.setText(tr("reply due {time}").format(time=due) if due else "")
        self.setVisible(bool(parts) or waits_for_reply(record))


def _came_of(record: Observation) -> list[Line]:
    lines = [Line(str(number), tr("incident"), target=incident) for incident, number in record.incidents]
    if record.bulletins:
        lines.append(Line(str(len(record.bulletins)), tr("sightings linked to bulletins")))
    return lines


def _earlier(one: EarlierHere, now: datetime, zone: tzinfo) -> Line:
    item = one.item
    how = label(item.disposition) if item.disposition is not None else label(item.status).lower()
    passed = days(item.reported_at, now, zone)
    return Line(str(item.number), item.summary, right=f"{passed} · {how}", target=item.id)
