"""What the card beside a pin says of each kind of record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from opsdesk.cartography.pins import Pin, PinKind
from opsdesk.desk.map.asking import Shown
from opsdesk.geo.places import Position
from opsdesk.incidents.model import IncidentItem
from opsdesk.observations.model import ObservationItem
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import _
from opsdesk.wording.times import age


@dataclass(frozen=True, slots=True)
class CardWords:
    """What the card beside a pin says."""

    position: Position
    priority: int
    word: str
    kind: str
    age: str
    title: str
    line: str


def incident_card(item: IncidentItem, now: datetime) -> CardWords:
    """An incident with a position."""
    assert item.position is not None
    who = ", ".join(item.units) or _("nobody yet")
    parts = (item.place, f"{label(item.status)}: {who}")
    return CardWords(
        item.position,
        int(item.priority),
        capital(label(item.priority)),
        _("Incident {number}").format(number=item.number),
        age(item.opened_at, now),
        item.title,
        " · ".join(part for part in parts if part),
    )


def observation_card(item: ObservationItem, now: datetime) -> CardWords:
    """An observation with a position."""
    assert item.position is not None
    return CardWords(
        item.position,
        int(item.priority),
        capital(label(item.priority)),
        _("Observation {number}").format(number=item.number),
        age(item.reported_at, now),
        item.summary,
        " · ".join(part for part in (item.place, item.source) if part),
    )


def pin_card(pin: Pin, shown: Shown | None) -> CardWords:
    """A post, a unit or a bulletin."""
    kinds = {
        PinKind.POST: _("Post, covered"),
        PinKind.POST_WITHOUT_COVER: _("Post without cover"),
        PinKind.UNIT: _("Unit"),
    }
    titles = {}
    if shown is not None:
        titles = {post.id: f"{post.code} {post.name}" for post in shown.posts}
        titles |= {item.id: f"{item.code} {item.title}" for item in shown.bulletins}
        titles |= {unit.id: unit.call_sign for unit in shown.units}
    kind = kinds.get(pin.kind, _("Bulletin"))
    return CardWords(pin.position, 0, "", kind, "", titles.get(pin.record_id, pin.label), "")
