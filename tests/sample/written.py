"""The sample desk, written once for a whole run of tests and copied for each that needs it."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from opsdesk.accounts.passwords import Passwords
from opsdesk.accounts.signing import Door
from opsdesk.migrations.migrate import migrate
from opsdesk.sample.writing import SAMPLE_OPERATOR, write_sample
from opsdesk.settings import resource
from opsdesk.store.database import Database, utc_now
from tests.sharing import made_once

#: The moment that the written story leads to: that of the pictures.
NOW = datetime(2026, 6, 13, 12, 2, 7, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Monaco")


def write(path: Path, now: datetime = NOW) -> None:
    """Write it."""
    write_sample(path, migrate, resource("sample"), now, ZONE, lambda _done, _whole: None)


def _original() -> Path:
    """Written at its first use; `OPSDESK_TEST_SAMPLE` names one that an earlier run of `write` left."""
    left = os.environ.get("OPSDESK_TEST_SAMPLE")
    return Path(left) if left is not None else made_once("sample.db", write)


def copy_to(folder: Path, name: str = "sample.db") -> Path:
    """A copy of the sample that a test may change."""
    target = folder / name
    shutil.copyfile(_original(), target)
    return target


def enter(path: Path, now: datetime | None = NOW) -> Database:
    """Open a copy as its operator; `now` stands still, None: it runs on."""
    database = Database.open(path, migrate, desk="Desk 1", clock=utc_now if now is None else lambda: now)
    Door(database, Passwords()).sign_in(SAMPLE_OPERATOR, None)
    return database
