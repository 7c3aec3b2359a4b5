from __future__ import annotations

from collections.abc import Iterator

import pytest

from opsdesk.store.database import Database
from tests.sample.written import copy_to, enter


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The sample, open as its operator; tests of this room only read it."""
    database = enter(copy_to(tmp_path_factory.mktemp("sample")))
    yield database
    database.shut()
