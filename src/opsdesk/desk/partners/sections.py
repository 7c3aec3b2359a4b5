"""The smaller parts of a partner's detail: head, licences, engagements, bulletins, notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from opsdesk.bulletins.model import PartnerAcknowledgements
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.pressing import KeyButton, Name
from opsdesk.desk.partners.words import (
    acknowledged_words,
    last_words,
    licence_words,
    licences_note,
    several,
    state_of_end,
    tr,
    until_words,
)
from opsdesk.desk.widgets.detail import HeadSection, Section
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel
from opsdesk.partners.model import Engagement, Licence
from opsdesk.wording.labels import label
from opsdesk.wording.times import day


class PartnerHead(HeadSection):
    """The record's head, with the words before its clearance."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, parent)
        item = self.column.itemAt(0)
        top = None if item is None else item.layout()
        assert isinstance(top, QHBoxLayout)
        top.insertWidget(top.count() - 1, PlainLabel(tr("may get up to"), ink="low", size="small"))
        self._word.set_ink("mid")


class Lines(Section):
    """A section whose lines stand in a grid that is filled anew."""

    #: So many lines stand there until the rest is asked for.
    FIRST = 6

    def __init__(self, desk: Desk, title: str, add: DeskAction | None = None) -> None:
        super().__init__(desk.look, title)
        self.desk = desk
        self._day = desk.day
        self.folded = True
        if add is not None and self.head_row is not None:
            self.head_row.addWidget(KeyButton.of(desk.look, add, plain=True))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(desk.look.px(10))
        self.grid.setVerticalSpacing(desk.look.px(2))
        self.column.addLayout(self.grid)

    def empty(self) -> None:
        """Take all lines out."""
        while (item := self.grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def state(self, glyph: str, token: str, words: str, ink: str) -> QWidget:
        """A sign and words at the right of a line."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(4))
        if glyph:
            sign = Sign(self.look, 14)
            sign.set_glyph(glyph, token)
            row.addWidget(sign)
        row.addWidget(PlainLabel(words, ink=ink, size="small", strong=ink == "overdue"))
        return holder

    def more(self, at: int, rest: int, unfold: object) -> None:
        """The rest is a press away."""
        button = KeyButton(self.look, tr("{count} more").format(count=rest), plain=True)
        button.clicked.connect(unfold)
        self.grid.addWidget(button, at, 0, 1, 4, Qt.AlignmentFlag.AlignLeft)


class LicencesSection(Lines):
    """Licences, the soonest to run out first.

    Signals:
        edit_asked(Licence): its form.
        remind_asked(Licence): log that the partner is to be asked for a new one.
    """

    edit_asked = Signal(object)
    remind_asked = Signal(object)

    def __init__(self, desk: Desk, add: DeskAction) -> None:
        super().__init__(desk, tr("Licences"), add)
        self.grid.setColumnStretch(1, 1)
        self._licences: tuple[Licence, ...] = ()

    def show_licences(self, licences: Sequence[Licence], *, another: bool) -> None:
        """Fill it."""
        self._licences = tuple(licences)
        self.folded = self.folded or another
        self._fill()

    def _unfold(self) -> None:
        self.folded = False
        self._fill()

    def _fill(self) -> None:
        self.empty()
        today = self._day.today(self.desk.now())
        self.note.setText(licences_note(self._licences, today) if self._licences else tr("none"))
        shown = self._licences[: self.FIRST] if self.folded else self._licences
        for at, one in enumerate(shown):
            edit = Name(self.look, one.holder, partial(self.edit_asked.emit, one), size="small")
            self.grid.addWidget(edit, at, 0)
            self.grid.addWidget(ElidedLabel(licence_words(one), ink="mid", size="small"), at, 1)
            if one.expires is None:
                self.grid.addWidget(self.state("", "", tr("no end"), "low"), at, 2)
                continue
            glyph, token = state_of_end(one.expires, today)
            ink = {"overdue": "overdue", "check": "low"}.get(glyph, "mid")
            words = until_words(one.expires, today)
            shown_glyph = "" if glyph == "check" else glyph
            self.grid.addWidget(
                self.state(shown_glyph, token, words, ink), at, 2, Qt.AlignmentFlag.AlignRight
            )
            if shown_glyph:
                remind = KeyButton(self.look, tr("Remind"), plain=True)
                remind.setToolTip(tr("Log that the partner is to be asked for a new one"))
                remind.clicked.connect(lambda _checked=False, found=one: self.remind_asked.emit(found))
                self.grid.addWidget(remind, at, 3)
        if len(self._licences) > len(shown):
            self.more(len(shown), len(self._licences) - len(shown), self._unfold)


class EngagementsSection(Lines):
    """The relationship log, the latest first.

    Signals:
        edit_asked(Engagement): its form.
        done_asked(Engagement): its follow-up is done.
    """

    edit_asked = Signal(object)
    done_asked = Signal(object)

    def __init__(self, desk: Desk, add: DeskAction) -> None:
        super().__init__(desk, tr("Engagements"), add)
        self.grid.setColumnStretch(2, 1)
        self._engagements: tuple[Engagement, ...] = ()

    def show_engagements(self, engagements: Sequence[Engagement], *, another: bool) -> None:
        """Fill it."""
        self._engagements = tuple(engagements)
        self.folded = self.folded or another
        self._fill()

    def _unfold(self) -> None:
        self.folded = False
        self._fill()

    def _fill(self) -> None:
        self.empty()
        today = self._day.today(self.desk.now())
        of_year = sum(1 for one in self._engagements if self._date(one).year == today.year)
        words = several(of_year, tr("1 this year"), tr("{count} this year"))
        self.note.setText(words if self._engagements else tr("none yet"))
        shown = self._engagements[: self.FIRST] if self.folded else self._engagements
        for at, one in enumerate(shown):
            on = self._date(one)
            when = day(on, year=on.year != today.year)
            self.grid.addWidget(PlainLabel(when, ink="low", size="small"), at, 0)
            self.grid.addWidget(PlainLabel(label(one.kind), ink="mid", size="small"), at, 1)
            text = Name(
                self.look,
                one.summary,
                partial(self.edit_asked.emit, one),
                size="small",
                bold=False,
                wide=True,
            )
            self.grid.addWidget(text, at, 2, 1, 2 if one.follow_up is None else 1)
            self._follow_up(at, one)
        if len(self._engagements) > len(shown):
            self.more(len(shown), len(self._engagements) - len(shown), self._unfold)

    def _follow_up(self, at: int, one: Engagement) -> None:
        if one.follow_up is None:
            return
        if one.follow_up_done_at is not None:
            self.grid.addWidget(
                PlainLabel(tr("follow-up done"), ink="low", size="small"), at, 3, Qt.AlignmentFlag.AlignRight
            )
            return
        today = self._day.today(self.desk.now())
        late = one.follow_up < today
        words = tr("follow-up {day}").format(day=day(one.follow_up, year=one.follow_up.year != today.year))
        glyph, token = ("overdue", "state.overdue") if late else ("hourglass_empty", "state.waiting")
        holder = self.state(glyph, token, words, "overdue" if late else "mid")
        done = KeyButton(self.look, icon="check", plain=True)
        done.setToolTip(tr("The follow-up is done"))
        done.setAccessibleName(tr("The follow-up is done"))
        done.clicked.connect(lambda: self.done_asked.emit(one))
        row = holder.layout()
        assert row is not None
        row.addWidget(done)
        self.grid.addWidget(holder, at, 3, Qt.AlignmentFlag.AlignRight)

    def _date(self, one: Engagement) -> date:
        return one.at.astimezone(self.desk.zone).date()


class BulletinsSection(Section):
    """How the partner confirmed what it was sent."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, tr("Bulletins"))
        self._desk = desk
        self.note.setText(tr("last 30 days"))
        row = QHBoxLayout()
        self._text = PlainLabel(ink="high", size="small")
        self._last = ElidedLabel(ink="low", size="small")
        self._last.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text)
        row.addWidget(self._last, 1)
        self.column.addLayout(row)

    def show_acknowledgements(self, found: PartnerAcknowledgements) -> None:
        """Fill it."""
        self._text.setText(acknowledged_words(found) if found.sent else tr("None was sent."))
        self._last.setText(last_words(found, self._desk.now(), self._desk.zone))
