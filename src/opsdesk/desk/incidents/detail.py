"""The detail pane of an incident: its sections, and what each shows of the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from opsdesk.cartography.pins import Pin, PinKind
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.cut import NAME, cut
from opsdesk.desk.desk import Desk
from opsdesk.desk.incidents.asking import Around, Opened
from opsdesk.desk.incidents.changes import IncidentChanges
from opsdesk.desk.incidents.log import LogLine, LogSection
from opsdesk.desk.incidents.units import UnitsSection
from opsdesk.desk.incidents.words import asks_for_emergency, is_open, nobody_yet, place_line, tr
from opsdesk.desk.observations.panel import PanelPlace
from opsdesk.desk.observations.place_map import PlaceMap, PlaceMaps
from opsdesk.desk.widgets.buttons import VerbButton
from opsdesk.desk.widgets.detail import (
    DetailPane,
    FailedSection,
    Head,
    HeadSection,
    Line,
    LinesSection,
    Section,
    TextSection,
)
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.incidents.commands import UnlinkObservation
from opsdesk.incidents.model import Incident, IncidentStatus, Unit
from opsdesk.observations.model import ObservationItem, Priority
from opsdesk.wording.labels import label
from opsdesk.wording.times import age, when


class EmergencySection(Section):
    """Priority 1 asks: emergency number told, when and by whom."""

    def __init__(self, desk: Desk, now: DeskAction, earlier: DeskAction) -> None:
        super().__init__(desk.look)
        self._desk = desk
        row, under = QHBoxLayout(), QHBoxLayout()
        row.setSpacing(desk.look.px(8))
        under.setSpacing(desk.look.px(8))
        self._sign = Sign(desk.look, 16)
        row.addWidget(self._sign)
        self._text = WrappedLabel()
        row.addWidget(self._text, 1)
        self._buttons = [
            VerbButton(desk.look, now, primary=True, flat=True),
            VerbButton(desk.look, earlier, flat=True),
        ]
        for button in self._buttons:
            under.addWidget(button)
        under.addStretch(1)
        self.column.addLayout(row)
        self.column.addLayout(under)

    def show_emergency(self, record: Incident) -> None:
        """Ask, say what was said, or hide."""
        asks = asks_for_emergency(record)
        told = record.emergency_told_at
        for button in self._buttons:
            button.setVisible(asks)
        if told is not None:
            self._sign.set_glyph("check", "state.ok")
            text = tr("Emergency number told {time} by {name}.")
            time = when(told, self._desk.now(), self._desk.zone)
            self._text.setText(text.format(time=time, name=record.emergency_told_by or "–"))
            self._text.set_ink("mid")
        else:
            self._sign.set_glyph("overdue", "state.overdue")
            self._text.setText(tr("Emergency number told? When, and by whom?"))
            self._text.set_ink("overdue")
        self.setVisible(asks or (told is not None and record.priority is Priority.EMERGENCY))


class IncidentDetail(QObject):
    """Builds the sections into the pane and fills them.

    Signals:
        observation_asked(UUID): an observation is to be shown.
        unlink_asked(UUID): its link is to be taken away.
    """

    observation_asked = Signal(object)
    unlink_asked = Signal(object)

    def __init__(
        self, desk: Desk, pane: DetailPane, verbs: Mapping[str, DeskAction], maps: PlaceMaps, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pane = pane
        self._verbs = verbs
        self._narrow = False
        self._record: Incident | None = None
        self._linked: Sequence[ObservationItem] = ()
        look = desk.look
        self.head = HeadSection(look)
        self.emergency = EmergencySection(desk, verbs["told_now"], verbs["told"])
        self.panels = PanelPlace(desk)
        self.summary = TextSection(look)
        self.log = LogSection(desk)
        self.units = UnitsSection(desk, verbs["assign"])
        self.observations = LinesSection(look, tr("Observations"), lead_strong=True)
        self.map = PlaceMap(desk, maps, "incident", verbs["map"])
        self.history = LinesSection(look, tr("History"))
        self.failed = FailedSection(look)
        self._order: tuple[QWidget, ...] = (
            *(self.head, self.emergency, self.panels, self.summary, self.log, self.units),
            *(self.observations, self.map, self.failed, self.history),
        )
        for section in self._order:
            pane.add(section)
        self.line = LogLine(desk, pane)
        self.observations.opened.connect(self.observation_asked)
        self.observations.pressed.connect(self.unlink_asked)
        self._choose_verbs(None)

    def set_narrow(self, narrow: bool) -> None:
        """One line of verbs at 1280."""
        self._narrow = narrow
        self.head.verbs.set_narrow(narrow)
        self.units.set_narrow(narrow)
        side = self._desk.look.px(10 if narrow else 14)
        for section in self._order:
            if isinstance(section, Section):
                margins = section.column.contentsMargins()
                section.column.setContentsMargins(side, margins.top(), side, margins.bottom())

    def show_nothing(self) -> None:
        """No record is selected."""
        self._record = None
        self.panels.close_panel()
        self.line.show_for(None, allowed=False)
        self._pane.show_nothing()

    def show_opened(self, found: Opened, may: frozenset[str]) -> None:
        """Fill what is known at once; `may` are the commands that the operator may give."""
        record = found.incident
        another = self._record is None or self._record.id != record.id
        if another:
            self.panels.close_panel()
        self._record = record
        self._linked = found.observations

        def fill() -> None:
            self.panels.setVisible(self.panels.panel is not None)
            self.head.show_head(self._head(record))
            self._choose_verbs(record)
            self.emergency.show_emergency(record)
            self.summary.show_text(record.summary)
            self.log.show_log(record.log)
            self.units.show_units(
                record.units,
                nobody=nobody_yet(record),
                allowed="unit.set_status" in may and is_open(record),
            )
            unlink = tr("Unlink") if UnlinkObservation.kind in may and is_open(record) else ""
            self.observations.show_lines([_linked(one, unlink) for one in found.observations])
            self.failed.say("")
            if another:
                self.history.show_lines([])
            self.map.show_place(record.position, self._pins(record, ()))

        shown = self.history.isVisibleTo(self._pane)
        self._pane.show_record(fill)
        self.history.setVisible(shown and not another)
        self.line.show_for((record.id, record.number), allowed="incident.log" in may)
        if another:
            self._pane.verticalScrollBar().setValue(0)

    def show_around(self, around: Around) -> None:
        """Fill the parts that are read a moment later."""
        record = self._record
        if record is None:
            return
        now, zone = self._desk.now(), self._desk.zone
        self.failed.say("")
        self.map.show_place(record.position, self._pins(record, around.units))
        told = IncidentChanges(zone, now, {}).lines(around.history)
        self.history.show_lines(
            [
                Line(when(one.at, now, zone), words, cut(one.operator_name or one.desk, NAME))
                for one, words in told
            ]
        )

    def show_failed(self, sentence: str) -> None:
        """The second part could not be read; the rest works on."""
        self.failed.say(sentence)

    def _head(self, record: Incident) -> Head:
        now = self._desk.now()
        number = str(record.number) if self._narrow else tr("Incident {number}").format(number=record.number)
        status, glyph, ink = label(record.status), "flag", "high"
        if nobody_yet(record):
            status, glyph, ink = (
                tr("Nobody yet, {age}").format(age=age(record.opened_at, now)),
                "overdue",
                "overdue",
            )
        elif record.status in (IncidentStatus.ON_SCENE, IncidentStatus.CONTAINED):
            ink = "claimed"
        elif not is_open(record):
            glyph, ink = "check", "low"
            if record.disposition is not None:
                status = f"{status}, {label(record.disposition)}"
        return Head(
            number=number,
            title=record.title,
            line=place_line(record, now, self._desk.zone),
            priority=int(record.priority),
            priority_word=label(record.priority),
            holder=status,
            holder_glyph=glyph,
            holder_ink=ink,
            marking=record.marking,
        )

    def _choose_verbs(self, record: Incident | None) -> None:
        names: tuple[str, ...] = ("log", "status", "assign", "close")
        if record is not None and not is_open(record):
            names = ("log", "reopen")
        primary = "assign" if record is not None and nobody_yet(record) else "log"
        self.head.set_verbs([self._verbs[name] for name in names], self._verbs[primary])

    def _pins(self, record: Incident, units: Sequence[Unit]) -> tuple[Pin, ...]:
        if record.position is None:
            return ()
        now = self._desk.now()
        here = {one.unit_id for one in record.units if one.released_at is None}
        found = [
            Pin(
                PinKind.OBSERVATION,
                one.id,
                one.position,
                int(one.priority),
                age=(now - one.reported_at).total_seconds(),
            )
            for one in self._linked
            if one.position is not None and one.position != record.position
        ]
        found += [
            Pin(PinKind.UNIT, one.id, one.position, number=one.call_sign, hollow=one.private)
            for one in units
            if one.id in here and one.position is not None
        ]
        return (
            *found,
            Pin(
                PinKind.INCIDENT,
                record.id,
                record.position,
                int(record.priority),
                number=str(record.number),
                age=max(0.0, (now - record.opened_at).total_seconds()),
                open=is_open(record),
                selected=True,
            ),
        )


def _linked(one: ObservationItem, verb: str) -> Line:
    grade = one.grade or ""
    return Line(
        str(one.number),
        one.summary,
        right=" · ".join(p for p in (cut(one.place or "", NAME), grade) if p),
        target=one.id,
        verb=verb,
    )
