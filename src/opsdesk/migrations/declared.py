"""All tables that the rooms declare: importing each `records` puts them into the store's `metadata`."""

from __future__ import annotations

import importlib
import pkgutil

import opsdesk
from opsdesk.store import making  # the store's own tables

__all__ = ["load", "making"]


def load() -> None:
    """Import every module that is called `records`, and those inside it, in every room."""
    for room in pkgutil.iter_modules(opsdesk.__path__, "opsdesk."):
        if not room.ispkg or room.name in ("opsdesk.desk", "opsdesk.migrations"):
            continue
        package = importlib.import_module(room.name)
        if not any(found.name == "records" for found in pkgutil.iter_modules(package.__path__)):
            continue
        records = importlib.import_module(f"{room.name}.records")
        for inner in pkgutil.walk_packages(getattr(records, "__path__", []), f"{records.__name__}."):
            importlib.import_module(inner.name)
