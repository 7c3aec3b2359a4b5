"""A page of a list, asked for by key: never all rows, never OFFSET."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Items in the order of the list; `after` is the key to ask for the next page with, None at the end."""

    items: Sequence[Item]
    after: int | None
