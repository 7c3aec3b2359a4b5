"""Small boxes with a word: markings, counts, filters."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.text import PlainLabel
from opsdesk.handling import Marking


class MarkingChip(QWidget):
    """A marking of TLP 2.0: bold, its colour on black, in both themes; no other thing is a black chip."""

    def __init__(
        self, look: Appearance, marking: Marking | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.marking: Marking | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        self.set_marking(marking)

    def set_marking(self, marking: Marking | None) -> None:
        """Show a marking; None hides the chip."""
        self.marking = marking
        # Shown before it has a parent, it would be a window of its own for a moment, and take the focus.
        if marking is None or self.parentWidget() is not None:
            self.setVisible(marking is not None)
        self.setAccessibleName(str(marking or ""))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the word."""
        if self.marking is None:
            return QSize(0, 0)
        width = QFontMetrics(self._look.font("micro", bold=True)).horizontalAdvance(str(self.marking))
        return QSize(width + self._look.px(14), self._look.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The word on black."""
        if self.marking is not None:
            paint_marking(QPainter(self), self.rect(), self.marking, self._look)


def paint_marking(painter: QPainter, box: QRect, marking: Marking, look: Appearance) -> None:
    """Paint a marking's black chip."""
    painter.fillRect(box, QColor(look.hex("tlp.on")))
    painter.setFont(look.font("micro", bold=True))
    painter.setPen(look.color(f"tlp.{marking}"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(marking))


class FilterChip(QWidget):
    """One condition of the filter, `Status open ×`.

    Signals:
        removed(id): the cross was pressed.
        pressed(id): the chip was pressed: choose another value.
    """

    removed = Signal(str)
    pressed = Signal(str)

    def __init__(
        self,
        look: Appearance,
        chip_id: str,
        name: str,
        value: str,
        *,
        removable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.chip_id = chip_id
        self.setObjectName("chip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(look.px(24))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(6), 0, look.px(2), 0)
        row.setSpacing(look.px(4))
        row.addWidget(PlainLabel(name, ink="low"))
        row.addWidget(PlainLabel(value, ink="high"))
        cross = QToolButton()
        cross.setIcon(look.icon("close", "text.mid", 14))
        cross.setFixedSize(look.px(22), look.px(22))
        cross.setToolTip(self.tr("Remove this filter"))
        cross.setAccessibleName(self.tr("Remove {name} {value}").format(name=name, value=value))
        cross.clicked.connect(lambda: self.removed.emit(self.chip_id))
        row.addWidget(cross)
        cross.setVisible(removable)
        if not removable:
            row.setContentsMargins(look.px(6), 0, look.px(6), 0)
