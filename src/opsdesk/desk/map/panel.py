"""The panel at the left of the map: what is shown, the key of ages, layers, and posts without cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from opsdesk.cartography.pins import STRENGTHS
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.map.pins import Part
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, WrappedLabel


class Switch(QWidget):
    """A check box with a count at its right; a count that is bad news stands in the overdue colour.

    Signals:
        toggled(bool)
    """

    toggled = Signal(bool)

    def __init__(self, look: Appearance, words: str, *, late: bool = False) -> None:
        super().__init__()
        self._late = late
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.box = QCheckBox(words)
        self.box.setMinimumHeight(look.px(24))
        self.box.toggled.connect(self.toggled)
        self._count = PlainLabel(ink="low", size="small")
        row.addWidget(self.box, 1)
        row.addWidget(self._count)

    def set_count(self, count: int | None) -> None:
        """How many there are; None leaves it blank."""
        self._count.setText("" if count is None else str(count))
        self._count.set_ink("overdue" if self._late and count else "low")


class AgeKey(QWidget):
    """How much of its colour a pin keeps with its age: 1 h, 6 h, 24 h, older."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(self.tr("Age of a pin"))

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self._look.px(190), self._look.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Four discs, each paler than the one before."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._look.font("small"))
        words = (self.tr("1 h"), self.tr("6 h"), self.tr("24 h"), self.tr("older"))
        step, side = self.width() / len(words), self._look.px(12)
        for place, ((_limit, kept), word) in enumerate(zip(STRENGTHS, words, strict=True)):
            colour = self._look.color("priority.3")
            painter.setPen(colour)
            fill = QColor(colour)
            fill.setAlphaF(kept)
            painter.setBrush(fill)
            left = round(place * step) + 1
            painter.drawEllipse(left, (self.height() - side) // 2, side, side)
            painter.setPen(self._look.color("text.mid"))
            at = self.rect().adjusted(left + side + self._look.px(5), 0, 0, 0)
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, word)


class MapPanel(QScrollArea):
    """See `pictures/desk-map-dark.png`, left.

    Signals:
        switched(Part, bool): pins of a kind are wanted or not.
        layer_switched(str, bool): a layer, by its name.
        layer_asked(): another layer is to be added.
        call_asked(str): a telephone number is to be called.
    """

    switched = Signal(object, bool)
    layer_switched = Signal(str, bool)
    layer_asked = Signal()
    call_asked = Signal(str)

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._look = look
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        self._column.setSpacing(look.px(2))
        self.setWidget(inside)
        self.parts: dict[Part, Switch] = {}
        self._heading(self.tr("Shown, as filtered in the tabs"))
        for part, words in self._words().items():
            switch = Switch(look, words, late=part is Part.UNCOVERED)
            switch.toggled.connect(lambda on, part=part: self.switched.emit(part, on))
            self.parts[part] = switch
            self._column.addWidget(switch)
        self._note = WrappedLabel(ink="low", size="small")
        self._column.addWidget(self._note)
        self._heading(self.tr("Age of a pin"))
        self._column.addWidget(AgeKey(look))
        self._column.addWidget(
            WrappedLabel(self.tr("Open priority 1 and 2 never fade"), ink="low", size="small")
        )
        self._heading(self.tr("Layers"))
        self._layers = QVBoxLayout()
        self._layers.setSpacing(look.px(2))
        self._column.addLayout(self._layers)
        add = QPushButton(look.icon("add", "text.mid", 16), self.tr("Add a layer"))
        add.setProperty("plain", True)
        add.clicked.connect(self.layer_asked)
        self._column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self._bare_title = PlainLabel(self.tr("Posts without cover"), ink="mid", size="small", strong=True)
        self._column.addWidget(self._bare_title)
        self._bare = QVBoxLayout()
        self._bare.setSpacing(look.px(6))
        self._column.addLayout(self._bare)

    def _words(self) -> Mapping[Part, str]:
        return {
            Part.INCIDENTS: self.tr("Incidents"),
            Part.OBSERVATIONS: self.tr("Observations"),
            Part.COVERED: self.tr("Posts with cover"),
            Part.UNCOVERED: self.tr("Posts without cover"),
            Part.BULLETINS: self.tr("Bulletin areas"),
            Part.UNITS: self.tr("Units"),
        }

    def set_parts(self, on: frozenset[Part]) -> None:
        """Which are on, without a signal."""
        for part, switch in self.parts.items():
            switch.box.blockSignals(True)
            switch.box.setChecked(part in on)
            switch.box.blockSignals(False)

    def set_note(self, text: str) -> None:
        """What is said of the filter."""
        self._note.setText(text)

    def set_layers(self, layers: Sequence[tuple[str, bool, str]]) -> None:
        """Name, whether it is on, and what is wrong with it (empty: nothing)."""
        _empty(self._layers)
        for name, on, wrong in layers:
            if wrong:
                self._layers.addWidget(WrappedLabel(f"{name}: {wrong}", ink="error", size="small"))
                continue
            switch = Switch(self._look, name)
            switch.box.setChecked(on)
            switch.toggled.connect(lambda state, name=name: self.layer_switched.emit(name, state))
            self._layers.addWidget(switch)

    def set_bare(self, posts: Sequence[tuple[str, str, str]]) -> None:
        """Posts without cover: code and name, until when, whom to call (empty: nobody known)."""
        _empty(self._bare)
        self._bare_title.setVisible(bool(posts))
        for name, until, number in posts:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(ElidedLabel(name, ink="high", size="small"))
            words.addWidget(PlainLabel(until, ink="mid", size="small"))
            row.addLayout(words, 1)
            if number:
                call = QPushButton(self._look.icon("call", "text.mid", 16), "")
                call.setToolTip(self.tr("Call {number}").format(number=number))
                call.setAccessibleName(call.toolTip())
                call.setFixedSize(self._look.px(28), self._look.px(28))
                call.clicked.connect(lambda _on=False, number=number: self.call_asked.emit(number))
                row.addWidget(call)
            self._bare.addWidget(line)

    def _heading(self, words: str) -> None:
        if self._column.count():
            self._column.addSpacing(self._look.px(12))
        self._column.addWidget(PlainLabel(words, ink="mid", size="small", strong=True))


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
