"""What the desk needs from the rooms below it, as it is handed in by `app`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:  # the frame is painted before pydantic and the database's parts are loaded
    from opsdesk.store.command import Applied, Change, Command
    from opsdesk.store.transaction import Reading

T = TypeVar("T")
P = ParamSpec("P")


class Store(Protocol):
    """The database as the screen sees it: all of it is awaited, nothing blocks."""

    async def apply(self, command: Command) -> Applied:
        """Write; the only way."""

    async def read(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query of some `records.py` in a reader."""

    async def head(self) -> int:
        """The number of the journal's last line."""

    async def follow(self, after: int) -> Sequence[Change]:
        """The journal's lines after a number, at most one batch."""

    async def changed(self, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - a wait that ends well
        """Wait until the journal is beyond a number, or the time (seconds) is over."""


class DraftStore(Protocol):
    """Where unfinished texts are kept, so that a crash or a close loses none."""

    def save(self, key: str, values: Mapping[str, Any]) -> Awaitable[None]:
        """Keep what stands in a form; the same key replaces."""

    def drop(self, key: str) -> Awaitable[None]:
        """The text went where it should, or was thrown away by its author."""

    def all(self) -> Awaitable[Mapping[str, Mapping[str, Any]]]:
        """Every draft by its key."""


#: Turns an expected failure into the sentence for a person (`wording.errors.sentence`).
Sentence = Callable[[Exception], str]
