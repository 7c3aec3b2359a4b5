"""What a list says when it has nothing to show, or cannot, or is on its way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.text import WrappedLabel


class LoadingLine(QWidget):
    """A line of 2 px at the top of a list, after 200 ms; the old rows stay under it."""

    AFTER = 200

    def __init__(self, look: Appearance, over: QWidget) -> None:
        super().__init__(over)
        self._look = look
        self._over = over
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.AFTER)
        self._timer.timeout.connect(self._show)

    def set_loading(self, loading: bool) -> None:
        """Whether an answer is awaited."""
        if loading:
            if not self.isVisible():
                self._timer.start()
        else:
            self._timer.stop()
            self.hide()

    def _show(self) -> None:
        self.setGeometry(0, 0, self._over.width(), self._look.px(2))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        QPainter(self).fillRect(self.rect(), self._look.color("accent.fill"))


class Nothing(QWidget):
    """Stands in the middle of an empty list: what is, then what to do.

    Signals:
        pressed(): the one button, such as `Clear filters`.
    """

    pressed = Signal()

    def __init__(self, look: Appearance, over: QAbstractScrollArea) -> None:
        super().__init__(over)
        self._look = look
        self._over = over
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        self.title = WrappedLabel(size="title")
        self.text = WrappedLabel(ink="mid")
        self.button = QPushButton()
        self.button.clicked.connect(self.pressed)
        column.addWidget(self.title)
        column.addWidget(self.text)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column.addLayout(row)
        self._own: QWidget | None = None
        self._column = column
        over.viewport().installEventFilter(self)
        self.hide()

    def say(self, title: str, text: str, button: str = "") -> None:
        """Show these words."""
        self._hide_own()
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self._show()

    def show_widget(self, widget: QWidget) -> None:
        """Show a tab's own page for its empty list (how to begin)."""
        for part in (self.title, self.text, self.button):
            part.hide()
        if self._own is not widget:
            self._hide_own()
            self._own = widget
            self._column.addWidget(widget)
        widget.show()
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        # Not isVisible: a list in a tab behind another one takes its size unseen.
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _hide_own(self) -> None:
        if self._own is not None:
            self._own.hide()

    def _show(self) -> None:
        self.show()
        self._place()
        self.raise_()

    def _place(self) -> None:
        area = self._over.viewport().geometry()
        width = min(self._look.px(600), max(area.width() - self._look.px(32), 1))
        height = max(self.heightForWidth(width), self.sizeHint().height())
        top = area.top() + max(self._look.px(24), round(area.height() * 0.18))
        self.setGeometry(QRect(area.left() + (area.width() - width) // 2, top, width, height))
