"""A file that leaves the desk: recorded, written in private, its hash committed, then moved to its place."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from opsdesk.errors import BadInput, OpsDeskError, Refused
from opsdesk.handling import Marking
from opsdesk.releases.commands import FailRelease, IssueRelease, ReserveRelease
from opsdesk.releases.model import ReleaseKind
from opsdesk.store.desk_database import DeskDatabase


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What leaves, to whom, why, and its marking (the strictest inside it)."""

    title: str
    recipient: str
    reason: str
    marking: Marking
    audience: str
    organization_id: UUID | None = None
    kind: ReleaseKind = ReleaseKind.EXPORT


def export(
    database: DeskDatabase, what: Export, text: str | bytes, target: Path, *, replace: bool = False
) -> UUID:
    """Write a file as a release and return the release's id; blocks.

    Stopped at any point, no file stands at its place without its record. `Refused` `file_exists` unless it
    may be replaced; BadInput without recipient or reason.
    """
    data = text.encode("utf-8") if isinstance(text, str) else text
    if target.exists() and not replace:
        raise Refused("file_exists", path=str(target))
    reserve = ReserveRelease.of(
        release_kind=what.kind,
        title=what.title,
        audience=what.audience,
        organization_id=what.organization_id,
        recipient=what.recipient,
        reason=what.reason,
        marking=what.marking,
    )
    database.run(reserve)
    private: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.absolute().parent)
        private = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        digest = sha256(data).hexdigest()
        database.run(IssueRelease.of(release_id=reserve.release_id, sha256=digest, size=len(data)))
        private.replace(target)
    except (OSError, OpsDeskError) as error:
        if private is not None:
            private.unlink(missing_ok=True)
        why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        database.run(FailRelease.of(release_id=reserve.release_id, why=why))
        if isinstance(error, OpsDeskError):
            raise
        raise BadInput.one("file", "not_writable", path=str(target), why=why) from error
    return reserve.release_id
