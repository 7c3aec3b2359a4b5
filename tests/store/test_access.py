"""Who may do what: the one table, asked for commands, for rows that are written, and for queries."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from pydantic import Field
from sqlalchemy import Column, ForeignKey, MetaData, String, Table, func, select

from opsdesk.accounts.signing import begin_desk
from opsdesk.errors import Forbidden, NotFound
from opsdesk.handling import CLEARANCES, Marking, RecordClass, Role, Sector
from opsdesk.store import tables
from opsdesk.store.access import NOBODY, Access, Rule, Verb, do
from opsdesk.store.command import Command
from opsdesk.store.database import Database
from opsdesk.store.feed import changes_after
from opsdesk.store.ids import new_id
from opsdesk.store.making import make_tables
from opsdesk.store.operator import Me
from opsdesk.store.schema import Coded, Id, metadata, record_columns
from opsdesk.store.transaction import INTELLIGENCE_READ, Reading, Transaction
from tests.databases import person

TIP = "test_tip"

tip = Table(
    TIP,
    metadata,
    *record_columns(),
    Column("text", String(), nullable=False),
    Column("hidden", String(), info={"secret": True}),
    Column("marking", Coded(Marking), nullable=False),
    Column("record_class", Coded(RecordClass), nullable=False),
    Column("originator_id", Id()),
)
part = Table(
    "test_part",
    metadata,
    *record_columns(),
    Column("test_tip_id", Id(), ForeignKey("test_tip.id"), nullable=False),
    Column("text", String(), nullable=False),
    info={"of": TIP},
)
# Declared for this module's tests only: whoever runs beside them sees the desk's own tables.
metadata.remove(part)
metadata.remove(tip)


class Tell(Command):
    kind: ClassVar[str] = "observation.tell"
    tip_id: UUID = Field(default_factory=new_id)
    marking: Marking = Marking.AMBER
    record_class: RecordClass = RecordClass.OBSERVATION
    originator_id: UUID | None = None

    def run(self, tx: Transaction) -> None:
        tx.insert(
            tip,
            self.tip_id,
            {
                "text": "a tip",
                "hidden": "SECRET",
                "marking": self.marking,
                "record_class": self.record_class,
                "originator_id": self.originator_id,
            },
        )
        tx.insert(part, new_id(), {"test_tip_id": self.tip_id, "text": "a part"})


class Change(Command):
    kind: ClassVar[str] = "observation.tell"
    tip_id: UUID
    marking: Marking | None = None
    originator_id: UUID | None = None

    def run(self, tx: Transaction) -> None:
        given = {"text": "changed"} | self.model_dump(include={"marking", "originator_id"}, exclude_none=True)
        tx.update(tip, self.tip_id, given)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Database]:
    """The first operator's desk, with the tables of this test."""
    made = Database.create(tmp_path / "desk.db", make_tables)
    begin_desk(made)
    yield made
    made.shut()


@pytest.fixture(scope="module", autouse=True)
def tables_of_this_test() -> Iterator[None]:
    metadata._add_table(TIP, None, tip)
    metadata._add_table(part.name, None, part)
    yield
    metadata.remove(part)
    metadata.remove(tip)


def seen(reading: Reading) -> set[UUID]:
    return {row.id for row in reading.all(select(tip.c.id).where(reading.visible(tip)))}


def parts_seen(reading: Reading) -> set[UUID]:
    return {row.test_tip_id for row in reading.all(select(part.c.test_tip_id).where(reading.visible(part)))}


def expected(reader: Me, writer: Me, told: Tell) -> bool:
    """The rule in plain words, written a second time."""
    public_judge = reader.sector is Sector.PUBLIC and bool(reader.roles & {Role.SUPERVISOR, Role.LIAISON})
    if not reader.roles:
        return False
    if told.record_class is RecordClass.INTELLIGENCE and not public_judge:
        return False
    # The writer's own organization is told by the row of the operator, which only the first has.
    ours = reader.organization_id is not None and reader.organization_id in {
        told.originator_id,
        writer.organization_id,
    }
    own = ours or reader.operator_id == writer.operator_id
    wall = Role.WALL in reader.roles
    if told.marking is Marking.RED:
        return reader.operator_id == writer.operator_id and not wall
    if told.marking is Marking.AMBER_STRICT:
        return own and not wall
    return told.marking.rank <= reader.clearance.rank or (own and not wall)


def test_every_reader_sees_exactly_what_the_rule_says(desk: Database) -> None:
    """Role × sector × clearance × marking × class × own, addressed or other organization: 0 differences."""
    writer = desk.me
    other = new_id()
    told = [
        Tell(marking=marking, record_class=kind, originator_id=originator)
        for marking in Marking
        for kind in (RecordClass.OBSERVATION, RecordClass.INTELLIGENCE)
        for originator in (None, other, writer.organization_id)
    ]
    for command in told:
        desk.run(command)
    readers = [writer, NOBODY] + [
        person("Reader", role, sector=sector, clearance=clearance, organization_id=organization)
        for role, sector, clearance, organization in itertools.product(
            Role, Sector, CLEARANCES, (new_id(), other, writer.organization_id)
        )
    ]
    differences = cases = 0
    for reader in readers:
        desk.sign_in(reader)
        found, parts = desk.ask(seen), desk.ask(parts_seen)
        assert found == parts, "a part is as readable as its record"
        for command in told:
            cases += 1
            differences += (command.tip_id in found) is not expected(reader, writer, command)
    assert cases > 5_000
    assert differences == 0


def test_a_red_record_is_read_by_whom_it_names(desk: Database) -> None:
    told = Tell(marking=Marking.RED)
    desk.run(told)
    kim = person("Kim", Role.DISPATCHER, like=desk.me)

    class Name(Command):
        kind: ClassVar[str] = "named_reader.add"

        def run(self, tx: Transaction) -> None:
            values = {"subject": TIP, "record_id": told.tip_id, "operator_id": kim.operator_id}
            tx.link(tables.named_reader, values, owner=(TIP, told.tip_id))

    first = desk.me
    desk.sign_in(kim)
    assert told.tip_id not in desk.ask(seen)
    with pytest.raises(NotFound):
        desk.ask(lambda reading: reading.get(tip, told.tip_id))
    desk.sign_in(first)
    desk.run(Name())
    desk.sign_in(kim)
    assert told.tip_id in desk.ask(seen)


def test_a_partner_writes_only_what_is_theirs(desk: Database) -> None:
    guard = person("Guard", Role.DISPATCHER, sector=Sector.PRIVATE, clearance=Marking.GREEN)
    desk.sign_in(guard)
    with pytest.raises(Forbidden):
        desk.run(Tell(marking=Marking.GREEN))
    own = Tell(marking=Marking.GREEN, originator_id=guard.organization_id)
    desk.run(own)
    desk.run(Change(tip_id=own.tip_id))
    with pytest.raises(Forbidden):
        desk.run(Change(tip_id=own.tip_id, originator_id=new_id()))
    assert desk.ask(lambda reading: reading.get(tip, own.tip_id)).version == 2


def test_what_cannot_be_seen_cannot_be_changed_and_is_not_betrayed(desk: Database) -> None:
    strict = Tell(marking=Marking.AMBER_STRICT)
    desk.run(strict)
    desk.sign_in(person("Other", Role.SUPERVISOR, clearance=Marking.AMBER))
    with pytest.raises(NotFound):
        desk.run(Change(tip_id=strict.tip_id))
    with pytest.raises(NotFound):
        desk.run(Change(tip_id=new_id()))


def test_nobody_marks_a_record_out_of_their_own_sight(desk: Database) -> None:
    told = Tell(marking=Marking.GREEN)
    desk.run(told)
    desk.sign_in(person("Other", Role.SUPERVISOR, clearance=Marking.AMBER))
    with pytest.raises(Forbidden):
        desk.run(Change(tip_id=told.tip_id, marking=Marking.RED))


def test_a_wall_reads_and_writes_nothing(desk: Database) -> None:
    told = Tell(marking=Marking.CLEAR)
    desk.run(told)
    desk.sign_in(person("Wall", Role.WALL, clearance=Marking.CLEAR, like=desk.me))
    assert desk.ask(seen) == {told.tip_id}
    with pytest.raises(Forbidden):
        desk.run(Tell())


def test_a_denied_attempt_stands_in_the_journal(desk: Database) -> None:
    kim = person("Kim", Role.WALL)
    desk.sign_in(kim)
    before = desk.last()
    with pytest.raises(Forbidden) as caught:
        desk.run(Tell())
    assert Role.DISPATCHER in caught.value.roles
    assert desk.last() == before + 1
    with pytest.raises(Forbidden):
        desk.ask(lambda reading: reading.require(Role.SUPERVISOR))

    def denials(reading: Reading) -> list[UUID]:
        found = select(tables.journal.c.operator_id).where(tables.journal.c.kind == "access.denied")
        return list(reading.connection.execute(found).scalars())

    assert desk.ask(denials) == [kim.operator_id, kim.operator_id]


def test_a_kind_without_a_rule_is_forbidden(desk: Database) -> None:
    class Unheard(Command):
        kind: ClassVar[str] = "unheard.of"

        def run(self, tx: Transaction) -> None:
            raise AssertionError

    with pytest.raises(Forbidden):
        desk.run(Unheard())
    assert not desk.ask(lambda reading: reading.may("unheard.of"))
    assert desk.ask(lambda reading: reading.may("add", "operator"))


def test_the_exact_kind_goes_before_the_pattern() -> None:
    access = Access(MetaData(), [do("thing", "*", Role.DISPATCHER), do("thing", "judge", Role.SUPERVISOR)])
    kim, sam = person("Kim", Role.DISPATCHER), person("Sam", Role.SUPERVISOR)
    assert [access.may("thing.write", who) for who in (kim, sam, NOBODY)] == [True, False, False]
    assert [access.may("thing.judge", who) for who in (kim, sam, NOBODY)] == [False, True, False]


def test_rules_of_one_verb_are_an_or_and_replace_the_general_one() -> None:
    thing = Table("thing", MetaData(), *record_columns())
    access = Access(
        thing.metadata,
        [
            Rule("*", (Verb.SELECT,)),
            Rule("thing", (Verb.SELECT,), (Role.SUPERVISOR,)),
            Rule("thing", (Verb.SELECT,), sectors=(Sector.PRIVATE,), roles=(Role.LIAISON,)),
        ],
    )
    assert access.always(Verb.SELECT, thing, person("Sam", Role.SUPERVISOR))
    assert access.always(Verb.SELECT, thing, person("Lee", Role.LIAISON, sector=Sector.PRIVATE))
    assert not access.always(Verb.SELECT, thing, person("Lee", Role.LIAISON))


def test_secrets_stand_in_no_detail(desk: Database) -> None:
    desk.run(Tell())

    def everything(reading: Reading) -> str:
        return "".join(reading.connection.execute(select(tables.journal_detail.c.detail)).scalars())

    told = desk.ask(everything)
    assert "a tip" in told
    assert "SECRET" not in told


def test_reads_of_intelligence_stand_in_the_journal_once_in_a_while(desk: Database) -> None:
    told = Tell(record_class=RecordClass.INTELLIGENCE)
    desk.run(told)
    desk.run(Tell())

    def listed(reading: Reading) -> int:
        return len(reading.all(select(tip).where(reading.visible(tip))))

    def reads(reading: Reading) -> list[UUID]:
        found = select(tables.journal.c.record_id).where(tables.journal.c.kind == INTELLIGENCE_READ)
        return list(reading.connection.execute(found).scalars())

    before = desk.last()
    for _ in range(3):
        assert desk.ask(listed) == 2
    assert desk.ask(reads) == [told.tip_id]
    assert [change.subject for change in desk.ask(changes_after, before, 10)] == [None], (
        "a read changes nothing"
    )
    assert desk.ask(lambda reading: reading.scalar(select(func.count()).select_from(tip))) == 2
    assert desk.last() == before + 1


def test_the_feed_names_only_what_the_reader_may_see(desk: Database) -> None:
    start = desk.last()
    open_one, strict = Tell(marking=Marking.GREEN), Tell(marking=Marking.AMBER_STRICT)
    desk.run(open_one)
    desk.run(strict)
    first = desk.me
    guard = person("Guard", Role.DISPATCHER, sector=Sector.PRIVATE, clearance=Marking.GREEN)
    desk.sign_in(guard)
    told = desk.ask(changes_after, start, 100)
    assert [change.seq for change in told] == list(range(start + 1, desk.last() + 1)), "every number"
    assert {change.record_id for change in told} == {open_one.tip_id, None}
    desk.sign_in(first)
    before = desk.last()
    desk.run(Change(tip_id=open_one.tip_id, marking=Marking.RED))
    desk.sign_in(guard)
    assert open_one.tip_id not in desk.ask(seen)
    # It went out of sight: the desk that shows it has to ask again, and finds nothing.
    assert [change.record_id for change in desk.ask(changes_after, before, 10)] == [open_one.tip_id]


def test_bulk_rows_are_checked_as_well(desk: Database) -> None:
    class Import(Command):
        kind: ClassVar[str] = "observation.import"
        originator_id: UUID | None = None

        def run(self, tx: Transaction) -> None:
            shared = {"marking": Marking.GREEN, "record_class": RecordClass.OBSERVATION}
            rows = [("one", self.originator_id), ("two", self.originator_id)]
            assert tx.bulk(tip, ("text", "originator_id"), rows, shared) == 2

    before = desk.last()
    desk.run(Import())
    assert desk.last() == before + 1, "one line for the chunk"
    guard = person("Guard", Role.DISPATCHER, sector=Sector.PRIVATE, clearance=Marking.GREEN)
    desk.sign_in(guard)
    with pytest.raises(Forbidden):
        desk.run(Import())
    desk.run(Import(originator_id=guard.organization_id))
    assert len(desk.ask(seen)) == 4
