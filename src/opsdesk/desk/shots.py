"""Pictures of the screen: each tab and the wallboard, taken once it has settled, recorded as one release."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QWidget

from opsdesk.desk.host import Host
from opsdesk.desk.session import Session
from opsdesk.desk.tab import RecordTab, Tab
from opsdesk.errors import Refused
from opsdesk.handling import Marking, strictest
from opsdesk.releases.commands import IssueRelease, ReserveRelease
from opsdesk.releases.model import ReleaseKind

#: Nothing may be under way for so many looks in a row, each so many seconds after the last.
_CALM, _LOOK = 6, 0.04
#: A desk that is not calm by then is pictured as it is; seconds.
_PATIENCE = 30.0
#: What always runs.
_STEADY = frozenset({"feed"})


async def take(host: Host, session: Session, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Leave a PNG of each tab and of the wallboard in `folder`; gives their paths.

    `Refused` `folder_missing` where the folder cannot be made. The pictures are written after the release
    that says so is committed.
    """
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("folder_missing", path=str(folder)) from error
    pictures: dict[str, bytes] = {}
    markings = [session.desk.wall]
    for tab in session.tabs:
        host.window.go_to_id(tab.tab_id)
        await settled(host)
        _select_first(tab)
        await settled(host)
        pictures[tab.tab_id] = _png(host.window)
        markings.append(tab.marking or Marking.CLEAR)
    board = session.wallboard(*size)
    await settled(host)
    pictures["wallboard"] = _png(board)
    release = ReserveRelease.of(
        release_kind=ReleaseKind.PICTURE,
        title="Pictures of the screen",
        audience=session.desk.name,
        recipient=session.desk.me.name,
        reason="pictures asked for on the command line",
        marking=strictest(markings),
    )
    database = session.desk.database
    await database.apply(release)
    paths = await asyncio.to_thread(_write, folder, pictures)
    whole = b"".join(pictures.values())
    await database.apply(
        IssueRelease.of(release_id=release.release_id, sha256=sha256(whole).hexdigest(), size=len(whole))
    )
    return paths


async def settled(host: Host) -> None:
    """Wait until no question is under way any more."""
    calm, looks = 0, 0
    while calm < _CALM and looks * _LOOK < _PATIENCE:
        await asyncio.sleep(_LOOK)
        looks += 1
        calm = 0 if host.tasks.running() - _STEADY else calm + 1


def _select_first(tab: Tab) -> None:
    if isinstance(tab, RecordTab) and tab.view.selected is None:
        first = tab.model.id_at(0)
        if first is not None:
            tab.show_record(first)


def _png(widget: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())


def _write(folder: Path, pictures: dict[str, bytes]) -> list[Path]:
    paths = []
    for name, picture in pictures.items():
        path = folder / f"{name}.png"
        path.write_bytes(picture)
        paths.append(path)
    return paths
