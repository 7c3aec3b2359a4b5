"""Search over normalised words: the index of each searchable table, and the condition that uses it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Table,
    TableClause,
    and_,
    column,
    false,
    literal,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

from opsdesk.store.journal import driver
from opsdesk.store.words import words

#: More words narrow no further, and each costs.
MOST_WORDS = 16

_SUFFIX = "_search"
#: Beginnings up to so many letters have an index of their own, which is read from the newest on.
_INDEXED = 3
_LEAN = f"detail='none', columnsize=0, prefix='{' '.join(map(str, range(1, _INDEXED + 1)))}'"
#: So many of the newest records that begin alike are looked at before the index is asked for exact ones.
_LOOKED_AT = 1_000


def searchable(table: Table) -> bool:
    """Whether a table keeps a search index: `info={"search": True}` and a `words` column."""
    return bool(table.info.get("search"))


def index_name(table: Table) -> str:
    """The name of a table's search index."""
    return f"{table.name}{_SUFFIX}"


def matching(table: Table, text: str) -> ColumnElement[bool]:
    """The condition that a record has all words of the text, each as a beginning of one of its words.

    Safe for any text: the words are normalised and quoted. A text without a word finds nothing.
    It brings the index into the statement's FROM by itself.
    """
    asked = asked_words(text)
    if not asked:
        return false()
    index = _index(table, asked)
    return and_(index.c.rowid == table.c.n, _Match(table, asked))


def asked_words(text: str) -> list[str]:
    """The words that a search for this text asks for."""
    return words(text).split()[:MOST_WORDS]


def matching_newest(table: Table, text: str, before: int | None = None) -> ColumnElement[bool] | None:
    """`matching`, but only among the newest records whose words begin alike; `before` is an `n`.

    For the beginning of a word that is longer than its own index, SQLite first merges the lists of all its
    words, of all times: for a common word that takes longer than a page of its newest records. So a page
    is asked for with this first, and with `matching` where that does not fill it (the word is rare then, and
    its lists are short). None where `matching` itself reads from the newest on.
    """
    asked = asked_words(text)
    if all(len(word) <= _INDEXED for word in asked):
        return None
    beginnings = [word[:_INDEXED] for word in asked]
    index = _index(table, beginnings)
    begin_alike = select(index.c.rowid).where(_Match(table, beginnings))
    if before is not None:
        begin_alike = begin_alike.where(index.c.rowid < before)
    newest = begin_alike.order_by(index.c.rowid.desc()).limit(_LOOKED_AT)
    return and_(table.c.n.in_(newest), *having_words(table, asked))


def having_words(table: Table, asked: Iterable[str]) -> list[ColumnElement[bool]]:
    """Each (normalised) word is the beginning of one of the record's: as the index says, for few rows."""
    spaced = literal(" ").concat(table.c.words)
    return [spaced.like(f"% {word}%") for word in asked]


class _Index(TableClause):
    """A table's search index in a statement's FROM: a table of its own, or what a function finds.

    On PostgreSQL the index could not be used under row security, so a definer function of the database,
    with the rule inside, is asked for the `n` of what matches (STORE.md).
    """

    inherit_cache = True
    _traverse_internals: Any = [  # noqa: RUF012 - as SQLAlchemy declares it
        *TableClause._traverse_internals,
        ("asked", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, table: Table, asked: ColumnElement[str]) -> None:
        super().__init__(index_name(table), column("rowid", BigInteger))
        self.function = f"find_{table.name}"
        self.asked = asked


class _Match(ColumnElement[bool]):
    """That a row of the index has words that begin so; on PostgreSQL the FROM says it already."""

    inherit_cache = True
    type = Boolean()
    _is_implicitly_boolean = True
    _traverse_internals: Any = [  # noqa: RUF012 - as SQLAlchemy declares it
        ("name", InternalTraversal.dp_string),
        ("quoted", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, table: Table, asked: Iterable[str]) -> None:
        self.name = index_name(table)
        self.quoted = literal(" ".join(f'"{word}"*' for word in dict.fromkeys(asked)))


@compiles(_Index, "postgresql")
def _find(element: _Index, compiler: SQLCompiler, **how: Any) -> str:
    if not how.get("asfrom"):
        return str(compiler.visit_table(element, **how))  # type: ignore[no-untyped-call] # SQLAlchemy's
    return f'app.{element.function}({compiler.process(element.asked)}) AS "{element.name}"(rowid)'


@compiles(_Match)
def _matched(element: _Match, compiler: SQLCompiler, **how: Any) -> str:
    return f'"{element.name}" MATCH {compiler.process(element.quoted, **how)}'


@compiles(_Match, "postgresql")
def _found(_element: _Match, _compiler: SQLCompiler, **_how: Any) -> str:
    return "true"


def _index(table: Table, asked: Iterable[str]) -> _Index:
    return _Index(table, literal(" & ".join(f"'{word}':*" for word in dict.fromkeys(asked))))


def found_n(table: Table) -> ColumnElement[int]:
    """`n` as the search index has it: a search that is ordered and continued by it never sorts.

    Only beside `matching` of the same table.
    """
    return literal_column(f'"{index_name(table)}".rowid', BigInteger)


def search_statements(source: str, *, imported: bool) -> list[str]:
    """The SQL that makes the index of a table (`imported`: it has a column `import_id`) and keeps it true.

    Normalised words need no clever tokenizer: `ascii` splits at the spaces only. Neither positions nor
    lengths are kept (nothing is ranked), beginnings of up to 3 letters are. New rows of a table with imports
    are put in by the store (`index_new`), a chunk by one statement: a trigger for each row costs 20 times,
    and a third of an import even where its condition says that there is nothing to do.
    """
    name = f"{source}{_SUFFIX}"
    other = " WHEN old.words IS NOT new.words"
    options = f"words, content='{source}', content_rowid='n', tokenize='ascii', {_LEAN}"
    put = f"INSERT INTO {name}(rowid, words) VALUES (new.n, new.words);"  # noqa: S608 - names of our own
    take = f"INSERT INTO {name}({name}, rowid, words) VALUES ('delete', old.n, old.words);"  # noqa: S608 - the name of our own table
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5({options})",
        *([] if imported else [f"CREATE TRIGGER {name}_insert AFTER INSERT ON {source} BEGIN {put} END"]),
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {source} BEGIN {take} END",
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF words ON {source}{other} BEGIN {take} {put} END",
    ]


def forget_deleted(connection: Connection, table: Table) -> None:
    """Write the index anew without what was deleted; a purge ends with it, so that no word stays behind."""
    if connection.dialect.name != "sqlite":
        return
    name = index_name(table)
    connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608 - the name of our own table


def index_new(connection: Connection, table: Table, first: int, last: int) -> None:
    """Put the new rows `first <= n <= last` into the index, in order of `n`, where no trigger does it."""
    if not searchable(table) or "import_id" not in table.c:
        return
    name = index_name(table)
    put = f"INSERT INTO {name}(rowid, words) SELECT n, words FROM {table.name}"  # noqa: S608 - names of our own
    if first == last:
        driver(connection).execute(f"{put} WHERE n = ?", (first,))
    else:
        driver(connection).execute(f"{put} WHERE n BETWEEN ? AND ? ORDER BY n", (first, last))
