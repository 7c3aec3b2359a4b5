"""Positions that somebody pastes: one is a point, three or more are the corners of an area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.partners.words import tr
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.errors import BadInput
from opsdesk.geo.notations import format_position, read_position
from opsdesk.geo.places import Position

#: A ring needs so many corners.
CORNERS = 3


@dataclass(frozen=True)
class Pasted:
    """Positions that were read from a text; `wrong` is the first line that is none."""

    positions: tuple[Position, ...] = ()
    wrong: str = ""

    def __str__(self) -> str:
        if len(self.positions) > 1:
            return tr("an area of {count} corners").format(count=len(self.positions))
        return format_position(self.positions[0]) if self.positions else "–"

    def require(self, field: str) -> tuple[Position, ...]:
        """The positions; `BadInput` beside the field where a line is none."""
        if self.wrong:
            raise BadInput.one(field, "not_understood", text=self.wrong)
        return self.positions


class PositionsEditor(Editor):
    """One position in any notation is a point; three or more, one a line, are the corners of an area."""

    def __init__(self, look: Appearance, *, area: bool) -> None:
        super().__init__()
        self._area = area
        self._given: Pasted | None = None
        self.edit = QPlainTextEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(look.px(72 if area else 32))
        hint = (
            tr("43.7340 7.4218\nOne is a point; three or more, one a line, are the corners of an area")
            if area
            else "43.7340 7.4218"
        )
        self.edit.setPlaceholderText(hint)
        self._understood = WrappedLabel(ink="low", size="small")
        self._understood.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.edit)
        column.addWidget(self._understood)
        self.edit.textChanged.connect(self._typed)

    def value(self) -> Pasted:
        """What was read; what was handed in stays exactly so until somebody types."""
        return self._given if self._given is not None else self._read()

    def set_value(self, value: Any) -> None:
        """Show positions."""
        given = value if isinstance(value, Pasted) else Pasted()
        self.edit.blockSignals(True)
        self.edit.setPlainText("\n".join(format_position(one) for one in given.positions))
        self.edit.blockSignals(False)
        self._given = given
        self._tell(given)

    def kept(self) -> str:
        """The text."""
        return self.edit.toPlainText()

    def set_kept(self, kept: Any) -> None:
        """A draft's text."""
        self.edit.blockSignals(True)
        self.edit.setPlainText(str(kept or ""))
        self.edit.blockSignals(False)
        before = self._given
        found = self._read()
        same = before is not None and [*map(format_position, before.positions)] == str(kept or "").split("\n")
        self._given = before if same else None
        self._tell(found)

    def inner(self) -> QWidget:
        """The text."""
        return self.edit

    def _typed(self) -> None:
        self._given = None
        self._tell(self._read())
        self.changed.emit()

    def _read(self) -> Pasted:
        found: list[Position] = []
        for line in self.edit.toPlainText().replace(";", "\n").splitlines():
            text = line.strip()
            if not text:
                continue
            try:
                position = read_position(text)
            except BadInput:
                position = None
            if position is None:
                return Pasted(tuple(found), text[:80])
            found.append(position)
        if not self._area and len(found) > 1:
            return Pasted(tuple(found[:1]), self.edit.toPlainText().strip()[:80])
        return Pasted(tuple(found))

    def _tell(self, found: Pasted) -> None:
        text = ""
        if found.wrong:
            text = tr("“{text}” is no position yet.").format(text=found.wrong)
        elif len(found.positions) == CORNERS - 1:
            text = tr("Two positions: one more makes an area.")
        elif found.positions:
            text = tr("Understood: {place}").format(place=str(found))
        self._understood.setText(text)
        self._understood.setVisible(bool(text))
