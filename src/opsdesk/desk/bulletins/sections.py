"""The sections of a bulletin: head, facts beside the photo, handling, chain, sightings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from opsdesk.bulletins.model import Bulletin, BulletinStatus
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.facts import Fact
from opsdesk.desk.bulletins.runs_label import Run, RunsLabel
from opsdesk.desk.bulletins.view import cut_to
from opsdesk.desk.bulletins.words import KIND_ICON, heading, tr
from opsdesk.desk.widgets.buttons import VerbButton, VerbRow
from opsdesk.desk.widgets.chips import MarkingChip
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, WrappedLabel
from opsdesk.wording.labels import label

#: The sign and the ink of a status.
STATUS: dict[BulletinStatus, tuple[str, str, str]] = {
    BulletinStatus.DRAFT: ("edit", "text.low", "mid"),
    BulletinStatus.SUBMITTED: ("hourglass_empty", "state.waiting", "waiting"),
    BulletinStatus.PUBLISHED: ("check", "state.ok", "claimed"),
    BulletinStatus.SUPERSEDED: ("swap_horiz", "text.low", "low"),
    BulletinStatus.CANCELLED: ("cancel", "state.error", "error"),
    BulletinStatus.EXPIRED: ("timer", "text.low", "low"),
}


class BulletinHead(Section):
    """Code, kind, status, marking; title; the verbs."""

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        self.code = PlainLabel(ink="high", strong=True)
        self._kind = ElidedLabel(ink="mid")
        self._kind.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._sign = Sign(look, 14)
        self.status = PlainLabel()
        self._chip = MarkingChip(look)
        for part in (self.code, self._kind, self._sign, self.status):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self._chip)
        self.column.setContentsMargins(look.px(14), look.px(9), look.px(14), look.px(10))
        self.column.setSpacing(look.px(5))
        self.column.addLayout(top)
        self.title = WrappedLabel(size="title")
        self.column.addWidget(self.title)
        self.verbs = VerbRow(look)
        self.column.addSpacing(look.px(1))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.verbs, 5)
        row.addStretch(0)
        self._verbs_row = row
        self.column.addLayout(row)

    def show_head(self, record: Bulletin, now: datetime) -> None:
        """Fill it."""
        state = record.state(now)
        glyph, token, ink = STATUS[state]
        self.code.setText(heading(record, state))
        self._kind.setText(label(record.kind))
        self._sign.set_glyph(glyph, token)
        self.status.setText(label(state))
        self.status.set_ink(ink)
        self._chip.set_marking(record.marking)
        self.title.setText(record.title)

    def set_verbs(self, verbs: list[DeskAction], primary: DeskAction) -> None:
        """The buttons under the title; fewer than five keep the width of five."""
        self.verbs.set_verbs(verbs, primary)
        self._verbs_row.setStretch(0, len(verbs))
        self._verbs_row.setStretch(1, max(0, 5 - len(verbs)))

    def set_word(self, action: DeskAction, word: str) -> None:
        """Another word on an action's button: how many it goes to."""
        action.spec = replace(action.spec, button=word)
        for button in self.verbs.findChildren(VerbButton):
            if button.action_of is action:
                button.setText(word)
                button.update()


class Photo(QWidget):
    """The main photo, or the sign of the kind; further ones are counted in its corner.

    Signals:
        pressed(): it was pressed.
    """

    pressed = Signal()

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.picture: QImage | None = None
        self._icon = "image"
        self._more = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_photo(self, icon: str, picture: QImage | None, count: int) -> None:
        """Show a picture; None shows the sign."""
        self._icon, self.picture, self._more = icon, picture, max(0, count - 1)
        self.setCursor(Qt.CursorShape.PointingHandCursor if count > 1 else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(tr("Photos: {count}").format(count=count))
        self.update()

    def sizeHint(self) -> QSize:
        """127 by 150 px."""
        return QSize(self._look.px(127), self._look.px(150))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The next one."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture fills its place, cut at the sides."""
        painter, look, box = QPainter(self), self._look, QRectF(self.rect())
        if self.picture is None:
            painter.fillRect(box, look.color("bg.hover"))
            side = look.px(72)
            pixmap = look.pixmap(self._icon, "text.low", 72, self.devicePixelRatioF())
            painter.drawPixmap(round((self.width() - side) / 2), round((self.height() - side) / 2), pixmap)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self.picture, cut_to(self.picture, box.width() / box.height()))
        if self._more:
            corner = QRectF(box.right() - look.px(34), box.bottom() - look.px(20), look.px(34), look.px(20))
            painter.fillRect(corner, look.color("bg.chrome"))
            painter.setFont(look.font("small"))
            painter.setPen(look.color("text.high"))
            painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, f"+{self._more}")


class FactGrid(QWidget):
    """Names and values in two columns."""

    def __init__(self, look: Appearance, name_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._name_width = look, name_width
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(look.px(4))
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[Fact, ...] | None = None
        look.changed.connect(self.forget)

    def forget(self) -> None:
        """Measures or colours are others now: the next ones are built anew."""
        self._shown = None

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Fill it; the same ones are left as they are."""
        if tuple(facts) == self._shown:
            return
        self._shown = tuple(facts)
        empty(self._grid)
        top = Qt.AlignmentFlag.AlignTop
        for at, fact in enumerate(facts):
            name = PlainLabel(fact.name, ink="low")
            name.setFixedWidth(self._look.px(self._name_width))
            self._grid.addWidget(name, at, 0, top)
            self._grid.addWidget(self._value(fact), at, 1)

    def _value(self, fact: Fact) -> QWidget:
        if not fact.strong and not fact.after:
            return WrappedLabel(fact.value, ink=fact.ink)
        return RunsLabel(self._look, runs_of(fact))


def runs_of(fact: Fact) -> list[Run]:
    """What is bold first where it is a time, last where it is a warning."""
    value, strong = Run(fact.value), Run(fact.strong, bold=True)
    if fact.strong and fact.value and not fact.value.startswith(","):
        return [Run(f"{fact.value} "), strong]
    runs = [strong, value] if fact.strong else [value]
    return [*runs, Run(f" {fact.after}", "text.low")] if fact.after else runs


class SubjectSection(Section):
    """The photo and who or what it is about."""

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self.photo = Photo(look)
        self.facts = FactGrid(look, 96)
        row = QHBoxLayout()
        row.setSpacing(look.px(37))
        row.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setContentsMargins(0, look.px(2), 0, 0)
        right.addWidget(self.facts)
        right.addStretch(1)
        row.addLayout(right, 1)
        self._row = row
        self.set_narrow(False)
        self.column.addLayout(row)

    def set_narrow(self, narrow: bool) -> None:
        """Less room beside the photo."""
        look = self.look
        self._row.setSpacing(look.px(14 if narrow else 37))
        side = look.px(12 if narrow else 36)
        self.column.setContentsMargins(side, look.px(9), look.px(14), look.px(9))

    def show_subject(self, record: Bulletin, facts: Sequence[Fact]) -> None:
        """Fill the facts; the photo comes by itself."""
        self.facts.show_facts(facts)
        if not record.photos:
            self.photo.show_photo(KIND_ICON[record.kind], None, 0)


class HandlingSection(Section):
    """When and from whom, beside to whom and who not."""

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self.first, self.second = FactGrid(look, 96), FactGrid(look, 96)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(look.px(4))
        self.column.addLayout(self._grid)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Under each other at 1280."""
        for part in (self.first, self.second):
            self._grid.removeWidget(part)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self.first, 0, 0, top)
        self._grid.addWidget(self.second, *((1, 0) if narrow else (0, 1)), top)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if narrow else 1)

    def show_handling(self, first: Sequence[Fact], second: Sequence[Fact]) -> None:
        """Fill it."""
        self.first.show_facts(first)
        self.second.show_facts(second)


def empty(grid: QGridLayout) -> None:
    """Take everything out of a grid."""
    while (item := grid.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
