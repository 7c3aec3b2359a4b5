"""Pages are made in a process of their own, with limits of time and memory, and no key of any database."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from opsdesk.briefings.model import Flyer, IncidentBriefing, Packet, Paper, Report, ShiftBriefing, Stamp
from opsdesk.briefings.pages import render
from opsdesk.errors import BadInput, OpsDeskError, Refused, StoreUnavailable

SECONDS = 20.0
MEGABYTES = 512
_SECONDS_FOR_PHOTO = 0.1
_SECONDS_FOR_ROW = 0.02
_PATIENCE = 2.0
#: How long the worker may take to come up, and what it says when it has.
_START = 60.0
_BEGUN = ("begun",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one packet may cost: seconds of the clock, megabytes of private memory."""

    seconds: float = SECONDS
    megabytes: int = MEGABYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A finished file in its private place, its SHA-256 in hex, its size in bytes, and what came of it."""

    path: Path
    sha256: str
    size: int
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What goes to the worker: plain data, the folders of fonts, the paper, where the file is to stand."""

    packet: Packet
    stamp: Stamp
    fonts: tuple[Path, ...]
    paper: Paper
    path: Path
    megabytes: int


def limits_for(packet: Packet, base: Limits | None = None) -> Limits:
    """The limits of a packet: more time for many photos and rows, never more memory."""
    base = base or Limits()
    photos, rows = 1, 0
    if isinstance(packet, ShiftBriefing):
        photos = len(packet.photos)
        rows = len(packet.open) + len(packet.observations) + len(packet.closed) + len(packet.posts)
    elif isinstance(packet, IncidentBriefing):
        rows = len(packet.actions) + len(packet.resources)
    elif isinstance(packet, Flyer):
        photos = 1
    more = photos * _SECONDS_FOR_PHOTO + rows * _SECONDS_FOR_ROW
    return Limits(seconds=base.seconds + more, megabytes=base.megabytes)


def print_packet(
    packet: Packet,
    stamp: Stamp,
    *,
    fonts: Sequence[Path],
    paper: Paper = Paper.A4,
    folder: Path | None = None,
    limits: Limits | None = None,
) -> Printed:
    """Make the file in a worker process; blocks, so it is called from a thread or the command line.

    The file stands alone in a fresh private folder (mode 0700) under `folder`; `discard` removes both.
    Raises `Refused` `packet_timeout`, `packet_memory`, `packet_failed`, or what the pages themselves refuse
    (`packet_too_long`, `part_too_tall`), and StoreUnavailable `fonts_missing`.
    """
    allowed = limits or limits_for(packet)
    private = Path(tempfile.mkdtemp(prefix="opsdesk-packet-", dir=folder))
    path = private / "packet.pdf"
    job = Job(
        packet=packet,
        stamp=stamp,
        fonts=tuple(fonts),
        paper=paper,
        path=path,
        megabytes=allowed.megabytes,
    )
    try:
        answer = _worked(job, allowed)
        if isinstance(answer, OpsDeskError):
            raise answer
        report, sha256, size = answer
        return Printed(path=path, sha256=sha256, size=size, report=report)
    except BaseException:
        _remove(path)
        raise


def discard(printed: Printed) -> None:
    """Remove what is left of a private file and its folder."""
    _remove(printed.path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        path.parent.rmdir()


def _worked(job: Job, limits: Limits) -> Any:
    """Run the job in a fresh process and wait for its answer as long as the limits allow."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, job), name="opsdesk-packet", daemon=True)
    process.start()
    theirs.close()
    try:
        # A process that is slow to come up on a busy machine has not used any of its time yet.
        for seconds in (_START, limits.seconds):
            if not ours.poll(seconds):
                raise Refused("packet_timeout", seconds=round(seconds))
            message = ours.recv()
            if message != _BEGUN:
                return _answer(message, limits)
        return _answer((), limits)
    except EOFError:
        process.join(_PATIENCE)
        raise Refused("packet_failed", exit=process.exitcode) from None
    finally:
        ours.close()
        if process.is_alive():
            process.join(_PATIENCE if sys.exc_info()[0] is None else 0)
        if process.is_alive():
            process.kill()
        process.join()
        process.close()


def _answer(message: tuple[Any, ...], limits: Limits) -> Any:
    match message:
        case ("done", report, sha256, size):
            return report, sha256, size
        case ("refused", reason, facts):
            return Refused(reason, **facts)
        case ("unavailable", reason, facts):
            return StoreUnavailable(reason, **facts)
        case ("bad", problems):
            return BadInput(problems)
        case ("memory",):
            return Refused("packet_memory", megabytes=limits.megabytes)
        case ("failed", kind):
            return Refused("packet_failed", exit=kind)
        case _:
            return Refused("packet_failed", exit="answer")


# ---------------------------------------------------------------- in the worker


def _work(pipe: Connection, job: Job) -> None:
    """What the worker does: limit itself, render, write, answer. Nothing leaves it but through the pipe."""
    # Maps are painted without a screen; the process has no other use for Qt.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    pipe.send(_BEGUN)
    _limit_memory(job.megabytes)
    try:
        pipe.send(_made(job))
    except Refused as error:
        pipe.send(("refused", error.reason, error.facts))
    except StoreUnavailable as error:
        pipe.send(("unavailable", error.reason, error.facts))
    except BadInput as error:
        pipe.send(("bad", error.problems))
    except MemoryError:
        pipe.send(("memory",))
    except Exception as error:  # noqa: BLE001 - the top of a process: what it was is told by its kind alone
        pipe.send(("failed", type(error).__name__))
    finally:
        pipe.close()


def _made(job: Job) -> tuple[str, Report, str, int]:
    data, report = render(job.packet, job.stamp, fonts=job.fonts, paper=job.paper)
    # Nobody else may read it before it is released.
    descriptor = os.open(job.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return "done", report, hashlib.sha256(data).hexdigest(), len(data)


def _limit_memory(megabytes: int) -> None:
    """Private memory only: shared libraries of Qt alone map more than the limit without using it."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is no such module on Windows

    limit = megabytes * 1024 * 1024
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
