"""`doctor`: what is installed, in which version, what is missing, and the line that mends it."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.metadata
import os
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from opsdesk.command_line.frame import as_json, frame_of, say
from opsdesk.errors import OpsDeskError, StoreUnavailable
from opsdesk.store.opener import require_sqlite
from opsdesk.wording.errors import sentence
from opsdesk.wording.language import _

#: Debian packages by the library that they bring (ECOSYSTEM: Debian packages that bare Debian 12 lacks).
OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
PARTS = (
    "PySide6",
    "SQLAlchemy",
    "sqlcipher3",
    "alembic",
    "pydantic",
    "reportlab",
    "pillow",
    "numpy",
    "typer",
)
OLDEST_QT = (6, 9, 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` is what to do where it is not well."""

    what: str
    found: str
    well: bool
    mend: str = ""


def doctor(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))] = False,
) -> None:
    """Say what is installed, what is missing, and the line that mends it."""
    findings = [*_python(), *_parts(), *_sqlite(), *_libraries(), *_fonts(), *_folders(context)]
    if json:
        say(as_json([asdict(one) for one in findings]))
    else:
        for one in findings:
            say(f"{'ok  ' if one.well else 'no  '}  {one.what:<22} {one.found}")
            if not one.well:
                say(f"      {one.mend}")
    if not all(one.well for one in findings):
        raise typer.Exit(1)


def _python() -> list[Finding]:
    well = (3, 11) <= sys.version_info < (3, 14)
    python = Finding("Python", platform.python_version(), well, _("Install Python 3.11 to 3.13."))
    return [python, Finding("System", platform.platform(), well=True)]


def _parts() -> list[Finding]:
    found = []
    for name in PARTS:
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found.append(Finding(name, _("not there"), False, f"bash packaging/run.sh  (pip install {name})"))
            continue
        old = name == "PySide6" and tuple(int(n) for n in version.split(".")[:3]) < OLDEST_QT
        found.append(Finding(name, version, not old, _("Qt is too old: pip install 'pyside6>=6.10.2'.")))
    return found


def _sqlite() -> list[Finding]:
    try:
        require_sqlite()
    except StoreUnavailable as error:
        return [Finding("SQLite", str(error.facts.get("found", "")), False, sentence(error))]
    return [Finding("SQLite", _("new enough"), well=True)]


def _libraries() -> list[Finding]:
    if sys.platform != "linux":
        return []
    wanted = OFFSCREEN | (WINDOW if os.environ.get("DISPLAY") else {})
    missing = [package for library, package in wanted.items() if not _loads(library)]
    line = f"sudo apt-get install -y {' '.join(missing)}" if shutil.which("apt-get") else " ".join(missing)
    found = [
        Finding(
            _("System libraries"), _("all there") if not missing else ", ".join(missing), not missing, line
        )
    ]
    shown = (
        os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or _("none: pictures only, offscreen")
    )
    return [*found, Finding(_("Display"), shown, well=True)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _fonts() -> list[Finding]:
    places = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".local/share/fonts"))
    for place in places:
        font = next(iter(sorted(Path(place).rglob("NotoSans-Regular.*"))), None)
        if font is not None:
            return [Finding("Noto Sans", str(font), well=True)]
    return [Finding("Noto Sans", _("not there"), False, "sudo apt-get install -y fonts-noto-core")]


def _folders(context: typer.Context) -> list[Finding]:
    frame = frame_of(context)
    try:
        frame.folders.make()
    except OpsDeskError as error:
        return [Finding(_("Folders"), str(frame.folders.data), False, sentence(error))]
    return [Finding(_("Folders"), str(frame.folders.data), well=True)]
