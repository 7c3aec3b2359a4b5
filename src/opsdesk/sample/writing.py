"""Writes the whole sample desk into a new database: two weeks of work in their order of time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from uuid import UUID

from opsdesk.accounts.signing import begin_desk
from opsdesk.sample.board import Board
from opsdesk.sample.directory import Directory
from opsdesk.sample.portraits import PICTURES, draw_picture
from opsdesk.sample.reports import Event, Reports
from opsdesk.sample.staff import Clock, Staff
from opsdesk.sample.story import FORTNIGHT, Story
from opsdesk.sample.work import Work
from opsdesk.store.database import Database
from opsdesk.store.keeping import KeepFile, kept
from opsdesk.store.writing import Migrate

#: The sample desk's name, on screen and paper.
SAMPLE_DESK = "Port Hercule Desk"
#: Who opens the sample: has all roles, and holds what the story says is "mine".
SAMPLE_OPERATOR = "M. Delorme"


def write_sample(
    path: Path,
    migrate: Migrate,
    resources: Path,
    now: datetime,
    zone: tzinfo,
    progress: Callable[[int, int], None],
) -> None:
    """Make the sample's database file; blocking, a few seconds.

    `now` is aware UTC and the moment the story leads to, `zone` the desk's, `resources` the folder of
    the story's files; `progress` is told (done, whole) steps. An existing file is left alone
    (`StoreUnavailable`).
    """
    story = Story(resources, now)
    clock = Clock(now - FORTNIGHT - timedelta(days=1))
    database = Database.create(path, migrate, desk="Desk 1", clock=clock, lasting=False)
    try:
        first = begin_desk(database, organization=SAMPLE_DESK, name=SAMPLE_OPERATOR)
        staff = Staff.hire(database, clock, first)
        files = {name: _keep(database, name) for name in PICTURES}
        directory = Directory(staff, story, zone)
        directory.write()
        events: list[Event] = [
            (at, partial(staff.does, who, at, command)) for at, who, command in directory.engagements()
        ]
        reports = Reports(staff, story, directory.organizations, files, SAMPLE_OPERATOR)
        events += reports.events()
        events += Work(staff, story, directory.units, reports.thread).events()
        events += Board(staff, story, directory.organizations, files, reports.thread).events()
        events.sort(key=lambda event: event[0])
        for done, (_, step) in enumerate(events):
            step()
            if done % 50 == 0:
                progress(done, len(events))
        progress(len(events), len(events))
    finally:
        database.shut()


def _keep(database: Database, name: str) -> UUID:
    data = draw_picture(name)
    database.run(KeepFile(data=data, name=f"{name}.png"))
    return database.ask(kept, data).id
