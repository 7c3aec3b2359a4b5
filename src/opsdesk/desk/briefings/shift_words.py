"""What a person adds to a shift briefing, for which there are no records: hand-over, plans, directives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from opsdesk.briefings.gathering import ShiftWords
from opsdesk.briefings.model import Note
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.fields import TextEditor
from opsdesk.desk.widgets.text import PlainLabel


class ShiftWordsPanel(QWidget):
    """Texts of several lines; a line "20:45 Match ends" is printed with its beginning in bold.

    Signals:
        changed(): something was typed.
    """

    changed = Signal()

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(3))
        self._texts: dict[str, TextEditor] = {}
        for name, words, hint in (
            ("handover", self.tr("Hand-over notes"), self.tr("what the next shift has to know")),
            ("planned", self.tr("Planned"), self.tr("20:45 Match ends, Stade Louis II")),
            ("directives", self.tr("Directives"), self.tr("one a line")),
            ("safety", self.tr("Safety"), self.tr("one a line")),
        ):
            column.addWidget(PlainLabel(words, ink="low", size="small"))
            text = TextEditor(look, 2, hint)
            text.inner().setAccessibleName(words)
            text.changed.connect(self.changed)
            self._texts[name] = text
            column.addWidget(text)

    def words(self) -> ShiftWords:
        """What was typed, for the recipe."""
        return ShiftWords(
            handover=self._texts["handover"].value() or "",
            planned=self._notes("planned"),
            directives=self._notes("directives"),
            safety=self._notes("safety"),
        )

    def kept(self) -> dict[str, str]:
        """As it was typed, for the draft."""
        return {name: text.kept() for name, text in self._texts.items()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """What a former run left."""
        for name, text in self._texts.items():
            text.set_value(kept.get(name) or "")

    def _notes(self, name: str) -> tuple[Note, ...]:
        lines = (line.strip() for line in (self._texts[name].value() or "").splitlines())
        return tuple(_note(line) for line in lines if line)


def _note(line: str) -> Note:
    """A time at the beginning is the lead."""
    first, _, rest = line.partition(" ")
    if rest and first[:1].isdigit() and ":" in first:
        return Note(lead=first, text=rest)
    return Note(lead="", text=line)
