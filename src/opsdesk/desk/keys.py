"""F1: the keys of this screen, over the window until Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.actions import Actions
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, keycap


class Keys(QWidget):
    """A card with every shortcut that works now, in the order of the menus."""

    ROWS = 18

    def __init__(self, look: Appearance, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._look, self._actions, self._window = look, actions, window
        self._before: QWidget | None = None
        self.setObjectName("window_over")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        head = QHBoxLayout()
        head.addWidget(PlainLabel(self.tr("Keys of this screen"), size="title"))
        head.addStretch(1)
        close = QPushButton(self.tr("Close   Esc"))
        close.clicked.connect(self.close_keys)
        head.addWidget(close)
        column.addLayout(head)
        self._body = QWidget()
        column.addWidget(self._body)
        self.hide()

    def open(self) -> None:
        """Show it; F1 once more closes it."""
        if self.isVisible():
            self.close_keys()
            return
        self._before = QApplication.focusWidget()
        self._fill()
        self.show()
        self._place()
        # Once more with the sizes that the style sheet gives the key caps when they are shown.
        QTimer.singleShot(0, self, self._place)
        self.raise_()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _place(self) -> None:
        grid = self._body.layout()
        assert isinstance(grid, QGridLayout)
        grid.invalidate()
        edges = self._look.px(32)
        # Each block has room for its longest words; in a narrow window they are shortened, never cut.
        blocks = -(-grid.columnCount() // 2)
        wanted = max(grid.minimumSize().width() + edges, blocks * self._look.px(420))
        width = min(max(self.sizeHint().width(), wanted), self._window.width() - self._look.px(16))
        height = min(self.sizeHint().height(), self._window.height() - self._look.px(16))
        self.setGeometry(
            (self._window.width() - width) // 2, (self._window.height() - height) // 2, width, height
        )

    def close_keys(self) -> None:
        """Away, and the focus where it was."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_keys()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(self._body)
        self._body.hide()
        self._body.deleteLater()
        self._body = QWidget()
        grid = QGridLayout(self._body)
        grid.setHorizontalSpacing(self._look.px(10))
        grid.setVerticalSpacing(self._look.px(4))
        lines = [(action.keys, action.spec.label) for action in self._actions.useful() if action.keys]
        lines += [
            ("Enter", self.tr("In the entry line: report")),
            ("Up", self.tr("In the entry line: bring back the last")),
            ("Tab", self.tr("In the entry line: complete")),
            ("Esc", self.tr("Clear the filter, back to the list")),
            ("F3–F9", self.tr("In the entry line: canned phrases")),
        ]
        for at, (keys, label) in enumerate(lines):
            row, block = at % self.ROWS, at // self.ROWS
            grid.addWidget(keycap(keys), row, block * 2, Qt.AlignmentFlag.AlignRight)
            words = ElidedLabel(label, ink="high")
            words.setMinimumWidth(self._look.px(120))
            grid.addWidget(words, row, block * 2 + 1)
            grid.setColumnStretch(block * 2 + 1, 1)
        layout.addWidget(self._body)
        self._body.show()
