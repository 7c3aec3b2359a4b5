"""Photos that come in: read from a file in a thread, kept by the store, named by their id."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage

from opsdesk.desk.ports import Store
from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.store.files import screen_copy
from opsdesk.store.keeping import KeepFile, kept
from opsdesk.store.pictures import Size

#: A photo of more than this is no photo; nothing of it is read into memory.
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class KeptPhoto:
    """A photo that is kept: its file's id, its name, its small picture."""

    file_id: UUID
    name: str
    picture: QImage | None


@dataclass(frozen=True)
class NotKept:
    """A photo that was not, and why."""

    name: str
    error: OpsDeskError


async def keep_all(database: Store, given: Sequence[Path | tuple[str, bytes]]) -> list[KeptPhoto | NotKept]:
    """Keep photos one after the other; one that cannot be taken does not stop the others."""
    found: list[KeptPhoto | NotKept] = []
    for one in given:
        name = one.name if isinstance(one, Path) else one[0]
        try:
            data = await asyncio.to_thread(_read, one) if isinstance(one, Path) else one[1]
            found.append(await _keep(database, name, data))
        except OpsDeskError as error:
            found.append(NotKept(name, error))
    return found


async def _keep(database: Store, name: str, data: bytes) -> KeptPhoto:
    command = KeepFile.of(data=data, name=name)
    applied = await database.apply(command)
    if applied.saved is not None:
        # The server is away: the photo waits here with the id that it will have, and shows itself.
        ready = await asyncio.to_thread(command.prepare)
        small = ready.copies.get(Size.LIST)
        return KeptPhoto(command.file_id, name, None if small is None else QImage.fromData(small))
    ref = await database.read(kept, data)
    if not ref.picture:
        return KeptPhoto(ref.id, ref.name, None)
    small = await database.read(screen_copy, ref.id, Size.LIST)
    return KeptPhoto(ref.id, ref.name, QImage.fromData(small))


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise BadInput.one("photos", "file_too_large", name=path.name, length=size, longest=LARGEST)
        return path.read_bytes()
    except OSError as error:
        raise BadInput.one(
            "photos", "unreadable", name=path.name, why=error.strerror or str(error)
        ) from error


def photos_in(mime: QMimeData) -> list[Path | tuple[str, bytes]]:
    """What a drop or the clipboard brings: files of this computer, or a picture itself."""
    files: list[Path | tuple[str, bytes]] = [
        Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile() and url.toLocalFile()
    ]
    if files or not mime.hasImage():
        return files
    picture = mime.imageData()
    if not isinstance(picture, QImage) or picture.isNull():
        return []
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload] # PySide's stubs want bytes here, Qt takes the text
    return [("clipboard.png", bytes(data.data()))]
