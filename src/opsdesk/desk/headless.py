"""A desk without a screen: the sample with pictures and a briefing, or pictures of a desk that is there."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from opsdesk.accounts.passwords import Passwords
from opsdesk.accounts.signing import Door
from opsdesk.briefings.gathering import ShiftWords
from opsdesk.briefings.issuing import Order
from opsdesk.briefings.model import Paper
from opsdesk.desk.briefings.making import SHIFT, Wish, gather, make_copy
from opsdesk.desk.host import Host
from opsdesk.desk.resources import resources
from opsdesk.desk.shots import take
from opsdesk.errors import OpsDeskError, Refused
from opsdesk.releases.model import Recipe
from opsdesk.sample.writing import SAMPLE_OPERATOR, write_sample
from opsdesk.store.database import Database


async def leave_demo(host: Host, folder: Path, size: tuple[int, int]) -> int:
    """Write the sample, picture it, print its shift briefing; the exit code."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    path = host.folders.data / "sample.db"
    await asyncio.to_thread(
        write_sample, path, host.migrate, resources() / "sample", host.now(), host.zone, _quiet
    )
    database = await asyncio.to_thread(_enter, host, str(path), SAMPLE_OPERATOR)
    session = await host.open_database(database, sample=True)
    try:
        for picture in await take(host, session, folder, size):
            print(picture)  # noqa: T201 - the command's answer
        now = host.now()
        wish = Wish(Recipe.SHIFT_BRIEFING, "desk", now - SHIFT, now, None, Paper.A4, ShiftWords())
        gathered = await database.read(gather, wish, session.desk.day)
        order = Order(
            recipient=SAMPLE_OPERATOR,
            reason="demonstration",
            target=folder / "shift-briefing.pdf",
            leave_out=True,
            replace_existing=True,
        )
        issued, _pdf = await make_copy(database, gathered, order)
        print(issued.path)  # noqa: T201 - the command's answer
    finally:
        await host.close()
    return 0


async def leave_shots(host: Host, folder: Path, size: tuple[int, int]) -> list[Path]:
    """Picture the desk that the settings name, as its operator."""
    settings = host.settings
    if settings.database is None:
        raise Refused("database_unnamed")
    database = await asyncio.to_thread(_enter, host, str(settings.database), settings.operator)
    session = await host.open_database(database)
    try:
        return await take(host, session, folder, size)
    finally:
        await host.close()


def _enter(host: Host, url: str, operator: str | None) -> Database:
    """Open and sign in; passphrase and password come from the environment, for nobody can be asked."""
    passphrase = os.environ.get("OPSDESK_PASSPHRASE") or None
    database = Database.open(url, host.migrate, passphrase=passphrase, desk=host.settings.desk)
    try:
        Door(database, Passwords()).sign_in(operator, os.environ.get("OPSDESK_PASSWORD") or None)
    except OpsDeskError:
        database.shut()
        raise
    return database


def _quiet(_done: int, _whole: int) -> None:
    """Nobody watches the progress."""
