"""Long work on the screen: what it is, how far, and a cancel; over the bottom of the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.tasks import Progress
from opsdesk.desk.widgets.text import PlainLabel


class ProgressLine(QWidget):
    """One piece of work. Its slots are methods, so that what a thread reports arrives in the screen's thread.

    Signals:
        ended(ProgressLine): done, failed or cancelled.
    """

    ended = Signal(object)

    def __init__(self, look: Appearance, progress: Progress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(PlainLabel(progress.title, ink="high"))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(look.px(220))
        self._bar.setAccessibleName(progress.title)
        row.addWidget(self._bar)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cancel.clicked.connect(self._stop)
        row.addWidget(self._cancel)
        self._progress: Progress | None = progress
        progress.moved.connect(self._move)
        progress.ended.connect(self._end)

    def _move(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(min(done, total))

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.cancel()
        self._cancel.setEnabled(False)

    def _end(self) -> None:
        self._progress = None
        self.ended.emit(self)


class ProgressStrip(QWidget):
    """A card at the lower right, with one line for each piece of long work."""

    def __init__(self, look: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self.setObjectName("window_over")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._lines: list[ProgressLine] = []
        self.hide()

    def add(self, progress: Progress) -> None:
        """Show a piece of work until it ends."""
        line = ProgressLine(self._look, progress)
        line.ended.connect(self._drop)
        self._lines.append(line)
        self._column.addWidget(line)
        self.show()
        self.raise_()
        self.place()

    def place(self) -> None:
        """Stay at the lower right, over the status line."""
        if self._lines:
            self.adjustSize()
            edge = self._look.px(8)
            self.move(
                self._window.width() - self.width() - edge,
                self._window.height() - self.height() - self._look.px(26) - edge,
            )

    def _drop(self, line: ProgressLine) -> None:
        self._lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.setVisible(bool(self._lines))
        self.place()
