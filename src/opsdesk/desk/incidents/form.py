"""The forms of the tab: a new incident, and the correction of one."""

from __future__ import annotations

from typing import Any

from opsdesk.desk.desk import Desk
from opsdesk.desk.form import Form
from opsdesk.desk.incidents.words import handled_words, tr
from opsdesk.desk.observations.field_editors import PlaceEditor, Where
from opsdesk.desk.observations.form import RecordForm, theirs_of
from opsdesk.desk.observations.places import Places
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.handling import Marking
from opsdesk.incidents.commands import CorrectIncident, OpenIncident
from opsdesk.incidents.model import HandledBy, Incident
from opsdesk.observations.model import Category, Priority
from opsdesk.wording.labels import capital, label

OPEN_KEY = "incident.open"


def correct_key(record: Incident) -> str:
    """The key of the draft of a correction."""
    return f"incident.correct/{record.id}"


def open_form(desk: Desk, places: Places) -> Form:
    """A new incident that no observation told of."""

    def make(values: dict[str, Any]) -> OpenIncident:
        return OpenIncident.of(**_flat(values))

    fields = [
        *_fields(places),
        Field("priority", tr("Priority"), FieldKind.CHOICE, options=_priorities()),
        Field(
            "handled_by",
            tr("Handled by"),
            FieldKind.CHOICE,
            options=tuple((one, capital(handled_words(one))) for one in HandledBy),
        ),
        Field(
            "emergency_told_at",
            tr("Emergency number told at (priority 1 asks for it)"),
            FieldKind.MOMENT,
            optional=True,
        ),
        Field("emergency_told_by", tr("Told by")),
    ]
    defaults = {"priority": Priority.ROUTINE, "category": Category.OTHER, "marking": Marking.AMBER}
    return Form(
        desk,
        OPEN_KEY,
        tr("New incident"),
        fields,
        make,
        preset={**defaults, "handled_by": HandledBy.POLICE},
        told=lambda values: tr("Incident opened: {title}.").format(title=values["title"]),
        verb=tr("Open"),
    )


def correct_form(desk: Desk, places: Places, record: Incident) -> Form:
    """Correct an incident; only what was changed is sent."""

    def remake(values: dict[str, Any], version: int) -> CorrectIncident:
        return CorrectIncident.of(incident_id=record.id, version=version, **_flat(values))

    initial = {
        "title": record.title,
        "summary": record.summary or None,
        "category": record.category,
        "place": Where(record.place, record.position),
        "commander": record.commander,
        "marking": record.marking,
    }
    return RecordForm(
        desk,
        correct_key(record),
        tr("Correct {number}").format(number=record.number),
        _fields(places),
        lambda values: remake(values, record.version),
        initial=initial,
        theirs=lambda theirs: theirs_of(initial, theirs),
        told=lambda _values: tr("Incident {number} corrected.").format(number=record.number),
        remake=remake,
    )


def _fields(places: Places) -> list[Field]:
    return [
        Field("title", tr("Title"), hint=tr("What it is, as you would say it on the radio")),
        Field("summary", tr("Situation"), FieldKind.TEXT, rows=4),
        Field(
            "category",
            tr("Category"),
            FieldKind.CHOICE,
            options=tuple((one, capital(label(one))) for one in Category),
        ),
        Field("place", tr("Where"), FieldKind.OWN, build=lambda _look: PlaceEditor(places)),
        Field("commander", tr("Command"), hint=tr("Who leads on scene")),
        Field("marking", tr("Marking"), FieldKind.CHOICE, options=tuple((one, one.value) for one in Marking)),
    ]


def _priorities() -> tuple[tuple[Priority, str], ...]:
    return tuple((one, f"{int(one)} {label(one)}") for one in Priority)


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of the command from those of the form."""
    given = dict(values)
    if "title" in given:
        given["title"] = given["title"] or ""
    if "place" in given:
        where: Where = given.pop("place")
        given |= {"place": where.place, "position": where.position}
    return given
