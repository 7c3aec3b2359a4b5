"""The detail pane: sections under each other, a rule between them, built once and filled again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.buttons import VerbRow
from opsdesk.desk.widgets.chips import MarkingChip
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, WrappedLabel, rule
from opsdesk.handling import Marking


class Section(QWidget):
    """A part of the detail pane with the pane's margins; hidden while it has nothing to say."""

    def __init__(self, look: Appearance, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(look.px(14), look.px(9), look.px(14), look.px(9))
        self.column.setSpacing(look.px(4))
        outer.addWidget(inside)
        outer.addWidget(rule())
        self.head_row: QHBoxLayout | None = None
        self.note = PlainLabel(ink="low", size="small")
        if title:
            self.head_row = QHBoxLayout()
            self.head_row.setSpacing(look.px(8))
            self.head_row.addWidget(PlainLabel(title, ink="mid", size="small", strong=True))
            self.head_row.addWidget(self.note)
            self.head_row.addStretch(1)
            self.column.addLayout(self.head_row)

    def add_verb(self, action: DeskAction) -> QPushButton:
        """A plain button of one line at the right of the section's head."""
        assert self.head_row is not None
        button = QPushButton(f"{action.spec.button or action.spec.label}   {action.keys}".rstrip())
        button.setProperty("plain", True)
        button.clicked.connect(action.trigger)
        button.setEnabled(action.isEnabled())
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        self.head_row.addWidget(button)
        return button


@dataclass(frozen=True)
class Head:
    """What the header of a record says. `holder_glyph` and inks are tokens and names as in `Cell`."""

    number: str
    title: str
    line: str = ""
    priority: int = 0
    priority_word: str = ""
    holder: str = ""
    holder_glyph: str = ""
    holder_ink: str = "claimed"
    marking: Marking | None = None


#: Inks of a label that are no state, as tokens for the glyph before it.
_INK_TOKENS = {"accent": "accent.ink", "high": "text.high", "mid": "text.mid", "low": "text.low"}


class HeadSection(Section):
    """Priority, holder, number, marking; title; a line of where and when; the verbs."""

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        top = QHBoxLayout()
        top.setSpacing(look.px(6))
        self._sign = Sign(look, 16)
        self._word = PlainLabel(ink="high")
        self._glyph = Sign(look, 14)
        self._holder = PlainLabel()
        self._number = ElidedLabel(ink="low")
        self._chip = MarkingChip(look)
        for part in (self._sign, self._word, self._glyph, self._holder):
            top.addWidget(part)
        top.addWidget(self._number, 1)
        top.addWidget(self._chip)
        self.column.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        self.column.addLayout(top)
        self._title = WrappedLabel(size="record")
        self._line = WrappedLabel(ink="mid")
        self.column.addWidget(self._title)
        self.column.addWidget(self._line)
        self.verbs = VerbRow(look)
        self.column.addSpacing(look.px(4))
        self.column.addWidget(self.verbs)

    def show_head(self, head: Head) -> None:
        """Fill it."""
        self._sign.setVisible(bool(head.priority))
        self._sign.set_priority(head.priority)
        self._word.setText(head.priority_word)
        self._word.setVisible(bool(head.priority_word))
        self._glyph.setVisible(bool(head.holder_glyph))
        self._glyph.set_glyph(head.holder_glyph, _INK_TOKENS.get(head.holder_ink, f"state.{head.holder_ink}"))
        self._holder.setText(head.holder)
        self._holder.set_ink(head.holder_ink)
        self._holder.setVisible(bool(head.holder))
        self._number.setText(head.number)
        self._chip.set_marking(head.marking)
        self._title.setText(head.title)
        self._line.setText(head.line)
        self._line.setVisible(bool(head.line))

    def set_verbs(self, verbs: list[DeskAction], primary: DeskAction | None = None) -> None:
        """The buttons under the title."""
        self.verbs.set_verbs(verbs, primary)


class TextSection(Section):
    """A text that a person wrote, exactly as it is."""

    def __init__(self, look: Appearance, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(look, title, parent)
        self._text = WrappedLabel()
        self.column.addWidget(self._text)

    def show_text(self, text: str) -> None:
        """Fill it; nothing hides the section."""
        self._text.setText(text)
        self.setVisible(bool(text))


class PhotoSection(Section):
    """Thumbnails of 52 px and a note beside them.

    Signals:
        pressed(index): a photo was pressed.
    """

    pressed = Signal(int)

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._row = QHBoxLayout()
        self._row.setSpacing(look.px(6))
        self._side = WrappedLabel(ink="low", size="small")
        self._side.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(self._row)
        self._buttons: list[QPushButton] = []

    def show_photos(self, photos: Sequence[QPixmap], note: str = "") -> None:
        """Fill it with pictures that are decoded already."""
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None and old is not self._side:
                old.deleteLater()
        side = self.look.px(52)
        for index, photo in enumerate(photos):
            button = QPushButton()
            button.setFixedSize(side, side)
            button.setIcon(photo)
            button.setIconSize(button.size())
            button.setProperty("plain", True)
            button.setAccessibleName(self.tr("Photo {number}").format(number=index + 1))
            button.clicked.connect(lambda _checked=False, at=index: self.pressed.emit(at))
            self._row.addWidget(button)
        self._side.setText(note)
        self._row.addWidget(self._side, 1)
        self.setVisible(bool(photos) or bool(note))


class FactsSection(Section):
    """Names and values in two columns; an empty value leaves its line out."""

    def __init__(self, look: Appearance, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(look, title, parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(5))
        self._grid.setColumnStretch(1, 1)
        self.column.addLayout(self._grid)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Fill it."""
        _empty(self._grid)
        shown = [(name, value) for name, value in facts if value]
        for at, (name, value) in enumerate(shown):
            self._grid.addWidget(PlainLabel(name, ink="low", size="small"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(WrappedLabel(value), at, 1)
        self.setVisible(bool(shown))


@dataclass(frozen=True)
class Line:
    """One line of a list in the detail: a lead, a middle word, text, what stands at the right, a verb."""

    lead: str
    text: str
    middle: str = ""
    right: str = ""
    ink: str = "high"
    #: What a press on the line opens; the section emits it.
    target: object = None
    #: The word on a button behind the line; the section emits `pressed` with the target.
    verb: str = ""


class LinesSection(Section):
    """A short list: history, similar, links. Time or number first, then words, then what stands at the right.

    Signals:
        opened(target): a line with a target was pressed.
        pressed(target): the verb of a line was pressed.
    """

    opened = Signal(object)
    pressed = Signal(object)

    def __init__(
        self, look: Appearance, title: str, *, lead_strong: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, title, parent)
        self._strong = lead_strong
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(12))
        self._grid.setVerticalSpacing(look.px(2))
        self._grid.setColumnStretch(2, 1)
        self.column.addLayout(self._grid)

    def show_lines(self, lines: Sequence[Line], note: str = "") -> None:
        """Fill it; no lines hide the section."""
        _empty(self._grid)
        self.note.setText(note)
        for at, line in enumerate(lines):
            if line.target is None:
                lead: QWidget = PlainLabel(
                    line.lead, ink="high" if self._strong else "low", size="small", strong=self._strong
                )
            else:
                lead = _plain_button(line.lead, partial(self.opened.emit, line.target))
            self._grid.addWidget(lead, at, 0)
            self._grid.addWidget(PlainLabel(line.middle, ink="mid", size="small"), at, 1)
            self._grid.addWidget(ElidedLabel(line.text, ink=line.ink, size="small"), at, 2)
            self._grid.addWidget(PlainLabel(line.right, ink="low", size="small"), at, 3)
            if line.verb:
                verb = _plain_button(line.verb, partial(self.pressed.emit, line.target))
                verb.setAccessibleName(f"{line.verb} {line.lead}")
                self._grid.addWidget(verb, at, 4)
        self.setVisible(bool(lines))


class FailedSection(Section):
    """One line in the place of a part that could not be read; the rest works on.

    Signals:
        again(): try again.
    """

    again = Signal()

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        row = QHBoxLayout()
        sign = Sign(look, 14)
        sign.set_glyph("error", "state.error")
        row.addWidget(sign)
        self._text = WrappedLabel(ink="error")
        row.addWidget(self._text, 1)
        button = QPushButton(self.tr("Try again"))
        button.clicked.connect(self.again)
        row.addWidget(button)
        self.column.addLayout(row)
        self.hide()

    def say(self, text: str) -> None:
        """Show the sentence, or hide with an empty one."""
        self._text.setText(text)
        self.setVisible(bool(text))


class DetailPane(QScrollArea):
    """The sections of one record; a page for "nothing selected" stands behind them."""

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._nothing = QLabel()
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(look.px(14), look.px(14), look.px(14), 0)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self._sections: list[QWidget] = []
        self._above = 0
        self._nothing_widget: QWidget = self._nothing

    def set_above(self, widget: QWidget) -> None:
        """Put something above whatever is shown, selected or not."""
        self._column.insertWidget(0, widget)
        self._above = 1

    def add(self, section: QWidget, *, stretch: int = 0) -> None:
        """Put a section under the others. Order at wide windows; `set_order` changes it for narrow ones."""
        self._sections.append(section)
        self._column.insertWidget(self._column.count() - 1, section, stretch)
        section.hide()

    def set_order(self, sections: Sequence[QWidget]) -> None:
        """Another order, for a narrow window."""
        for at, section in enumerate(sections):
            self._column.removeWidget(section)
            self._column.insertWidget(at + 1 + self._above, section)

    def set_nothing(self, text: str, widget: QWidget | None = None) -> None:
        """What stands there while no record is selected: a sentence, or a widget of its own."""
        self._nothing.setText(text)
        shown = self._nothing if widget is None else widget
        if shown is self._nothing_widget:
            return
        if shown is not self._nothing:
            self._column.insertWidget(self._above, shown)
        shown.setVisible(not self._nothing_widget.isHidden())
        self._nothing_widget.hide()
        self._nothing_widget = shown

    def show_nothing(self) -> None:
        """No record is selected."""
        for section in self._sections:
            section.hide()
        self._nothing_widget.show()

    def show_record(self, fill: Callable[[], None]) -> None:
        """A record is selected: `fill` gives each section its content."""
        self._nothing_widget.hide()
        self.setUpdatesEnabled(False)
        try:
            for section in self._sections:
                section.show()
            fill()
        finally:
            self.setUpdatesEnabled(True)


def _plain_button(words: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("plain", True)
    button.clicked.connect(lambda _checked=False: act())
    return button


def _empty(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
