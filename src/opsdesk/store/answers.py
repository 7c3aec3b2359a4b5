"""What was answered before, to be looked at again while the server is away."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

#: How many answers are held.
HELD = 200


class Answers:
    """The newest answers by what was asked; `None` is an answer like any other."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Any] = OrderedDict()

    def __contains__(self, asked: str) -> bool:
        """Whether this very question was answered."""
        return asked in self._held

    def __getitem__(self, asked: str) -> Any:
        """The newest answer to it."""
        return self._held[asked]

    def keep(self, asked: str, answer: Any) -> None:
        """Hold an answer; the oldest one goes."""
        self._held[asked] = answer
        self._held.move_to_end(asked)
        while len(self._held) > HELD:
            self._held.popitem(last=False)

    def forget(self, asked: str) -> None:
        """It is not held any more."""
        self._held.pop(asked, None)


def question(query: Callable[..., Any], args: Any, named: Mapping[str, Any]) -> str:
    """What is asked, as text; two that are equal ask the same."""
    name = f"{getattr(query, '__module__', '')}.{getattr(query, '__qualname__', repr(query))}"
    return f"{name}{args!r}{sorted(named.items())!r}"
