"""The strip of a shift day: who covers each post when, gaps hatched, the time that no cover is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.words import tr
from opsdesk.desk.widgets.text import plain_tooltip
from opsdesk.partners.model import Coverage, Post, PostCover
from opsdesk.wording.times import clock

_ROW, _BAR, _AXIS, _NAMES = 26, 20, 23, 96


@dataclass(frozen=True)
class Span:
    """A piece of a line that can be pressed: a coverage, or a gap (without one)."""

    line: int
    starts: datetime
    ends: datetime
    coverage: Coverage | None = None


class CoverStrip(QWidget):
    """Painted lines of 24 h; arrows go from piece to piece, Enter presses one.

    Signals:
        coverage_pressed(Post, Coverage): who stands there is to be changed.
        gap_pressed(Post, datetime, datetime): nobody does: assign somebody.
        post_pressed(Post): the post itself.
    """

    coverage_pressed = Signal(object, object)
    gap_pressed = Signal(object, object, object)
    post_pressed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, desk.look
        self._lines: tuple[PostCover, ...] = ()
        self._starts = self._ends = datetime(2000, 1, 1, tzinfo=UTC)
        self._spans: list[Span] = []
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Posts and cover"))
        self._clock = QTimer(self)
        self._clock.setInterval(30_000)
        self._clock.timeout.connect(self.update)
        self._clock.start()
        desk.look.changed.connect(self.updateGeometry)

    def show_lines(self, lines: Sequence[PostCover], starts: datetime, ends: datetime) -> None:
        """Show these posts between two times."""
        self._lines, self._starts, self._ends = tuple(lines), starts, ends
        self._spans = [
            one
            for at, line in enumerate(lines)
            for one in sorted(
                [
                    *(Span(at, each.starts, each.ends, each) for each in line.coverage),
                    *(Span(at, *gap) for gap in line.gaps),
                ],
                key=lambda span: span.starts,
            )
        ]
        self._at = min(self._at, len(self._spans) - 1)
        self.setAccessibleDescription(self._described())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """An axis and a line for each post."""
        look = self._look
        return QSize(look.px(300), look.px(_AXIS) + look.px(_ROW) * len(self._lines))

    # places

    def _x(self, at: datetime) -> float:
        left, width = self._look.px(_NAMES), self.width() - self._look.px(_NAMES) - 1
        whole = (self._ends - self._starts).total_seconds() or 1.0
        part = (at - self._starts).total_seconds() / whole
        return left + width * min(max(part, 0.0), 1.0)

    def _bar(self, line: int, starts: datetime, ends: datetime) -> QRectF:
        look = self._look
        top = look.px(_AXIS) + look.px(_ROW) * line
        left = self._x(starts)
        return QRectF(left, top, max(2.0, self._x(ends) - left - 1), look.px(_BAR))

    def _span_at(self, place: QPoint) -> int:
        for at, span in enumerate(self._spans):
            if self._bar(span.line, span.starts, span.ends).contains(place.toPointF()):
                return at
        return -1

    def _post_at(self, place: QPoint) -> Post | None:
        line = (place.y() - self._look.px(_AXIS)) // self._look.px(_ROW)
        if place.x() < self._look.px(_NAMES) and 0 <= line < len(self._lines):
            return self._lines[line].post
        return None

    # pressing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be pressed."""
        place = event.position().toPoint()
        found = self._span_at(place) >= 0 or self._post_at(place) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a piece or a post."""
        place = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if (at := self._span_at(place)) >= 0:
            self._at = at
            self._press(self._spans[at])
        elif (post := self._post_at(place)) is not None:
            self.post_pressed.emit(post)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from piece to piece and from post to post."""
        key, at = event.key(), self._at
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if 0 <= at < len(self._spans):
                self._press(self._spans[at])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._spans:
            self._at = min(max(at + (1 if key == Qt.Key.Key_Right else -1), 0), len(self._spans) - 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._spans:
            line = self._spans[max(at, 0)].line + (1 if key == Qt.Key.Key_Down else -1)
            self._at = next((i for i, one in enumerate(self._spans) if one.line == line), max(at, 0))
        else:
            super().keyPressEvent(event)
            return
        if 0 <= self._at < len(self._spans):
            self.setAccessibleDescription(self._words(self._spans[self._at]))
        self.update()

    def _press(self, span: Span) -> None:
        post = self._lines[span.line].post
        if span.coverage is None:
            self.gap_pressed.emit(post, span.starts, span.ends)
        else:
            self.coverage_pressed.emit(post, span.coverage)

    def event(self, event: QEvent) -> bool:
        """Who stands there, and from when to when, under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at, post = self._span_at(event.pos()), self._post_at(event.pos())
            words = self._words(self._spans[at]) if at >= 0 else (f"{post.code} {post.name}" if post else "")
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self)
            return True
        return super().event(event)

    # words

    def _words(self, span: Span) -> str:
        zone, post = self._desk.zone, self._lines[span.line].post
        who = tr("nobody") if span.coverage is None else span.coverage.officer
        return tr("{code} {name}: {who}, {start} to {end}").format(
            code=post.code,
            name=post.name,
            who=who,
            start=clock(span.starts, zone),
            end=clock(span.ends, zone),
        )

    def _described(self) -> str:
        gaps = [self._words(span) for span in self._spans if span.coverage is None]
        return ". ".join(gaps) if gaps else tr("No gap in cover.")

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axis, names, bars, the line of now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter)
        for at, line in enumerate(self._lines):
            self._paint_name(painter, at, line.post)
            for starts, ends in line.not_needed:
                self._paint_not_needed(painter, at, starts, ends)
        for at, span in enumerate(self._spans):
            box = self._bar(span.line, span.starts, span.ends)
            if span.coverage is None:
                self._paint_gap(painter, box)
            else:
                self._paint_cover(painter, box, span.coverage.officer)
            if at == self._at and self.hasFocus():
                painter.setPen(QPen(self._look.color("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2, 2)
        self._paint_now(painter)

    def _paint_axis(self, painter: QPainter) -> None:
        look, zone = self._look, self._desk.zone
        bottom = look.px(_AXIS) + look.px(_ROW) * len(self._lines)
        painter.setFont(look.font("micro"))
        for at in ticks(self._starts, self._ends, zone):
            x = self._x(at)
            painter.setPen(look.color("text.low"))
            box = QRectF(x - look.px(20), 0, look.px(40), look.px(14))
            # The first and the last hour stand within the strip.
            box.moveLeft(min(max(box.left(), look.px(_NAMES)), self.width() - box.width()))
            flag = Qt.AlignmentFlag.AlignHCenter
            if at == self._starts:
                flag = Qt.AlignmentFlag.AlignLeft
            elif at == self._ends:
                flag = Qt.AlignmentFlag.AlignRight
            painter.drawText(box, flag | Qt.AlignmentFlag.AlignVCenter, f"{at.astimezone(zone):%H}")
            painter.setPen(QPen(look.color("bg.line"), 1))
            painter.drawLine(QPointF(x, look.px(_AXIS)), QPointF(x, bottom - look.px(4)))

    def _paint_name(self, painter: QPainter, at: int, post: Post) -> None:
        look = self._look
        top, room = look.px(_AXIS) + look.px(_ROW) * at, look.px(_NAMES) - look.px(6)
        box = QRect(0, top, room, look.px(_BAR))
        bold = look.font("small", bold=True)
        painter.setFont(bold)
        painter.setPen(look.color("text.high"))
        code = QFontMetrics(bold).elidedText(post.code, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, code)
        left = QFontMetrics(bold).horizontalAdvance(code) + look.px(4)
        plain = look.font("small")
        painter.setFont(plain)
        painter.setPen(look.color("text.mid"))
        name = QFontMetrics(plain).elidedText(post.name, Qt.TextElideMode.ElideRight, max(0, room - left))
        painter.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_cover(self, painter: QPainter, box: QRectF, officer: str) -> None:
        look = self._look
        painter.setPen(QPen(look.color("state.claimed"), 1))
        painter.setBrush(look.color("tint.claimed"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        font = look.font("small")
        painter.setFont(font)
        painter.setPen(look.color("text.high"))
        inner = box.adjusted(look.px(5), 0, -look.px(3), 0)
        name = QFontMetrics(font).elidedText(
            officer.replace("\n", " "), Qt.TextElideMode.ElideRight, round(inner.width())
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_gap(self, painter: QPainter, box: QRectF) -> None:
        look = self._look
        ink = look.color("state.overdue")
        painter.fillRect(box, look.color("tint.overdue"))
        painter.save()
        painter.setClipRect(box)
        painter.setPen(QPen(ink, 1.2))
        step, high = look.px(6), box.height()
        x = box.left() - high
        while x < box.right():
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x + high, box.top()))
            x += step
        painter.restore()
        painter.setPen(QPen(ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _paint_not_needed(self, painter: QPainter, at: int, starts: datetime, ends: datetime) -> None:
        look, zone = self._look, self._desk.zone
        whole = starts <= self._starts and ends >= self._ends
        words = (
            tr("not needed")
            if whole
            else tr("not needed {start} to {end}").format(
                start=f"{starts.astimezone(zone):%H}", end=f"{ends.astimezone(zone):%H}"
            )
        )
        box = self._bar(at, starts, ends).adjusted(look.px(6), 0, 0, 0)
        metrics = QFontMetrics(look.font("micro"))
        if metrics.horizontalAdvance(words) > box.width():
            words = tr("not needed")
        if metrics.horizontalAdvance(words) <= box.width():
            # Axis lines would run through the words.
            text = QRectF(box.left() - 2, box.top(), metrics.horizontalAdvance(words) + 6, box.height())
            painter.fillRect(text, look.color("bg.base"))
            painter.setFont(look.font("micro"))
            painter.setPen(look.color("text.low"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_now(self, painter: QPainter) -> None:
        now = self._desk.now()
        if not self._starts <= now <= self._ends or not self._lines:
            return
        look, x = self._look, round(self._x(now))
        ink = look.color("focus")
        bottom = look.px(_AXIS) + look.px(_ROW) * len(self._lines) - look.px(4)
        painter.setPen(QPen(ink, 2))
        painter.drawLine(x, look.px(14), x, bottom)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        side, top = look.px(4), look.px(14)
        painter.drawPolygon(
            QPolygonF([QPointF(x - side, top), QPointF(x + side, top), QPointF(x, top + look.px(6))])
        )


def ticks(starts: datetime, ends: datetime, zone: tzinfo) -> list[datetime]:
    """The times that the axis names: every third hour of the clock from the start, and the end."""
    found: list[datetime] = []
    local = starts.astimezone(zone).replace(tzinfo=None)
    for step in range(0, 30, 3):
        at = (local + timedelta(hours=step)).replace(tzinfo=zone).astimezone(UTC)
        if at < ends and (not found or at > found[-1]):
            found.append(at)
    return [*found, ends]
