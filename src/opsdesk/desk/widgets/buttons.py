"""Buttons of actions: the word and its shortcut, on one line or two."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.appearance import Appearance


class VerbButton(QAbstractButton):
    """An action as a button: the word, and the shortcut under it (`flat`: beside it)."""

    def __init__(
        self,
        look: Appearance,
        action: DeskAction,
        *,
        primary: bool = False,
        flat: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.action_of = action
        self._primary = primary
        self._flat = flat
        self._hover = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy.Policy.Fixed if flat else QSizePolicy.Policy.Preferred
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        look.changed.connect(self.updateGeometry)
        self._follow()

    def set_primary(self, primary: bool) -> None:
        """Make it the one that stands out, or not."""
        self._primary = primary
        self.update()

    def _follow(self) -> None:
        self.setEnabled(self.action_of.isEnabled())
        self.setText(self.action_of.spec.button or self.action_of.spec.label)
        self.setToolTip(self.action_of.toolTip())
        self.setAccessibleName(f"{self.text()} {self.action_of.keys}")
        self.update()

    def sizeHint(self) -> QSize:
        """40 px high, or 28 in one line."""
        look = self._look
        word = QFontMetrics(look.font(bold=self._primary)).horizontalAdvance(self.text())
        keys = QFontMetrics(look.font("micro")).horizontalAdvance(self.action_of.keys)
        if not self._flat:
            return QSize(max(word, keys, look.px(60)) + look.px(8), look.px(40))
        return QSize(word + keys + look.px(26 if keys else 18), look.px(28))

    def minimumSizeHint(self) -> QSize:
        """Half of that will do: the word is cut then."""
        return QSize(self.sizeHint().width() // 2, self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came in."""
        self._hover = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: object) -> None:
        """The pointer left."""
        self._hover = False
        self.update()
        super().leaveEvent(event)  # type: ignore[arg-type] # Qt hands in a QEvent

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, word, shortcut."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        on = self.isEnabled()
        filled = self._primary and on
        ground = "accent.fill" if filled else ("selection.fill" if self.isDown() else "bg.hover")
        edge = (
            "accent.fill"
            if filled
            else ("bg.line" if not on else ("text.mid" if self._hover else "bg.line_strong"))
        )
        painter.setPen(QPen(look.color(edge), 1))
        painter.setBrush(look.color(ground) if on else look.color("bg.raised"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        word = "accent.on_fill" if filled else ("text.high" if on else "text.disabled")
        keys = "accent.on_fill" if filled else ("text.low" if on else "text.disabled")
        self._write(painter, word, keys)

    def _write(self, painter: QPainter, word_ink: str, keys_ink: str) -> None:
        look = self._look
        word_font, keys_font = look.font(bold=self._primary), look.font("micro")
        keys = self.action_of.keys
        box = self.rect()
        painter.setFont(word_font)
        painter.setPen(look.color(word_ink))
        if self._flat:
            width = QFontMetrics(word_font).horizontalAdvance(self.text())
            left = look.px(9)
            painter.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
            painter.setFont(keys_font)
            painter.setPen(look.color(keys_ink))
            painter.drawText(
                box.adjusted(left + width + look.px(8), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, keys
            )
            return
        text = QFontMetrics(word_font).elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        upper = QRect(0, look.px(3), box.width(), look.px(20)) if keys else box
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, text)
        if keys:
            painter.setFont(keys_font)
            painter.setPen(look.color(keys_ink))
            lower = QRect(0, look.px(21), box.width(), look.px(15))
            fitting = QFontMetrics(keys_font).elidedText(keys, Qt.TextElideMode.ElideRight, box.width() - 2)
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, fitting)


class VerbRow(QWidget):
    """The verbs of a record: five buttons of two lines, or at narrow widths the first two and `More…`."""

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._verbs: list[DeskAction] = []
        self._primary: DeskAction | None = None
        self._narrow = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(6))

    def set_verbs(self, verbs: list[DeskAction], primary: DeskAction | None = None) -> None:
        """Show these; the same as before changes only which stands out."""
        if verbs != self._verbs:
            self._verbs = list(verbs)
            self._primary = primary
            self._build()
        elif primary is not self._primary:
            self._primary = primary
            if self._narrow:
                self._build()
                return
            for button in self.findChildren(VerbButton):
                button.set_primary(button.action_of is primary)

    def set_narrow(self, narrow: bool) -> None:
        """One line and `More…` instead of two lines."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self._build()

    def _build(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not self._narrow:
            for verb in self._verbs:
                self._row.addWidget(VerbButton(self._look, verb, primary=verb is self._primary), 1)
            return
        first = self._verbs[:2]
        if self._primary is not None and self._primary not in first:
            first = [*self._verbs[:1], self._primary]
        for verb in first:
            self._row.addWidget(VerbButton(self._look, verb, primary=verb is self._primary, flat=True))
        rest = [verb for verb in self._verbs if verb not in first]
        if rest:
            more = QPushButton(self.tr("More…"))
            menu = QMenu(more)
            menu.addActions(rest)
            more.setMenu(menu)
            self._row.addWidget(more)
        self._row.addStretch(1)
