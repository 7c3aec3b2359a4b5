"""While the desk is locked, every window but the wall is hidden, and none can come up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

#: Set on the window of the wallboard: a desk's lock leaves it.
STAYS = "stays_while_locked"
#: So many menus can stand open one out of the other.
_MOST_MENUS = 20


class Curtain(QObject):
    """An event filter on the application while it is drawn; what was hidden comes back as it was."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._hidden: list[QWidget] = []
        self.drawn = False

    def draw(self) -> None:
        """Hide all there is, at once."""
        application = QApplication.instance()
        if self.drawn or not isinstance(application, QApplication):
            return
        self.drawn = True
        QToolTip.hideText()
        for _menu in range(_MOST_MENUS):
            popup = QApplication.activePopupWidget()
            if popup is None or not popup.close():
                break
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible():
                self._hide(widget)
        application.installEventFilter(self)

    def open(self) -> None:
        """Show what was hidden."""
        application = QApplication.instance()
        if not self.drawn or application is None:
            return
        self.drawn = False
        application.removeEventFilter(self)
        hidden, self._hidden = self._hidden, []
        for widget in hidden:
            widget.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """No tooltip, and no window that something under way would open."""
        if event.type() in (QEvent.Type.ToolTip, QEvent.Type.WhatsThis):
            return True
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._hide(watched)
        return False

    def _hide(self, widget: QWidget) -> None:
        if widget is self._window or widget.property(STAYS):
            return
        if not self._is_menu(widget):
            self._hidden.append(widget)
            widget.destroyed.connect(lambda: self._forget(widget))
        widget.hide()

    def _forget(self, widget: QWidget) -> None:
        self._hidden = [one for one in self._hidden if one is not widget]

    @staticmethod
    def _is_menu(widget: QWidget) -> bool:
        """A menu or a tooltip goes for good."""
        return widget.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
