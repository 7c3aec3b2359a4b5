"""A wrapped text of which parts are bold or grey; plain at all times, markup in it is shown as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from opsdesk.desk.appearance import Appearance


@dataclass(frozen=True, slots=True)
class Run:
    """A part of the text; `ink` is a token."""

    text: str
    ink: str = "text.high"
    bold: bool = False


class RunsLabel(QWidget):
    """See the module."""

    def __init__(self, look: Appearance, runs: Sequence[Run] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._runs = tuple(runs)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.updateGeometry)
        self.setAccessibleName(self.text())

    def text(self) -> str:
        """The whole text."""
        return "".join(run.text for run in self._runs)

    def hasHeightForWidth(self) -> bool:
        """It wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as are needed."""
        return round(self._laid_out(width)[1])

    def sizeHint(self) -> QSize:
        """One line unless the width says otherwise."""
        return QSize(self._look.px(120), self.heightForWidth(max(self.width(), self._look.px(120))))

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, self._look.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines."""
        layout, _height = self._laid_out(self.width())
        layout.draw(QPainter(self), QPointF(0, 0))

    def _laid_out(self, width: int) -> tuple[QTextLayout, float]:
        look = self._look
        text = self.text().replace("\n", "\N{LINE SEPARATOR}")
        layout = QTextLayout(text, look.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, height

    def _formats(self) -> list[QTextLayout.FormatRange]:
        found, at = [], 0
        for run in self._runs:
            shape = QTextCharFormat()
            shape.setForeground(self._look.color(run.ink))
            if run.bold:
                shape.setFontWeight(QFont.Weight.DemiBold)
            part = QTextLayout.FormatRange()
            # Qt counts in UTF-16 units.
            length = len(run.text.encode("utf-16-le")) // 2
            part.start, part.length, part.format = at, length, shape
            at += length
            found.append(part)
        return found
