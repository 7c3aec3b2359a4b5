"""Plain text on the screen: labels that never guess markup, key caps, rules, elided text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


class PlainLabel(QLabel):
    """Text exactly as it is; markup in it is shown, never followed.

    `ink` is one of mid, high, low, accent, error, overdue, waiting, claimed, away; `size` one of micro,
    small, body, record, title, display.
    """

    def __init__(
        self,
        text: str = "",
        *,
        ink: str = "mid",
        size: str = "body",
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("ink", ink)
        self.setProperty("type_size", size)
        self.setProperty("strong", strong)
        self.setText(text)

    def set_ink(self, ink: str) -> None:
        """Change the colour."""
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)


class WrappedLabel(PlainLabel):
    """Text of several lines that can be marked with the mouse and the keyboard."""

    def __init__(
        self,
        text: str = "",
        *,
        ink: str = "high",
        size: str = "body",
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, ink=ink, size=size, strong=strong, parent=parent)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(1)


class ElidedLabel(PlainLabel):
    """One line that ends in … where the place is too small; the whole text stands in the tooltip then."""

    def __init__(
        self,
        text: str = "",
        *,
        ink: str = "mid",
        size: str = "body",
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, ink=ink, size=size, strong=strong, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, cut where the place ends."""
        painter = QPainter(self)
        line = self.text().replace("\n", " ")
        shown = QFontMetrics(self.font()).elidedText(line, Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment()), shown)
        self.setToolTip(plain_tooltip(line) if shown != line else "")


def plain_tooltip(text: str) -> str:
    """The text for `setToolTip`, which would otherwise take markup in it for its own."""
    if not text:
        return ""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{escaped.replace(chr(10), '<br>')}</span>"


def keycap(keys: str, parent: QWidget | None = None) -> PlainLabel:
    """A shortcut in a small frame."""
    cap = PlainLabel(keys, parent=parent)
    cap.setObjectName("keycap")
    cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return cap


def rule(*, strong: bool = False, vertical: bool = False, parent: QWidget | None = None) -> QFrame:
    """A line of one px between two regions."""
    line = QFrame(parent)
    line.setObjectName("rule_strong" if strong else "rule")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
