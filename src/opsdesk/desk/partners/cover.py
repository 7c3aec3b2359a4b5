"""Posts and cover: the strip of a shift day, and a line with a verb for each gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.cover_strip import CoverStrip
from opsdesk.desk.partners.pressing import KeyButton
from opsdesk.desk.partners.words import gap_words, tr
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, WrappedLabel
from opsdesk.partners.model import Contact, PostCover
from opsdesk.wording.times import clock, day

#: So many gaps get a line of their own; the strip shows all.
MOST_GAPS = 4


class CoverSection(Section):
    """See the module.

    Signals:
        day_asked(int): the day before (-1) or after (1).
        assign_asked(Post, datetime, datetime): nobody stands there from when to when.
        coverage_asked(Post, Coverage): who stands there is to be changed.
        post_asked(Post): the post's form.
        call_asked(str, Contact | None): dial whom to ask for somebody.
    """

    day_asked = Signal(int)
    assign_asked = Signal(object, object, object)
    coverage_asked = Signal(object, object)
    post_asked = Signal(object)
    call_asked = Signal(str, object)

    def __init__(self, desk: Desk, add: DeskAction, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, tr("Posts and cover"), parent)
        self._desk = desk
        self._may_assign = True
        self.narrow = False
        # In a small pane the period is cut rather than the pane made wider.
        self.note.setMinimumWidth(1)
        assert self.head_row is not None
        self.head_row.addWidget(KeyButton.of(desk.look, add, plain=True))
        for step, icon, words in (
            (-1, "chevron_left", tr("The day before")),
            (1, "chevron_right", tr("The day after")),
        ):
            button = QToolButton()
            button.setIcon(desk.look.icon(icon, "text.high", 16))
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.clicked.connect(lambda _checked=False, by=step: self.day_asked.emit(by))
            self.head_row.addWidget(button)
        self.strip = CoverStrip(desk)
        self.column.addWidget(self.strip)
        self._none = WrappedLabel(ink="mid")
        self.column.addWidget(self._none)
        self._gaps = QVBoxLayout()
        self._gaps.setSpacing(desk.look.px(6))
        self.column.addLayout(self._gaps)
        self.strip.gap_pressed.connect(self.assign_asked)
        self.strip.coverage_pressed.connect(self.coverage_asked)
        self.strip.post_pressed.connect(self.post_asked)

    def show_cover(
        self,
        lines: Sequence[PostCover],
        starts: datetime,
        ends: datetime,
        whom: tuple[str, Contact | None, str] | None,
        *,
        may_assign: bool,
    ) -> None:
        """Fill it; `whom` is the number, contact and name to ask for somebody."""
        zone = self._desk.zone
        self._may_assign = may_assign
        first, last = starts.astimezone(zone).date(), ends.astimezone(zone).date()
        begins, ends_at = (f"{day(on)} {clock(at, zone)}" for on, at in ((first, starts), (last, ends)))
        period = tr("{start} to {end}").format(start=begins, end=ends_at)
        self.note.setText(begins if self.narrow else period)
        self.note.setVisible(bool(lines))
        self.strip.setVisible(bool(lines))
        self.strip.show_lines(lines, starts, ends)
        self._none.setText(tr("No posts."))
        self._none.setVisible(not lines)
        while (item := self._gaps.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        now = self._desk.now()
        open_gaps = [(line, gap) for line in lines for gap in line.gaps if gap[1] > now]
        open_gaps.sort(key=lambda one: one[1][0])
        for line, gap in open_gaps[:MOST_GAPS]:
            self._gaps.addWidget(self._gap_row(line, gap, whom))
        if len(open_gaps) > MOST_GAPS:
            words = tr("and {count} more gaps").format(count=len(open_gaps) - MOST_GAPS)
            self._gaps.addWidget(PlainLabel(words, ink="overdue", size="small"))

    def first_gap(self) -> None:
        """Assign somebody to the gap that comes first (Ctrl+J)."""
        if (item := self._gaps.itemAt(0)) is not None and isinstance(row := item.widget(), GapRow):
            row.assign.click()

    def _gap_row(
        self, line: PostCover, gap: tuple[datetime, datetime], whom: tuple[str, Contact | None, str] | None
    ) -> GapRow:
        words, name = gap_words(line, gap, self._desk.zone), "" if whom is None else whom[2]
        row = GapRow(self._desk, words, name, two_lines=self.narrow)
        row.assign.setEnabled(self._may_assign)
        row.assign.clicked.connect(lambda: self.assign_asked.emit(line.post, *gap))
        if row.call is not None and whom is not None:
            row.call.clicked.connect(lambda: self.call_asked.emit(whom[0], whom[1]))
        return row


class GapRow(QWidget):
    """One gap in words: assign somebody, or call."""

    def __init__(self, desk: Desk, words: str, whom: str, *, two_lines: bool) -> None:
        super().__init__()
        look = desk.look
        outer, column, row, under = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        for layout in (outer, row, under):
            layout.setSpacing(look.px(8))
        column.setSpacing(look.px(4))
        bar = QWidget()
        bar.setFixedWidth(look.px(3))
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setStyleSheet(f"background: {look.hex('state.overdue')};")
        outer.addWidget(bar)
        outer.addLayout(column, 1)
        column.addLayout(row)
        column.addLayout(under)
        sign = Sign(look, 14)
        sign.set_glyph("overdue", "state.overdue")
        row.addWidget(sign)
        row.addWidget(ElidedLabel(words, ink="overdue", strong=True), 1)
        self.assign = KeyButton(look, tr("Assign…"))
        buttons = under if two_lines else row
        buttons.addWidget(self.assign)
        self.call: KeyButton | None = None
        if whom:
            self.call = KeyButton(look, tr("Call {name}").format(name=_cut(whom)), icon="call")
            buttons.addWidget(self.call)
        if two_lines:
            under.addStretch(1)


def _cut(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= 18 else line[:17].rstrip() + "…"
