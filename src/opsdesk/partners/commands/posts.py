"""Commands on posts."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator

from opsdesk.errors import Refused
from opsdesk.geo.places import Position
from opsdesk.partners import records
from opsdesk.partners.commands.writing import archive, edit, former, given, require_in_use
from opsdesk.partners.cover import week_of_need
from opsdesk.partners.fields import Name, OptionalLine, OptionalText, wrong
from opsdesk.partners.model import PostKind
from opsdesk.partners.records.posting import code_taken
from opsdesk.partners.records.writing import columns
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction

#: A ring of fewer positions encloses nothing; one of more is no post.
RING = (3, 1_000)


class _PostFields(Command):
    """What may be said of a post: a point or a ring, and the minutes of the week in which it needs cover."""

    post_kind: PostKind = PostKind.POST
    organization_id: UUID | None = None
    address: OptionalLine = None
    position: Position | None = None
    area: tuple[Position, ...] = Field(default=(), max_length=RING[1])
    needs_cover: bool = True
    needed: tuple[tuple[int, int], ...] = Field(default=(), max_length=200)
    orders: OptionalText = None

    @field_validator("area")
    @classmethod
    def _ring(cls, value: tuple[Position, ...]) -> tuple[Position, ...]:
        ring = value[:-1] if len(value) > 1 and value[0] == value[-1] else value
        if ring and len(set(ring)) < RING[0]:
            raise wrong("ring_too_short", least=RING[0])
        return ring

    @field_validator("needed")
    @classmethod
    def _week(cls, value: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        try:
            return week_of_need(value)
        except ValueError as error:
            raise wrong("not_in_a_week") from error


def _require_free(tx: Transaction, code: str, but: UUID | None) -> None:
    other = code_taken(tx, code, but)
    if other is not None:
        raise Refused("post.code_taken", code=other.code, name=other.name)


class AddPost(_PostFields):
    """Enter a place that an officer is dedicated to; its code is its name on the radio, and its own."""

    kind: ClassVar[str] = "post.add"
    post_id: UUID = Field(default_factory=new_id)
    code: Name
    name: Name

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving it."""
        if self.organization_id is not None:
            require_in_use(tx, self.organization_id)
        _require_free(tx, self.code, None)
        tx.insert(records.post, self.post_id, columns(records.post, given(self, "post", only_set=False)))
        return ArchivePost(post_id=self.post_id, version=1)


class EditPost(_PostFields):
    """Change the fields that are given, and no other."""

    kind: ClassVar[str] = "post.edit"
    post_id: UUID
    version: int
    code: Name = ""
    name: Name = ""

    def run(self, tx: Transaction) -> Command | None:
        """Write what differs; taken back by the former values."""
        was = records.get_post(tx, self.post_id)
        if self.organization_id is not None and self.organization_id != was.organization_id:
            require_in_use(tx, self.organization_id)
        if self.code:
            _require_free(tx, self.code, self.post_id)
        now = edit(tx, records.post, was, self.version, given(self, "post", only_set=True))
        if now is None:
            return None
        return EditPost(post_id=self.post_id, version=now, **former(self, "post", was))


class ArchivePost(Command):
    """Put a post out of use: it needs no cover any more. `at` restores a former time, for undo."""

    kind: ClassVar[str] = "post.archive"
    post_id: UUID
    version: int
    at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by restoring."""
        now = archive(tx, records.post, self.post_id, self.version, self.at or tx.now)
        return None if now is None else RestorePost(post_id=self.post_id, version=now)


class RestorePost(Command):
    """Put a post into use again, if nobody took its code."""

    kind: ClassVar[str] = "post.restore"
    post_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by archiving as of the former time."""
        was = records.get_post(tx, self.post_id)
        _require_free(tx, was.code, self.post_id)
        now = archive(tx, records.post, self.post_id, self.version, None)
        return None if now is None else ArchivePost(post_id=self.post_id, version=now, at=was.archived_at)


COMMANDS: tuple[type[Command], ...] = (AddPost, EditPost, ArchivePost, RestorePost)
