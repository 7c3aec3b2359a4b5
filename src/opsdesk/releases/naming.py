"""From what a person writes for an audience to the audience: a clearance, a partner, or this desk."""

from __future__ import annotations

from opsdesk.errors import Refused
from opsdesk.handling import CLEARANCES
from opsdesk.partners import records as partners
from opsdesk.releases.audience import of_clearance, of_organization, of_this_desk
from opsdesk.releases.model import Audience
from opsdesk.store.transaction import Reading

#: How the desk's own people are called on the command line.
THIS_DESK = "desk"


def audience_named(reading: Reading, text: str) -> Audience:
    """`TLP:AMBER`, `amber`, a partner's name or short name, or `desk`.

    `Refused` `no_audience` with those that are known; a name of the desk's own organization is the desk.
    """
    wanted = " ".join(text.split()).casefold()
    for clearance in CLEARANCES:
        if wanted in (clearance.value.casefold(), clearance.value.removeprefix("TLP:").casefold()):
            return of_clearance(clearance)
    desk = partners.desk(reading)
    if desk is not None and wanted and wanted in (THIS_DESK, *_names(desk.name, desk.short_name)):
        return of_this_desk(desk)
    known = partners.names(reading)
    for one in known:
        if wanted and wanted in _names(one.name, one.short_name):
            return of_organization(partners.get(reading, one.id))
    names = [THIS_DESK, *(clearance.value for clearance in CLEARANCES), *(one.name for one in known[:40])]
    raise Refused("no_audience", name=text, known=", ".join(names))


def _names(name: str, short_name: str | None) -> tuple[str, ...]:
    return tuple(one.casefold() for one in (name, short_name) if one)
