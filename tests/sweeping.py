"""A fixture that ends what a test of the screen left: its objects of Qt, and then the garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from shiboken6 import Shiboken


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Widgets of one test end in the screen's thread, not in some thread of the next one.

    An object that is connected to a function which holds it is never garbage: the connection stands in Qt,
    where Python does not look. So the desk's own objects are deleted, and with them all that they held.
    """
    yield
    for found in Shiboken.getAllValidWrappers():
        if not isinstance(found, QObject) or not type(found).__module__.startswith("opsdesk."):
            continue
        # One that went with another before it is not valid any more.
        if Shiboken.isValid(found) and found.parent() is None:
            Shiboken.delete(found)
    gc.collect()
