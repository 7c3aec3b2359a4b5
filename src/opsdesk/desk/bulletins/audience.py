"""The chooser of an audience: organizations by sector and kind, and who of them will not get it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.words import clearance_words, recipients_words, tr
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.handling import Marking, Sector
from opsdesk.partners.model import OrganizationKind, OrganizationName
from opsdesk.wording.labels import capital, label

_ID = Qt.ItemDataRole.UserRole


class AudienceEditor(Editor):
    """Check boxes of all partners; buttons choose a sector or a kind; below stands who is left out."""

    def __init__(self, look: Appearance, partners: Sequence[OrganizationName], marking: Marking) -> None:
        super().__init__()
        self._look = look
        self._partners: tuple[OrganizationName, ...] = ()
        self._marking = marking
        self._chosen: dict[UUID, None] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(5))
        column.addLayout(self._buttons())
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a partner"))
        self.search.setAccessibleName(tr("Find a partner"))
        self.search.textChanged.connect(self._fill)
        column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setObjectName("pick")
        self.list.setUniformItemSizes(True)
        self.list.setFixedHeight(look.px(24 * 8 + 2))
        self.list.itemChanged.connect(self._checked)
        column.addWidget(self.list)
        self.told = WrappedLabel(ink="mid", size="small")
        self.left_out = WrappedLabel(ink="overdue", size="small")
        column.addWidget(self.told)
        column.addWidget(self.left_out)
        self.set_partners(partners)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(6))
        for sector in Sector:
            button = QPushButton(capital(label(sector)))
            button.setProperty("strip", True)
            button.clicked.connect(lambda _on=False, one=sector: self._add(lambda o: o.sector is one))
            row.addWidget(button)
        self._kinds = QPushButton(tr("By kind"))
        self._kinds.setProperty("strip", True)
        self._menu = QMenu(self._kinds)
        self._kinds.setMenu(self._menu)
        row.addWidget(self._kinds)
        everyone = QPushButton(tr("All"))
        everyone.setProperty("strip", True)
        everyone.clicked.connect(lambda: self._add(lambda _one: True))
        nobody = QPushButton(tr("None"))
        nobody.setProperty("strip", True)
        nobody.clicked.connect(self._none)
        row.addWidget(everyone)
        row.addWidget(nobody)
        row.addStretch(1)
        return row

    def set_partners(self, partners: Sequence[OrganizationName]) -> None:
        """Offer these."""
        self._partners = tuple(
            sorted(partners, key=lambda one: (list(Sector).index(one.sector), one.name.casefold()))
        )
        self._menu.clear()
        kinds = {one.kind for one in self._partners}
        for kind in OrganizationKind:
            if kind in kinds:
                self._menu.addAction(capital(label(kind))).triggered.connect(
                    lambda _on=False, one=kind: self._add(lambda o: o.kind is one)
                )
        self._fill()

    def set_marking(self, marking: Marking) -> None:
        """The marking changed: others may be left out now."""
        self._marking = marking
        self._fill()

    def value(self) -> tuple[UUID, ...]:
        """The chosen ones, also those that will be left out: publishing records them."""
        return tuple(self._chosen)

    def kept(self) -> list[str]:
        """The same as text."""
        return [str(one) for one in self._chosen]

    def set_value(self, value: Any) -> None:
        """Choose these."""
        self._chosen = {UUID(str(one)): None for one in value or ()}
        self._fill()

    def inner(self) -> QWidget:
        """The list."""
        return self.list

    def _cleared(self, one: OrganizationName) -> bool:
        return one.clearance.rank >= self._marking.rank

    def _add(self, wanted: Any) -> None:
        for one in self._partners:
            if wanted(one):
                self._chosen[one.id] = None
        self._fill()
        self.changed.emit()

    def _none(self) -> None:
        self._chosen.clear()
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        words = self.search.text().casefold().split()
        self.list.blockSignals(True)
        at = self.list.verticalScrollBar().value()
        self.list.clear()
        for one in self._partners:
            about = f"{one.name} {one.short_name or ''} {label(one.kind)}".casefold()
            if all(word in about for word in words):
                self.list.addItem(self._line(one))
        self.list.verticalScrollBar().setValue(at)
        self.list.blockSignals(False)
        self._tell()

    def _line(self, one: OrganizationName) -> QListWidgetItem:
        text = f"{one.name}   ·   {label(one.kind)}   ·   {one.clearance.value}"
        if not self._cleared(one):
            text += "   ·   " + tr("will not get it")
        entry = QListWidgetItem(text)
        entry.setData(_ID, one.id)
        entry.setSizeHint(QSize(0, self._look.px(24)))
        entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        chosen = Qt.CheckState.Checked if one.id in self._chosen else Qt.CheckState.Unchecked
        entry.setCheckState(chosen)
        if not self._cleared(one):
            entry.setForeground(self._look.color("text.low"))
        return entry

    def _checked(self, entry: QListWidgetItem) -> None:
        if entry.checkState() is Qt.CheckState.Checked:
            self._chosen[entry.data(_ID)] = None
        else:
            self._chosen.pop(entry.data(_ID), None)
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        chosen = [one for one in self._partners if one.id in self._chosen]
        reached = sum(1 for one in chosen if self._cleared(one))
        text = tr("{partners} will get it, {marking}.")
        self.told.setText(text.format(partners=recipients_words(reached), marking=self._marking.value))
        left = clearance_words([(one.name, one.clearance) for one in chosen if not self._cleared(one)])
        names = "; ".join(f"{names}: {marking}" for names, marking in left)
        self.left_out.setText(tr("Left out for their clearance: {names}.").format(names=names))
        self.left_out.setVisible(bool(left))
