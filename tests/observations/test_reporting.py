"""What is reported stands there, can be corrected and taken back, and never says who gave it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from opsdesk.errors import BadInput, ChangedElsewhere, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role
from opsdesk.observations import records
from opsdesk.observations.commands import (
    AttachPhoto,
    ClaimObservation,
    CorrectObservation,
    RemovePhoto,
    ReportObservation,
    SetSource,
    SourceGiven,
    WithdrawObservation,
)
from opsdesk.observations.model import (
    Channel,
    ObservationFilter,
    ObservationStatus,
    Priority,
    SourceKind,
    Vetting,
)
from opsdesk.store.access import Me
from opsdesk.store.database import Database, utc_now
from opsdesk.store.ids import new_id
from tests.databases import everything_written
from tests.observations.conftest import Hire, Read, Report


def test_a_report_is_new_amber_routine_unvetted_and_numbered_from_one(
    report: Report, read: Read, me: Me
) -> None:
    first, second = read(report()), read(report("Alarm at the storage rooms"))
    assert (first.number, second.number) == (1, 2)
    assert first.status is ObservationStatus.NEW
    assert first.marking is Marking.AMBER
    assert first.priority is Priority.ROUTINE
    assert first.vetting is Vetting.UNVETTED
    assert first.channel is Channel.APP
    assert first.source_kind is SourceKind.CITIZEN
    assert first.reported_by_name == me.name
    assert first.originator_id == me.organization_id


def test_every_field_comes_back_as_it_was_given(report: Report, read: Read) -> None:
    seen = utc_now().replace(microsecond=7) - timedelta(hours=2)
    given = {
        "narrative": "Two passes.\nPlate read as FX-318-Q.",
        "priority": Priority.URGENT,
        "occurred_at": seen,
        "occurred_until": seen + timedelta(minutes=9),
        "place": "Quai Antoine 1er, gate 3",
        "position": Position(43.7352, 7.4216),
        "marking": Marking.GREEN,
        "tags": ("vehicle", "port"),
    }
    stands = read(report("Grey van circling", **given))
    assert {name: getattr(stands, name) for name in given} == given


def test_a_report_of_the_future_names_every_wrong_time(report: Report, database: Database) -> None:
    later = utc_now() + timedelta(days=1)
    with pytest.raises(BadInput) as wrong:
        report(occurred_at=later, occurred_until=later - timedelta(hours=1), reported_at=later)
    assert {problem.field for problem in wrong.value.problems} == {
        "occurred_at",
        "occurred_until",
        "reported_at",
    }
    assert database.ask(records.count, ObservationFilter()) == 0


@pytest.mark.parametrize("summary", ["", "   ", "a\0b", "x" * 501, None])
def test_a_summary_that_cannot_be_kept_is_refused_by_name(summary: object) -> None:
    with pytest.raises(BadInput) as wrong:
        ReportObservation.of(summary=summary)
    assert [problem.field for problem in wrong.value.problems] == ["summary"]


def test_who_gave_the_tip_stands_in_its_own_table_and_nowhere_else(
    report: Report, database: Database, me: Me
) -> None:
    tip = report(
        source=SourceGiven(name="Zebediah Quux", telephone="+37799887766", note="sees it from his window")
    )
    database.run(SetSource(observation_id=tip, source=SourceGiven(name="Zebediah Quux-Smith")))
    kept = database.ask(records.source, tip)
    assert kept is not None
    assert kept.name == "Zebediah Quux-Smith"
    written = everything_written(database, but="observation_source")
    assert "Grey van circling" in written
    for secret in ("Quux", "zebediah", "99887766", "window"):
        assert secret.lower() not in written.lower()
    assert "quux" not in str(database.ask(records.page, ObservationFilter()).items[:]).lower()
    assert len(database.ask(records.page, ObservationFilter(text="quux")).items) == 0
    assert "quux" not in str(database.ask(records.history, tip)).lower()


def test_only_the_intake_and_a_supervisor_read_who_gave_it(
    report: Report, database: Database, hire: Hire, me: Me
) -> None:
    taker, other, boss = (
        hire("T. Novak", Role.DISPATCHER),
        hire("J. Okafor", Role.DISPATCHER),
        hire("L. Bianchi", Role.SUPERVISOR),
    )
    database.sign_in(taker)
    tip = report(source=SourceGiven(name="Zebediah Quux"))
    assert database.ask(records.source, tip) is not None
    database.sign_in(other)
    assert database.ask(records.source, tip) is None
    database.sign_in(boss)
    assert database.ask(records.source, tip) is not None


def test_a_correction_changes_only_what_is_given_and_its_undo_gives_back_exactly_what_stood_there(
    report: Report, read: Read, database: Database
) -> None:
    tip = report(place="Gate 3", tags=("port",), position=Position(43.7, 7.4), narrative="Long story")
    before = read(tip)
    done = database.run(
        CorrectObservation(
            observation_id=tip,
            version=1,
            summary="Blue van",
            place=None,
            position=None,
            priority=Priority.URGENT,
            narrative=None,
            why="second call",
        )
    )
    after = read(tip)
    assert (after.summary, after.place, after.position, after.narrative) == ("Blue van", None, None, "")
    assert after.tags == before.tags
    assert done.undo is not None
    database.run(done.undo)
    again = read(tip)
    for name in ("summary", "place", "position", "priority", "narrative", "tags", "originator_id"):
        assert getattr(again, name) == getattr(before, name)


def test_the_words_of_a_corrected_report_find_it_and_the_old_ones_no_more(
    report: Report, database: Database
) -> None:
    tip = report("Grey van circling")
    database.run(CorrectObservation(observation_id=tip, version=1, summary="Blue lorry"))
    assert [i.id for i in database.ask(records.page, ObservationFilter(text="lorr")).items] == [tip]
    assert not database.ask(records.page, ObservationFilter(text="circling")).items


def test_the_history_tells_what_was_changed_by_whom(report: Report, database: Database, me: Me) -> None:
    tip = report()
    database.run(
        CorrectObservation(observation_id=tip, version=1, priority=Priority.URGENT, why="second time today")
    )
    latest, first = database.ask(records.history, tip)
    assert (first.kind, first.after["summary"]) == ("observation.report", "Grey van circling")
    assert (latest.kind, latest.before["priority"], latest.after["priority"]) == ("observation.correct", 3, 2)
    assert latest.after["changed_why"] == "second time today"
    assert latest.operator_name == me.name


def test_two_corrections_of_the_same_version_show_both_sides(report: Report, database: Database) -> None:
    tip = report()
    database.run(CorrectObservation(observation_id=tip, version=1, summary="Blue van"))
    with pytest.raises(ChangedElsewhere) as clash:
        database.run(CorrectObservation(observation_id=tip, version=1, summary="Red van"))
    assert clash.value.theirs["summary"] == "Blue van"
    assert clash.value.yours["summary"] == "Red van"


@pytest.mark.parametrize("field", ["summary", "priority", "category", "reported_at", "tags"])
def test_what_must_be_there_cannot_be_emptied(report: Report, database: Database, field: str) -> None:
    tip = report()
    with pytest.raises(BadInput) as wrong:
        database.run(CorrectObservation.of(observation_id=tip, version=1, **{field: None}))
    assert wrong.value.problems[0].field == field


def test_the_undo_of_a_report_withdraws_it_and_that_can_be_taken_back(
    report: Report, read: Read, database: Database
) -> None:
    command = ReportObservation.of(summary="Typed twice")
    done = database.run(command)
    assert done.undo is not None
    withdrawn = database.run(done.undo)
    assert read(command.observation_id).status is ObservationStatus.WITHDRAWN
    assert database.ask(records.count, ObservationFilter()) == 0
    assert withdrawn.undo is not None
    database.run(withdrawn.undo)
    assert read(command.observation_id).status is ObservationStatus.NEW


def test_another_dispatcher_cannot_withdraw_it_and_nothing_is_done_with_a_withdrawn_one(
    report: Report, database: Database, hire: Hire, me: Me
) -> None:
    tip = report()
    database.sign_in(hire("T. Novak", Role.DISPATCHER))
    with pytest.raises(Refused, match="withdraw_other"):
        database.run(WithdrawObservation(observation_id=tip, version=1))
    database.sign_in(me)
    database.run(WithdrawObservation(observation_id=tip, version=1))
    with pytest.raises(Refused) as refused:
        database.run(ClaimObservation(observation_id=tip))
    assert (refused.value.reason, refused.value.facts) == ("observation.withdrawn", {"number": 1})


def test_photos_are_counted_removed_and_put_back(report: Report, read: Read, database: Database) -> None:
    tip = report(photos=({"file_id": new_id(), "caption": "the van"},))
    attached = database.run(AttachPhoto(observation_id=tip, file_id=new_id(), caption="the driver"))
    assert [photo.caption for photo in read(tip).photos] == ["the van", "the driver"]
    assert database.ask(records.page, ObservationFilter()).items[0].photos == 2
    assert isinstance(attached.undo, RemovePhoto)
    assert read(tip).photos[1].photo_id == attached.undo.photo_id
    removed = database.run(attached.undo)
    assert [photo.caption for photo in read(tip).photos] == ["the van"]
    assert database.ask(records.page, ObservationFilter()).items[0].photos == 1
    assert removed.undo is not None
    database.run(removed.undo)
    assert len(read(tip).photos) == 2
    database.run(RemovePhoto(photo_id=attached.undo.photo_id))
    with pytest.raises(Refused, match="photo_removed"):
        database.run(RemovePhoto(photo_id=attached.undo.photo_id))
