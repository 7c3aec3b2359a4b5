"""The fields of the form of a draft, part by part: what, about whom, from whom, to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opsdesk.bulletins.model import BulletinKind
from opsdesk.desk.bulletins.asking import Choices
from opsdesk.desk.bulletins.audience import AudienceEditor
from opsdesk.desk.bulletins.editors import AreaEditor, BulletinPhotos, ExpiryEditor, KnownMoment
from opsdesk.desk.bulletins.readers import ReadersEditor
from opsdesk.desk.bulletins.words import tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.field_editors import PlaceEditor
from opsdesk.desk.observations.places import Places
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.handling import Marking
from opsdesk.observations.model import Credibility, Reliability
from opsdesk.partners.model import OrganizationName
from opsdesk.wording.labels import label


def fields_of(
    desk: Desk, places: Places, offered: Choices, key: str, askers: Sequence[OrganizationName]
) -> list[Field]:
    """All fields of the form in their order; `askers` are the organizations that may ask for a bulletin."""
    return [*_what(), *_about(desk, places, key), *_from(askers), *_to(desk, places, offered)]


def _own(name: str, words: str, build: Any) -> Field:
    return Field(name, words, FieldKind.OWN, build=build)


def _what() -> list[Field]:
    kinds = tuple((one, label(one)) for one in BulletinKind)
    return [
        Field("bulletin_kind", tr("Kind"), FieldKind.CHOICE, options=kinds),
        Field("title", tr("Title"), hint=tr("In one line; a missing juvenile is described, never named")),
        Field("text", tr("Text"), FieldKind.TEXT, rows=4),
        Field(
            "requested_action",
            tr("What to do"),
            FieldKind.TEXT,
            rows=2,
        ),
        Field(
            "caution",
            tr("Caution"),
            FieldKind.TEXT,
            rows=2,
            hint=tr("Do not approach. Do not stop the vehicle."),
        ),
    ]


def _about(desk: Desk, places: Places, key: str) -> list[Field]:
    return [
        Field("offence", tr("Wanted for"), FieldKind.LINE),
        Field("vehicle", tr("Vehicle"), hint=tr("Make, model, colour, damage")),
        Field("plate", tr("Plate"), hint=tr("? for a sign that nobody read")),
        Field("name", tr("Name")),
        Field("aliases", tr("Other names"), hint=tr("Parted by commas")),
        _own("born", tr("Born"), lambda look: KnownMoment(look, desk.zone, desk.now, day=True)),
        Field("juvenile", tr("Not of age: name and photo go off everywhere once it ends"), FieldKind.FLAG),
        Field("description", tr("Looks (of a vehicle: its driver)"), FieldKind.TEXT, rows=2),
        Field("clothing", tr("Wears"), FieldKind.TEXT, rows=2),
        _own("last_seen", tr("Last seen where"), lambda _look: PlaceEditor(places)),
        _own(
            "last_seen_at",
            tr("Last seen when"),
            lambda look: KnownMoment(look, desk.zone, desk.now, day=False),
        ),
        _own("photos", tr("Photos"), lambda _look: BulletinPhotos(desk, key)),
        Field("photo_authority", tr("Who allowed the photo of a juvenile")),
    ]


def _from(partners: Sequence[OrganizationName]) -> list[Field]:
    named = tuple((one.id, one.name) for one in partners)
    return [
        Field("originator_id", tr("Asked for by"), FieldKind.CHOICE, options=named, optional=True),
        Field("case_number", tr("Case number")),
        Field(
            "legal_basis",
            tr("Legal basis"),
            hint=tr("The order or the law; needed for a person who is sought"),
        ),
        Field("contact", tr("Contact at the originator")),
        Field("telephone", tr("Telephone of the contact")),
        Field(
            "reliability",
            tr("Source (not shown to partners)"),
            FieldKind.CHOICE,
            options=tuple((one.value, f"{one.value} {label(one)}") for one in Reliability),
            optional=True,
        ),
        Field(
            "credibility",
            tr("Information"),
            FieldKind.CHOICE,
            options=tuple((int(one.value), f"{one.value} {label(one)}") for one in Credibility),
            optional=True,
        ),
    ]


def _to(desk: Desk, places: Places, offered: Choices) -> list[Field]:
    markings = tuple((one, one.value) for one in Marking)
    return [
        _own("area", tr("Area"), lambda look: AreaEditor(look, places)),
        _own(
            "expires_at",
            tr("Expires (a BOLO for a person within 7 days)"),
            lambda look: ExpiryEditor(look, desk.zone, desk.now),
        ),
        Field("marking", tr("Marking"), FieldKind.CHOICE, options=markings),
        _own("audience", tr("Audience"), lambda look: AudienceEditor(look, offered.partners, Marking.AMBER)),
        _own(
            "readers",
            tr("Readers: these people and its author, nobody else"),
            lambda look: ReadersEditor(look, offered.people),
        ),
        Field("restrictions", tr("Only for"), hint=tr("Restrictions of use, as partners read them")),
        Field("show_on_wall", tr("Show on the wall, as far as its marking allows"), FieldKind.FLAG),
    ]
