"""The units at an incident: who they are, where they stand, and the next step of each as a button."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.cut import cut
from opsdesk.desk.desk import Desk
from opsdesk.desk.incidents.words import UNIT_INK, tr
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, WrappedLabel, plain_tooltip
from opsdesk.incidents.model import AT_AN_INCIDENT, AssignedUnit, UnitStatus
from opsdesk.wording.labels import label
from opsdesk.wording.times import clock


class UnitsSection(Section):
    """One row for each unit; those that left stand below, with their times.

    Signals:
        moved(AssignedUnit, UnitStatus): the unit is there now.
        released(AssignedUnit): it is free again.
    """

    moved = Signal(object, object)
    released = Signal(object)

    def __init__(self, desk: Desk, assign: DeskAction, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, tr("Units"), parent)
        self._desk = desk
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(desk.look.px(10))
        self._grid.setVerticalSpacing(desk.look.px(2))
        self._grid.setColumnStretch(1, 1)
        self.column.addLayout(self._grid)
        self._nobody = WrappedLabel(tr("Nobody yet. Ctrl+J assigns a unit."), ink="overdue", size="small")
        self.column.addWidget(self._nobody)
        self._narrow = False
        self._shown: tuple[tuple[AssignedUnit, ...], bool, bool] = ((), False, False)

    def set_narrow(self, narrow: bool) -> None:
        """At 1280 the buttons stand under the unit."""
        self._narrow = narrow

    def show_units(self, units: Sequence[AssignedUnit], *, nobody: bool, allowed: bool) -> None:
        """Fill it; `allowed`: the operator may move them."""
        self._nobody.setVisible(nobody)
        here = [one for one in units if one.released_at is None]
        gone = [one for one in units if one.released_at is not None]
        self.note.setText(tr("{count} here").format(count=len(here)) if here else "")
        self.setVisible(bool(units) or nobody)
        shown = (tuple(units), allowed, self._narrow)
        if shown == self._shown and self._grid.count():
            return
        self._shown = shown
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for at, unit in enumerate([*here, *gone]):
            self._add(at, unit, allowed=allowed and unit.released_at is None)

    def _add(self, at: int, unit: AssignedUnit, *, allowed: bool) -> None:
        here = unit.released_at is None
        name = PlainLabel(
            cut(unit.call_sign, 14 if self._narrow else 18), ink="high" if here else "low", strong=here
        )
        name.setToolTip(plain_tooltip(unit.call_sign))
        line = 2 * at
        self._grid.addWidget(name, line, 0)
        self._grid.addWidget(
            ElidedLabel(unit.organization_name, ink="mid" if here else "low", size="small"), line, 1
        )
        pip = Sign(self.look, 14)
        if here:
            pip.set_glyph("dot", UNIT_INK[unit.status])
        self._grid.addWidget(pip, line, 2)
        self._grid.addWidget(
            PlainLabel(self._words(unit), ink="high" if here else "low", size="small"), line, 3
        )
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(4))
        row.addStretch(1)
        if allowed:
            step = _next(unit.status)
            if step is not None:
                row.addWidget(self._button(label(step), partial(self.moved.emit, unit, step)))
            row.addWidget(self._button(tr("Release"), partial(self.released.emit, unit)))
        if self._narrow:
            self._grid.addWidget(buttons, line + 1, 0, 1, 5)
        else:
            self._grid.addWidget(buttons, line, 4, Qt.AlignmentFlag.AlignRight)

    def _words(self, unit: AssignedUnit) -> str:
        zone = self._desk.zone
        if unit.released_at is not None:
            span = f"{clock(unit.assigned_at, zone)}–{clock(unit.released_at, zone)}"
            return tr("left {span}").format(span=span)
        since = {
            UnitStatus.ASSIGNED: unit.assigned_at,
            UnitStatus.EN_ROUTE: unit.en_route_at,
            UnitStatus.ON_SCENE: unit.on_scene_at,
        }.get(unit.status)
        return label(unit.status) + (f" {clock(since, zone)}" if since is not None else "")

    def _button(self, words: str, act: object) -> QPushButton:
        button = QPushButton(words)
        button.setFixedHeight(self.look.px(28))
        button.clicked.connect(act)
        return button


def _next(status: UnitStatus) -> UnitStatus | None:
    """The step that follows for a unit at an incident."""
    if status not in AT_AN_INCIDENT:
        return None
    at = AT_AN_INCIDENT.index(status) + 1
    return AT_AN_INCIDENT[at] if at < len(AT_AN_INCIDENT) else None
