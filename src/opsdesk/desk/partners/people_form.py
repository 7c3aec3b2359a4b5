"""The forms of a contact, a licence, and an entry of the relationship log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from opsdesk.desk.desk import Desk
from opsdesk.desk.form import Form
from opsdesk.desk.partners.editors import TelephonesEditor, VerbEditor, renamed
from opsdesk.desk.partners.part_form import PartForm
from opsdesk.desk.partners.words import tr
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.partners.commands import (
    AddContact,
    AddLicence,
    EditContact,
    EditEngagement,
    EditLicence,
    LogEngagement,
)
from opsdesk.partners.model import (
    Contact,
    Engagement,
    EngagementKind,
    Licence,
    Organization,
    Reachable,
    Telephone,
)
from opsdesk.partners.telephones import readable
from opsdesk.wording.labels import capital, label

#: Puts the record of the form out of use.
Retire = Callable[[], None]


def contact_key(organization_id: UUID) -> str:
    """The key of the draft of a new contact."""
    return f"contact.add/{organization_id}"


def contact_form(desk: Desk, partner: Organization, region: str | None) -> Form:
    """A new contact."""
    return Form(
        desk,
        contact_key(partner.id),
        tr("New contact, {partner}").format(partner=partner.name),
        _contact_fields(),
        lambda values: AddContact.of(organization_id=partner.id, region=region, **_filled(values, "name")),
        told=lambda values: tr("{name} entered.").format(name=values["name"]),
        verb=tr("Enter"),
    )


def contact_edit_form(desk: Desk, who: Contact, region: str | None, retire: Retire) -> Form:
    """Edit a contact."""

    def remake(values: dict[str, Any], version: int) -> EditContact:
        given = _filled(values, "name")
        if "telephones" in given:
            given["region"] = region
        return EditContact.of(contact_id=who.id, version=version, **given)

    names = ("name", "role", "telephones", "email", "call_sign", "available", "notes")
    return PartForm(
        desk,
        f"contact.edit/{who.id}",
        tr("Edit {name}").format(name=who.name),
        [*_contact_fields(), _retire(tr("Archive this contact"), retire)],
        lambda values: remake(values, who.version),
        initial={**_contact_values({name: getattr(who, name) for name in names}), "retire": None},
        theirs=_contact_values,
        told=lambda _values: tr("{name} changed.").format(name=who.name),
        remake=remake,
    )


def _contact_values(model: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers as people read them, which is what the editor shows and gives."""
    found = dict(model)
    if "telephones" in found:
        found["telephones"] = tuple(
            Telephone(number=readable(one.number), label=one.label) for one in found["telephones"] or ()
        )
    return found


def _contact_fields() -> list[Field]:
    return [
        Field("name", tr("Name"), hint=tr("A person, or a control room")),
        Field("role", tr("Role")),
        Field("telephones", tr("Telephones"), FieldKind.OWN, build=TelephonesEditor),
        Field("email", tr("E-mail")),
        Field("call_sign", tr("Call sign")),
        Field("available", tr("When"), hint=tr("always; Mon to Fri, 9 to 17; 18:00 to 06:00")),
        Field("notes", tr("Notes"), FieldKind.TEXT, rows=3),
    ]


def licence_key(organization_id: UUID) -> str:
    """The key of the draft of a new licence."""
    return f"licence.add/{organization_id}"


def licence_form(desk: Desk, partner: Organization, people: Sequence[Reachable]) -> Form:
    """A new licence of a contact, of another officer, or of the partner itself."""
    return Form(
        desk,
        licence_key(partner.id),
        tr("New licence, {partner}").format(partner=partner.name),
        _licence_fields(people),
        lambda values: AddLicence.of(organization_id=partner.id, **_filled(values, "licence_kind")),
        told=lambda values: tr("Licence entered: {kind}.").format(kind=values["licence_kind"]),
        verb=tr("Enter"),
        note=tr("Without contact and holder it is the licence of {partner} itself.").format(
            partner=partner.name
        ),
    )


def licence_edit_form(desk: Desk, one: Licence, people: Sequence[Reachable], retire: Retire) -> Form:
    """Edit a licence: mostly its new end."""

    def remake(values: dict[str, Any], version: int) -> EditLicence:
        return EditLicence.of(licence_id=one.id, version=version, **_filled(values, "licence_kind", "holder"))

    names = ("contact_id", "holder", "kind", "number", "issuer", "expires")
    return PartForm(
        desk,
        f"licence.edit/{one.id}",
        tr("Edit the licence of {name}").format(name=one.holder),
        [*_licence_fields(people), _retire(tr("Archive this licence"), retire)],
        lambda values: remake(values, one.version),
        initial={
            **renamed({name: getattr(one, name) for name in names}, {"kind": "licence_kind"}),
            "retire": None,
        },
        theirs=lambda theirs: renamed(theirs, {"kind": "licence_kind"}),
        told=lambda _values: tr("Licence of {name} changed.").format(name=one.holder),
        remake=remake,
    )


def _licence_fields(people: Sequence[Reachable]) -> list[Field]:
    return [
        Field("contact_id", tr("Contact"), FieldKind.CHOICE, options=_people(people), optional=True),
        Field("holder", tr("Holder"), hint=tr("An officer who is no contact")),
        Field("licence_kind", tr("Licence"), hint=tr("CCTV operator, security guard, first aid")),
        Field("number", tr("Number")),
        Field("issuer", tr("Issued by")),
        Field("expires", tr("Holds until"), FieldKind.DAY, optional=True),
    ]


def log_key(organization_id: UUID) -> str:
    """The key of the draft of a new entry of the log."""
    return f"engagement.log/{organization_id}"


def log_form(
    desk: Desk,
    partner: Organization,
    people: Sequence[Reachable],
    preset: Mapping[str, Any],
    at: datetime,
) -> Form:
    """Log a call, a meeting, a visit …; `preset` is what is known already."""
    return Form(
        desk,
        log_key(partner.id),
        tr("Log, {partner}").format(partner=partner.name),
        _log_fields(people),
        lambda values: LogEngagement.of(organization_id=partner.id, **_filled(values, "summary")),
        preset={"engagement_kind": EngagementKind.CALL, "at": at, **preset},
        told=lambda values: tr("{kind} with {partner} logged.").format(
            kind=capital(label(values["engagement_kind"])), partner=partner.name
        ),
        verb=tr("Log"),
    )


def log_edit_form(desk: Desk, one: Engagement, people: Sequence[Reachable], retire: Retire) -> Form:
    """Edit an entry of the log."""

    def remake(values: dict[str, Any], version: int) -> EditEngagement:
        return EditEngagement.of(engagement_id=one.id, version=version, **_filled(values, "summary"))

    # The editor knows minutes; what it shows is what stands there unless somebody changes it.
    initial = {
        "engagement_kind": one.kind,
        "contact_id": one.contact_id,
        "at": one.at.replace(second=0, microsecond=0),
        "summary": one.summary,
        "follow_up": one.follow_up,
        "retire": None,
    }
    return PartForm(
        desk,
        f"engagement.edit/{one.id}",
        tr("Edit the log"),
        [*_log_fields(people), _retire(tr("Take this entry out of the log"), retire)],
        lambda values: remake(values, one.version),
        initial=initial,
        theirs=lambda theirs: renamed(theirs, {"kind": "engagement_kind"}),
        told=lambda _values: tr("Entry of the log changed."),
        remake=remake,
    )


def _log_fields(people: Sequence[Reachable]) -> list[Field]:
    kinds = tuple((one, capital(label(one))) for one in EngagementKind)
    return [
        Field("summary", tr("What was said or done"), FieldKind.TEXT, rows=4),
        Field("engagement_kind", tr("Kind"), FieldKind.CHOICE, options=kinds),
        Field("contact_id", tr("With"), FieldKind.CHOICE, options=_people(people), optional=True),
        Field("at", tr("When"), FieldKind.MOMENT),
        Field("follow_up", tr("Follow up on"), FieldKind.DAY, optional=True),
    ]


def _people(people: Sequence[Reachable]) -> tuple[tuple[UUID, str], ...]:
    return tuple((one.contact.id, one.contact.name) for one in people)


def _retire(words: str, run: Retire) -> Field:
    return Field("retire", "", FieldKind.OWN, build=lambda look: VerbEditor(look, words, "archive", run))


def _filled(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Without the form's own verb; these fields empty rather than missing, so that it is told beside them."""
    given = {name: value for name, value in values.items() if name != "retire"}
    return given | {name: given[name] or "" for name in names if name in given}
