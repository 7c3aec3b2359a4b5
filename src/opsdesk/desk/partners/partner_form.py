"""The form of a partner: new, or edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from opsdesk.desk.desk import Desk
from opsdesk.desk.form import Form
from opsdesk.desk.partners.editors import NameEditor, renamed
from opsdesk.desk.partners.part_form import PartForm
from opsdesk.desk.partners.positions_editor import Pasted, PositionsEditor
from opsdesk.desk.partners.words import tr
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.handling import CLEARANCES, Marking, Sector
from opsdesk.partners.commands import AddOrganization, EditOrganization
from opsdesk.partners.model import KIND_SECTOR, AgreementKind, Organization, OrganizationKind
from opsdesk.partners.telephones import readable
from opsdesk.wording.labels import capital, label

NEW_KEY = "organization.add"
_NAMES = {"kind": "organization_kind"}


def edit_key(record: Organization) -> str:
    """The key of the draft of an edit."""
    return f"organization.edit/{record.id}"


def new_form(desk: Desk, region: str | None, entered: Callable[[UUID], None]) -> Form:
    """A new partner; `entered` gets its id: contacts and posts come next."""
    made: list[UUID] = []

    def make(values: dict[str, Any]) -> AddOrganization:
        command = AddOrganization.of(region=region, **_flat(values))
        made[:] = [command.organization_id]
        return command

    form = Form(
        desk,
        NEW_KEY,
        tr("New partner"),
        _fields(desk, None),
        make,
        preset={"organization_kind": OrganizationKind.CONTRACT_SECURITY, "clearance": Marking.CLEAR},
        told=lambda values: tr("{name} entered.").format(name=values["name"]),
        verb=tr("Enter"),
        note=tr("The sector follows the kind. Contacts, posts and licences are added once it is entered."),
    )
    form.done.connect(lambda _applied: entered(made[0]))
    return form


def edit_form(desk: Desk, record: Organization, region: str | None) -> Form:
    """Edit a partner; only what was changed is sent."""

    def remake(values: dict[str, Any], version: int) -> EditOrganization:
        given = _flat(values)
        if "telephone" in given:
            given["region"] = region
        return EditOrganization.of(organization_id=record.id, version=version, **given)

    initial = _values(vars_of(record))
    return PartForm(
        desk,
        edit_key(record),
        tr("Edit {name}").format(name=record.name),
        _fields(desk, record),
        lambda values: remake(values, record.version),
        initial=initial,
        theirs=_values,
        told=lambda _values: tr("{name} changed.").format(name=record.name),
        remake=remake,
    )


def vars_of(record: Organization) -> dict[str, Any]:
    """The fields of a partner by the names of the model."""
    names = (
        *("name", "short_name", "kind", "clearance", "agreement", "agreement_start", "agreement_end"),
        *("telephone", "email", "website", "address", "position", "notes"),
    )
    return {name: getattr(record, name) for name in names}


def _values(model: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the model as the form's fields have them."""
    found = renamed(model, _NAMES)
    if found.get("telephone"):
        found["telephone"] = readable(found["telephone"])
    if "position" in found:
        found["position"] = Pasted(() if found["position"] is None else (found["position"],))
    return found


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the command from those of the form."""
    given = dict(values)
    if "position" in given:
        positions = given["position"].require("position")
        given["position"] = positions[0] if positions else None
    return given


def _fields(desk: Desk, record: Organization | None) -> list[Field]:
    but = None if record is None else record.id
    return [
        Field("name", tr("Name"), FieldKind.OWN, build=lambda _look: NameEditor(desk, but)),
        Field("organization_kind", tr("Kind"), FieldKind.CHOICE, options=_kinds()),
        Field(
            "clearance",
            tr("May get up to"),
            FieldKind.CHOICE,
            options=tuple((one, one.value) for one in Marking if one in CLEARANCES),
        ),
        Field(
            "agreement",
            tr("Agreement"),
            FieldKind.CHOICE,
            options=tuple((one, label(one)) for one in AgreementKind),
        ),
        Field("agreement_start", tr("Agreed from"), FieldKind.DAY, optional=True),
        Field("agreement_end", tr("Agreed until"), FieldKind.DAY, optional=True),
        Field("telephone", tr("Main telephone"), hint="+377 98 00 11 22"),
        Field("email", tr("E-mail")),
        Field("website", tr("Website")),
        Field("short_name", tr("Short name"), hint=tr("As it is said on the radio")),
        Field("address", tr("Address")),
        Field(
            "position",
            tr("Position"),
            FieldKind.OWN,
            build=lambda look: PositionsEditor(look, area=False),
        ),
        Field("notes", tr("Notes"), FieldKind.TEXT, rows=3),
    ]


def _kinds() -> tuple[tuple[OrganizationKind, str], ...]:
    order = list(Sector)
    kinds = sorted(OrganizationKind, key=lambda one: (order.index(KIND_SECTOR[one]), label(one)))
    return tuple((one, f"{capital(label(one))} ({label(KIND_SECTOR[one])})") for one in kinds)
