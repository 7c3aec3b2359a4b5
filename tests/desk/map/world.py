"""A desk with one of everything that has a pin, all in a few streets of Monaco."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from opsdesk.bulletins.commands import DraftBulletin, PublishBulletin, SubmitBulletin
from opsdesk.bulletins.model import Area, BulletinKind
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role
from opsdesk.incidents.commands import AddUnit, OpenIncident
from opsdesk.observations.commands import ReportObservation
from opsdesk.partners.commands import AddOrganization, AddPost, PlanCoverage
from opsdesk.partners.model import OrganizationKind
from opsdesk.store.database import Database
from opsdesk.store.operator import Me
from tests.databases import person

HERE = Position(43.7345, 7.4205)


def beside(east: float = 0.0, north: float = 0.0) -> Position:
    """So many metres from `HERE`."""
    return Position(HERE.latitude + north / 111_320, HERE.longitude + east / 80_450)


@dataclass
class World:
    """What was entered, by its kind."""

    database: Database
    me: Me
    ids: dict[str, UUID]


def fill(database: Database, me: Me) -> World:
    """Enter one of everything."""
    now = datetime.now(UTC)
    port = AddOrganization.of(
        name="Port Hercule Watch",
        organization_kind=OrganizationKind.CONTRACT_SECURITY,
        clearance=Marking.AMBER,
        telephone="+37798001705",
    )
    database.run(port)
    organization = port.organization_id
    ids = {
        "organization": organization,
        "observation": report(database, "Man tries car doors", beside(0, 0), priority=2),
        "incident": opened(database, "Grey van around the port", beside(300, 0), priority=1),
        "nowhere": opened(database, "Call without a place", None, priority=3),
    }
    for code, name, east in (("P-1", "Gate covered", -300.0), ("P-2", "Gate bare", -600.0)):
        post = AddPost.of(code=code, name=name, organization_id=organization, position=beside(east, 150))
        database.run(post)
        ids[code] = post.post_id
    cover = PlanCoverage.of(
        post_id=ids["P-1"],
        officer="L. Marin",
        organization_id=organization,
        starts=now - timedelta(hours=2),
        ends=now + timedelta(hours=6),
    )
    database.run(cover)
    unit = AddUnit.of(call_sign="Harbour 2", organization_id=organization, position=beside(0, -300))
    database.run(unit)
    ids["unit"] = unit.unit_id
    ids["area"] = publish(
        database,
        me,
        bulletin_kind=BulletinKind.SAFETY_NOTICE,
        title="Crane works",
        text="Lifting over the roadway.",
        area=Area(centre=beside(600, 200), radius=80.0),
        audience=(organization,),
    )
    return World(database, me, ids)


def report(database: Database, summary: str, position: Position | None, **fields: Any) -> UUID:
    """An observation."""
    command = ReportObservation.of(summary=summary, position=position, **fields)
    database.run(command)
    return command.observation_id


def opened(database: Database, title: str, position: Position | None, **fields: Any) -> UUID:
    """An open incident."""
    command = OpenIncident.of(title=title, position=position, **fields)
    database.run(command)
    return command.incident_id


def publish(database: Database, me: Me, **fields: Any) -> UUID:
    """A bulletin in force, published by a second person."""
    draft = DraftBulletin.of(expires_at=datetime.now(UTC) + timedelta(days=2), **fields)
    database.run(draft)
    database.run(SubmitBulletin(bulletin_id=draft.bulletin_id, version=1))
    second = person("Noor Haddad", Role.SUPERVISOR, like=me)
    database.run(PublishBulletin(bulletin_id=draft.bulletin_id, version=2), second)
    return draft.bulletin_id
