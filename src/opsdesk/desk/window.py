"""The frame: menus, tabs, bands, the page of a tab, the entry block, the status line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from opsdesk.desk.actions import Actions
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bands import Band
from opsdesk.desk.entry_line import EntryBlock
from opsdesk.desk.menu_strip import MenuStrip
from opsdesk.desk.message_bar import MessageBar
from opsdesk.desk.messages import Messages
from opsdesk.desk.progress_bar import ProgressStrip
from opsdesk.desk.remember import Remember
from opsdesk.desk.status_line import StatusLine
from opsdesk.desk.tab import NARROW, Badge, Tab
from opsdesk.desk.tab_strip import TabGap, TabStrip
from opsdesk.desk.widgets.focus import FocusRing
from opsdesk.desk.widgets.text import rule

#: Under so many px of height, at 100 %, the rows of the list go before the entry line's example.
LOW = 480


class Window(QWidget):
    """The desk's main window.

    Signals:
        closing(): the operator closes it; the desk ends in order and hides it then.
        palette_asked(), wall_asked()
        tab_shown(Tab)
    """

    closing = Signal()
    palette_asked = Signal()
    wall_asked = Signal()
    tab_shown = Signal(object)

    def __init__(
        self,
        look: Appearance,
        actions: Actions,
        messages: Messages,
        remember: Remember,
        now: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        super().__init__()
        self._look = look
        self._actions = actions
        self._messages = messages
        self._remember = remember
        self._over = False
        self._cover: QWidget | None = None
        self._called_from = 0
        self.tabs: list[Tab] = []
        self.setObjectName("page")
        self.setWindowTitle("OpsDesk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(800, 500)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.menu = MenuStrip(look, actions, now, zone)
        self.strip = TabStrip(look)
        self.away_band = Band(look, "away", 36, "away", "state.away")
        self.sample_band = Band(look, "sample", 28, "visibility", "accent.ink")
        self.again_band = Band(look, "sample", 28, "lock", "accent.ink")
        self.pages = QStackedWidget()
        self.entry = EntryBlock(look)
        self.status = StatusLine(look, messages, now, zone)
        # Without tabs the menus end in a line of their own.
        self._menu_line = rule()
        for part in (self.menu, self._menu_line, self._strip_row(), self.away_band, self.sample_band):
            column.addWidget(part)
        column.addWidget(self.again_band)
        column.addWidget(self.pages, 1)
        column.addWidget(self.entry)
        column.addWidget(self.status)
        self._parts: tuple[QWidget, ...] = (self.menu, self._tabs_row, self.pages, self.entry, self.status)
        self._bar = MessageBar(look, messages, self)
        self.progress = ProgressStrip(look, self)
        self._ring = FocusRing(look, self)
        self.strip.currentChanged.connect(self._turn)
        self.menu.palette_asked.connect(self.palette_asked)
        self.menu.wall_asked.connect(self.wall_asked)
        self.entry.left.connect(self.back_to_list)
        messages.told.connect(lambda _message: self._place_bar())
        look.changed.connect(self._size_class)
        geometry = remember.get_bytes("window/geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(1600, 900)

    def _strip_row(self) -> QWidget:
        """The tabs begin 8 px from the edge, over the line that runs along the whole window."""
        self._tabs_row = QWidget()
        self._tabs_row.setObjectName("chrome")
        self._tabs_row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self._tabs_row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        gap = TabGap(self._look)
        layout.addWidget(gap)
        layout.addWidget(self.strip, 1)
        return self._tabs_row

    # pages

    def show_page(self, page: QWidget) -> None:
        """Show a page that is no tab (the first start); tabs and entry line are away meanwhile."""
        self._tabs_row.hide()
        self._menu_line.show()
        self.entry.hide()
        before = self.pages.currentWidget()
        if before is not None and before not in self.tabs:
            self.pages.removeWidget(before)
            before.deleteLater()
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def add_tab(self, tab: Tab) -> None:
        """A tab at the end of the strip."""
        self.tabs.append(tab)
        self.pages.addWidget(tab)
        index = self.strip.add(tab.title)
        self.strip.setTabVisible(index, not tab.called)
        tab.badge_changed.connect(lambda badge, at=index: self._badge(at, badge))
        self._badge(index, tab.badge)

    def open_tabs(self) -> None:
        """All tabs are there: show them, the one that was in front last."""
        page = self.pages.currentWidget()
        if page is not None and page not in self.tabs:
            self.pages.removeWidget(page)
            page.deleteLater()
        self._tabs_row.show()
        self._menu_line.hide()
        self.entry.show()
        last = self._remember.get("window/tab", "")
        ids = [tab.tab_id for tab in self.tabs]
        index = ids.index(last) if last in ids and not self.tabs[ids.index(last)].called else 0
        if self.strip.currentIndex() == index:
            self._turn(index)
        else:
            self.strip.setCurrentIndex(index)
        self.back_to_list()

    def close_tabs(self) -> None:
        """The desk is closed: its tabs go, and with them what was typed here and is kept as a draft."""
        self._actions.set_scope("")
        tabs, self.tabs = self.tabs, []
        self.strip.clear()
        for tab in tabs:
            tab.hide()
            self.pages.removeWidget(tab)
            tab.deleteLater()
            # At once: nothing that is on its way may find a tab of a desk that is closed.
            QCoreApplication.sendPostedEvents(tab, QEvent.Type.DeferredDelete)
        self.entry.forget()
        for band in (self.away_band, self.sample_band, self.again_band):
            band.hide()
        self._tabs_row.hide()
        self._menu_line.show()
        self.entry.hide()

    @property
    def tab(self) -> Tab | None:
        """The tab in front."""
        at = self.strip.currentIndex()
        return self.tabs[at] if self._tabs_row.isVisibleTo(self) and 0 <= at < len(self.tabs) else None

    def go_to(self, index: int) -> None:
        """Ctrl+1 to Ctrl+8."""
        if 0 <= index < len(self.tabs):
            self.strip.setCurrentIndex(index)

    def go_by(self, step: int) -> None:
        """Ctrl+Tab and back."""
        stand = [at for at in range(len(self.tabs)) if self.strip.isTabVisible(at)]
        if stand:
            self.strip.setCurrentIndex(stand[(stand.index(self.strip.currentIndex()) + step) % len(stand)])

    def go_to_id(self, tab_id: str) -> Tab | None:
        """Bring a tab to the front by its id."""
        for index, tab in enumerate(self.tabs):
            if tab.tab_id == tab_id:
                self.strip.setTabVisible(index, True)
                self.strip.setCurrentIndex(index)
                return tab
        return None

    def leave_called(self) -> None:
        """Ctrl+W: the page that was called for goes, and the tab that it was called from is there again."""
        index = self.strip.currentIndex()
        if self.tab is not None and self.tab.called:
            self.go_to(self._called_from)
            self.strip.setTabVisible(index, False)

    def next_region(self, step: int) -> None:
        """F6: the next part of the window; the entry line is the last one."""
        tab = self.tab
        if tab is None:
            return
        regions = [*(one for one in tab.regions() if one.isVisible()), self.entry.line]
        focus = QApplication.focusWidget()
        at = next(
            (
                i
                for i, region in enumerate(regions)
                if focus is not None and (region is focus or region.isAncestorOf(focus))
            ),
            -1,
        )
        region = regions[(at + step) % len(regions)]
        if region is self.entry.line:
            self.entry.enter()
            return
        target = region
        if region.focusPolicy() == Qt.FocusPolicy.NoFocus:
            inside = [one for one in region.findChildren(QWidget) if _takes_focus(one)]
            target = inside[0] if inside else region
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def back_to_list(self) -> None:
        """Esc: from the entry line or a form back to the list."""
        if self.tab is not None:
            self.tab.home().setFocus(Qt.FocusReason.OtherFocusReason)

    def find_in_tab(self) -> None:
        """Ctrl+F: the quick filter of the tab."""
        field = self.tab.quick_filter() if self.tab is not None else None
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def cover(self, page: QWidget) -> None:
        """Lay a page over everything (lock, set password); what is under it is neither seen nor reached."""
        self.uncover()
        self._cover = page
        page.setParent(self)
        page.setGeometry(self.rect())
        for part in self._parts:
            part.setEnabled(False)
        page.show()
        page.raise_()

    @property
    def covered(self) -> bool:
        """Whether such a page lies over everything."""
        return self._cover is not None

    def uncover(self) -> None:
        """Take that page away."""
        cover, self._cover = self._cover, None
        if cover is not None:
            for part in self._parts:
                part.setEnabled(True)
            cover.hide()
            cover.deleteLater()
            self.back_to_list()

    def close_asked(self) -> None:
        """Ctrl+Q."""
        self.close()

    def end(self) -> None:
        """The desk has ended in order: the window may go."""
        self._over = True
        self.close()
        self.deleteLater()

    # the inside

    def _turn(self, index: int) -> None:
        if not 0 <= index < len(self.tabs):
            return
        tab = self.tabs[index]
        self._actions.set_scope(tab.tab_id)
        if not tab.called:
            self._called_from = index
        self.pages.setCurrentWidget(tab)
        self.entry.set_folds(tab.folds_entry)
        self._remember.put("window/tab", tab.tab_id)
        focus = QApplication.focusWidget()
        if focus is None or (focus is not self.entry.line and self.isAncestorOf(focus)):
            self.back_to_list()
        tab.shown()
        self.tab_shown.emit(tab)

    def _badge(self, index: int, badge: Badge) -> None:
        self.strip.set_badge(index, badge)

    def _size_class(self) -> None:
        narrow = self.width() * 100 / self._look.percent < NARROW
        self.menu.set_narrow(narrow)
        self.entry.set_narrow(narrow)
        self.entry.set_low(self.height() * 100 / self._look.percent < LOW)
        self.status.set_narrow(narrow)
        self._place_bar()
        self.progress.place()

    def _place_bar(self) -> None:
        # Over the page, never over the line that somebody types in.
        below = next((part for part in (self.entry, self.status) if part.isVisible()), None)
        self._bar.place(below.y() if below is not None else self.height())
        if self._cover is not None:
            self._cover.raise_()  # what is told meanwhile is read once the desk is open again

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size class, perhaps."""
        super().resizeEvent(event)
        self._size_class()
        if self._cover is not None:
            self._cover.setGeometry(self.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the message away."""
        if event.key() == Qt.Key.Key_Escape and self._messages.current is not None:
            self._messages.clear()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how it stood; the desk ends in order before the window goes."""
        self._remember.put_bytes("window/geometry", self.saveGeometry())
        if self._over:
            event.accept()
        else:
            event.ignore()
            self.closing.emit()


def _takes_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()
