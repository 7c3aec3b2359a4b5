"""The journal page by page: who may read it, what its filters find, and what it does not give away."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from opsdesk.errors import Forbidden, NotFound, Refused
from opsdesk.handling import Marking, RecordClass, Role, Sector
from opsdesk.observations.commands import ClassifyObservation, GradeObservation, ReportObservation
from opsdesk.observations.model import Credibility, Reliability
from opsdesk.store import journal_page
from opsdesk.store.database import Database
from opsdesk.store.journal_page import EVERYTHING, JournalFilter
from opsdesk.store.operator import Me
from opsdesk.store.past import history
from tests.databases import person


def reported(database: Database, summary: str, **more: object) -> UUID:
    command = ReportObservation.of(summary=summary, **more)
    database.run(command)
    return command.observation_id


def graded(database: Database, observation_id: UUID) -> None:
    database.run(
        GradeObservation.of(
            observation_id=observation_id,
            version=1,
            reliability=Reliability.B,
            credibility=Credibility.PROBABLY_TRUE,
        )
    )


def shown(database: Database, **wanted: object) -> list[journal_page.JournalLine]:
    return list(database.ask(journal_page.page, JournalFilter(**wanted)).items)  # type: ignore[arg-type] # each by its own name


@pytest.mark.parametrize(
    ("query", "more"),
    [
        (journal_page.page, (EVERYTHING,)),
        (journal_page.newer, (0, EVERYTHING)),
        (journal_page.some, ([journal_page.id_of(1)], EVERYTHING)),
        (journal_page.count, (EVERYTHING,)),
        (journal_page.entry, (1,)),
        (journal_page.verified, ()),
        (journal_page.operators, ()),
    ],
)
def test_each_query_asks_who_reads_and_the_refusal_stands_in_the_journal(
    database: Database, me: Me, query: object, more: tuple[object, ...]
) -> None:
    database.sign_in(person("Kim", Role.DISPATCHER, Role.LIAISON, like=me))
    with pytest.raises(Forbidden) as caught:
        database.ask(query, *more)  # type: ignore[arg-type] # each by its own name
    assert caught.value.roles == (Role.SUPERVISOR, Role.ADMINISTRATOR)
    database.sign_in(me)
    refused = shown(database, kinds=frozenset({"access.denied"}))
    assert len(refused) == 1
    assert refused[0].facts["subject"] == "journal"


def test_pages_go_by_number_from_the_newest_and_miss_none(database: Database) -> None:
    for number in range(12):
        reported(database, f"Van {number} at the gate")
    last = database.last()
    seqs: list[int] = []
    after: int | None = None
    while True:
        page = database.ask(journal_page.page, EVERYTHING, after, 5)
        seqs += [line.seq for line in page.items]
        after = page.after
        if after is None:
            break
    assert seqs == list(range(last, 0, -1))
    assert database.ask(journal_page.count, EVERYTHING) == last
    fresh = reported(database, "One more")
    newer = database.ask(journal_page.newer, last, EVERYTHING)
    assert [line.record_id for line in newer] == [fresh] * len(newer)
    assert newer[0].seq == last + 1


def test_filters_find_by_who_what_record_number_words_and_time(database: Database, me: Me) -> None:
    first = reported(database, "White van at the customs gate")
    second = reported(database, "Two men with 100 % patience")
    graded(database, second)
    assert {line.record_id for line in shown(database, text="customs GATE")} == {first}
    assert {line.record_id for line in shown(database, text="100 %")} == {second}
    assert {line.record_id for line in shown(database, record_id=second)} == {second}
    assert [line.kind for line in shown(database, kinds=frozenset({"observation.grade"}))] == [
        "observation.grade"
    ]
    (grade,) = shown(database, kinds=frozenset({"observation.grade"}))
    assert (grade.operator_name, grade.name) == (me.name, "2")
    assert set(grade.fields) >= {"reliability", "credibility"}
    assert {line.record_id for line in shown(database, text="2") if line.subject == "observation"} == {second}
    assert not shown(database, text="B-0002")
    assert not shown(database, operator_id=UUID(int=7))
    now = database.now()
    assert not shown(database, since=now + timedelta(minutes=1))
    assert len(shown(database, until=now + timedelta(minutes=1))) == database.last()
    assert database.ask(journal_page.count, JournalFilter(subject="observation"), 2) == 3


def test_what_a_record_held_is_told_of_records_that_the_reader_may_see(database: Database, me: Me) -> None:
    secret = reported(database, "Courier meets at berth nine", marking=Marking.AMBER_STRICT)
    outsider = person("Ana", Role.SUPERVISOR, clearance=Marking.GREEN)
    database.sign_in(outsider)
    assert not shown(database, text="berth nine")
    lines = shown(database, record_id=secret)
    assert lines
    assert all(not line.fields and not line.name and not line.facts for line in lines)
    found = database.ask(journal_page.entry, lines[0].seq)
    assert found.hidden
    assert found.event is None
    assert not found.history
    database.sign_in(me)
    (seq, *_rest) = [line.seq for line in shown(database, record_id=secret) if line.fields]
    assert "berth nine" in str(database.ask(journal_page.entry, seq).event)


def test_a_records_own_history_is_for_whoever_sees_the_record(database: Database, me: Me) -> None:
    observation_id = reported(database, "White van at the gate")
    graded(database, observation_id)
    secret = reported(database, "Courier meets at berth nine", marking=Marking.AMBER_STRICT)
    database.sign_in(person("Kim", Role.DISPATCHER, like=me))
    newest, *_rest = database.ask(history, "observation", observation_id)
    assert newest.kind == "observation.grade"
    assert newest.after["reliability"] is Reliability.B
    assert database.ask(history, "observation", secret)
    database.sign_in(person("Ana", Role.DISPATCHER, sector=Sector.PRIVATE, clearance=Marking.GREEN))
    with pytest.raises(NotFound):
        database.ask(history, "observation", secret)


def test_reading_intelligence_through_the_journal_is_a_read_of_it(database: Database, me: Me) -> None:
    observation_id = reported(database, "Tip about a shipment")
    database.run(
        ClassifyObservation.of(
            observation_id=observation_id,
            version=1,
            record_class=RecordClass.INTELLIGENCE,
            basis="A definite offence is planned",
            reviewer_id=me.operator_id,
            review_due=database.now() + timedelta(days=100),
        )
    )
    reads = JournalFilter(kinds=frozenset({"intelligence.read"}))
    line = shown(database, record_id=observation_id)[0]
    before = database.ask(journal_page.count, reads)
    entry = database.ask(journal_page.entry, line.seq)
    assert entry.history
    assert database.ask(journal_page.count, reads) == before + 1


def test_a_line_that_is_not_there_is_not_found_and_verify_can_be_stopped(database: Database) -> None:
    with pytest.raises(NotFound):
        database.ask(journal_page.entry, 10_000)

    def stop(done: int, total: int) -> None:
        raise Refused("journal_not_verified", done=done, total=total)

    with pytest.raises(Refused, match="journal_not_verified"):
        database.ask(journal_page.verified, None, stop)
    held = database.ask(journal_page.verified)
    assert database.ask(journal_page.verified, f"{held.seq}:{held.hash[:12]}").seq == held.seq


def test_a_partners_own_supervisor_reads_what_is_about_records_they_see(database: Database, me: Me) -> None:
    seen = reported(database, "Shoplifter at the market", marking=Marking.GREEN)
    hidden = reported(database, "Courier meets at berth nine", marking=Marking.AMBER_STRICT)
    database.sign_in(person("Ana", Role.SUPERVISOR, sector=Sector.PRIVATE, clearance=Marking.GREEN))
    about = {line.record_id for line in shown(database) if line.subject == "observation"}
    assert seen in about
    assert hidden not in about
    assert database.ask(journal_page.count, EVERYTHING) == len(shown(database))
