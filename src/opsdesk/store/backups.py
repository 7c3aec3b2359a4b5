"""Backups of a database: where they stand, and which is the newest."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

#: A backup beside its database: `desk.db` has `desk.backup-20261123T1800Z.db`.
MARK = ".backup-"


def name_beside(path: Path, now: datetime) -> Path:
    """Where a backup made now goes when nobody says where."""
    return path.with_name(f"{path.stem}{MARK}{now:%Y%m%dT%H%M%SZ}{path.suffix}")


def newest_beside(path: Path) -> Path | None:
    """The newest backup that stands beside the database file, by the time in its name."""
    try:
        found = sorted(path.parent.glob(f"{path.stem}{MARK}*{path.suffix}"), key=lambda p: p.name)
    except OSError:
        return None
    return found[-1] if found else None
