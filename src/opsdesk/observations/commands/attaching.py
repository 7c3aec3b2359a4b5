"""Photos of an observation: attached, captioned, removed. The kept original is never touched."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from opsdesk.errors import Refused
from opsdesk.observations.commands.guards import standing
from opsdesk.observations.records.tables import observation_photo
from opsdesk.observations.records.writing import photo_row, put
from opsdesk.partners.fields import OptionalLine
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


class AttachPhoto(Command):
    """Attach a photo whose file is kept already (`store.files`)."""

    kind: ClassVar[str] = "observation.attach_photo"

    photo_id: UUID = Field(default_factory=new_id)
    observation_id: UUID
    file_id: UUID
    caption: OptionalLine = None

    def run(self, tx: Transaction) -> Command | None:
        """Write the photo and count it; taken back by removing it."""
        row = standing(tx, self.observation_id)
        values = {"observation_id": self.observation_id, "file_id": self.file_id}
        tx.insert(observation_photo, self.photo_id, values | {"caption": self.caption or ""})
        put(tx, self.observation_id, {"photos": row.photos + 1})
        return RemovePhoto(photo_id=self.photo_id)


class RemovePhoto(Command):
    """Take a photo off an observation; the file stays as evidence."""

    kind: ClassVar[str] = "observation.remove_photo"

    photo_id: UUID

    def run(self, tx: Transaction) -> Command | None:
        """Set it removed; taken back by restoring it."""
        photo = photo_row(tx, self.photo_id)
        row = standing(tx, photo.observation_id)
        if photo.removed_at is not None:
            raise Refused("observation.photo_removed", number=row.number)
        tx.update(observation_photo, self.photo_id, {"removed_at": tx.now})
        put(tx, row.id, {"photos": row.photos - 1})
        return RestorePhoto(photo_id=self.photo_id)


class RestorePhoto(Command):
    """Put a removed photo back."""

    kind: ClassVar[str] = "observation.restore_photo"

    photo_id: UUID

    def run(self, tx: Transaction) -> Command | None:
        """Set it attached again; taken back by removing it."""
        photo = photo_row(tx, self.photo_id)
        row = standing(tx, photo.observation_id)
        if photo.removed_at is None:
            return None
        tx.update(observation_photo, self.photo_id, {"removed_at": None})
        put(tx, row.id, {"photos": row.photos + 1})
        return RemovePhoto(photo_id=self.photo_id)
