"""The grade of an observation: letters and digits, their words, the source's record, the two people."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.cut import NAME, cut
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, keycap
from opsdesk.observations.around import SourceRecord
from opsdesk.observations.model import Credibility, Observation, Reliability, Vetting
from opsdesk.wording.labels import label
from opsdesk.wording.times import clock

_CELL = 26


class Steps(QWidget):
    """A row of small cells, one of them chosen.

    Signals:
        pressed(index): a cell was pressed.
    """

    pressed = Signal(int)

    def __init__(self, look: Appearance, texts: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._texts = texts
        self._tips: tuple[str, ...] = ()
        self.chosen = -1
        self.cell = _CELL
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_cell(self, cell: int) -> None:
        """Another width of the cells, px at 100 %."""
        self.cell = cell
        self.updateGeometry()
        self.update()

    def choose(self, index: int) -> None:
        """Show which is chosen; -1 for none."""
        self.chosen = index
        chosen = self._texts[index] if index >= 0 else tr("none")
        self.setAccessibleDescription(chosen)
        self.update()

    def sizeHint(self) -> QSize:
        """Cells of 26 px."""
        return QSize(self._look.px(self.cell) * len(self._texts) + 1, self._look.px(26))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A cell was pressed."""
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            index = int(event.position().x() // self._look.px(self.cell))
            self.pressed.emit(min(max(index, 0), len(self._texts) - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, cell = self._look, self._look.px(self.cell)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color("bg.line_strong" if self.isEnabled() else "bg.line"), 1))
        painter.setBrush(look.color("bg.base"))
        painter.drawRoundedRect(box, 3, 3)
        for index, text in enumerate(self._texts):
            place = QRectF(index * cell, 0, cell, self.height())
            if index == self.chosen:
                painter.fillRect(place.adjusted(0, 1, 0, -1), look.color("accent.fill"))
            elif index and index - 1 != self.chosen:
                painter.setPen(QPen(look.color("bg.line_strong"), 1))
                painter.drawLine(
                    QPointF(place.left() + 0.5, 1), QPointF(place.left() + 0.5, self.height() - 1)
                )
            painter.setFont(look.font(bold=index == self.chosen))
            ink = "accent.on_fill" if index == self.chosen else "text.mid"
            painter.setPen(look.color(ink if self.isEnabled() else "text.disabled"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class GradeSection(Section):
    """Ctrl+G leads here; then a letter and a digit grade it, Del takes the grade away, Esc leads back.

    Signals:
        graded(Reliability | None, Credibility | None): this grade was chosen.
        left(): back to the list.
    """

    graded = Signal(object, object)
    left = Signal()

    def __init__(
        self, look: Appearance, vet: DeskAction, reject: DeskAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent=parent)
        self._grade: tuple[Reliability | None, Credibility | None] = (None, None)
        self._letter: Reliability | None = None
        self._narrow = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._top = top = QHBoxLayout()
        top.setSpacing(look.px(9))
        top.addWidget(PlainLabel(tr("Grade"), ink="high", strong=True))
        top.addSpacing(look.px(5))
        self.letters = Steps(look, "ABCDEF", tr("Source grade"))
        self.digits = Steps(look, "123456", tr("Information grade"))
        top.addWidget(self.letters)
        top.addWidget(self.digits)
        top.addStretch(1)
        self._cap = keycap("Ctrl+G")
        top.addWidget(self._cap)
        self.column.addLayout(top)
        line = QHBoxLayout()
        line.setSpacing(look.px(5))
        self.words = PlainLabel(ink="high", size="small")
        self.record = ElidedLabel(ink="low", size="small")
        line.addWidget(self.words)
        line.addWidget(self.record, 1)
        self.column.addLayout(line)
        self._two = _TwoPeople(look, vet, reject)
        self.column.addWidget(self._two)
        self.letters.pressed.connect(lambda at: self._press(list(Reliability)[at], self._grade[1]))
        self.digits.pressed.connect(lambda at: self._press(self._grade[0], list(Credibility)[at]))

    def set_narrow(self, narrow: bool) -> None:
        """At 1280 letters and digits alone; the decision stays for those who may take it."""
        self._narrow = narrow
        self._cap.setVisible(not narrow)
        self._top.setSpacing(self.look.px(4 if narrow else 9))
        for steps in (self.letters, self.digits):
            steps.set_cell(25 if narrow else _CELL)
        self.words.setVisible(not narrow)
        self.record.setVisible(not narrow)
        self._show_two_people()

    def show_grade(self, record: Observation, editable: bool, reason: str) -> None:
        """The grade as it stands; `reason` says why it cannot be changed."""
        self._grade = (record.reliability, record.credibility)
        self._letter = None
        self._show_chosen()
        for part in (self.letters, self.digits):
            part.setEnabled(editable)
            part.setToolTip(reason)
        self.words.setText(_in_words(record.reliability, record.credibility))

    def show_record(self, record: SourceRecord | None) -> None:
        """What the source told before."""
        if record is None or record.reports == 0:
            self.record.setText("")
        else:
            told = (
                tr("1 report") if record.reports == 1 else tr("{count} reports").format(count=record.reports)
            )
            text = tr("Source: {told}, {reliable} graded A or B, {unfounded} unfounded")
            self.record.setText(text.format(told=told, reliable=record.reliable, unfounded=record.unfounded))

    def show_two(self, record: Observation, zone: tzinfo) -> None:
        """The line of intake and decision."""
        self._two.show_two(record, zone)
        self._show_two_people()

    def _show_two_people(self) -> None:
        self._two.setVisible(not self._narrow or self._two.may_decide)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter waits for its digit; Enter takes it without; Del takes the grade away."""
        text = event.text().upper()
        if event.key() == Qt.Key.Key_Escape:
            self._letter = None
            self._show_chosen()
            self.left.emit()
        elif not self.letters.isEnabled():
            super().keyPressEvent(event)
        elif text and text in "ABCDEF":
            self._letter = Reliability(text)
            self.letters.choose(list(Reliability).index(self._letter))
        elif text and text in "123456":
            self._press(self._letter or self._grade[0], Credibility(int(text)))
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._letter is not None:
            self._press(self._letter, self._grade[1])
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._press(None, None)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _press(self, reliability: Reliability | None, credibility: Credibility | None) -> None:
        self._letter = None
        if (reliability, credibility) != self._grade:
            self.graded.emit(reliability, credibility)
        self._show_chosen()

    def _show_chosen(self) -> None:
        reliability, credibility = self._grade
        self.letters.choose(-1 if reliability is None else list(Reliability).index(reliability))
        self.digits.choose(-1 if credibility is None else list(Credibility).index(credibility))


class _TwoPeople(QWidget):
    """`Intake M. Rossi, then decision by a supervisor, not M. Rossi`, with the buttons of the decision."""

    def __init__(self, look: Appearance, vet: DeskAction, reject: DeskAction) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(6))
        self._check = Sign(look, 14)
        self._check.set_glyph("check", "state.ok")
        self._intake = PlainLabel(ink="claimed", size="small")
        self._then = PlainLabel(tr("then"), ink="mid", size="small")
        self._glyph = Sign(look, 14)
        self._decision = ElidedLabel(ink="mid", size="small")
        for part in (self._check, self._intake, self._then, self._glyph):
            row.addWidget(part)
        row.addWidget(self._decision, 1)
        self._buttons = [_small(look, vet), _small(look, reject)]
        for button in self._buttons:
            row.addWidget(button)
        self._verbs = (vet, reject)

    @property
    def may_decide(self) -> bool:
        """Whether the operator is the second person."""
        return any(verb.isEnabled() for verb in self._verbs)

    def show_two(self, record: Observation, zone: tzinfo) -> None:
        """Fill it."""
        self._intake.setText(tr("Intake {name}").format(name=cut(record.reported_by_name, NAME)))
        glyph, ink, text = _decision(record, zone)
        self._glyph.set_glyph(glyph, ink)
        self._decision.setText(text)
        for button, verb in zip(self._buttons, self._verbs, strict=True):
            button.setVisible(verb.isEnabled())


def _small(look: Appearance, action: DeskAction) -> QPushButton:
    button = QPushButton(action.spec.button or action.spec.label)
    button.setFixedHeight(look.px(28))
    button.clicked.connect(action.trigger)
    action.changed.connect(lambda: button.setVisible(action.isEnabled()))
    return button


def _decision(record: Observation, zone: tzinfo) -> tuple[str, str, str]:
    if record.vetting is Vetting.UNVETTED:
        text = tr("decision by a supervisor, not {name}").format(name=record.reported_by_name)
        return "hourglass_empty", "state.waiting", text
    who = record.vetted_by_name or tr("a supervisor")
    when = "" if record.vetted_at is None else " " + clock(record.vetted_at, zone)
    if record.vetting is Vetting.VETTED:
        return "check", "state.ok", tr("vetted by {name}{when}").format(name=who, when=when)
    text = tr("rejected by {name}{when}: {reason}")
    return "block", "state.error", text.format(name=who, when=when, reason=record.vetting_reason or "–")


def _in_words(reliability: Reliability | None, credibility: Credibility | None) -> str:
    if reliability is None and credibility is None:
        return tr("Not graded yet: a letter for the source, a digit for what it told.")
    parts = []
    if reliability is not None:
        parts.append(f"{reliability.value} {label(reliability)}")
    if credibility is not None:
        parts.append(f"{int(credibility)} {label(credibility)}")
    return ", ".join(parts) + "."
