"""A small directory and an open Partners tab, for the tests of that tab."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication

from opsdesk.desk.partners.tab import PartnersTab
from opsdesk.handling import Marking
from opsdesk.partners.commands import AddContact, AddOrganization, AddPost, PlanCoverage
from opsdesk.partners.model import OrganizationKind, ShiftDay, Telephone
from opsdesk.store.database import Database
from tests.desk.observations.joined import Joined, join

DAY = ShiftDay(zone="Europe/Monaco")
ZONE = ZoneInfo("Europe/Monaco")


def add_partner(database: Database, name: str = "Port Hercule Watch", **fields: Any) -> UUID:
    command = AddOrganization.of(
        **{
            "name": name,
            "organization_kind": OrganizationKind.CONTRACT_SECURITY,
            "clearance": Marking.AMBER,
            **fields,
        }
    )
    database.run(command)
    return command.organization_id


def add_contact(database: Database, partner: UUID, name: str = "L. Marin", **fields: Any) -> UUID:
    telephones = (Telephone(number="+37798001705", label="mobile"),)
    command = AddContact.of(**{"organization_id": partner, "name": name, "telephones": telephones, **fields})
    database.run(command)
    return command.contact_id


def add_post(database: Database, partner: UUID, code: str = "P-12", **fields: Any) -> UUID:
    command = AddPost.of(**{"organization_id": partner, "code": code, "name": "Pontoon", **fields})
    database.run(command)
    return command.post_id


def cover_but(database: Database, post: UUID, hours: float) -> tuple[datetime, datetime]:
    """Cover the shift day of now but its last hours; gives the gap."""
    starts, ends = DAY.around(datetime.now(UTC))
    gap = ends - timedelta(hours=hours)
    database.run(PlanCoverage.of(post_id=post, officer="Petit", starts=starts, ends=gap))
    return gap, ends


class Calls:
    """Notes the links that were opened."""

    def __init__(self, answer: bool = True) -> None:
        self.links: list[str] = []
        self._answer = answer

    def __call__(self, link: str) -> bool:
        self.links.append(link)
        return self._answer


async def opened(
    application: QApplication, database: Database, calls: Calls | None = None, **how: Any
) -> tuple[Joined, Any]:
    desk = await join(application, database, lambda desk: [PartnersTab(desk, calls or Calls())], **how)
    tab = desk.window.tabs[0]
    assert isinstance(tab, PartnersTab)
    return desk, tab


async def select(desk: Joined, tab: Any, partner: UUID) -> None:
    tab.show_record(partner)
    await desk.until(
        lambda: tab.presenter.current is not None and tab.presenter.current.organization.id == partner
    )
    await desk.calm()


def form(tab: Any) -> Any:
    """The form in front."""
    assert tab.right.currentWidget() is tab.forms
    return tab.forms._stack.currentWidget()
