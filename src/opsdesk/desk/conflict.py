"""The conflict window: a record was changed at two desks. It blocks nothing and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.merge import Choice, Clash
from opsdesk.desk.text_keys import OWN_KEYS
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel, rule

#: Widths of the five columns in px at 100 %.
_COLUMNS = (108, 182, 270, 270, 236)

#: Turns a field's value into words.
Words = Callable[[str, Any], str]


class ClashRow(QWidget):
    """One field: as it was, theirs, yours, what will be saved.

    Signals:
        chosen(name, Choice)
        moved(step): Up or Down was pressed.
    """

    chosen = Signal(str, object)
    moved = Signal(int)

    def __init__(self, look: Appearance, clash: Clash, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = words
        self.clash = clash
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()

    def show_clash(self, clash: Clash) -> None:
        """Another choice."""
        self.clash = clash
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its longest text."""
        look = self._look
        heights = [
            look.font().pixelSize() * 1.4 * max(1, len(self._text(column)) * 7 // width + 1)
            for column, width in ((1, look.px(160)), (2, look.px(215)), (3, look.px(215)))
        ]
        return QSize(
            sum(look.px(width) for width in _COLUMNS), round(min(max(heights), look.px(160))) + look.px(12)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← theirs, → yours, B both; Up and Down to the next field."""
        choice = {
            Qt.Key.Key_Left: Choice.THEIRS,
            Qt.Key.Key_Right: Choice.YOURS,
            Qt.Key.Key_B: Choice.BOTH,
        }.get(Qt.Key(event.key()))
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif choice is Choice.BOTH and not self.clash.text:
            return
        elif choice is not None:
            self.chosen.emit(self.clash.name, choice)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a side takes it; on a text field both sides can be on."""
        column = self._column_at(event.position().toPoint())
        if column not in (2, 3):
            return
        wanted = Choice.THEIRS if column == 2 else Choice.YOURS
        now = self.clash.choice
        if self.clash.text and now is not None and now is not wanted and now is not Choice.BOTH:
            wanted = Choice.BOTH
        elif now is Choice.BOTH:
            wanted = Choice.YOURS if column == 2 else Choice.THEIRS
        self.chosen.emit(self.clash.name, wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Five cells."""
        painter = QPainter(self)
        look, clash = self._look, self.clash
        if clash.choice is None:
            painter.fillRect(self.rect(), look.color("tint.waiting"))
        for column in range(5):
            box = self._box(column)
            on = (column == 2 and clash.choice in (Choice.THEIRS, Choice.BOTH)) or (
                column == 3 and clash.choice in (Choice.YOURS, Choice.BOTH)
            )
            if on:
                painter.fillRect(box, look.color("selection.fill"))
            inner = box.adjusted(look.px(12), look.px(6), -look.px(8), -look.px(4))
            if column in (2, 3):
                self._paint_mark(painter, QPoint(box.left() + look.px(12), box.top() + look.px(8)), on)
                inner.setLeft(inner.left() + look.px(22))
            ink = "selection.text" if on else ("text.high" if column in (0, 2, 3) else "text.mid")
            if column == 4 and clash.choice is None:
                ink = "state.waiting"
            painter.setFont(look.font(bold=column == 0))
            painter.setPen(look.color(ink))
            option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            painter.drawText(inner.toRectF(), self._text(column), option)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("bg.line"))

    def _paint_mark(self, painter: QPainter, at: QPoint, on: bool) -> None:
        look = self._look
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.color("accent.ink" if on else "bg.line_strong"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRect(at, QSize(look.px(14), look.px(14)))
        draw = painter.drawRect if self.clash.text else painter.drawEllipse
        draw(box)
        if on:
            painter.setBrush(look.color("accent.fill"))
            draw(box.adjusted(4, 4, -4, -4))
        painter.restore()

    def _text(self, column: int) -> str:
        clash, words = self.clash, self._words
        if column == 0:
            return clash.label
        if column == 1:
            return words(clash.name, clash.read)
        if column == 2:
            return words(clash.name, clash.theirs) if clash.theirs != clash.read else self.tr("unchanged")
        if column == 3:
            return words(clash.name, clash.yours) if clash.yours != clash.read else self.tr("unchanged")
        return self._outcome()

    def _outcome(self) -> str:
        clash = self.clash
        if clash.choice is None:
            return self.tr("choose one")
        if clash.given and clash.theirs == clash.yours:
            return self.tr("the same at both desks")
        if clash.given and clash.choice is Choice.THEIRS:
            return self.tr("theirs: only they changed it")
        if clash.given and clash.choice is Choice.YOURS:
            return self.tr("yours: only you changed it")
        if clash.choice is Choice.BOTH:
            return self.tr("both, theirs first")
        side = self.tr("theirs") if clash.choice is Choice.THEIRS else self.tr("yours")
        return f"{self._words(clash.name, clash.value)}, {side}"

    def _box(self, column: int) -> QRect:
        widths = [self._look.px(width) for width in _COLUMNS]
        return QRect(sum(widths[:column]), 0, widths[column], self.height() - 1)

    def _column_at(self, point: QPoint) -> int:
        return next((column for column in range(5) if self._box(column).contains(point)), -1)

    def _name(self) -> None:
        self.setAccessibleName(
            self.tr("{field}: theirs {theirs}, yours {yours}, {outcome}").format(
                field=self.clash.label, theirs=self._text(2), yours=self._text(3), outcome=self._outcome()
            )
        )


class ConflictWindow(QWidget):
    """Stands over the page; everything beside it goes on working.

    Signals:
        resolved(tuple[Clash, ...]): save these.
        later(): keep yours as a draft.
    """

    resolved = Signal(object)
    later = Signal()

    def __init__(
        self,
        look: Appearance,
        window: QWidget,
        title: str,
        told: str,
        clashes: Sequence[Clash],
        words: Words,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._clashes = {clash.name: clash for clash in clashes}
        self._rows: list[ClashRow] = []
        self.setObjectName("window_over")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty(OWN_KEYS, ["Ctrl+Return", "Ctrl+Enter", "Ctrl+Left", "Ctrl+Right"])
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._head(title))
        column.addWidget(rule())
        words_label = WrappedLabel(told)
        words_label.setContentsMargins(look.px(12), look.px(12), look.px(12), 0)
        column.addWidget(words_label)
        both = PlainLabel(self.tr("Both versions stay in the history, whatever you choose."), size="small")
        both.setContentsMargins(look.px(12), look.px(2), 0, look.px(10))
        column.addWidget(both)
        column.addWidget(rule())
        column.addWidget(self._titles())
        column.addWidget(rule())
        column.addWidget(self._list(words), 1)
        column.addWidget(self._foot())
        self._show()

    def open(self) -> None:
        """Stand in the middle; the first field that needs a choice takes the focus: Save was pressed."""
        window = self._window
        width = sum(self._look.px(one) for one in _COLUMNS) + 2
        height = min(self.sizeHint().height(), window.height() - self._look.px(80))
        left, top = max((window.width() - width) // 2, 0), max((window.height() - height) // 3, 0)
        self.setGeometry(left, top, min(width, window.width()), height)
        self.show()
        self.raise_()
        first = next(
            (row for row in self._rows if row.clash.choice is None), self._rows[0] if self._rows else None
        )
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves, Ctrl+arrows take a whole side, Esc leaves it for later."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._save()
        elif ctrl and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._all(Choice.THEIRS if event.key() == Qt.Key.Key_Left else Choice.YOURS)
        elif event.key() == Qt.Key.Key_Escape:
            self._later()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep its own keys from the shortcuts of the desk."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def choose(self, name: str, choice: Choice) -> None:
        """Take a side for a field."""
        self._clashes[name] = replace(self._clashes[name], choice=choice, given=False)
        self._show()

    def missing(self) -> list[str]:
        """The labels of the fields that still need a choice."""
        return [clash.label for clash in self._clashes.values() if clash.choice is None]

    def _all(self, choice: Choice) -> None:
        for name, clash in self._clashes.items():
            if not clash.given:
                self._clashes[name] = replace(clash, choice=choice)
        self._show()

    def _save(self) -> None:
        if not self.missing():
            self.hide()
            self.resolved.emit(tuple(self._clashes.values()))
            self.deleteLater()

    def _later(self) -> None:
        self.hide()
        self.later.emit()
        self.deleteLater()

    def _show(self) -> None:
        for row in self._rows:
            row.show_clash(self._clashes[row.clash.name])
        missing = self.missing()
        asked = sum(not clash.given for clash in self._clashes.values())
        if missing:
            text = self.tr("{missing} of {asked} fields still need your choice: {names}").format(
                missing=len(missing), asked=asked, names=", ".join(missing)
            )
        else:
            text = self.tr("All chosen.")
        self._state.setText(text)
        self._state.set_ink("waiting" if missing else "claimed")
        self._sign.set_glyph(
            "hourglass_empty" if missing else "check", "state.waiting" if missing else "state.ok"
        )
        self._save_button.setEnabled(not missing)

    # parts

    def _head(self, title: str) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(self._look.px(12), self._look.px(4), self._look.px(8), self._look.px(4))
        row.addWidget(PlainLabel(title, ink="high", strong=True))
        row.addStretch(1)
        cross = QToolButton()
        cross.setIcon(self._look.icon("close"))
        cross.setAccessibleName(self.tr("Later, keep as draft"))
        cross.clicked.connect(self._later)
        row.addWidget(cross)
        return head

    def _titles(self) -> QWidget:
        titles = QWidget()
        row = QHBoxLayout(titles)
        row.setContentsMargins(0, self._look.px(6), 0, self._look.px(6))
        row.setSpacing(0)
        for width, text in zip(
            _COLUMNS,
            (self.tr("Field"), self.tr("When you opened it"), self.tr("Theirs  ←"), self.tr("Yours  →"), ""),
            strict=True,
        ):
            label = PlainLabel(
                text or self.tr("Will be saved · B takes both texts"), size="small", strong=True
            )
            label.setFixedWidth(self._look.px(width))
            label.setContentsMargins(self._look.px(12), 0, 0, 0)
            row.addWidget(label)
        row.addStretch(1)
        return titles

    def _list(self, words: Words) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for clash in self._clashes.values():
            row = ClashRow(self._look, clash, words)
            row.chosen.connect(self.choose)
            row.moved.connect(self._step)
            self._rows.append(row)
            column.addWidget(row)
        column.addStretch(1)
        scroll.setWidget(inside)
        scroll.setMinimumHeight(
            min(sum(row.sizeHint().height() for row in self._rows) + 2, self._look.px(420))
        )
        return scroll

    def _foot(self) -> QWidget:
        look = self._look
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        row.setSpacing(look.px(8))
        self._sign = Sign(look, 14)
        row.addWidget(self._sign)
        self._state = PlainLabel(strong=True)
        row.addWidget(self._state)
        row.addStretch(1)
        for text, act in (
            (self.tr("Later, keep as draft   Esc"), self._later),
            (self.tr("All theirs   Ctrl+←"), lambda: self._all(Choice.THEIRS)),
            (self.tr("All yours   Ctrl+→"), lambda: self._all(Choice.YOURS)),
        ):
            button = QPushButton(text)
            button.clicked.connect(act)
            row.addWidget(button)
        self._save_button = QPushButton(self.tr("Save merged   Ctrl+Enter"))
        self._save_button.setProperty("primary", True)
        self._save_button.clicked.connect(self._save)
        row.addWidget(self._save_button)
        return foot

    def _step(self, step: int) -> None:
        focused = next((at for at, row in enumerate(self._rows) if row.hasFocus()), 0)
        self._rows[min(max(focused + step, 0), len(self._rows) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
