"""The name of a view that is kept: a field over the column of views; Enter keeps it, Esc leaves it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.cut import NAME, cut


class ViewName(QLineEdit):
    """Stands over the button that asked for it; it goes when it loses the focus."""

    def __init__(self, look: Appearance, over: QWidget, within: QWidget) -> None:
        super().__init__(within)
        self._within = within
        self._look = look
        self._over = over
        self._then: Callable[[str], None] | None = None
        self.setMaxLength(60)
        self.setPlaceholderText(self.tr("Name of the view"))
        self.setAccessibleName(self.tr("Name of the view"))
        self.returnPressed.connect(self._keep)
        self.hide()

    def ask(self, proposed: str, then: Callable[[str], None]) -> None:
        """Ask for a name; `then` gets it."""
        self._then = then
        width = max(self._over.width(), self._look.px(180))
        place = self._over.mapTo(self._within, QPoint(0, 0))
        high = self._look.px(28)
        self.setGeometry(place.x() + self._look.px(4), place.y() - high, width - self._look.px(8), high)
        self.setText(cut(proposed, NAME))
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves it."""
        if event.key() == Qt.Key.Key_Escape:
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
            self.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The operator went elsewhere."""
        super().focusOutEvent(event)
        self.hide()

    def _keep(self) -> None:
        name, then = self.text().strip(), self._then
        if name and then is not None:
            self._then = None
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
            self.hide()
            then(name)
