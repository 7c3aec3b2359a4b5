"""Undo and redo of several steps on one record, against the real database."""

from __future__ import annotations

from opsdesk.desk.history import History, Step
from opsdesk.observations import records
from opsdesk.observations.commands import ClaimObservation, GradeObservation, ReportObservation
from opsdesk.observations.model import Credibility, ObservationStatus, Reliability
from opsdesk.store.command import Command
from opsdesk.store.database import Database


def do(database: Database, history: History, command: Command) -> None:
    """As the desk does it: the inverse goes onto the stack."""
    undo = database.run(command).undo
    assert undo is not None
    history.did(Step("", undo))


def back(database: Database, history: History) -> None:
    """Ctrl+Z."""
    step = history.next_undo()
    assert step is not None
    history.undone(step, database.run(step.back).undo)


def forth(database: Database, history: History) -> None:
    """Ctrl+Shift+Z."""
    step = history.next_redo()
    assert step is not None
    history.redone(step, database.run(step.back).undo)


def test_every_step_on_one_record_can_be_taken_back_and_done_again(database: Database) -> None:
    history = History()
    report = ReportObservation(summary="Gate open")
    one = report.observation_id
    do(database, history, report)
    grade = GradeObservation(
        observation_id=one, version=1, reliability=Reliability.B, credibility=Credibility.PROBABLY_TRUE
    )
    do(database, history, grade)
    do(database, history, ClaimObservation(observation_id=one))

    for _again in range(2):
        back(database, history)
        back(database, history)
        assert database.ask(records.get, one).reliability is None
        forth(database, history)
        forth(database, history)
        held = database.ask(records.get, one)
        assert held.reliability is Reliability.B
        assert held.claimed_by == database.me.operator_id

    for _step in range(3):
        back(database, history)
    assert database.ask(records.get, one).status is ObservationStatus.WITHDRAWN
