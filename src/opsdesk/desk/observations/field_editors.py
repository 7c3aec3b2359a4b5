"""The editors of the report's form: when it was seen, where, who gave it, its photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.places import Places
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.moment_editor import MomentEditor
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel
from opsdesk.geo.notations import format_position
from opsdesk.geo.places import Position
from opsdesk.observations.commands import SourceGiven
from opsdesk.observations.model import ObservationSource

#: How far a time that is said with "about" reaches to either side.
ABOUT = timedelta(minutes=15)


@dataclass(frozen=True)
class Span:
    """When it was seen; `until` None is a moment."""

    at: datetime
    until: datetime | None = None

    def __str__(self) -> str:
        end = "" if self.until is None else f" – {self.until:%Y-%m-%d %H:%M} UTC"
        return f"{self.at:%Y-%m-%d %H:%M} UTC{end}"


class WhenEditor(Editor):
    """Not known, at a time, about a time, between two times."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.mode = QComboBox()
        for words in (tr("not known"), tr("at"), tr("about"), tr("between")):
            self.mode.addItem(words)
        self._first = MomentEditor(desk.look, desk.zone, desk.now, day=False, optional=False)
        self._second = MomentEditor(desk.look, desk.zone, desk.now, day=False, optional=False)
        self._and = PlainLabel(tr("and"), ink="mid")
        self._given: Span | None = None
        self._touched = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.mode, self._first, self._and, self._second):
            row.addWidget(part)
        row.addStretch(1)
        self.mode.activated.connect(lambda _at: self._touch())
        for edit in (self._first, self._second):
            edit.changed.connect(self._touch)
        self._show_parts()

    def value(self) -> Span | None:
        """The span; what was handed in stays exactly so until somebody touches it."""
        if not self._touched:
            return self._given
        first, second = self._first.value(), self._second.value()
        mode = self.mode.currentIndex()
        if mode == 0 or not isinstance(first, datetime) or not isinstance(second, datetime):
            return None
        if mode == 1:
            return Span(first)
        return Span(first - ABOUT, first + ABOUT) if mode == 2 else Span(first, second)

    def set_value(self, value: Any) -> None:
        """Show a span."""
        self._given = value
        self._touched = False
        if value is None:
            self.mode.setCurrentIndex(0)
        else:
            self.mode.setCurrentIndex(1 if value.until is None else 3)
            self._first.set_value(value.at)
            self._second.set_value(value.until or value.at)
        self._show_parts()

    def kept(self) -> list[str | int] | None:
        """Mode and both times."""
        if not self._touched:
            return None
        return [self.mode.currentIndex(), str(self._first.kept()), str(self._second.kept())]

    def set_kept(self, kept: Any) -> None:
        """Show what a draft holds."""
        if isinstance(kept, list) and len(kept) == 3:
            self.mode.setCurrentIndex(int(kept[0]))
            self._first.set_kept(kept[1])
            self._second.set_kept(kept[2])
            self._touched = True
            self._show_parts()

    def inner(self) -> QWidget:
        """The mode."""
        return self.mode

    def _touch(self) -> None:
        self._touched = True
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        mode = self.mode.currentIndex()
        self._first.setVisible(mode > 0)
        self._and.setVisible(mode == 3)
        self._second.setVisible(mode == 3)


@dataclass(frozen=True)
class Where:
    """A place in words, and its position where that is known."""

    place: str | None
    position: Position | None

    def __str__(self) -> str:
        at = "" if self.position is None else format_position(self.position)
        return " · ".join(part for part in (self.place, at) if part) or "–"


class PlaceEditor(Editor):
    """Words or any notation; under it stands what was understood."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places
        self._position: Position | None = None
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("Post, street, crossing, or a position in any notation"))
        self._offers = QStringListModel(self)
        self._completer = QCompleter(self._offers, self.edit)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.edit.setCompleter(self._completer)
        self._understood = WrappedLabel(ink="low", size="small")
        self._understood.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.edit)
        column.addWidget(self._understood)
        self.edit.textEdited.connect(self._typed)
        self._completer.activated.connect(self._taken)

    def value(self) -> Where:
        """What stands there, with the position that it means."""
        return Where(self.edit.text().strip() or None, self._position)

    def set_value(self, value: Any) -> None:
        """Show a place."""
        where = value if isinstance(value, Where) else Where(None, None)
        self.edit.setText(where.place or "")
        self._position = where.position
        self._tell("")

    def kept(self) -> list[Any]:
        """Text and position."""
        at = self._position
        return [self.edit.text(), None if at is None else [at.latitude, at.longitude]]

    def set_kept(self, kept: Any) -> None:
        """Show what a draft holds."""
        if isinstance(kept, list) and len(kept) == 2:
            self.edit.setText(str(kept[0]))
            self._position = Position(*kept[1]) if isinstance(kept[1], list) else None
            self._tell("")

    def inner(self) -> QWidget:
        """The line."""
        return self.edit

    def _typed(self, text: str) -> None:
        self._position = self._places.position(text)
        name = ""
        if self._position is None:
            found = self._places.find(text)
            self._offers.setStringList([one.place.name for one in found])
            clear = self._places.clear_match(text)
            if clear is not None:
                self._position, name = clear.position, clear.name
        self._tell(name)
        self.changed.emit()

    def _taken(self, name: str) -> None:
        found = self._places.find(name)
        if found:
            self._position = found[0].place.position
            self._tell(found[0].place.name)
            self.changed.emit()

    def _tell(self, name: str) -> None:
        if self._position is not None:
            text = tr("Understood: {place}").format(
                place=" · ".join(part for part in (name, format_position(self._position)) if part)
            )
        elif self.edit.text().strip():
            text = tr("No place of the map: it is kept as words, without a position.")
        else:
            text = ""
        self._understood.setText(text)
        self._understood.setVisible(bool(text))


class GiverEditor(Editor):
    """Who gave the tip, kept apart from all else."""

    PARTS = ("name", "telephone", "email", "note")

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        words = (tr("Name"), tr("Telephone"), tr("E-mail"), tr("Note"))
        self._edits = {name: QLineEdit() for name in self.PARTS}
        for at, (name, label) in enumerate(zip(self.PARTS, words, strict=True)):
            edit = self._edits[name]
            edit.setPlaceholderText(label)
            edit.setAccessibleName(label)
            edit.textEdited.connect(lambda _text: self.changed.emit())
            grid.addWidget(edit, at // 2, at % 2)
        self._anonymous = QCheckBox(tr("Wants to stay anonymous"))
        self._anonymous.clicked.connect(lambda _on=False: self.changed.emit())
        grid.addWidget(self._anonymous, 2, 0, 1, 2)

    def value(self) -> SourceGiven | None:
        """What is known; None for nothing."""
        given: dict[str, Any] = {name: edit.text().strip() or None for name, edit in self._edits.items()}
        if not any(given.values()) and not self._anonymous.isChecked():
            return None
        return SourceGiven(**given, anonymous=self._anonymous.isChecked())

    def kept(self) -> dict[str, Any]:
        """As it stands there; drafts are kept encrypted on this desk."""
        texts: dict[str, Any] = {name: edit.text() for name, edit in self._edits.items()}
        return texts | {"anonymous": self._anonymous.isChecked()}

    def set_kept(self, kept: Any) -> None:
        """Show what a draft holds."""
        self.set_value(kept)

    def set_value(self, value: Any) -> None:
        """Show what is known."""
        given = value if isinstance(value, Mapping) else {}
        if isinstance(value, SourceGiven):
            given = value.model_dump()
        for name, edit in self._edits.items():
            edit.setText(str(given.get(name) or ""))
        self._anonymous.setChecked(bool(given.get("anonymous")))

    def inner(self) -> QWidget:
        """The name."""
        return self._edits["name"]


def given_of(source: ObservationSource) -> SourceGiven:
    """What is known of who gave it, as the editor shows it."""
    return SourceGiven(
        name=source.name,
        telephone=source.telephone,
        email=source.email,
        note=source.note,
        anonymous=source.anonymous,
    )
