"""A packet leaves the desk: reserve, render in private, commit its hash, then move it to its place."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from opsdesk.briefings.gathering import Gathered
from opsdesk.briefings.model import Paper, Stamp
from opsdesk.briefings.worker import Limits, Printed, discard, print_packet
from opsdesk.errors import OpsDeskError, Refused
from opsdesk.releases import records
from opsdesk.releases.commands import FailRelease, IssueRelease, ReserveRelease
from opsdesk.releases.model import Release, ReleaseKind, ReleaseState
from opsdesk.store.desk_database import DeskDatabase


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the operator says when a packet is made.

    `target` is where the file will stand (`replace_existing` where one is there). `leave_out` says that
    the list of what the audience does not get was seen. `kind` is PRINT where it goes to the printer;
    `copies` how many are made in all, where that is known.
    """

    recipient: str
    reason: str
    target: Path
    paper: Paper = Paper.A4
    kind: ReleaseKind = ReleaseKind.PACKET
    copies: int | None = None
    leave_out: bool = False
    replace_existing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """How this desk prints: the folders of fonts, its private folder, the limits."""

    fonts: tuple[Path, ...]
    folder: Path | None = None
    limits: Limits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What stands now: the release, the file, and what came of printing it."""

    release: Release
    path: Path
    printed: Printed


def preview(gathered: Gathered, printing: Printing, paper: Paper = Paper.A4) -> Printed:
    """The pages as they would be, with PREVIEW across and without a number; nothing is recorded.

    The file stands in its private folder until `worker.discard`.
    """
    return print_packet(
        gathered.packet,
        gathered.stamp,
        fonts=printing.fonts,
        paper=paper,
        folder=printing.folder,
        limits=printing.limits,
    )


def reservation(gathered: Gathered, order: Order) -> ReserveRelease:
    """The command that must be committed before anything is rendered.

    `Refused` `would_leave_out` unless the operator has seen the list; BadInput without recipient or reason.
    """
    if gathered.left_out and not order.leave_out:
        raise Refused(
            "would_leave_out",
            count=len(gathered.left_out),
            audience=gathered.audience.words,
            records=", ".join(one.label for one in gathered.left_out[:12]),
        )
    person = gathered.audience.person
    if person is not None and order.recipient != person:
        raise Refused("recipient_is_named", name=person, given=order.recipient)
    if order.target.exists() and not order.replace_existing:
        raise Refused("file_exists", path=str(order.target))
    if not order.target.parent.is_dir():
        raise Refused("folder_missing", path=str(order.target.parent))
    return ReserveRelease.of(
        release_kind=order.kind,
        recipe=gathered.recipe,
        title=gathered.title,
        subject_id=gathered.subject_id,
        period_start=gathered.period_start,
        period_end=gathered.period_end,
        audience=gathered.audience.words,
        organization_id=gathered.audience.organization_id,
        recipient=order.recipient,
        reason=order.reason,
        marking=gathered.marking,
        left_out=len(gathered.left_out),
    )


def stamped(gathered: Gathered, release: Release, copies: int | None = None) -> Stamp:
    """The running lines of a numbered copy."""
    organization = gathered.audience.organization_name
    return replace(
        gathered.stamp,
        recipient=release.recipient,
        recipient_organization=organization,
        copy_number=release.copy_number,
        copies=copies,
    )


def issue(database: DeskDatabase, gathered: Gathered, order: Order, printing: Printing) -> Issued:
    """Make and record one numbered copy; blocks, for the command line and for a thread.

    Stopped at any point, no output stands at its place without a record that was issued.
    """
    reserve = reservation(gathered, order)
    database.run(reserve)
    release = database.ask(records.get, reserve.release_id)
    try:
        printed = _print(gathered, release, order, printing)
        try:
            database.run(_issue_command(gathered, release, printed))
            _move(printed.path, order.target)
        finally:
            discard(printed)
    except (OpsDeskError, OSError) as error:
        now = database.ask(records.get, release.id)
        if now.state is ReleaseState.RESERVED:
            database.run(_fail_command(now, error))
        raise _as_refusal(error, order.target) from error
    return Issued(release=database.ask(records.get, release.id), path=order.target, printed=printed)


async def issue_soon(database: DeskDatabase, gathered: Gathered, order: Order, printing: Printing) -> Issued:
    """`issue` for the desk: printing and moving run in a thread, so that nothing on the screen waits."""
    reserve = reservation(gathered, order)
    await database.apply(reserve)
    release = await database.read(records.get, reserve.release_id)
    try:
        printed = await asyncio.to_thread(_print, gathered, release, order, printing)
        try:
            await database.apply(_issue_command(gathered, release, printed))
            await asyncio.to_thread(_move, printed.path, order.target)
        finally:
            await asyncio.to_thread(discard, printed)
    except (OpsDeskError, OSError) as error:
        now = await database.read(records.get, release.id)
        if now.state is ReleaseState.RESERVED:
            await database.apply(_fail_command(now, error))
        raise _as_refusal(error, order.target) from error
    return Issued(release=await database.read(records.get, release.id), path=order.target, printed=printed)


def _print(gathered: Gathered, release: Release, order: Order, printing: Printing) -> Printed:
    printed = print_packet(
        gathered.packet,
        stamped(gathered, release, order.copies),
        fonts=printing.fonts,
        paper=order.paper,
        folder=printing.folder,
        limits=printing.limits,
    )
    if printed.report.too_long:
        discard(printed)
        raise Refused("flyer_too_long", fields=", ".join(printed.report.too_long))
    return printed


def _issue_command(gathered: Gathered, release: Release, printed: Printed) -> IssueRelease:
    return IssueRelease.of(
        release_id=release.id,
        sha256=printed.sha256,
        size=printed.size,
        journal_seq=gathered.stamp.journal_seq,
        journal_head=gathered.stamp.journal_head,
    )


def _move(source: Path, target: Path) -> None:
    """Put the file in its place in one step, also from another file system."""
    try:
        source.replace(target)
        return
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
    descriptor, near = tempfile.mkstemp(prefix=".opsdesk-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file, source.open("rb") as data:
            shutil.copyfileobj(data, file)
            file.flush()
            os.fsync(file.fileno())
        Path(near).replace(target)
    except OSError:
        Path(near).unlink(missing_ok=True)
        raise


def _fail_command(release: Release, error: BaseException) -> FailRelease:
    why = error.reason if isinstance(error, Refused) else type(error).__name__
    return FailRelease.of(release_id=release.id, why=why)


def _as_refusal(error: OpsDeskError | OSError, target: Path) -> OpsDeskError:
    """A disk that is full or a folder that may not be written is a sentence, not a trace."""
    if isinstance(error, OpsDeskError):
        return error
    return Refused("target_not_written", path=str(target), what=error.strerror or type(error).__name__)
