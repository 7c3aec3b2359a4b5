"""Where a database file stands: its path from a URL, and whether the place will do."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path, PurePosixPath

from opsdesk.errors import StoreUnavailable

#: Their locks do not hold between machines: a WAL database on one gets damaged.
_NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p"),
        *("ceph", "glusterfs", "lustre", "beegfs", "gfs", "gfs2", "ocfs2", "orangefs", "davfs", "davfs2"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.davfs", "fuse.ceph"),
        "fuse.gvfsd-fuse",
    }
)


def path_of(url: str | os.PathLike[str]) -> Path:
    """The file that `sqlite:///relative`, `sqlite:////absolute` or a plain path names."""
    text = os.fspath(url)
    if text.startswith("sqlite:///"):
        text = text.removeprefix("sqlite:///")
    elif "://" in text:
        raise StoreUnavailable("unknown_url", url=text.partition("://")[0] + "://")
    if not text:
        raise StoreUnavailable("unknown_url", url="")
    return Path(text).expanduser()


def require_local(path: Path) -> None:
    """Refuse a network file system: SQLite's WAL needs shared memory and locks that hold."""
    kind = file_system(path)
    if kind in _NETWORK:
        raise StoreUnavailable("network_file_system", path=str(path), kind=kind)


def file_system(path: Path) -> str:
    """The kind of the file system that holds the path, as far as the system tells; else empty."""
    folder = str(path.absolute().parent.resolve())
    if sys.platform == "win32":
        if folder.startswith("\\\\"):
            return "smb"
        drive_remote = 4
        root = os.path.splitdrive(folder)[0] + "\\"
        return "smb" if ctypes.windll.kernel32.GetDriveTypeW(root) == drive_remote else ""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    return kind_of_mount(folder, mounts)


def kind_of_mount(folder: str, mounts: str) -> str:
    """The file system type of the deepest mount above the folder, from the text of /proc/self/mounts."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        if PurePosixPath(folder).is_relative_to(point) and len(point) >= best:
            best, kind = len(point), parts[2]
    return kind
