"""Fixtures that make a test's packets in its own process: starting one for each takes ten times as long."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from opsdesk.briefings import worker
from opsdesk.briefings.worker import Job, Limits


class _Pipe:
    """Takes what the worker says, packed as it would be between two processes."""

    def __init__(self) -> None:
        self.said: list[bytes] = []

    def send(self, message: Any) -> None:
        self.said.append(pickle.dumps(message))

    def close(self) -> None:
        """Nothing is open."""


def _worked(job: Job, limits: Limits) -> Any:
    pipe = _Pipe()
    worker._work(pipe, pickle.loads(pickle.dumps(job)))  # type: ignore[arg-type]  # stands in for a pipe
    begun, answer = map(pickle.loads, pipe.said)
    assert begun == worker._BEGUN
    return worker._answer(answer, limits)


@pytest.fixture
def worker_process() -> None:
    """Ask for the real process: what is shown is the process itself, its limits, or the whole way."""


@pytest.fixture(autouse=True)
def made_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make packets in this process, by what the worker runs, where `worker_process` is not asked for.

    A map brings Qt with it, so the application of the tests is there before one is painted.
    """
    if "worker_process" not in request.fixturenames:
        request.getfixturevalue("qapp")
        monkeypatch.setattr(worker, "_worked", _worked)
        monkeypatch.setattr(worker, "_limit_memory", lambda _megabytes: None)
