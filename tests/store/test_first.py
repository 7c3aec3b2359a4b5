from opsdesk.store.database import Database


def test_it_opens(database: Database) -> None:
    assert database.last() == 2
