"""Search over normalised words: the index of each searchable table, and the condition that uses it."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, Connection, Table, and_, column, false, literal_column
from sqlalchemy import table as table_clause

from opsdesk.store.words import words

#: More words narrow no further, and each costs.
MOST_WORDS = 16

_SUFFIX = "_search"
_LEAN = "detail='none', columnsize=0, prefix='2 3'"


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
    asked = words(text).split()[:MOST_WORDS]
    if not asked:
        return false()
    name = index_name(table)
    index = table_clause(name, column("rowid", BigInteger))
    quoted = " ".join(f'"{word}"*' for word in asked)
    return and_(index.c.rowid == table.c.n, literal_column(f'"{name}"').op("MATCH")(quoted))


def found_n(table: Table) -> ColumnElement[int]:
    """`n` as the search index has it: a search that is ordered and continued by it never sorts.

    Only beside `matching` of the same table.
    """
    return literal_column(f'"{index_name(table)}".rowid', BigInteger)


def search_statements(source: str, *, imported: bool) -> list[str]:
    """The SQL that makes the index of a table (`imported`: it has a column `import_id`) and keeps it true.

    Normalised words need no clever tokenizer: `ascii` splits at the spaces only. Neither positions nor
    lengths are kept (nothing is ranked), beginnings of 2 and 3 letters are. Rows of an import are
    put in by one statement for each chunk (`Transaction.bulk`): a trigger for each row costs 20 times.
    """
    name = f"{source}{_SUFFIX}"
    fresh = " WHEN new.import_id IS NULL" if imported else ""
    other = " WHEN old.words IS NOT new.words"
    options = f"words, content='{source}', content_rowid='n', tokenize='ascii', {_LEAN}"
    put = f"INSERT INTO {name}(rowid, words) VALUES (new.n, new.words);"  # noqa: S608 - names of our own
    take = f"INSERT INTO {name}({name}, rowid, words) VALUES ('delete', old.n, old.words);"  # noqa: S608
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5({options})",
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON {source}{fresh} BEGIN {put} END",
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {source} BEGIN {take} END",
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF words ON {source}{other} BEGIN {take} {put} END",
    ]


def forget_deleted(connection: Connection, table: Table) -> None:
    """Write the index anew without what was deleted; a purge ends with it, so that no word stays behind."""
    name = index_name(table)
    connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608


def index_chunk(connection: Connection, table: Table, first: int, last: int) -> None:
    """Put the imported rows `first <= n <= last` into the index, in order of `n`."""
    name = index_name(table)
    connection.exec_driver_sql(
        f"INSERT INTO {name}(rowid, words) "  # noqa: S608 - names of our own
        f"SELECT n, words FROM {table.name} WHERE n BETWEEN ? AND ? ORDER BY n",
        (first, last),
    )
