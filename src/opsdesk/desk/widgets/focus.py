"""The one focus ring of a window: 2 px, nearly white or black, around whatever has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

from opsdesk.desk.appearance import Appearance

#: A widget with this property set to a child's name lets its ring stand around that ancestor instead.
RING_AROUND = "ring_around"


class FocusRing(QWidget):
    """A frame that follows the focus inside one window, over everything, and lets the mouse through."""

    def __init__(self, look: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._target: QWidget | None = None
        #: The target and all that it stands in: when one of them moves, so does the target.
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        QApplication.instance().focusChanged.connect(self._moved)  # type: ignore[union-attr] # there is one
        look.changed.connect(self._place)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The widget that has the focus moved, or its window."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._place()
        elif event.type() == QEvent.Type.Hide and watched is self._target:
            self.hide()
        return False

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        self._target = None
        if new is None or new.window() is not self._window:
            self.hide()
            return
        around = new.property(RING_AROUND)
        target: QWidget | None = new
        while around and target is not None and target.objectName() != around:
            target = target.parentWidget()
        self._target = target or new
        inner: QWidget | None = self._target
        while inner is not None and inner is not self._window:
            inner.installEventFilter(self)
            self._watched.append(inner)
            inner = inner.parentWidget()
        self._place()

    def _place(self) -> None:
        target = self._target
        if (
            target is None
            or not isValid(target)
            or not target.isVisible()
            or target.window() is not self._window
        ):
            self.hide()
            return
        width = self._look.px(2)
        corner = target.mapTo(self._window, QPoint(0, 0))
        box = QRect(corner, target.size())
        if not isinstance(target, QAbstractItemView):
            box = box.adjusted(-1, -1, 1, 1)
        box = box.intersected(self._window.rect())
        if box == self.geometry() and self.isVisible():
            return
        self.setGeometry(box)
        inner = QRect(width, width, box.width() - 2 * width, box.height() - 2 * width)
        self.setMask(QRegion(QRect(QPoint(0, 0), box.size())) - QRegion(inner))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame; its inside is masked away."""
        QPainter(self).fillRect(self.rect(), self._look.color("focus"))
