"""The chooser of the people that a TLP:RED bulletin is for, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from opsdesk.accounts.model import Operator
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.words import people_words, tr
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.handling import Role
from opsdesk.wording.labels import label

_ID = Qt.ItemDataRole.UserRole


class ReadersEditor(Editor):
    """Check boxes of the operators; there is no button for all of them: each is chosen by name."""

    def __init__(self, look: Appearance, people: Sequence[Operator]) -> None:
        super().__init__()
        self._look = look
        self._people: tuple[Operator, ...] = ()
        self._chosen: dict[UUID, None] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(5))
        self.list = QListWidget()
        self.list.setObjectName("pick")
        self.list.setUniformItemSizes(True)
        self.list.setFixedHeight(look.px(24 * 6 + 2))
        self.list.itemChanged.connect(self._checked)
        column.addWidget(self.list)
        self.told = WrappedLabel(ink="mid", size="small")
        column.addWidget(self.told)
        self.set_people(people)

    def set_people(self, people: Sequence[Operator]) -> None:
        """Offer these."""
        self._people = tuple(people)
        self._fill()

    def value(self) -> tuple[UUID, ...]:
        """Who is chosen."""
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

    def _fill(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._people:
            roles = ", ".join(label(role) for role in Role if role in one.roles)
            entry = QListWidgetItem(f"{one.name}   ·   {roles}")
            entry.setData(_ID, one.id)
            entry.setSizeHint(QSize(0, self._look.px(24)))
            entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            chosen = one.id in self._chosen
            entry.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
            self.list.addItem(entry)
        self.list.blockSignals(False)
        self._tell()

    def _checked(self, entry: QListWidgetItem) -> None:
        if entry.checkState() is Qt.CheckState.Checked:
            self._chosen[entry.data(_ID)] = None
        else:
            self._chosen.pop(entry.data(_ID), None)
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        supervisor = any(Role.SUPERVISOR in one.roles for one in self._people if one.id in self._chosen)
        text = tr("{people} will read it.").format(people=people_words(len(self._chosen)))
        if not supervisor:
            text += " " + tr("Another supervisor must be among them to publish it.")
        self.told.setText(text)
