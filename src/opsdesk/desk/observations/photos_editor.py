"""The editor of a report's photos: dropped, pasted or chosen, and kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.photos import KeptPhoto, NotKept, keep_all, photos_in
from opsdesk.desk.observations.told import Thumbnails
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.wording.errors import sentence


class PhotosEditor(Editor):
    """Photos by drop, paste or choice; each is kept at once, so that a crash loses none."""

    def __init__(self, desk: Desk, key: str) -> None:
        super().__init__()
        self._desk = desk
        self._key = key
        self._ids: list[UUID] = []
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        self.button = QPushButton(desk.look.icon("photo_camera", "text.mid", 16), tr("Choose photos…"))
        self.button.clicked.connect(self._choose)
        self.button.installEventFilter(self)
        row.addWidget(self.button)
        row.addWidget(WrappedLabel(tr("or drop them here, or paste one"), ink="low", size="small"), 1)
        column.addLayout(row)
        self._pictures = Thumbnails(desk.look)
        self._pictures.setToolTip(tr("Press a photo to take it out"))
        self._pictures.pressed.connect(self._take_out)
        self._pictures.hide()
        column.addWidget(self._pictures)
        self._state = WrappedLabel(ink="error", size="small")
        self._state.hide()
        column.addWidget(self._state)

    def value(self) -> tuple[UUID, ...]:
        """The files' ids, in the order they came."""
        return tuple(self._ids)

    def kept(self) -> list[str]:
        """The same as text."""
        return [str(one) for one in self._ids]

    def set_value(self, value: Any) -> None:
        """Show these files; their pictures come when they are read."""
        self._ids = [UUID(str(one)) for one in value or ()]
        self._show()

    def inner(self) -> QWidget:
        """The button."""
        return self.button

    def add(self, given: Sequence[Path | tuple[str, bytes]]) -> None:
        """Keep these and show them."""
        if not given:
            return
        self._state.hide()
        database = self._desk.database
        self._desk.tasks.start(
            f"photos {self._key} {id(given)}", lambda: keep_all(database, given), done=self._came
        )

    def _came(self, found: Sequence[KeptPhoto | NotKept]) -> None:
        wrong = [one for one in found if isinstance(one, NotKept)]
        for one in found:
            if isinstance(one, KeptPhoto) and one.file_id not in self._ids:
                self._ids.append(one.file_id)
                self._show()
                self._pictures.put(one.file_id, one.picture)
        self._state.setText(
            "\n".join(
                tr("The photo {name} was not attached: {why} The text is kept.").format(
                    name=one.name, why=sentence(one.error, self._desk.zone)
                )
                for one in wrong
            )
        )
        self._state.setVisible(bool(wrong))
        self.changed.emit()

    def _show(self) -> None:
        self._pictures.show_ids(self._ids)
        self._pictures.setVisible(bool(self._ids))

    def _take_out(self, file_id: UUID) -> None:
        self._ids.remove(file_id)
        self._show()
        self.changed.emit()

    def _choose(self) -> None:
        choose_photos(self, self.add)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+V on the button pastes a picture."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.matches(QKeySequence.StandardKey.Paste):  # type: ignore[attr-defined] # a key event
            self.add(photos_in(QGuiApplication.clipboard().mimeData()))
            return True
        return False

    def dragEnterEvent(self, event: Any) -> None:
        """Files and pictures may be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: Any) -> None:
        """They were."""
        event.acceptProposedAction()
        self.add(photos_in(event.mimeData()))


def choose_photos(parent: QWidget, then: Callable[[list[Path | tuple[str, bytes]]], None]) -> None:
    """Offer the files of this computer, without blocking anything."""
    dialog = QFileDialog(parent, tr("Photos"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(tr("Photos (*.jpg *.jpeg *.png *.webp);;All files (*)"))
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.open()
