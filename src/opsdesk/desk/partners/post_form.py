"""The forms of a post, and of who covers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from opsdesk.desk.desk import Desk
from opsdesk.desk.form import Form
from opsdesk.desk.partners.editors import VerbEditor, renamed
from opsdesk.desk.partners.part_form import PartForm
from opsdesk.desk.partners.positions_editor import CORNERS, Pasted, PositionsEditor
from opsdesk.desk.partners.week_editor import WeekEditor
from opsdesk.desk.partners.words import tr
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.errors import BadInput
from opsdesk.partners.commands import AddPost, ChangeCoverage, EditPost, PlanCoverage
from opsdesk.partners.model import Coverage, Organization, Post, PostKind, Reachable
from opsdesk.wording.labels import capital, label
from opsdesk.wording.times import clock

_NAMES = {"kind": "post_kind"}
_MINUTE, _NONE = timedelta(minutes=1), timedelta()
_OF_POST = ("code", "name", "kind", "needs_cover", "needed", "address", "orders")


def post_key(organization_id: UUID) -> str:
    """The key of the draft of a new post."""
    return f"post.add/{organization_id}"


def post_form(desk: Desk, partner: Organization) -> Form:
    """A new post of a partner."""
    return Form(
        desk,
        post_key(partner.id),
        tr("New post, {partner}").format(partner=partner.name),
        _post_fields(),
        lambda values: AddPost.of(organization_id=partner.id, **_flat(values)),
        preset={"post_kind": PostKind.POST, "needs_cover": True},
        told=lambda values: tr("Post {code} entered.").format(code=values["code"]),
        verb=tr("Enter"),
    )


def post_edit_form(desk: Desk, post: Post, retire: Callable[[], None]) -> Form:
    """Edit a post."""

    def remake(values: dict[str, Any], version: int) -> EditPost:
        return EditPost.of(post_id=post.id, version=version, **_flat(values))

    model = {name: getattr(post, name) for name in _OF_POST}
    initial = renamed(model, _NAMES) | {"area": _pasted(post.position, post.area), "retire": None}
    verb = Field(
        "retire",
        "",
        FieldKind.OWN,
        build=lambda look: VerbEditor(look, tr("Archive this post"), "archive", retire),
    )

    def theirs(found: Mapping[str, Any]) -> dict[str, Any]:
        values = renamed(found, _NAMES)
        if "area" in values or "position" in values:
            place = values.pop("position", post.position)
            values["area"] = _pasted(place, values.get("area", post.area))
        return values

    return PartForm(
        desk,
        f"post.edit/{post.id}",
        tr("Edit {code} {name}").format(code=post.code, name=post.name),
        [*_post_fields(), verb],
        lambda values: remake(values, post.version),
        initial=initial,
        theirs=theirs,
        told=lambda _values: tr("Post {code} changed.").format(code=post.code),
        remake=remake,
    )


def _pasted(position: Any, area: Sequence[Any]) -> Pasted:
    if area:
        return Pasted(tuple(area))
    return Pasted(() if position is None else (position,))


def _post_fields() -> list[Field]:
    return [
        Field("code", tr("Code"), hint=tr("Its name on the radio, such as P-12")),
        Field("name", tr("Name")),
        Field(
            "post_kind",
            tr("Kind"),
            FieldKind.CHOICE,
            options=tuple((one, capital(label(one))) for one in PostKind),
        ),
        Field(
            "area",
            tr("Where: a position, or the corners of an area"),
            FieldKind.OWN,
            build=lambda look: PositionsEditor(look, area=True),
        ),
        Field("address", tr("Address")),
        Field("needs_cover", tr("Needs somebody there"), FieldKind.FLAG),
        Field("needed", tr("When somebody is needed"), FieldKind.OWN, build=WeekEditor),
        Field("orders", tr("Orders"), FieldKind.TEXT, rows=4),
    ]


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the command from those of the form."""
    given = {name: value for name, value in values.items() if name != "retire"}
    for name in ("code", "name"):
        if name in given:
            given[name] = given[name] or ""
    if "area" in given:
        places = given.pop("area").require("area")
        if len(places) == CORNERS - 1:
            raise BadInput.one("area", "ring_too_short", least=CORNERS)
        given["position"] = places[0] if len(places) == 1 else None
        given["area"] = places if len(places) >= CORNERS else ()
    return given


def assign_key(post_id: UUID, starts: datetime) -> str:
    """The key of the draft of an assignment."""
    return f"coverage.plan/{post_id}/{starts.isoformat()}"


def assign_form(
    desk: Desk, post: Post, people: Sequence[Reachable], starts: datetime, ends: datetime
) -> Form:
    """Assign somebody to a gap; the whole gap is offered."""

    def make(values: dict[str, Any]) -> PlanCoverage:
        # A number of a partner's officers have no record: they count as that partner's.
        own = None if values.get("contact_id") else post.organization_id
        return PlanCoverage.of(post_id=post.id, organization_id=own, **values)

    return Form(
        desk,
        assign_key(post.id, starts),
        tr("Assign to {code}").format(code=post.code),
        _cover_fields(people),
        make,
        # The editor knows minutes: a gap that ends within one is closed to its end.
        preset={"starts": starts, "ends": ends + (_MINUTE if ends.second or ends.microsecond else _NONE)},
        told=lambda values: _covered(post, values, people, desk.zone),
        verb=tr("Assign"),
        note=f"{post.code} {post.name}",
    )


def coverage_form(
    desk: Desk,
    post: Post,
    one: Coverage,
    people: Sequence[Reachable],
    retire: Callable[[], None],
) -> Form:
    """Change who stands there, or when."""

    def remake(values: dict[str, Any], version: int) -> ChangeCoverage:
        given = {name: value for name, value in values.items() if name != "retire"}
        if "officer" in given:
            given["officer"] = given["officer"] or ""
        return ChangeCoverage.of(coverage_id=one.id, version=version, **given)

    verb = Field(
        "retire",
        "",
        FieldKind.OWN,
        build=lambda look: VerbEditor(look, tr("Take off the plan"), "delete", retire),
    )
    initial = {
        "contact_id": one.contact_id,
        "officer": one.officer,
        "starts": one.starts.replace(second=0, microsecond=0),
        "ends": one.ends.replace(second=0, microsecond=0),
        "retire": None,
    }
    return PartForm(
        desk,
        f"coverage.change/{one.id}",
        tr("{officer} on {code}").format(officer=one.officer, code=post.code),
        [*_cover_fields(people), verb],
        lambda values: remake(values, one.version),
        initial=initial,
        told=lambda _values: tr("Cover of {code} changed.").format(code=post.code),
        remake=remake,
        note=f"{post.code} {post.name}",
    )


def _cover_fields(people: Sequence[Reachable]) -> list[Field]:
    named = tuple((one.contact.id, one.contact.name) for one in people)
    return [
        Field("officer", tr("Officer"), hint=tr("A name, unless it is one of the contacts")),
        Field("contact_id", tr("Contact"), FieldKind.CHOICE, options=named, optional=True),
        Field("starts", tr("From"), FieldKind.MOMENT),
        Field("ends", tr("Until"), FieldKind.MOMENT),
    ]


def _covered(post: Post, values: Mapping[str, Any], people: Sequence[Reachable], zone: tzinfo) -> str:
    names = {one.contact.id: one.contact.name for one in people}
    who = values["officer"] or names.get(values["contact_id"], "")
    return tr("{who} covers {code}, {start} to {end}.").format(
        who=who, code=post.code, start=clock(values["starts"], zone), end=clock(values["ends"], zone)
    )
