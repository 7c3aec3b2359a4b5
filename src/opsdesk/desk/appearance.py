"""How the screen looks: theme, text size, fonts, colours; one object, handed to every widget that paints."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from opsdesk.desk.icons import Icons
from opsdesk.desk.resources import resources
from opsdesk.desk.stylesheet import stylesheet
from opsdesk.desk.tokens import FONT, TLP, TOKENS, Theme

#: The steps of Ctrl+plus and Ctrl+minus, in per cent.
TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)

_FAMILIES = ["Noto Sans", "DejaVu Sans"]


class Appearance(QObject):
    """Theme and text size, and what follows from them.

    Signals:
        changed: theme or text size are others now; who paints, paints again.
    """

    changed = Signal()

    def __init__(self, theme: Theme = Theme.DARK, percent: int = 100, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.percent = min(max(percent, TEXT_SIZES[0]), TEXT_SIZES[-1])
        self.icons = Icons(resources() / "icons")
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._application: QApplication | None = None
        self._dressed: tuple[Theme | None, int] = (None, 0)
        self._filters: list[QObject] = []

    def apply(self, application: QApplication) -> None:
        """Dress the whole program, now and at each later change."""
        if self._application is None:
            folder = resources() / "fonts"
            for path in sorted(folder.glob("*.ttf")) if folder.is_dir() else []:
                QFontDatabase.addApplicationFont(str(path))
        self._application = application
        if application.style().name() != "fusion":
            application.setStyle("Fusion")
        self._dress()

    def filter_events(self, application: QCoreApplication, watcher: QObject) -> None:
        """Let an object see the program's events, but for those by which it is dressed: they are 20,000."""
        self._filters.append(watcher)
        application.installEventFilter(watcher)

    def unfilter_events(self, application: QCoreApplication) -> None:
        """None of them sees any event from now on."""
        for watcher in self._filters:
            application.removeEventFilter(watcher)
        self._filters.clear()

    def set_theme(self, theme: Theme) -> None:
        """Change to dark or light."""
        if theme is not self.theme:
            self.theme = theme
            self._dress()

    def set_percent(self, percent: int) -> None:
        """Change the text size; 80 to 200 per cent."""
        percent = min(max(percent, TEXT_SIZES[0]), TEXT_SIZES[-1])
        if percent != self.percent:
            self.percent = percent
            self._dress()

    def larger(self) -> None:
        """One step up."""
        self.set_percent(next((size for size in TEXT_SIZES if size > self.percent), TEXT_SIZES[-1]))

    def smaller(self) -> None:
        """One step down."""
        self.set_percent(next((size for size in reversed(TEXT_SIZES) if size < self.percent), TEXT_SIZES[0]))

    def hex(self, token: str) -> str:
        """A token's colour as `#RRGGBB`; `tlp.TLP:RED` names a marking's."""
        return TLP[token[4:]] if token.startswith("tlp.") else TOKENS[self.theme][token]

    def color(self, token: str) -> QColor:
        """A token's colour in the theme that is on."""
        known = self._colors.get(token)
        if known is None:
            known = self._colors[token] = QColor(self.hex(token))
        return known

    def px(self, size: float) -> int:
        """A measure of the pictures (px at 100 %) at the text size that is on."""
        return max(1, round(size * self.percent / 100))

    def font(self, size: str = "body", *, bold: bool = False) -> QFont:
        """A font by the name of its size: micro, small, body, record, entry, title, display."""
        known = self._fonts.get((size, bold))
        if known is None:
            known = QFont()
            known.setFamilies(_FAMILIES)
            known.setPixelSize(self.px(FONT[size]))
            known.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
            if bold:
                known.setWeight(QFont.Weight.Bold)
            self._fonts[(size, bold)] = known
        return known

    def pixmap(self, name: str, ink: str = "text.mid", size: int = 16, ratio: float = 1.0) -> QPixmap:
        """An icon in a token's colour; `size` in px at 100 %."""
        return self.icons.pixmap(name, self.color(ink), self.px(size), ratio)

    def icon(self, name: str, ink: str = "text.mid", size: int = 16) -> QIcon:
        """An icon for a button or a menu, greyed when that is off."""
        icon = QIcon(self.pixmap(name, ink, size, 1.0))
        icon.addPixmap(self.pixmap(name, ink, size, 2.0))
        icon.addPixmap(self.pixmap(name, "text.disabled", size, 1.0), QIcon.Mode.Disabled)
        return icon

    def _dress(self) -> None:
        self._colors.clear()
        self._fonts.clear()
        if self._application is not None:
            # Each of the three visits every widget, so only what changed is set. A sheet that replaces one
            # costs four times as much as taking the old one off and putting the new one on: while one is on,
            # each widget hands every font that it gets down to all in it.
            for watcher in self._filters:
                self._application.removeEventFilter(watcher)
            self._application.setStyleSheet("")
            if self._dressed[0] is not self.theme:
                self._application.setPalette(self._palette())
            if self._dressed[1] != self.percent:
                self._application.setFont(self.font())
            self._dressed = (self.theme, self.percent)
            self._application.setStyleSheet(stylesheet(self.hex, self.px, self._mark))
            # The one that was there first is asked last: the order stays.
            for watcher in self._filters:
                self._application.installEventFilter(watcher)
        self.changed.emit()

    def _mark(self, name: str) -> Path:
        return resources() / "marks" / f"{name}-{self.theme}.svg"

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        palette = QPalette()
        for group, tokens in {
            role.Window: "bg.base",
            role.WindowText: "text.high",
            role.Base: "bg.base",
            role.AlternateBase: "bg.alt",
            role.Text: "text.high",
            role.Button: "bg.hover",
            role.ButtonText: "text.high",
            role.BrightText: "text.high",
            role.Highlight: "selection.fill",
            role.HighlightedText: "selection.text",
            role.ToolTipBase: "bg.raised",
            role.ToolTipText: "text.high",
            role.PlaceholderText: "text.low",
            role.Link: "accent.ink",
            role.LinkVisited: "accent.ink",
            role.Light: "bg.hover",
            role.Midlight: "bg.hover",
            role.Mid: "bg.line",
            role.Dark: "bg.line",
            role.Shadow: "bg.chrome",
            role.Accent: "accent.fill",
        }.items():
            palette.setColor(group, self.color(tokens))
        for text in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, text, self.color("text.disabled"))
        return palette
