"""The strip under the list: licences and agreements on a line of time, to 90 days ahead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.partners.words import AHEAD_DAYS, SOON_DAYS, expiring_words, several, tr
from opsdesk.desk.widgets.text import PlainLabel, plain_tooltip, rule
from opsdesk.partners.model import Expiring, RunsOut
from opsdesk.wording.times import day

#: Px at 100 %: where the line begins, the width of what has run out, what stays free at the right.
_LEFT, _OVER, _RIGHT = 102, 67, 122
_TOP, _HIGH, _DOTS, _SQUARES = 21, 34, 12, 25
#: More lines than these a menu cannot show.
MOST_LISTED = 30


@dataclass(frozen=True)
class Mark:
    """Signs that stand so close that they are pressed as one."""

    x: float
    what: RunsOut
    items: tuple[Expiring, ...]


def group_of(one: Expiring) -> int:
    """0: has run out, 1: within 30 days, 2: later."""
    return 0 if one.days < 0 else (1 if one.days <= SOON_DAYS else 2)


def group_words(items: Sequence[Expiring], group: int) -> str:
    """`1 expired`, `4 licences, 2 agreements in 30 days`, `4 later`."""
    if not items:
        return ""
    if group == 0:
        return tr("{count} expired").format(count=len(items))
    if group == 2:
        return tr("{count} later").format(count=len(items))
    licences = sum(1 for one in items if one.what is RunsOut.LICENCE)
    agreements = len(items) - licences
    parts = []
    if licences:
        parts.append(several(licences, tr("1 licence"), tr("{count} licences")))
    if agreements:
        parts.append(several(agreements, tr("1 agreement"), tr("{count} agreements")))
    return tr("{what} in 30 days").format(what=", ".join(parts))


class TimeLine(QWidget):
    """Painted: dots are licences, squares agreements; arrows go along them, Enter lists.

    Signals:
        pressed(list[Expiring], QPoint): these are to be listed at a place of the screen.
    """

    pressed = Signal(object, object)

    def __init__(self, look: Appearance, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._today = look, today
        self._items: tuple[Expiring, ...] = ()
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_items(self, items: Sequence[Expiring]) -> None:
        """Show these, the soonest first."""
        self._items = tuple(items)
        self._at = min(self._at, len(self._marks()) - 1)
        words = [group_words([one for one in items if group_of(one) == group], group) for group in (0, 1, 2)]
        self.setAccessibleName(", ".join(one for one in words if one) or tr("Nothing runs out"))
        self.update()

    def sizeHint(self) -> QSize:
        """Words, line, days."""
        return QSize(self._look.px(300), self._look.px(88))

    # places

    def _edges(self) -> tuple[float, float, float]:
        """Left, today, right."""
        look = self._look
        right = self.width() - look.px(_RIGHT if self.width() > look.px(1000) else 24)
        return look.px(_LEFT), look.px(_LEFT + _OVER), max(right, look.px(_LEFT + _OVER + 90))

    def _x(self, one: Expiring) -> float:
        left, today, right = self._edges()
        if one.days < 0:
            # What ran out long ago stands at the left edge; the scale of the past is the square root.
            part = min(sqrt(-one.days / AHEAD_DAYS), 1.0)
            return today - self._look.px(9) - part * (today - left - self._look.px(16))
        return today + (right - today) * min(one.days / AHEAD_DAYS, 1.0)

    def _marks(self) -> list[Mark]:
        found: list[Mark] = []
        near = self._look.px(3)
        for what in RunsOut:
            row: list[Mark] = []
            for one in sorted((i for i in self._items if i.what is what), key=lambda i: i.days):
                x = self._x(one)
                if row and abs(row[-1].x - x) < near and group_of(row[-1].items[0]) == group_of(one):
                    row[-1] = Mark(row[-1].x, what, (*row[-1].items, one))
                else:
                    row.append(Mark(x, what, (one,)))
            found += row
        return sorted(found, key=lambda mark: (mark.x, mark.what))

    def _box(self, mark: Mark) -> QRectF:
        look, side = self._look, self._look.px(11)
        middle = look.px(_TOP + (_DOTS if mark.what is RunsOut.LICENCE else _SQUARES))
        return QRectF(mark.x - side / 2, middle - side / 2, side, side)

    def _found(self, place: QPoint) -> list[Expiring]:
        """What a press there lists: a sign with its neighbours, or a whole part of the line."""
        grab = self._look.px(6)
        near = [
            mark
            for mark in self._marks()
            if self._box(mark).adjusted(-grab, -grab / 2, grab, grab / 2).contains(place.toPointF())
        ]
        if near:
            return [one for mark in near for one in mark.items]
        left, today, right = self._edges()
        month = today + (right - today) * SOON_DAYS / AHEAD_DAYS
        if not left <= place.x() <= right or place.y() > self._look.px(_TOP + _HIGH):
            return []
        group = 0 if place.x() < today else (1 if place.x() < month else 2)
        return [one for one in self._items if group_of(one) == group]

    # pressing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be listed."""
        found = bool(self._found(event.position().toPoint()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """List what stands there."""
        place = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and (found := self._found(place)):
            self.pressed.emit(found, self.mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Along the signs, and list one."""
        marks = self._marks()
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and marks:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._at = min(max(self._at + step, 0), len(marks) - 1)
            self.setAccessibleDescription(
                ". ".join(expiring_words(one, self._today()) for one in marks[self._at].items)
            )
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._at < len(marks):
            place = self._box(marks[self._at]).bottomLeft().toPoint()
            self.pressed.emit(list(marks[self._at].items), self.mapToGlobal(place))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """What a sign is, under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._found(event.pos())[:8]
            words = "\n".join(expiring_words(one, self._today()) for one in found)
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self)
            return True
        return super().event(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The three parts, their words, the signs, the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        left, today, right = self._edges()
        month = today + (right - today) * SOON_DAYS / AHEAD_DAYS
        top, high = look.px(_TOP), look.px(_HIGH)
        for start, end, ground in (
            (left, today, "tint.overdue"),
            (today, month, "tint.waiting"),
            (month, right, "bg.hover"),
        ):
            painter.fillRect(QRectF(start, top, end - start, high), look.color(ground))
        painter.setFont(look.font("small"))
        painter.setPen(look.color("text.mid"))
        for middle, words in ((_DOTS, tr("Licences")), (_SQUARES, tr("Agreements"))):
            box = QRect(look.px(18), look.px(_TOP + middle) - look.px(8), look.px(_LEFT - 22), look.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        self._paint_words(painter, ((left, today), (today, month), (month, right)))
        self._paint_days(painter, today, right)
        for at, mark in enumerate(self._marks()):
            self._paint_mark(painter, mark, at == self._at and self.hasFocus())

    def _paint_words(self, painter: QPainter, parts: Sequence[tuple[float, float]]) -> None:
        look = self._look
        for group, ((start, end), ink) in enumerate(
            zip(parts, ("state.overdue", "state.waiting", "text.mid"), strict=True)
        ):
            words = group_words([one for one in self._items if group_of(one) == group], group)
            painter.setFont(look.font("micro", bold=group < 2))
            painter.setPen(look.color(ink))
            wide = max(end - start, look.px(90))
            box = QRectF((start + end - wide) / 2, 0, wide, look.px(_TOP - 3))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_days(self, painter: QPainter, today: float, right: float) -> None:
        look, on = self._look, self._today()
        painter.setFont(look.font("micro"))
        for ahead in range(0, AHEAD_DAYS + 1, SOON_DAYS):
            x = today + (right - today) * ahead / AHEAD_DAYS
            painter.setPen(QPen(look.color("bg.line_strong"), 1))
            painter.drawLine(QPointF(x, look.px(_TOP - 3)), QPointF(x, look.px(_TOP + _HIGH + 5)))
            painter.setPen(look.color("text.mid"))
            words = tr("today") if ahead == 0 else day(on + timedelta(days=ahead))
            box = QRectF(x - look.px(40), look.px(_TOP + _HIGH + 6), look.px(80), look.px(16))
            flag = Qt.AlignmentFlag.AlignHCenter
            if ahead == AHEAD_DAYS:
                box.moveRight(x)
                flag = Qt.AlignmentFlag.AlignRight
            painter.drawText(box, flag | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_mark(self, painter: QPainter, mark: Mark, current: bool) -> None:
        look, box = self._look, self._box(mark)
        ink = look.color(("state.overdue", "state.waiting", "text.mid")[group_of(mark.items[0])])
        if mark.what is RunsOut.LICENCE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(box)
        else:
            painter.setPen(QPen(ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # Two agreements of one day stand side by side, as far as there is place.
            for step in range(min(len(mark.items), 3)):
                painter.drawRect(box.translated(step * box.width(), 0).adjusted(0.5, 0.5, -0.5, -0.5))
        if mark.what is RunsOut.LICENCE and len(mark.items) > 1:
            painter.setPen(ink)
            painter.setFont(look.font("micro", bold=True))
            beside = box.translated(box.width() + 1, 0).adjusted(0, -2, look.px(10), 2)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, str(len(mark.items)))
        if current:
            painter.setPen(QPen(look.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-4, -4, 4, 4), 3, 3)


class ExpiringStrip(QWidget):
    """The line with its title, as it stands under the list.

    Signals:
        chosen(UUID): this partner is to be shown.
    """

    chosen = Signal(object)

    def __init__(self, look: Appearance, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._today = look, today
        self.setObjectName("raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        head = QHBoxLayout()
        head.setContentsMargins(look.px(10), look.px(8), look.px(10), 0)
        head.setSpacing(look.px(8))
        head.addWidget(PlainLabel(tr("Expiring, next 90 days"), ink="mid", size="small", strong=True))
        self.note = PlainLabel(ink="low", size="small")
        head.addWidget(self.note)
        head.addStretch(1)
        column.addLayout(head)
        column.addSpacing(look.px(8))
        self.line = TimeLine(look, today)
        column.addWidget(self.line)
        self.line.pressed.connect(self._list)
        self.menu = QMenu(self)
        self.show_items(())

    def show_items(self, items: Sequence[Expiring]) -> None:
        """Show what runs out."""
        words = tr("a dot is a licence, a square an agreement; click lists them")
        self.note.setText(words if items else tr("nothing runs out"))
        self.line.show_items(items)

    def _list(self, items: Sequence[Expiring], place: QPoint) -> None:
        self.menu.clear()
        for one in items[:MOST_LISTED]:
            text = expiring_words(one, self._today()).replace("&", "&&")
            self.menu.addAction(text).triggered.connect(
                lambda _checked=False, found=one.organization_id: self.chosen.emit(found)
            )
        if len(items) > MOST_LISTED:
            rest = self.menu.addAction(tr("and {count} more").format(count=len(items) - MOST_LISTED))
            rest.setEnabled(False)
        self.menu.popup(place)
