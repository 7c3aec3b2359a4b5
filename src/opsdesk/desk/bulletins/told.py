"""The right column: how far it is acknowledged, whom to call now, and every recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from opsdesk.bulletins.model import Bulletin, BulletinStatus, Recipient
from opsdesk.bulletins.rules import DUE_AFTER
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.bulletins.ack_bar import AckBar
from opsdesk.desk.bulletins.asking import Opened
from opsdesk.desk.bulletins.calls import CallCard
from opsdesk.desk.bulletins.words import HOW_ICON, is_draft, left_words, reached_words, recipients_words, tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.panel import PanelPlace
from opsdesk.desk.widgets.buttons import VerbButton
from opsdesk.desk.widgets.signs import Signs
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, WrappedLabel, rule
from opsdesk.handling import Marking
from opsdesk.wording.labels import label
from opsdesk.wording.times import clock, duration, when

ROW = 28
#: More cards than these are counted in a line; the table below has them all.
CARDS = 6


class RecipientTable(QWidget):
    """Every recipient: those who have confirmed by time, then the others.

    Signals:
        pressed(UUID): somebody who has not confirmed was pressed twice: acknowledge for them.
    """

    pressed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._look = desk.look
        self._signs = Signs(desk.look)
        self.recipients: tuple[Recipient, ...] = ()
        self._draft = False
        #: How wide the widest text of the last column is.
        self._last = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        desk.look.changed.connect(self.updateGeometry)

    def show_recipients(self, recipients: Sequence[Recipient], *, draft: bool) -> None:
        """Fill it."""
        self.recipients, self._draft = tuple(recipients), draft
        now, zone = self._desk.now(), self._desk.zone
        lines = (", ".join(self.cells(one, now, zone)) for one in self.recipients)
        self.setAccessibleDescription("\n".join(lines))
        self.setAccessibleName(tr("Recipients"))
        metrics = QFontMetrics(self._look.font())
        texts = (self.cells(one, now, zone)[3] for one in self.recipients)
        self._last = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A head and the rows."""
        return QSize(self._look.px(300), self._look.px(26 + ROW * len(self.recipients)))

    def cells(self, one: Recipient, now: datetime, zone: tzinfo) -> tuple[str, str, str, str]:
        """Recipient, who, how, when."""
        if one.acknowledged_at is not None:
            how = "" if one.how is None else label(one.how)
            return one.name, one.acknowledged_by or "–", how, when(one.acknowledged_at, now, zone)
        if self._draft:
            return one.name, one.contact or "–", "", one.clearance.value
        added = tr("told {time}").format(time=when(one.added_at, now, zone))
        if one.overdue(now):
            return one.name, one.contact or added, tr("overdue"), duration(now - one.due_at)
        return one.name, added, tr("due {time}").format(time=when(one.due_at, now, zone)), "–"

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Acknowledge for the one under the pointer."""
        look = self._look
        at = (int(event.position().y()) - look.px(26)) // look.px(ROW)
        if 0 <= at < len(self.recipients) and self.recipients[at].acknowledged_at is None:
            self.pressed.emit(self.recipients[at].organization_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Head and rows."""
        painter, look = QPainter(self), self._look
        high, width = look.px(ROW), self.width()
        head = QRect(0, 0, width, look.px(26))
        painter.fillRect(head, look.color("bg.raised"))
        last = tr("Clearance") if self._draft else tr("When")
        how = "" if self._draft or self._narrow() else tr("How")
        titles = (tr("Recipient"), tr("Who"), how, last)
        self._write(painter, titles, 0, head.height(), ("text.mid",) * 4, small=True)
        now, zone = self._desk.now(), self._desk.zone
        for at, one in enumerate(self.recipients):
            top = head.height() + at * high
            if top > event.rect().bottom() or top + high < event.rect().top():
                continue
            if at % 2:
                painter.fillRect(0, top, width, high, look.color("bg.alt"))
            self._row(painter, one, top, now, zone)

    def _narrow(self) -> bool:
        return self.width() < self._look.px(460)

    def _row(self, painter: QPainter, one: Recipient, top: int, now: datetime, zone: tzinfo) -> None:
        late = one.overdue(now) and not self._draft
        name, who, how, at = self.cells(one, now, zone)
        glyph, ink = ("overdue", "state.overdue") if late else ("hourglass_empty", "state.waiting")
        if one.acknowledged_at is not None:
            glyph, ink = "check", "state.ok"
        if self._draft:
            glyph, ink = "mail", "text.low"
        side = self._look.px(14)
        middle = top + (self._look.px(ROW) - side) // 2
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(self._look.px(8), middle, self._signs.glyph(glyph, ink, 14, ratio))
        inks = ("text.high", "text.mid", "state.overdue" if late else "text.mid", "text.mid")
        icon = "" if one.how is None else HOW_ICON[one.how]
        if self._narrow():
            # Here the sign alone tells how; what is not confirmed says when it is due in the last column.
            at = at if one.acknowledged_at is not None or late or self._draft else how
            how = ""
            inks = ("text.high", "text.mid", "text.mid", "state.overdue" if late else "text.mid")
        self._write(painter, (name, who, how, at), top, self._look.px(ROW), inks, icon=icon)

    def _write(
        self,
        painter: QPainter,
        texts: Sequence[str],
        top: int,
        high: int,
        inks: Sequence[str],
        *,
        icon: str = "",
        small: bool = False,
    ) -> None:
        look, width = self._look, self.width()
        font = look.font("small" if small else "body")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        end = width - look.px(13)
        how = end - max(self._last, look.px(40)) - look.px(8 if self._draft else 30 if self._narrow() else 86)
        who = look.px(34) + round((how - look.px(34)) * 0.55)
        starts = (look.px(34), who, how, end)
        for at, text in enumerate(texts):
            x = starts[at]
            if at == 2 and icon:
                side = look.px(14)
                pixmap = self._signs.glyph(icon, "text.low", 14, self.devicePixelRatioF())
                painter.drawPixmap(x, top + (high - side) // 2, pixmap)
                x += look.px(18)
            advance = metrics.horizontalAdvance(texts[3])
            room = (starts[at + 1] if at < 2 else end - advance) - x - look.px(6)
            if at == 3:
                x, room = end - advance, advance + look.px(4)
            shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room)
            painter.setPen(look.color(inks[at]))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
            box = QRect(x, top, room + 2, high)
            painter.drawText(box, int(flags | Qt.AlignmentFlag.AlignVCenter), shown)


class ToldColumn(QWidget):
    """See the module.

    Signals:
        call_asked(Recipient): dial this one.
        passed_on(Recipient, str): how it came: in_app, phone, radio, email.
        noted(Recipient, str): a call without an answer, in words.
        acknowledge_asked(UUID): enter it for this organization.
    """

    call_asked = Signal(object)
    passed_on = Signal(object, str)
    noted = Signal(object, str)
    acknowledge_asked = Signal(object)

    def __init__(self, desk: Desk, call: DeskAction, extend: DeskAction) -> None:
        super().__init__()
        self._desk = desk
        self._call = call
        look = desk.look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self.panels = PanelPlace(desk)
        self.panels.hide()
        self._calls_box = self._calls()
        self.table = RecipientTable(desk)
        self.table.pressed.connect(self.acknowledge_asked)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.panels)
        rows.addWidget(self._calls_box)
        rows.addWidget(self.table)
        rows.addStretch(1)
        self._scroll.setWidget(inside)
        column.addWidget(self._scroll, 1)
        column.addWidget(rule())
        foot = QWidget()
        foot.setObjectName("raised")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._foot = foot
        row = QHBoxLayout(foot)
        row.setContentsMargins(look.px(8), 0, look.px(8), 0)
        row.addWidget(VerbButton(look, extend, flat=True))
        row.addStretch(1)
        column.addWidget(foot)
        self.cards: list[CallCard] = []
        look.changed.connect(self._measure)
        self._measure()

    def _head(self) -> QWidget:
        look = self._desk.look
        self._head_box = QWidget()
        column = QVBoxLayout(self._head_box)
        column.setContentsMargins(look.px(14), look.px(9), look.px(14), look.px(8))
        column.setSpacing(look.px(6))
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        self.words = ElidedLabel(ink="high", strong=True)
        row.addWidget(self.words, 1)
        self.late = PlainLabel(ink="overdue", strong=True)
        self.not_due = PlainLabel(ink="mid")
        row.addWidget(self.late)
        row.addWidget(self.not_due)
        column.addLayout(row)
        self.bar = AckBar(look)
        column.addWidget(self.bar)
        box = QWidget()
        outer = QVBoxLayout(box)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head_box)
        outer.addWidget(rule())
        return box

    def _calls(self) -> QWidget:
        look = self._desk.look
        box = QWidget()
        outer = QVBoxLayout(box)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(14), look.px(9), look.px(14), look.px(16))
        column.setSpacing(look.px(6))
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(PlainLabel(tr("Call now"), ink="mid", size="small", strong=True))
        self._why = ElidedLabel(ink="mid", size="small")
        row.addWidget(self._why, 1)
        column.addLayout(row)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.px(6))
        column.addLayout(self._cards)
        self._more = WrappedLabel(ink="overdue", size="small")
        self._more.hide()
        column.addWidget(self._more)
        outer.addWidget(inside)
        outer.addWidget(rule())
        return box

    def _measure(self) -> None:
        """Text size or theme are others: the cards are made anew when they are next filled."""
        self._foot.setFixedHeight(self._desk.look.px(39))
        self._keep_cards(0)

    def _keep_cards(self, most: int) -> None:
        while len(self.cards) > most:
            card = self.cards.pop()
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()

    def to_top(self) -> None:
        """Where a small form opens."""
        self._scroll.verticalScrollBar().setValue(0)

    def show_nothing(self) -> None:
        """No bulletin is selected."""
        self.panels.close_panel()
        self.words.setText("")
        self.late.hide()
        self.not_due.hide()
        self.bar.hide()
        self._calls_box.hide()
        self.table.show_recipients((), draft=True)
        self._scroll.hide()

    def show_told(self, found: Opened, *, another: bool) -> None:
        """Fill it."""
        record, now = found.bulletin, self._desk.now()
        if another:
            self.panels.close_panel()
            self.to_top()
        draft = is_draft(record.status)
        self._scroll.show()
        self._show_head(record, found.recipients, draft, now)
        self._show_calls(found, now)
        self.table.show_recipients(found.recipients, draft=draft)
        self.table.setVisible(record.marking is not Marking.RED)

    def _show_head(self, record: Bulletin, told: Sequence[Recipient], draft: bool, now: datetime) -> None:
        confirmed = sum(1 for one in told if one.acknowledged_at is not None)
        in_force = record.state(now) is BulletinStatus.PUBLISHED
        late = sum(1 for one in told if one.overdue(now)) if in_force else 0
        waiting = len(told) - confirmed - late
        red = record.marking is Marking.RED
        if red:
            self.words.setText(tr("For {people} and its author").format(people=reached_words(record)))
        elif draft:
            self.words.setText(tr("To be told: {partners}").format(partners=recipients_words(len(told))))
        else:
            text = tr("Acknowledged by {some} of {all}")
            self.words.setText(text.format(some=confirmed, all=len(told)))
        self.bar.setVisible(not draft and not red)
        self.bar.show_counts(len(told), confirmed, late)
        self.late.setText(tr("{count} overdue").format(count=late))
        self.late.setVisible(late > 0 and not draft)
        rest = tr("{count} not due yet") if in_force else tr("{count} did not")
        self.not_due.setText(rest.format(count=waiting))
        self.not_due.setVisible(waiting > 0 and not draft)

    def _show_calls(self, found: Opened, now: datetime) -> None:
        calls = found.calls[:CARDS]
        self._calls_box.setVisible(bool(calls))
        if calls:
            self._why.setText(self._reason(found))
        self._keep_cards(len(calls))
        while len(self.cards) < len(calls):
            card = CallCard(self._desk.look, self._call if not self.cards else None)
            card.called.connect(self.call_asked)
            card.passed_on.connect(self.passed_on)
            card.noted.connect(self.noted)
            self.cards.append(card)
            self._cards.addWidget(card)
        for card, one in zip(self.cards, calls, strict=True):
            reach = found.reach.get(one.organization_id)
            card.show_recipient(one, reach, now, self._desk.zone)
        rest = len(found.calls) - len(calls)
        self._more.setText(tr("and {count} more, in the list below").format(count=rest))
        self._more.setVisible(rest > 0)

    def _reason(self, found: Opened) -> str:
        """`due 13:10, one hour after publishing; not called yet first`."""
        record, zone = found.bulletin, self._desk.zone
        due = min(one.due_at for one in found.calls)
        usual = record.published_at is not None and due - record.published_at == DUE_AFTER[record.kind]
        after = (
            tr(", {time} after publishing").format(time=left_words(DUE_AFTER[record.kind])) if usual else ""
        )
        now = self._desk.now()
        at = (
            clock(due, zone)
            if due.astimezone(zone).date() == now.astimezone(zone).date()
            else when(due, now, zone)
        )
        return tr("due {time}{after}; not called yet first").format(time=at, after=after)
