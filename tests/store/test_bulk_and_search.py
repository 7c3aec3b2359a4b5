"""Imports by the chunk, numbers, and search in what they and single commands wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field
from sqlalchemy import Column, String, Table, Text, select

from opsdesk.accounts.signing import begin_desk
from opsdesk.handling import Marking
from opsdesk.store.command import Command
from opsdesk.store.database import Database
from opsdesk.store.ids import new_id
from opsdesk.store.making import make_tables
from opsdesk.store.past import history
from opsdesk.store.schema import Coded, Id, Instant, Json, metadata, record_columns
from opsdesk.store.search import forget_deleted, found_n, matching
from opsdesk.store.transaction import Reading, Transaction
from opsdesk.store.verification import verify
from opsdesk.store.words import words

NOTE = "test_note"

note = Table(
    NOTE,
    metadata,
    *record_columns(),
    Column("text", Text(), nullable=False),
    Column("at", Instant()),
    Column("tags", Json()),
    Column("marking", Coded(Marking), nullable=False),
    Column("place", String()),
    Column("import_id", Id()),
    Column("words", Text(), nullable=False),
    info={"search": True},
)
# Declared for this module's tests only: whoever runs beside them sees the desk's own tables.
metadata.remove(note)


class Import(Command):
    kind: ClassVar[str] = "observation.import"
    import_id: UUID = Field(default_factory=new_id)
    texts: tuple[str, ...]

    def run(self, tx: Transaction) -> None:
        rows = [(text, words(text), tx.now, ["a", "b"]) for text in self.texts]
        shared = {"import_id": self.import_id, "marking": Marking.GREEN, "place": "the port"}
        tx.bulk(note, ("text", "words", "at", "tags"), rows, shared)


class Write(Command):
    kind: ClassVar[str] = "observation.note"
    note_id: UUID = Field(default_factory=new_id)
    text: str

    def run(self, tx: Transaction) -> None:
        values = {
            "text": self.text,
            "words": words(self.text),
            "marking": Marking.AMBER,
            "tags": [tx.number("note")],
        }
        tx.insert(note, self.note_id, values)


class Rewrite(Command):
    kind: ClassVar[str] = "observation.note"
    note_id: UUID
    text: str

    def run(self, tx: Transaction) -> None:
        tx.update(note, self.note_id, {"text": self.text, "words": words(self.text)})


class Purge(Command):
    kind: ClassVar[str] = "observation.purge"
    note_id: UUID

    def run(self, tx: Transaction) -> None:
        tx.delete(note, self.note_id)
        tx.forget(NOTE, self.note_id)
        forget_deleted(tx.connection, note)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Database]:
    made = Database.create(tmp_path / "desk.db", make_tables)
    begin_desk(made)
    yield made
    made.shut()


@pytest.fixture(scope="module", autouse=True)
def tables_of_this_test() -> Iterator[None]:
    metadata._add_table(NOTE, None, note)
    yield
    metadata.remove(note)


def found(reading: Reading, text: str) -> list[str]:
    asked = select(note.c.text).where(reading.visible(note), matching(note, text))
    return [row.text for row in reading.all(asked.order_by(note.c.n.desc()))]


def test_a_chunk_is_one_line_and_is_found(desk: Database) -> None:
    before = desk.last()
    desk.run(Import(texts=tuple(f"Bicycle {number} at the harbour" for number in range(500))))
    assert desk.last() == before + 1
    assert desk.ask(found, "bicy 499") == ["Bicycle 499 at the harbour"]
    assert len(desk.ask(found, "harb")) == 500
    rows = desk.ask(lambda reading: reading.all(select(note).order_by(note.c.n).limit(2)))
    assert rows[1].n == rows[0].n + 1
    assert (rows[0].tags, rows[0].marking, rows[0].version) == (["a", "b"], Marking.GREEN, 1)
    assert rows[0].at == rows[0].created_at
    past = desk.ask(history, NOTE, rows[0].id)
    assert [event.kind for event in past] == ["observation.import"]
    assert past[0].after["place"] == "the port"
    assert desk.ask(verify).seq == before + 1


def test_search_follows_what_is_written(desk: Database) -> None:
    one = Write(text="Man in a dark hoodie, Café Vienne")
    desk.run(one)
    desk.run(Import(texts=("Woman in a dark coat",)))
    assert desk.ask(found, "dark") == ["Woman in a dark coat", "Man in a dark hoodie, Café Vienne"]
    assert desk.ask(found, "CAFE hood") == ["Man in a dark hoodie, Café Vienne"]
    desk.run(Rewrite(note_id=one.note_id, text="Man in a light jacket"))
    assert desk.ask(found, "hoodie") == []
    assert desk.ask(found, "jacket") == ["Man in a light jacket"]
    imported = desk.ask(lambda reading: reading.all(select(note.c.id).where(note.c.import_id.is_not(None))))
    desk.run(Rewrite(note_id=imported[0].id, text="Woman with a bicycle"))
    assert desk.ask(found, "coat") == []
    assert desk.ask(found, "bicycle") == ["Woman with a bicycle"]


def test_a_purge_leaves_no_word_behind(desk: Database) -> None:
    one = Write(text="zanzibarian witness")
    desk.run(one)
    for number in range(50):
        desk.run(Write(text=f"other {number}"))
    desk.run(Purge(note_id=one.note_id))
    desk.shut()
    left = b"".join(path.read_bytes() for path in desk.path.parent.iterdir() if path.suffix == ".db")
    assert b"zanzibar" not in left


def test_the_index_is_in_order_with_the_table(desk: Database) -> None:
    """A search that is ordered by the index's own rowid never sorts."""

    def plan(reading: Reading) -> str:
        asked = select(note.c.n).where(matching(note, "dark")).order_by(found_n(note).desc()).limit(200)
        text = asked.compile(reading.connection, compile_kwargs={"literal_binds": True})
        rows = reading.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
        return " ".join(row[3] for row in rows)

    assert "B-TREE" not in desk.ask(plan)


def tags(reading: Reading, note_id: UUID) -> list[int]:
    return list(reading.get(note, note_id).tags)


def test_numbers_are_given_once_and_without_gaps(desk: Database) -> None:
    for number in range(1, 6):
        one = Write(text="x")
        desk.run(one)
        assert desk.ask(tags, one.note_id) == [number]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database.create(tmp_path_factory.mktemp("filled") / "desk.db", make_tables)
    begin_desk(made)
    made.run(
        Import(texts=("O'Brien AB-1234", 'say "hello" * NEAR(a b)', "100% _under_ \\back", "ﬁre STRAẞE İ"))
    )
    yield made
    made.shut()


@pytest.mark.hostile
@settings(max_examples=200)
@given(
    st.one_of(
        st.text(), st.sampled_from(['"', "*", "AND", "NEAR(", "o'brien", "a:b", "^a", "-x", "100%", "ẞ"])
    )
)
def test_any_text_can_be_searched_for(filled: Database, text: str) -> None:
    hits = filled.ask(found, text)
    asked = words(text).split()
    for hit in hits:
        assert all(any(word.startswith(part) for word in words(hit).split()) for part in asked)
    if not asked:
        assert hits == []


def test_each_text_finds_itself(filled: Database) -> None:
    for text in ("O'Brien AB-1234", "ﬁre STRAẞE İ", "fire strasse i"):
        assert len(filled.ask(found, text)) == 1, text
