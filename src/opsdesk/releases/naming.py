"""From what a person writes or chooses for an audience to the audience: a clearance, a partner, a person."""

from __future__ import annotations

from opsdesk.accounts import records as operators
from opsdesk.accounts.model import Operator
from opsdesk.errors import Refused
from opsdesk.handling import CLEARANCES, Marking, Role
from opsdesk.partners import records as partners
from opsdesk.releases.audience import of_clearance, of_organization, of_person, of_this_desk
from opsdesk.releases.model import Audience
from opsdesk.store.transaction import Reading
from opsdesk.store.words import words

#: How the desk's own people are called on the command line.
THIS_DESK = "desk"


def audience_named(reading: Reading, text: str) -> Audience:
    """`TLP:AMBER`, `amber`, `desk`, a partner's or a person's name, or the id of either.

    Case, accents and spaces do not count. A name of the desk's own organization is the desk; a partner
    goes before a person of the same name. `Refused` `red_is_no_clearance`, or `no_audience` with those
    that are known.
    """
    wanted = " ".join(text.split()).casefold()
    for marking in Marking:
        if wanted in (marking.value.casefold(), marking.value.removeprefix("TLP:").casefold()):
            if marking is Marking.RED:
                raise Refused("red_is_no_clearance")
            return of_clearance(marking)
    plain = words(text)
    own = partners.desk(reading)
    if own is not None and plain and plain in (THIS_DESK, *_names(own.name, own.short_name), str(own.id)):
        return of_this_desk(own)
    known = partners.names(reading)
    for one in known:
        if wanted == str(one.id) or (plain and plain in _names(one.name, one.short_name)):
            return of_organization(partners.get(reading, one.id))
    for who in people(reading):
        if wanted == str(who.id) or (plain and plain == words(who.name)):
            return of_person(who, partners.get(reading, who.organization_id))
    names = [THIS_DESK, *(clearance.value for clearance in CLEARANCES), *(one.name for one in known[:40])]
    raise Refused("no_audience", name=text, known=", ".join(names))


def people(reading: Reading) -> list[Operator]:
    """Who may be given a copy by name, or be named as a reader: not who left, and no screen on a wall."""
    return [one for one in operators.every(reading) if one.disabled_at is None and Role.WALL not in one.roles]


def _names(name: str, short_name: str | None) -> tuple[str, ...]:
    return tuple(words(one) for one in (name, short_name) if one)
