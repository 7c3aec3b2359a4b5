"""The left column: quick filter, the views as buttons with their counts, the list, and how many there are."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.bulletins.model import BulletinCounts
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.presenter import VIEWS
from opsdesk.desk.bulletins.view import BulletinView
from opsdesk.desk.bulletins.words import tr
from opsdesk.desk.widgets.buttons import VerbButton
from opsdesk.desk.widgets.filter_bar import QuickFilter
from opsdesk.desk.widgets.states import LoadingLine, Nothing
from opsdesk.desk.widgets.text import ElidedLabel, plain_tooltip, rule
from opsdesk.wording.numbers import count


class Pills(QWidget):
    """The views, each a button with its count; `Overdue` is in the colour of that word when there is some.

    Signals:
        chosen(view): one was pressed.
    """

    chosen = Signal(str)

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._narrow = False
        self._words = {
            "recent": tr("Recent"),
            "in_force": tr("In force"),
            "waiting": tr("Waiting"),
            "overdue": tr("Overdue"),
            "ended": tr("Ended"),
        }
        tips = {
            "recent": tr("In force, drafts, and what ended in the last 48 hours"),
            "in_force": tr("Published, and neither ended nor run out"),
            "waiting": tr("Drafts, and what waits for a supervisor"),
            "overdue": tr("In force, and somebody has not confirmed in time"),
            "ended": tr("Superseded, cancelled, expired"),
        }
        self.buttons = {view: QPushButton(self._words[view]) for view in VIEWS}
        for view, button in self.buttons.items():
            button.setCheckable(True)
            button.setProperty("strip", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(plain_tooltip(tips[view]))
            button.clicked.connect(lambda _on=False, name=view: self._press(name))
        look.changed.connect(self._dress)
        self.set_narrow(False)

    def show_counts(self, counts: BulletinCounts) -> None:
        """How many each holds."""
        for view, button in self.buttons.items():
            button.setText(f"{self._words[view]} {count(getattr(counts, view), 9_999)}")

    def set_current(self, view: str) -> None:
        """Which is shown; none while words look through all of them."""
        for name, button in self.buttons.items():
            button.setChecked(name == view)

    def set_narrow(self, narrow: bool, *, in_a_row: int = len(VIEWS)) -> None:
        """Closer together at 1280; in a small window in two rows."""
        self._narrow = narrow
        self._grid.setSpacing(self._look.px(3 if narrow else 6))
        for at, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, at // in_a_row, at % in_a_row)
        self._grid.setColumnStretch(len(VIEWS), int(in_a_row == len(VIEWS)))
        self._dress()

    def _press(self, view: str) -> None:
        self.set_current(view)
        self.chosen.emit(view)

    def _dress(self) -> None:
        look = self._look
        side = look.px(3 if self._narrow else 6)
        self.setStyleSheet(
            f"QPushButton {{ border: 1px solid {look.hex('bg.line')}; color: {look.hex('text.mid')};"
            f" font-size: {look.px(12)}px; padding: 0 {side}px; min-height: {look.px(22)}px;"
            f" max-height: {look.px(22)}px; }}"
            f"QPushButton:hover {{ border-color: {look.hex('text.mid')}; }}"
            f"QPushButton:checked {{ background: {look.hex('selection.fill')};"
            f" color: {look.hex('selection.text')}; border-color: {look.hex('selection.fill')}; }}"
        )


class Board(QWidget):
    """See the module."""

    def __init__(self, look: Appearance, view: BulletinView, new: DeskAction) -> None:
        super().__init__()
        self._look = look
        self.view = view
        self.quick = QuickFilter(look, tr("Filter"))
        self.pills = Pills(look)
        self.loading = LoadingLine(look, view.viewport())
        self.nothing = Nothing(look, view)
        self.count = ElidedLabel(ink="low", size="small")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._above = QPushButton()
        self._above.setProperty("plain", True)
        self._above.clicked.connect(view.top)
        self._above.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(rule())
        column.addWidget(self._above)
        column.addWidget(view, 1)
        column.addWidget(rule())
        column.addWidget(self._foot(new))
        view.above_changed.connect(self._tell_above)
        self.set_size_class("wide")

    def _bar(self) -> QWidget:
        self._bar_box = _strip(self._look)
        self._rows = QVBoxLayout(self._bar_box)
        self._rows.setSpacing(self._look.px(5))
        self._first = QHBoxLayout()
        self._first.setSpacing(self._look.px(6))
        self._rows.addLayout(self._first)
        self._first.addWidget(self.quick)
        return self._bar_box

    def _foot(self, new: DeskAction) -> QWidget:
        look = self._look
        self._foot_box = _strip(look)
        row = QHBoxLayout(self._foot_box)
        row.setContentsMargins(look.px(8), 0, look.px(12), 0)
        row.addWidget(VerbButton(look, new, flat=True))
        row.addWidget(self.count, 1)
        return self._foot_box

    def set_size_class(self, name: str) -> None:
        """The views stand under the filter where both have no room beside each other."""
        look, narrow, single = self._look, name != "wide", name == "single"
        self._first.removeWidget(self.pills)
        self._rows.removeWidget(self.pills)
        side = look.px(8)
        self.pills.set_narrow(narrow, in_a_row=3 if single else len(VIEWS))
        if narrow:
            self.quick.setMaximumWidth(16_777_215)
            self._rows.addWidget(self.pills)
        else:
            self.quick.setFixedWidth(look.px(123))
            self._first.addWidget(self.pills, 1)
        self.quick.setMinimumWidth(look.px(120))
        self.quick.setFixedHeight(look.px(28))
        self._rows.setContentsMargins(side, look.px(5), side, look.px(6))
        self._bar_box.setFixedHeight(look.px(97 if single else 70 if narrow else 39))
        self._foot_box.setFixedHeight(look.px(39))

    def _tell_above(self, ids: list[object]) -> None:
        self._above.setText(tr("{count} new above · Ctrl+Home").format(count=len(ids)))
        self._above.setVisible(bool(ids))


def _strip(look: Appearance) -> QWidget:
    strip = QWidget()
    strip.setObjectName("raised")
    strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    strip.setFixedHeight(look.px(39))
    return strip
