"""The first start: three ways on, what protects a desk in one file, theme and text size."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.tokens import Theme
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel, keycap

#: The text sizes that are offered as buttons.
SIZES = (80, 100, 125, 150, 200)


class Way(QAbstractButton):
    """One way on: an icon, what it is, what it does, its key."""

    def __init__(self, look: Appearance, icon: str, title: str, text: str, keys: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setText(title)
        self.setAccessibleDescription(text)
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(18), look.px(14), look.px(16), look.px(14))
        row.setSpacing(look.px(14))
        sign = Sign(look, 20)
        sign.set_glyph(icon, "accent.ink")
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.px(3))
        column.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(PlainLabel(title, size="record"))
        words = WrappedLabel(text, ink="mid")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        column.addWidget(words)
        row.addLayout(column, 1)
        row.addWidget(keycap(keys))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(look.px(89))

    def sizeHint(self) -> QSize:
        """As wide as the page, as high as the words."""
        return QSize(self._look.px(720), self._look.px(89))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card."""
        painter = QPainter(self)
        ground = "bg.hover" if self.underMouse() or self.isDown() else "bg.raised"
        painter.setPen(self._look.color("bg.line_strong"))
        painter.setBrush(self._look.color(ground))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


class StartPage(QWidget):
    """See the module.

    Signals:
        explore_asked(), new_asked(), open_asked(), keys_asked()
    """

    explore_asked = Signal()
    new_asked = Signal()
    open_asked = Signal()
    keys_asked = Signal()

    def __init__(
        self,
        look: Appearance,
        set_theme: Callable[[Theme], None],
        set_size: Callable[[int], None],
        last: str = "",
    ) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        card = QWidget()
        card.setFixedWidth(look.px(720))
        outer.addWidget(card)
        outer.addStretch(1)
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addStretch(29)
        column.addWidget(PlainLabel("OpsDesk", size="display"))
        column.addWidget(
            WrappedLabel(
                self.tr("No desk is open. The last one was {file}.").format(file=last)
                if last
                else self.tr(
                    "No desk is set up on this computer yet. You can change your mind later: Desk menu, Open."
                ),
                ink="mid",
                size="record_plain",
            )
        )
        column.addSpacing(look.px(12))
        self.ways = self._ways()
        for way in self.ways:
            column.addWidget(way)
        column.addSpacing(look.px(4))
        column.addLayout(self._protection())
        column.addSpacing(look.px(12))
        column.addLayout(self._choices(set_theme, set_size))
        column.addStretch(81)

    def begin(self) -> None:
        """The first way takes the focus."""
        self.ways[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _ways(self) -> list[Way]:
        ways = []
        for icon, title, text, keys, asked in (
            (
                "visibility",
                self.tr("Explore with sample data"),
                self.tr(
                    "A fictional desk in Monaco with 400 observations, 60 incidents, 25 bulletins and 27 "
                    "partners. A banner shows that it is the sample; nothing leaves this computer."
                ),
                "Alt+E",
                self.explore_asked,
            ),
            (
                "add",
                self.tr("New desk"),
                self.tr(
                    "Makes an empty database in one file on this computer, for one or several desks on it. "
                    "You become its first administrator and may set a passphrase that encrypts it."
                ),
                "Alt+N",
                self.new_asked,
            ),
            (
                "database",
                self.tr("Open a database"),
                self.tr("The file of a desk on this computer. You sign in with your own name."),
                "Alt+O",
                self.open_asked,
            ),
        ):
            way = Way(self._look, icon, title, text, keys)
            way.clicked.connect(asked)
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(asked)
            ways.append(way)
        return ways

    def _protection(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(10))
        sign = Sign(self._look, 16)
        sign.set_glyph("shield", "text.mid")
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(PlainLabel(self.tr("What protects a desk in one file."), ink="high", strong=True))
        column.addWidget(
            WrappedLabel(
                self.tr(
                    "Roles are kept by the program only: whoever can open the file can read it all. "
                    "Set a passphrase to encrypt it. "
                    "No criminal-history records (NCIC and the like) belong in here."
                ),
                ink="mid",
            )
        )
        row.addLayout(column, 1)
        return row

    def _choices(self, set_theme: Callable[[Theme], None], set_size: Callable[[int], None]) -> QHBoxLayout:
        look = self._look
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(PlainLabel(self.tr("Theme"), ink="high"))
        row.addSpacing(look.px(8))
        themes = QButtonGroup(self)
        for theme, words in ((Theme.DARK, self.tr("Dark")), (Theme.LIGHT, self.tr("Light"))):
            button = self._choice(themes, words, theme is look.theme)
            button.clicked.connect(lambda _on=False, theme=theme: set_theme(theme))
            row.addWidget(button)
        row.addSpacing(look.px(20))
        row.addWidget(PlainLabel(self.tr("Text size"), ink="high"))
        row.addSpacing(look.px(8))
        sizes = QButtonGroup(self)
        for size in SIZES:
            button = self._choice(
                sizes, str(size) if size != SIZES[-1] else f"{size} %", size == look.percent
            )
            button.clicked.connect(lambda _on=False, size=size: set_size(size))
            row.addWidget(button)
        row.addStretch(1)
        keys = QPushButton(self.tr("Keys of this window") + "   F1")
        keys.setProperty("plain", True)
        keys.clicked.connect(self.keys_asked)
        row.addWidget(keys)
        return row

    @staticmethod
    def _choice(group: QButtonGroup, words: str, on: bool) -> QPushButton:
        button = QPushButton(words)
        button.setCheckable(True)
        button.setChecked(on)
        button.setProperty("segment", True)
        group.addButton(button)
        return button
