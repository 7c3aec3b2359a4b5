"""The field "Go to": a post, a street, a crossing, a position in any notation."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.text import keycap
from opsdesk.errors import BadInput
from opsdesk.geo.gazetteer import Gazetteer
from opsdesk.geo.notations import read_position
from opsdesk.geo.places import Position

#: px at 100 %.
WIDTH = 360


class Going(QWidget):
    """The first field of the map's bar; Ctrl+F leads here.

    Signals:
        gone(Position, str): go there; the words that were understood.
        not_found(str): no place and no notation.
        left(): Esc, back to the map.
    """

    gone = Signal(object, str)
    not_found = Signal(str)
    left = Signal()

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._gazetteer = Gazetteer(())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(self.tr("Go to: post, street, crossing, any notation"))
        self.edit.setAccessibleName(self.tr("Go to"))
        self.edit.setMinimumHeight(look.px(28))
        self.edit.setFixedWidth(look.px(WIDTH))
        self.edit.addAction(look.icon("search", "text.low", 16), QLineEdit.ActionPosition.LeadingPosition)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._go)
        self.edit.setCompleter(completer)
        self.edit.textEdited.connect(self._offer)
        self.edit.returnPressed.connect(lambda: self._go(self.edit.text()))
        row.addWidget(self.edit, 1)
        row.addWidget(keycap("Ctrl+F"))

    def use(self, gazetteer: Gazetteer) -> None:
        """From now on these places are found."""
        self._gazetteer = gazetteer

    def _offer(self, text: str) -> None:
        found = self._gazetteer.find(text, limit=8) if text.strip() else ()
        self._names.setStringList(list(dict.fromkeys(match.place.name for match in found)))

    def _go(self, text: str) -> None:
        asked = text.strip()
        if not asked:
            self.left.emit()
            return
        try:
            position: Position | None = read_position(asked)
        except BadInput:
            position = None
        if position is None:
            position = self._gazetteer.crossing(asked)
        if position is not None:
            self.gone.emit(position, asked)
            return
        found = self._gazetteer.find(asked, limit=1)
        if found:
            self.gone.emit(found[0].place.position, found[0].place.name)
        else:
            self.not_found.emit(asked)
