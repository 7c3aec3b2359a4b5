"""The line under the map: where the mouse is in two notations, what is near; a click copies."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel
from opsdesk.geo.gazetteer import Gazetteer, PlaceKind
from opsdesk.geo.notations import Notation, format_position
from opsdesk.geo.places import Position

#: px at 100 %.
HEIGHT = 28
#: Nothing farther than this is "near", in metres.
_NEAR = 600


class PositionLine(QWidget):
    """See the foot of `pictures/desk-map-dark.png`.

    Signals:
        copied(str): the position is wanted on the clipboard.
    """

    copied = Signal(str)

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._position: Position | None = None
        self.setFixedHeight(look.px(HEIGHT))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), 0, look.px(10), 0)
        row.setSpacing(look.px(14))
        self._degrees = PlainLabel(ink="high", size="small", strong=True)
        self._grid = PlainLabel(ink="mid", size="small")
        self._near = ElidedLabel(ink="mid", size="small")
        row.addWidget(self._degrees)
        row.addWidget(self._grid)
        row.addWidget(self._near, 1)
        self._copy = QPushButton(self.tr("Copy   Ctrl+Shift+C"))
        self._copy.setProperty("plain", True)
        self._copy.clicked.connect(self.copy)
        row.addWidget(self._copy)

    def show_position(self, position: Position | None, gazetteer: Gazetteer) -> None:
        """None keeps what stands there, so that it can be read and copied."""
        if position is None:
            return
        self._position = position
        self._degrees.setText(format_position(position))
        self._grid.setText("MGRS " + format_position(position, Notation.MGRS))
        near = [
            self.tr("{name} {metres} m").format(name=one.place.name, metres=int(round(one.metres, -1)))
            for kind in (PlaceKind.STREET, PlaceKind.POST)
            for one in gazetteer.nearest(position, kind, within=_NEAR)
        ]
        self._near.setText(self.tr("near {places}").format(places=", ".join(near)) if near else "")

    def copy(self) -> None:
        """Ask for the position in degrees."""
        if self._position is not None:
            self.copied.emit(format_position(self._position))
