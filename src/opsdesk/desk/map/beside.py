"""What stands at the right of the map: incidents in view, the log of one, what is near, units."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.map.asking import Near, Picked
from opsdesk.desk.map.in_view import ROW, InViewList
from opsdesk.desk.widgets.detail import DetailPane, Head, HeadSection, Line, LinesSection
from opsdesk.desk.widgets.text import PlainLabel, rule
from opsdesk.geo.places import Position, distance
from opsdesk.incidents.model import IncidentItem, Unit, UnitStatus
from opsdesk.wording.labels import capital, label
from opsdesk.wording.times import clock

#: So many lines of a log stand here; the Incidents tab has all.
_LOG = 6
_NEAR = 6
_UNITS = 8
#: Rows of the list before it scrolls.
_ROWS = 6


class Beside(QWidget):
    """See `pictures/desk-map-dark.png`, right.

    Signals:
        chosen(UUID): an incident of the list.
        opened(str, UUID): a record is wanted in its tab (its subject and id).
    """

    chosen = Signal(object)
    opened = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        look = desk.look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QWidget()
        top.setFixedHeight(look.px(40))
        row = QHBoxLayout(top)
        row.setContentsMargins(look.px(8), 0, look.px(12), 0)
        row.addWidget(PlainLabel(self.tr("Incidents in view"), strong=True))
        self._count = PlainLabel(ink="low")
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(PlainLabel(self.tr("By priority"), ink="mid", size="small"))
        column.addWidget(top)
        column.addWidget(rule())
        self.list = InViewList(look, desk.now)
        self.list.chosen.connect(self.chosen)
        self.list.opened.connect(lambda record_id: self.opened.emit("incident", record_id))
        column.addWidget(self.list)
        self._nobody = PlainLabel(self.tr("No open incident in view."), ink="low")
        self._nobody.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        column.addWidget(self._nobody)
        column.addWidget(rule())
        self.pane = DetailPane(look)
        self.head = HeadSection(look)
        self.log = LinesSection(look, self.tr("Log"))
        self.near = LinesSection(look, self.tr("Near here"), lead_strong=True)
        self.units = LinesSection(look, self.tr("Units"), lead_strong=True)
        for section in (self.head, self.log, self.near, self.units):
            self.pane.add(section)
        self.pane.set_nothing(self.tr("Select a pin or an incident to read it here."))
        self.pane.show_nothing()
        self.near.opened.connect(lambda target: self.opened.emit("observation", target))
        column.addWidget(self.pane, 1)

    def show_in_view(self, items: Sequence[IncidentItem], of: int, selected: UUID | None) -> None:
        """Which incidents are in view, of how many open ones."""
        self.list.items.show_items(items)
        self.list.select(selected)
        self.list.setVisible(bool(items))
        self.list.setFixedHeight(self._desk.look.px(ROW) * min(len(items), _ROWS))
        self._nobody.setVisible(not items)
        self._count.setText(self.tr("{count} of {of}").format(count=len(items), of=of))

    def show_picked(self, picked: Picked | None, units: Sequence[Unit]) -> None:
        """The selected incident with its log, what is near, and who could go."""
        if picked is None:
            self.pane.show_nothing()
            return
        self.pane.show_record(lambda: self._fill(picked, units))

    def _fill(self, picked: Picked, units: Sequence[Unit]) -> None:
        desk, record = self._desk, picked.incident
        self.head.show_head(
            Head(
                number=self.tr("Incident {number}").format(number=record.number),
                title=record.title,
                line=" · ".join(part for part in (record.place, capital(label(record.status))) if part),
                priority=int(record.priority),
                priority_word=capital(label(record.priority)),
                marking=record.marking,
            )
        )
        self.head.show()
        entries = [entry for entry in record.log if entry.struck_at is None][-_LOG:]
        self.log.show_lines(
            [Line(clock(entry.at, desk.zone), entry.text) for entry in entries],
            note="" if len(record.log) <= _LOG else self.tr("last {count}").format(count=_LOG),
        )
        self.near.show_lines([self._near(one) for one in picked.near[:_NEAR]], self.tr("300 m, 24 h"))
        self.units.show_lines(self._units(units, record.position))

    def _near(self, one: Near) -> Line:
        metres = self.tr("{metres} m").format(metres=int(round(one.metres, -1)))
        return Line(str(one.item.number), one.item.summary, right=metres, target=one.item.id)

    def _units(self, units: Sequence[Unit], position: Position | None) -> list[Line]:
        def far(unit: Unit) -> float:
            if position is None or unit.position is None:
                return float("inf")
            return distance(position, unit.position)

        free = sorted(units, key=lambda unit: (unit.status is not UnitStatus.AVAILABLE, far(unit)))
        return [
            Line(
                unit.call_sign,
                unit.organization_name,
                right=capital(label(unit.status)),
                ink="high" if unit.status is UnitStatus.AVAILABLE else "low",
            )
            for unit in free[:_UNITS]
        ]
