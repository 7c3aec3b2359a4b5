"""Search over normalised words: the index of each searchable table, and the condition that uses it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
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
from sqlalchemy import table as table_clause

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
    return and_(_index(table).c.rowid == table.c.n, _match(table, asked))


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
    index = _index(table)
    begin_alike = select(index.c.rowid).where(_match(table, [word[:_INDEXED] for word in asked]))
    if before is not None:
        begin_alike = begin_alike.where(index.c.rowid < before)
    newest = begin_alike.order_by(index.c.rowid.desc()).limit(_LOOKED_AT)
    return and_(table.c.n.in_(newest), *having_words(table, asked))


def having_words(table: Table, asked: Iterable[str]) -> list[ColumnElement[bool]]:
    """Each (normalised) word is the beginning of one of the record's: as the index says, for few rows."""
    spaced = literal(" ").concat(table.c.words)
    return [spaced.like(f"% {word}%") for word in asked]


def _index(table: Table) -> TableClause:
    return table_clause(index_name(table), column("rowid", BigInteger))


def _match(table: Table, asked: Iterable[str]) -> ColumnElement[bool]:
    quoted = " ".join(f'"{word}"*' for word in dict.fromkeys(asked))
    return literal_column(f'"{index_name(table)}"').op("MATCH")(quoted)


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
