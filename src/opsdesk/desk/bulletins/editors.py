"""The editors of a bulletin's form: when it ends, a time that may be unknown, its area, its photos."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from opsdesk.bulletins.commands.fields import WIDEST
from opsdesk.bulletins.model import Area
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.pictures import small_pictures
from opsdesk.desk.bulletins.words import tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.field_editors import PlaceEditor, Where
from opsdesk.desk.observations.photos_editor import PhotosEditor
from opsdesk.desk.observations.places import Places
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.moment_editor import MomentEditor
from opsdesk.desk.widgets.text import PlainLabel
from opsdesk.geo.notations import format_position


class ExpiryEditor(MomentEditor):
    """When it ends by itself: usual spans as buttons before the field."""

    STEPS = (4, 12, 24, 72, 168)

    def __init__(self, look: Appearance, zone: tzinfo, now: Callable[[], datetime]) -> None:
        super().__init__(look, zone, now, day=False, optional=False)
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.setSpacing(look.px(4))
        for at, hours in enumerate(self.STEPS):
            words = (
                tr("{count} h").format(count=hours)
                if hours < 48
                else tr("{count} d").format(count=hours // 24)
            )
            button = QPushButton(words)
            button.setProperty("strip", True)
            # A minute less, so that a week is still a week when it is published.
            ahead = timedelta(hours=hours) - timedelta(minutes=hours == 168)
            button.clicked.connect(lambda _on=False, span=ahead: self._put(now() + span))
            row.insertWidget(2 + at, button)

    def _put(self, moment: datetime) -> None:
        self.set_value(moment)
        self.changed.emit()


class KnownMoment(Editor):
    """A time or a day that may be unknown; unknown shows no time at all."""

    def __init__(
        self,
        look: Appearance,
        zone: tzinfo,
        now: Callable[[], datetime],
        *,
        day: bool,
        unknown: str = "",
    ) -> None:
        super().__init__()
        self.mode = QComboBox()
        self.mode.addItems([unknown or tr("not known"), tr("on") if day else tr("at")])
        self._moment = MomentEditor(look, zone, now, day=day, optional=False)
        self._given: datetime | date | None = None
        self._touched = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.mode)
        row.addWidget(self._moment)
        row.addStretch(1)
        self.mode.activated.connect(lambda _at: self._touch())
        self._moment.changed.connect(self._touch)
        self._show()

    def value(self) -> datetime | date | None:
        """The moment; what was handed in stays exactly so until somebody touches it."""
        if not self._touched:
            return self._given
        return self._moment.value() if self.mode.currentIndex() else None

    def set_value(self, value: Any) -> None:
        """Show a moment."""
        self._given, self._touched = value, False
        self.mode.setCurrentIndex(int(value is not None))
        if value is not None:
            self._moment.set_value(value)
        self._show()

    def kept(self) -> list[Any]:
        """Mode and moment."""
        return [self.mode.currentIndex(), self._moment.kept(), self._touched]

    def set_kept(self, kept: Any) -> None:
        """Show what a draft holds."""
        if isinstance(kept, list) and len(kept) == 3 and kept[2]:
            self.mode.setCurrentIndex(int(kept[0]))
            self._moment.set_kept(kept[1])
            self._touched = True
            self._show()

    def inner(self) -> QWidget:
        """The mode."""
        return self.mode

    def _touch(self) -> None:
        self._touched = True
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._moment.setVisible(self.mode.currentIndex() > 0)


class AreaEditor(Editor):
    """A place and a radius; an area with corners is kept as it is until a place is typed."""

    def __init__(self, look: Appearance, places: Places) -> None:
        super().__init__()
        self._given: Area | None = None
        self._touched = False
        self.place = PlaceEditor(places)
        self.radius = QSpinBox()
        self.radius.setRange(10, int(WIDEST))
        self.radius.setSingleStep(50)
        self.radius.setValue(300)
        self.radius.setSuffix(" m")
        self.radius.setAccessibleName(tr("Radius in metres"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self.place)
        row = QHBoxLayout()
        row.addWidget(PlainLabel(tr("within"), ink="mid", size="small"))
        row.addWidget(self.radius)
        row.addStretch(1)
        column.addLayout(row)
        self.place.changed.connect(self._touch)
        self.radius.valueChanged.connect(lambda _metres: self._touch())

    def value(self) -> Area | None:
        """The area; words that are no place are none."""
        if not self._touched:
            return self._given
        position = self.place.value().position
        return None if position is None else Area(centre=position, radius=float(self.radius.value()))

    def set_value(self, value: Any) -> None:
        """Show an area."""
        self._given = value if isinstance(value, Area) else None
        self._touched = False
        centre = self._given.centre if self._given else None
        words = None
        if self._given is not None and centre is None:
            words = tr("{count} corners").format(count=len(self._given.ring))
        self.radius.blockSignals(True)
        self.place.set_value(Where(format_position(centre) if centre else words, centre))
        if self._given is not None and self._given.radius:
            self.radius.setValue(round(self._given.radius))
        self.radius.blockSignals(False)

    def kept(self) -> list[Any]:
        """Place and radius."""
        return [self.place.kept(), self.radius.value(), self._touched]

    def set_kept(self, kept: Any) -> None:
        """Show what a draft holds."""
        if isinstance(kept, list) and len(kept) == 3 and kept[2]:
            self.place.set_kept(kept[0])
            self.radius.blockSignals(True)
            self.radius.setValue(int(kept[1]))
            self.radius.blockSignals(False)
            self._touched = True

    def inner(self) -> QWidget:
        """The place."""
        return self.place.inner()

    def _touch(self) -> None:
        self._touched = True
        self.changed.emit()


class BulletinPhotos(PhotosEditor):
    """The photos of a draft, the first is the main one; those that it has already are read and shown."""

    def __init__(self, desk: Desk, key: str) -> None:
        super().__init__(desk, key)

    def set_value(self, value: Any) -> None:
        """Show these files."""
        super().set_value(value)
        missing = self._pictures.missing()
        if missing:
            self._desk.ask(
                f"form photos {self._key}", small_pictures, missing, done=self._read, failed=lambda _e: True
            )

    def _read(self, found: dict[UUID, QImage | None]) -> None:
        for file_id, picture in found.items():
            self._pictures.put(file_id, picture)
