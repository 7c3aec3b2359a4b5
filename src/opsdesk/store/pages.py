"""One page of a list, and the key behind which the next one begins: never an offset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """Some rows of a list; `after` is what the next page is asked with, None when this is the last."""

    items: Sequence[T_co]
    after: tuple[int, ...] | None

    def __len__(self) -> int:
        return len(self.items)
