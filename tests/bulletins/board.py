"""A board to test on: a clock that can be turned, two supervisors of the police, a few partners."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from opsdesk.bulletins import records
from opsdesk.bulletins.commands import DraftBulletin, PublishBulletin, SubmitBulletin
from opsdesk.bulletins.model import Bulletin, BulletinKind
from opsdesk.handling import Marking, Role, Sector
from opsdesk.partners.commands import AddOrganization
from opsdesk.partners.model import OrganizationKind
from opsdesk.store.access import Me
from opsdesk.store.command import Command
from opsdesk.store.database import Database
from opsdesk.store.files import file, keep
from opsdesk.store.transaction import Reading, Transaction
from tests.databases import begun, person


@dataclass
class Clock:
    """The database's time, turned by hand."""

    now: datetime = datetime(2026, 6, 13, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class KeepPhoto(Command):
    """Keep a photo, as a form does before it is attached."""

    kind: ClassVar[str] = "file.keep"
    data: str

    def run(self, tx: Transaction) -> None:
        """Keep it."""
        keep(tx, base64.b64decode(self.data), "photo.png")


def newest_file(reading: Reading) -> UUID:
    """The file that was kept last."""
    found: UUID = reading.scalar(select(file.c.id).order_by(file.c.n.desc()).limit(1))
    return found


@dataclass
class Board:
    """An open database with an author, two supervisors, and partners by name."""

    database: Database
    clock: Clock
    author: Me
    supervisor: Me
    other_supervisor: Me
    partners: dict[str, UUID] = field(default_factory=dict)
    photos: list[UUID] = field(default_factory=list)

    def partner(
        self,
        name: str,
        clearance: Marking = Marking.AMBER,
        kind: OrganizationKind = OrganizationKind.HOTEL,
    ) -> UUID:
        """Enter a partner."""
        command = AddOrganization.of(name=name, organization_kind=kind, clearance=clearance)
        self.as_(self.supervisor, command)
        self.partners[name] = command.organization_id
        return command.organization_id

    def photo(self) -> UUID:
        """A photo that the author brought, each of another colour."""
        picture = io.BytesIO()
        Image.new("RGB", (40, 50), (len(self.photos), 90, 120)).save(picture, "PNG")
        command = KeepPhoto(data=base64.b64encode(picture.getvalue()).decode())
        self.as_(self.author, command)
        self.photos.append(command.id)
        return self.database.ask(newest_file)

    def as_(self, me: Me, command: Command) -> Command | None:
        """Apply a command as somebody; what takes it back."""
        self.database.sign_in(me)
        return self.database.run(command).undo

    def get(self, bulletin_id: UUID) -> Bulletin:
        """The bulletin as the supervisor sees it."""
        self.database.sign_in(self.supervisor)
        return self.database.ask(records.get, bulletin_id)

    def draft(self, kind: BulletinKind = BulletinKind.SAFETY_NOTICE, **fields: Any) -> UUID:
        """A draft of the author, complete for its kind unless `fields` say otherwise."""
        whole: dict[str, Any] = {
            "bulletin_kind": kind,
            "title": "Crane works close Avenue d'Ostende",
            "text": "Lifting over the roadway from 20:00.",
            "expires_at": self.clock.now + timedelta(days=3),
            "audience": tuple(self.partners.values()),
            **_OF_KIND.get(kind, {}),
            **fields,
        }
        command = DraftBulletin.of(**whole)
        self.as_(self.author, command)
        return command.bulletin_id

    def submit(self, bulletin_id: UUID) -> Command | None:
        """Hand it to a supervisor, as its author."""
        version = self.get(bulletin_id).version
        return self.as_(self.author, SubmitBulletin(bulletin_id=bulletin_id, version=version))

    def publish(self, bulletin_id: UUID, me: Me | None = None, **fields: Any) -> Command | None:
        """Publish what is submitted, as the supervisor."""
        version = self.get(bulletin_id).version
        return self.as_(
            me or self.supervisor, PublishBulletin(bulletin_id=bulletin_id, version=version, **fields)
        )

    def published(self, kind: BulletinKind = BulletinKind.SAFETY_NOTICE, **fields: Any) -> UUID:
        """A bulletin that the author wrote and the supervisor published."""
        bulletin_id = self.draft(kind, **fields)
        self.submit(bulletin_id)
        self.publish(bulletin_id)
        return bulletin_id


_OF_KIND: dict[BulletinKind, dict[str, Any]] = {
    BulletinKind.BOLO_PERSON: {
        "title": "Man 20-25, dark hoodie, car doors",
        "name": "J. Roe",
        "description": "About 1.80 m, dark hoodie.",
        "case_number": "26-0613",
        "legal_basis": "Warrant 26/881",
    },
    BulletinKind.BOLO_VEHICLE: {
        "title": "Grey Renault Trafic",
        "vehicle": "Renault Trafic, grey",
        "plate": "FX-318-QK",
    },
    BulletinKind.MISSING_PERSON: {
        "title": "Girl, 11, yellow raincoat",
        "name": "Amelie Roe",
        "aliases": ("Lili",),
        "juvenile": True,
        "description": "1.40 m, brown hair.",
    },
}


@contextmanager
def opened(folder: Path) -> Iterator[Board]:
    """A board on a fresh database with a clock of its own, and three partners of different clearance."""
    clock = Clock()
    database = begun(folder / "desk.db", clock)
    try:
        yield _made(database, clock)
    finally:
        database.shut()


def _made(database: Database, clock: Clock) -> Board:
    first = database.me
    board = Board(
        database=database,
        clock=clock,
        author=person("M. Rossi", Role.DISPATCHER, like=first),
        supervisor=person("J. Okafor", Role.SUPERVISOR, like=first),
        other_supervisor=person("T. Novak", Role.SUPERVISOR, Role.DISPATCHER, like=first),
    )
    board.partner("Hotel Belle Rive")
    board.partner("Port Hercule Watch", Marking.AMBER_STRICT, OrganizationKind.CONTRACT_SECURITY)
    board.partner("Rocher Residents", Marking.GREEN, OrganizationKind.NEIGHBOURHOOD_GROUP)
    return board


def of_partner(board: Board, name: str, *roles: Role, clearance: Marking | None = None) -> Me:
    """Somebody who works for a partner of the private sector."""
    return person(
        f"guard of {name}",
        *(roles or (Role.DISPATCHER,)),
        sector=Sector.PRIVATE,
        clearance=clearance or Marking.AMBER,
        organization_id=board.partners[name],
    )
