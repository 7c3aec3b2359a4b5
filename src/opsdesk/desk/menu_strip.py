"""The top line, 28 px: menus, the palette's field, the wall's marking, date and clock with the zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QSizePolicy, QToolButton, QWidget

from opsdesk.desk.actions import MENUS, Actions, DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.chips import MarkingChip
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import PlainLabel, keycap
from opsdesk.handling import Marking
from opsdesk.wording.times import clock, day, zone_name


class PaletteField(QWidget):
    """Looks like a field; a press on it opens the palette.

    Signals:
        pressed()
    """

    pressed = Signal()

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quiet_box")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(8), 0, look.px(5), 0)
        row.setSpacing(look.px(5))
        glass = Sign(look, 14)
        glass.set_glyph("search", "text.low")
        row.addWidget(glass)
        row.addWidget(PlainLabel(self.tr("Action or record"), ink="low", size="small"), 1)
        row.addWidget(keycap("Ctrl+K"))
        self.setAccessibleName(self.tr("Action or record, Ctrl+K"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        self.pressed.emit()


class MenuStrip(QWidget):
    """See the module.

    Signals:
        palette_asked()
        wall_asked()
    """

    palette_asked = Signal()
    wall_asked = Signal()

    def __init__(
        self,
        look: Appearance,
        actions: Actions,
        now: Callable[[], datetime],
        zone: tzinfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._now, self._zone = now, zone
        self._narrow = False
        self.setObjectName("menu_strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = QMenuBar()
        self.bar.setNativeMenuBar(False)
        self.bar.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self._menus: dict[str, QMenu] = {}
        self._groups: dict[str, dict[int, list[DeskAction]]] = {}
        self._make_menus()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(2), 0, look.px(14), 0)
        row.setSpacing(0)
        row.addWidget(self.bar)
        row.addStretch(1)
        self.field = PaletteField(look)
        row.addWidget(self.field)
        row.addSpacing(look.px(13))
        self.wall = QToolButton()
        self.wall.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.wall.setText(" " + self.tr("Wall"))
        self.wall.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.wall.clicked.connect(self.wall_asked)
        row.addWidget(self.wall)
        row.addSpacing(look.px(4))
        self.chip = MarkingChip(look, Marking.CLEAR)
        row.addWidget(self.chip)
        row.addSpacing(look.px(17))
        self.clock = PlainLabel(ink="high", strong=True)
        row.addWidget(self.clock)
        self.field.pressed.connect(self.palette_asked)
        tick = QTimer(self)
        tick.setInterval(1000)
        tick.timeout.connect(self.show_time)
        tick.start()
        actions.added.connect(self._put)
        actions.removed.connect(self._drop)
        for action in actions:
            self._put(action)
        look.changed.connect(self._measure)
        self._measure()

    def set_wall(self, marking: Marking | None) -> None:
        """What the wall shows up to; None hides wall and chip (no desk is open)."""
        self.chip.set_marking(marking)
        self.wall.setVisible(marking is not None)
        self.field.setVisible(marking is not None)

    def set_narrow(self, narrow: bool) -> None:
        """A shorter field, the time alone."""
        self._narrow = narrow
        self._measure()

    def show_time(self) -> None:
        """Date, clock and zone now."""
        now = self._now()
        time = clock(now, self._zone)
        local = now.astimezone(self._zone)
        words = time if self._narrow else f"{day(local.date(), weekday=True)} {time} {zone_name(local)}"
        if words != self.clock.text():
            self.clock.setText(words)

    def _measure(self) -> None:
        look = self._look
        self.setFixedHeight(look.px(28))
        self.field.setFixedSize(look.px(210 if self._narrow else 300), look.px(22))
        self.wall.setIcon(look.icon("monitor", "text.mid", 14))
        self.wall.setIconSize(QSize(look.px(14), look.px(14)))
        self.show_time()

    def _make_menus(self) -> None:
        titles = {
            "desk": self.tr("Desk"),
            "edit": self.tr("Edit"),
            "view": self.tr("View"),
            "record": self.tr("Record"),
            "bulletin": self.tr("Bulletin"),
            "map": self.tr("Map"),
            "tools": self.tr("Tools"),
            "help": self.tr("Help"),
        }
        for name in MENUS:
            menu = self.bar.addMenu(titles[name])
            menu.menuAction().setVisible(False)
            menu.setToolTipsVisible(True)
            self._menus[name] = menu
            self._groups[name] = {}

    def _put(self, action: DeskAction) -> None:
        """Into its menu, beside its group, groups parted by a line."""
        name = action.spec.menu
        groups = self._groups[name]
        groups.setdefault(action.spec.group, []).append(action)
        action.changed.connect(lambda: self._show_menu(name))
        self._fill(name)

    def _drop(self, action: DeskAction) -> None:
        """Out of its menu."""
        groups = self._groups[action.spec.menu]
        group = groups[action.spec.group]
        group.remove(action)
        if not group:
            del groups[action.spec.group]
        self._fill(action.spec.menu)

    def _fill(self, name: str) -> None:
        groups, menu = self._groups[name], self._menus[name]
        menu.clear()
        for at, group in enumerate(sorted(groups)):
            if at:
                menu.addSeparator()
            menu.addActions(groups[group])
        self._show_menu(name)

    def _show_menu(self, name: str) -> None:
        used = any(action.isVisible() for group in self._groups[name].values() for action in group)
        entry = self._menus[name].menuAction()
        if entry.isVisible() is not used:
            entry.setVisible(used)
