"""What can be pressed here: a button with an icon, a word and its keys; and a name that is a link."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.text import plain_tooltip


class KeyButton(QAbstractButton):
    """One line of 28 px: an icon, a word, its keys in small; text of people in it stays plain."""

    def __init__(
        self,
        look: Appearance,
        text: str = "",
        *,
        icon: str = "",
        keys: str = "",
        primary: bool = False,
        plain: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = icon
        self._keys = keys
        self._primary = primary
        self._plain = plain
        self._words = text
        self._hover = False
        self.setAccessibleName(f"{text} {keys}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @staticmethod
    def of(
        look: Appearance, action: DeskAction, *, icon: str = "", plain: bool = False, keys: bool = True
    ) -> KeyButton:
        """The button of an action: off when it is, with its reason in the tooltip."""
        text = action.spec.button or action.spec.label
        button = KeyButton(look, text, icon=icon, keys=action.keys if keys else "", plain=plain)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

        button.clicked.connect(action.trigger)
        action.changed.connect(follow)
        follow()
        return button

    def words(self) -> str:
        """What stands on it."""
        return self._words

    def sizeHint(self) -> QSize:
        """28 px high; an icon alone is a square."""
        look = self._look
        if not self._words:
            return QSize(look.px(28), look.px(28))
        width = QFontMetrics(look.font(bold=self._primary)).horizontalAdvance(self._words) + look.px(24)
        width += look.px(22) if self._icon else 0
        if self._keys:
            width += QFontMetrics(look.font("micro")).horizontalAdvance(self._keys) + look.px(10)
        return QSize(width, look.px(28))

    def minimumSizeHint(self) -> QSize:
        """Where the place is small, the word is cut."""
        return QSize(min(self.sizeHint().width(), self._look.px(64)), self._look.px(28))

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it like the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, icon, word, keys."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, on = self._look, self.isEnabled()
        filled = self._primary and on
        self._paint_box(painter, filled)
        ink = "accent.on_fill" if filled else ("text.high" if on else "text.disabled")
        if self._plain and on and not self._hover:
            ink = "text.mid"
        x = look.px(10 if self._words else 6)
        if self._icon:
            size = 14 if self._words else 16
            picture = look.pixmap(self._icon, ink, size, self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - look.px(size)) // 2, picture)
            x += look.px(22)
        font = look.font(bold=self._primary)
        painter.setFont(font)
        painter.setPen(look.color(ink))
        room = self.width() - x - look.px(4)
        words = QFontMetrics(font).elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(x, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        if self._keys:
            x += QFontMetrics(font).horizontalAdvance(words) + look.px(10)
            painter.setFont(look.font("micro"))
            painter.setPen(look.color(ink if filled or not on else "text.low"))
            rest = QRect(x, 0, self.width() - x, self.height())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, self._keys)

    def _paint_box(self, painter: QPainter, filled: bool) -> None:
        look, box = self._look, self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        if self._plain:
            if self._hover and self.isEnabled():
                painter.fillRect(self.rect(), look.color("bg.hover"))
            return
        edge = "accent.fill" if filled else ("text.mid" if self._hover else "bg.line_strong")
        painter.setPen(QPen(look.color(edge if self.isEnabled() else "bg.line"), 1))
        ground = "accent.fill" if filled else ("selection.fill" if self.isDown() else "bg.hover")
        painter.setBrush(look.color(ground))
        painter.drawRoundedRect(box, 3, 3)


class Name(QAbstractButton):
    """A name that opens what it names: bold, underlined under the pointer, cut where the place ends.

    `wide`: it takes what place there is, and needs none.
    """

    def __init__(
        self,
        look: Appearance,
        text: str,
        run: Callable[[], None] | None = None,
        *,
        size: str = "body",
        bold: bool = True,
        ink: str = "text.high",
        wide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._text, self._size, self._bold, self._ink = look, text, size, bold, ink
        self._hover = False
        self.setAccessibleName(text)
        across = QSizePolicy.Policy.Ignored if wide else QSizePolicy.Policy.Maximum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        if run is None:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda _checked=False: run())

    def words(self) -> str:
        """The whole text."""
        return self._text

    def sizeHint(self) -> QSize:
        """As wide as the text, at most as wide as the place."""
        metrics = QFontMetrics(self._look.font(self._size, bold=self._bold))
        line = self._text.replace("\n", " ")
        return QSize(metrics.horizontalAdvance(line) + self._look.px(3), self._look.px(24))

    def minimumSizeHint(self) -> QSize:
        """A few letters will do."""
        return QSize(min(self.sizeHint().width(), self._look.px(36)), self._look.px(24))

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, cut where the place ends."""
        painter = QPainter(self)
        font = self._look.font(self._size, bold=self._bold)
        metrics = QFontMetrics(font)
        line = self._text.replace("\n", " ")
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width())
        painter.setFont(font)
        painter.setPen(self._look.color(self._ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self._hover and self.focusPolicy() != Qt.FocusPolicy.NoFocus:
            under = (self.height() + metrics.ascent()) // 2 + 1
            painter.drawLine(0, under, metrics.horizontalAdvance(shown), under)
        self.setToolTip(plain_tooltip(line) if shown != line else "")
