"""A review goes only where the field's rules let it, is held by one person, and can be taken back exactly."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsdesk.errors import BadInput, ChangedElsewhere, Forbidden, Refused
from opsdesk.handling import Marking, RecordClass, Role
from opsdesk.observations import records
from opsdesk.observations.commands import (
    AskBack,
    ClaimObservation,
    ClassifyObservation,
    CloseObservation,
    GradeObservation,
    ReferObservation,
    ReleaseClaim,
    ReopenObservation,
    ReportObservation,
    ReturnObservation,
    ReviewObservation,
    SetMarking,
    VetObservation,
    WithdrawObservation,
)
from opsdesk.observations.model import (
    OPEN,
    TRANSITIONS,
    Behaviour,
    Credibility,
    Observation,
    ObservationDisposition,
    ObservationFilter,
    ObservationStatus,
    Reliability,
    Vetting,
)
from opsdesk.observations.views import SavedView, saved_view
from opsdesk.store.access import Me
from opsdesk.store.command import Command
from opsdesk.store.database import Database, utc_now
from tests.observations.conftest import Hire, Read, Report

_S = ObservationStatus
#: What every change writes; the rest must stand again after an undo.
_WRITTEN = {"version", "changed_at"}


def standing(observation: Observation) -> dict[str, Any]:
    return {f.name: getattr(observation, f.name) for f in fields(observation) if f.name not in _WRITTEN}


def verb(name: str, tip: UUID, version: int, partner: UUID) -> Command:
    later = utc_now() + timedelta(hours=2)
    match name:
        case "claim":
            return ClaimObservation(observation_id=tip, version=version)
        case "release":
            return ReleaseClaim(observation_id=tip, version=version)
        case "review":
            return ReviewObservation(observation_id=tip, version=version)
        case "ask":
            return AskBack(observation_id=tip, version=version, question="Which colour?", reply_due=later)
        case "refer":
            return ReferObservation(observation_id=tip, version=version, organization_id=partner)
        case "close":
            disposition = ObservationDisposition.UNFOUNDED
            return CloseObservation(observation_id=tip, version=version, disposition=disposition, note="n")
        case "reopen":
            return ReopenObservation(observation_id=tip, version=version)
        case _:
            return WithdrawObservation(observation_id=tip, version=version)


VERBS = ("claim", "release", "review", "ask", "refer", "close", "reopen", "withdraw")


@pytest.mark.file_only  # hundreds of desks; what it says is not the database's
@settings(max_examples=40)
@given(steps=st.lists(st.sampled_from(VERBS), max_size=8))
def test_any_sequence_of_verbs_keeps_to_the_transitions_and_each_undo_gives_back_what_stood_there(
    database: Database, me: Me, steps: list[str]
) -> None:
    command = ReportObservation.of(summary="Any")
    database.run(command)
    tip = command.observation_id
    assert me.organization_id is not None
    for step in steps:
        before = database.ask(records.get, tip)
        try:
            done = database.run(verb(step, tip, before.version, me.organization_id))
        except Refused:
            assert standing(database.ask(records.get, tip)) == standing(before)
            continue
        after = database.ask(records.get, tip)
        assert after.status is before.status or after.status in TRANSITIONS[before.status]
        assert after.claimed_by is None or after.status in OPEN
        assert after.status is not _S.CLOSED or after.disposition is not None
        assert after.status not in OPEN or after.disposition is None
        assert after.status is not _S.UNDER_REVIEW or after.claimed_by == me.operator_id
        if done.undo is None:
            assert standing(after) == standing(before)
            continue
        redo = database.run(done.undo).undo
        assert standing(database.ask(records.get, tip)) == standing(before)
        assert redo is not None
        database.run(redo)
        assert standing(database.ask(records.get, tip)) == standing(after)


def test_a_claim_by_another_is_refused_with_the_holders_name(
    report: Report, database: Database, hire: Hire, me: Me
) -> None:
    tip = report()
    novak = hire("T. Novak", Role.DISPATCHER)
    database.sign_in(novak)
    database.run(ClaimObservation(observation_id=tip))
    database.sign_in(hire("J. Okafor", Role.DISPATCHER))
    for command in (
        ClaimObservation(observation_id=tip),
        ReleaseClaim(observation_id=tip),
        CloseObservation(observation_id=tip, version=2, disposition=ObservationDisposition.UNFOUNDED),
        GradeObservation(observation_id=tip, version=2, reliability=Reliability.B, credibility=None),
    ):
        with pytest.raises(Refused) as refused:
            database.run(command)
        assert refused.value.reason == "observation.claimed"
        assert refused.value.facts["holder"] == "T. Novak"
        assert isinstance(refused.value.facts["since"], datetime)
    with pytest.raises(Forbidden):
        database.run(ReleaseClaim(observation_id=tip, forced=True))
    database.sign_in(me)
    database.run(ReleaseClaim(observation_id=tip, forced=True))
    assert database.ask(records.get, tip).claimed_by is None


def test_a_supervisor_hands_a_claim_to_another(
    report: Report, read: Read, database: Database, hire: Hire
) -> None:
    tip, novak = report(), hire("T. Novak", Role.DISPATCHER)
    database.run(ClaimObservation(observation_id=tip, holder=novak.operator_id))
    assert read(tip).claimed_by_name == "T. Novak"
    database.sign_in(novak)
    with pytest.raises(Forbidden):
        database.run(ClaimObservation(observation_id=tip, holder=read(tip).created_by))


def test_undo_is_refused_when_somebody_else_changed_it_since(
    report: Report, database: Database, hire: Hire, me: Me
) -> None:
    tip = report()
    claimed = database.run(ClaimObservation(observation_id=tip))
    database.run(ReleaseClaim(observation_id=tip))
    database.sign_in(hire("T. Novak", Role.DISPATCHER))
    database.run(ClaimObservation(observation_id=tip))
    assert claimed.undo is not None
    with pytest.raises(ChangedElsewhere):
        database.run(claimed.undo)
    novaks = database.ask(records.get, tip)
    database.sign_in(me)
    crafted = {**claimed.undo.model_dump(exclude={"id"}), "version": novaks.version}
    with pytest.raises(Refused, match="changed_by_other"):
        database.run(ReturnObservation(**crafted))


def test_a_reply_that_is_due_shows_in_its_view_and_an_answer_clears_it(
    report: Report, read: Read, database: Database, me: Me
) -> None:
    tip = report()
    due = utc_now() + timedelta(seconds=90)
    database.run(AskBack(observation_id=tip, version=1, question="Which colour?", reply_due=due))
    today = utc_now() - timedelta(hours=1)
    view = saved_view(SavedView.REPLY_DUE_TODAY, me.operator_id, utc_now(), today)
    assert [item.reply_due for item in database.ask(records.page, view).items] == [due]
    past = utc_now() - timedelta(hours=1)
    with pytest.raises(BadInput):
        database.run(AskBack(observation_id=tip, version=2, question="And?", reply_due=past))
    database.run(ReviewObservation(observation_id=tip, version=2))
    assert (read(tip).reply_due, read(tip).asked) == (None, None)
    assert database.ask(records.count, view) == 0


def test_a_grade_is_written_and_taken_back(report: Report, read: Read, database: Database) -> None:
    tip = report()
    done = database.run(
        GradeObservation(
            observation_id=tip, version=1, reliability=Reliability.B, credibility=Credibility.PROBABLY_TRUE
        )
    )
    assert database.ask(records.page, ObservationFilter()).items[0].grade == "B2"
    assert done.undo is not None
    database.run(done.undo)
    assert (read(tip).reliability, read(tip).credibility) == (None, None)


def test_who_took_it_in_cannot_decide_on_it_and_a_dispatcher_cannot_at_all(
    report: Report, read: Read, database: Database, hire: Hire, me: Me
) -> None:
    tip = report()
    vetted = VetObservation(observation_id=tip, version=1, vetting=Vetting.VETTED)
    with pytest.raises(Refused) as refused:
        database.run(vetted)
    assert (refused.value.reason, refused.value.facts["intake"]) == ("observation.vet_own", me.name)
    database.sign_in(hire("T. Novak", Role.DISPATCHER))
    with pytest.raises(Forbidden):
        database.run(VetObservation(observation_id=tip, version=1, vetting=Vetting.VETTED))
    database.sign_in(hire("L. Bianchi", Role.SUPERVISOR))
    with pytest.raises(BadInput, match="reason"):
        database.run(VetObservation(observation_id=tip, version=1, vetting=Vetting.REJECTED))
    done = database.run(VetObservation(observation_id=tip, version=1, vetting=Vetting.VETTED))
    assert (read(tip).vetting, read(tip).vetted_by_name) == (Vetting.VETTED, "L. Bianchi")
    assert done.undo is not None
    database.run(done.undo)
    assert (read(tip).vetting, read(tip).vetted_by, read(tip).vetted_at) == (Vetting.UNVETTED, None, None)


def test_a_marking_is_made_stricter_by_anyone_and_looser_only_by_the_intake_or_a_supervisor(
    report: Report, read: Read, database: Database, hire: Hire, me: Me
) -> None:
    tip = report(marking=Marking.GREEN)
    database.sign_in(hire("T. Novak", Role.DISPATCHER))
    database.run(SetMarking(observation_id=tip, version=1, marking=Marking.AMBER))
    with pytest.raises(Refused, match="marking_looser"):
        database.run(SetMarking(observation_id=tip, version=2, marking=Marking.CLEAR))
    database.sign_in(me)
    database.run(SetMarking(observation_id=tip, version=2, marking=Marking.CLEAR))
    assert read(tip).marking is Marking.CLEAR


def test_intelligence_needs_its_grounds_and_a_reason_for_what_is_no_crime(
    report: Report, read: Read, database: Database, me: Me
) -> None:
    tip = report(behaviour=Behaviour.PHOTO)
    with pytest.raises(BadInput) as wrong:
        database.run(
            ClassifyObservation(observation_id=tip, version=1, record_class=RecordClass.INTELLIGENCE)
        )
    assert {p.field for p in wrong.value.problems} == {"basis", "reviewer_id", "review_due"}
    grounds = {"basis": "Third time", "reviewer_id": me.operator_id}
    late = ClassifyObservation(
        observation_id=tip,
        version=1,
        record_class=RecordClass.INTELLIGENCE,
        review_due=utc_now() + timedelta(days=6 * 365),
        **grounds,
    )
    with pytest.raises(BadInput, match="too_late"):
        database.run(late)
    soon = utc_now() + timedelta(days=300)
    with pytest.raises(Refused, match="reason_needed"):
        database.run(late.model_copy(update={"review_due": soon}))
    crime = report("Fence cut", behaviour=Behaviour.INTRSN)
    done = database.run(late.model_copy(update={"review_due": soon, "observation_id": crime}))
    assert read(crime).record_class is RecordClass.INTELLIGENCE
    assert done.undo is not None
    database.run(done.undo)
    assert (read(crime).record_class, read(crime).basis) == (RecordClass.OBSERVATION, None)


def test_a_dispatcher_sees_no_intelligence(report: Report, database: Database, hire: Hire, me: Me) -> None:
    crime = report("Fence cut", behaviour=Behaviour.INTRSN)
    database.run(
        ClassifyObservation(
            observation_id=crime,
            version=1,
            record_class=RecordClass.INTELLIGENCE,
            basis="Third time",
            reviewer_id=me.operator_id,
            review_due=utc_now() + timedelta(days=30),
        )
    )
    database.sign_in(hire("T. Novak", Role.DISPATCHER))
    assert database.ask(records.count, ObservationFilter()) == 0
    assert not database.ask(records.page, ObservationFilter(text="fence")).items
