"""The three columns of the tab: how wide each is, and in a small window which of them share a place."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.remember import Remember
from opsdesk.desk.tab import NARROW, SINGLE

#: The outer columns, px at 100 %, at wide and at narrow windows; the middle one takes what is left.
LEFT, RIGHT = 559, 518
LEFT_NARROW, RIGHT_NARROW = 372, 420
#: In a small window the list, and beside it the bulletin over its recipients.
LEFT_SINGLE = 310
_LEAST = (300, 360, 300)


class Columns(QObject):
    """Board, bulletin and recipients beside each other; each boundary is remembered for its size class.

    Attributes:
        outer: the board, and what stands at its right.
        size_class: wide, narrow or single.
    """

    def __init__(
        self, look: Appearance, remember: Remember, parts: tuple[QWidget, QWidget, QWidget], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._look, self._remember, self._parts = look, remember, parts
        self.size_class = ""
        board, middle, told = parts
        self.outer = QSplitter(Qt.Orientation.Horizontal)
        self._inner = QSplitter(Qt.Orientation.Horizontal)
        for splitter, first, second in ((self.outer, board, self._inner), (self._inner, middle, told)):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            splitter.addWidget(first)
            splitter.addWidget(second)
            splitter.splitterMoved.connect(self._keep)
        self.outer.setStretchFactor(0, 0)
        self.outer.setStretchFactor(1, 1)
        self._inner.setStretchFactor(0, 1)
        self._inner.setStretchFactor(1, 0)

    def lay_out(self, width: int, *, force: bool = False) -> bool:
        """Fit the columns into so many px; whether the size class is another one now."""
        logical = width * 100 / self._look.percent
        name = "wide" if logical >= NARROW else ("narrow" if logical >= SINGLE else "single")
        if name == self.size_class and not force:
            return False
        self.size_class = name
        single = name == "single"
        for part, least in zip(self._parts, _LEAST, strict=True):
            part.setMinimumWidth(self._look.px(least))
        self._inner.setOrientation(Qt.Orientation.Vertical if single else Qt.Orientation.Horizontal)
        self._inner.setStretchFactor(1, int(single))
        left, right = {
            "wide": (LEFT, RIGHT),
            "narrow": (LEFT_NARROW, RIGHT_NARROW),
            "single": (LEFT_SINGLE, 0),
        }[name]
        sizes = [self._look.px(left), self._look.px(right)]
        kept = self._remember.get(self._key())
        if isinstance(kept, list) and len(kept) == 2 and all(isinstance(one, int) for one in kept):
            sizes = kept
        rest = max(1, width - sizes[0] - 1)
        self.outer.setSizes([sizes[0], rest])
        if single:
            second = sizes[1] or self._inner.height() * 2 // 5
            self._inner.setSizes([max(1, self._inner.height() - second), second])
        else:
            self._inner.setSizes([max(1, rest - sizes[1] - 1), sizes[1]])
        return True

    def _key(self) -> str:
        return f"bulletins/split/{self.size_class}/{self._look.percent}"

    def _keep(self) -> None:
        self._remember.put(self._key(), [self.outer.sizes()[0], self._inner.sizes()[1]])
