"""The forms of the tab: a new report, and the correction of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from opsdesk.desk.desk import Desk
from opsdesk.desk.form import Form
from opsdesk.desk.observations.field_editors import (
    GiverEditor,
    PlaceEditor,
    Span,
    WhenEditor,
    Where,
)
from opsdesk.desk.observations.photos_editor import PhotosEditor
from opsdesk.desk.observations.places import Places
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.errors import ChangedElsewhere
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.observations.commands import CorrectObservation, PhotoGiven, ReportObservation
from opsdesk.observations.model import (
    CRIMINAL_AS_DEFINED,
    Behaviour,
    Category,
    Channel,
    Observation,
    Priority,
    SourceKind,
)
from opsdesk.partners.model import OrganizationName
from opsdesk.wording.labels import capital, label

REPORT_KEY = "observation.report"


def correct_key(record: Observation) -> str:
    """The key of the draft of a correction."""
    return f"observation.correct/{record.id}"


def report_form(desk: Desk, places: Places, partners: Sequence[OrganizationName], **preset: Any) -> Form:
    """A new report: everything that the line can say, and the rest."""

    def make(values: dict[str, Any]) -> ReportObservation:
        given = _flat(values)
        photos = tuple(PhotoGiven(file_id=one) for one in given.pop("photos"))
        return ReportObservation.of(**{**given, "photos": photos})

    fields = [
        *_fields(desk, places, partners),
        Field(
            "source",
            tr("Who gave it (kept apart; never in lists, packets or exports)"),
            FieldKind.OWN,
            build=lambda _look: GiverEditor(),
        ),
        Field("marking", tr("Marking"), FieldKind.CHOICE, options=tuple((one, one.value) for one in Marking)),
        Field("photos", tr("Photos"), FieldKind.OWN, build=lambda _look: PhotosEditor(desk, REPORT_KEY)),
    ]
    defaults = {"priority": Priority.ROUTINE, "marking": Marking.AMBER, "category": Category.OTHER}
    return Form(
        desk,
        REPORT_KEY,
        tr("New observation"),
        fields,
        make,
        preset={**defaults, "channel": Channel.PHONE, "behaviour": Behaviour.NONE, **preset},
        told=lambda values: tr("Reported: {summary}.").format(summary=values["summary"]),
        verb=tr("Report"),
    )


def correct_form(
    desk: Desk, places: Places, partners: Sequence[OrganizationName], record: Observation
) -> Form:
    """Correct a report; only what was changed is sent, and the history keeps what stood there."""

    initial = _initial(record)

    def remake(values: dict[str, Any], version: int) -> CorrectObservation:
        return CorrectObservation.of(observation_id=record.id, version=version, **_flat(values))

    why = Field("why", tr("Why it is corrected"), hint=tr("Stands beside the change in the history"))
    return RecordForm(
        desk,
        correct_key(record),
        tr("Correct {number}").format(number=record.number),
        [*_fields(desk, places, partners), why],
        lambda values: remake(values, record.version),
        initial=initial,
        told=lambda _values: tr("{number} corrected.").format(number=record.number),
        remake=remake,
        theirs=lambda theirs: theirs_of(initial, theirs),
    )


class RecordForm(Form):
    """A form whose fields hold several columns: another desk's columns are put together in the same way."""

    def __init__(
        self, *args: Any, theirs: Callable[[Mapping[str, Any]], dict[str, Any]], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self._theirs = theirs

    def _merge(self, error: ChangedElsewhere) -> None:
        super()._merge(
            ChangedElsewhere(
                error.subject,
                error.record_id,
                read=error.read,
                now=error.now,
                theirs=self._theirs(error.theirs),
                yours=error.yours,
            )
        )


def theirs_of(initial: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Another desk's columns as this form's values; what it did not write stays as it was read."""
    found = {name: value or None for name, value in theirs.items() if name in initial}
    if "place" in theirs or "latitude" in theirs:
        before: Where = initial["place"]
        place = theirs.get("place", before.place)
        position = before.position
        if "latitude" in theirs:
            latitude, longitude = theirs["latitude"], theirs["longitude"]
            position = None if latitude is None else Position(latitude, longitude)
        found["place"] = Where(place, position)
    if "occurred_at" in theirs:
        at = theirs["occurred_at"]
        found["occurred_at"] = None if at is None else Span(at, theirs.get("occurred_until"))
    if "tags" in theirs:
        found["tags"] = " ".join(theirs["tags"] or ()) or None
    return found


def _fields(desk: Desk, places: Places, partners: Sequence[OrganizationName]) -> list[Field]:
    named = tuple((one.id, one.name) for one in partners)
    return [
        Field("summary", tr("In one line"), hint=tr("What was seen, as you would say it on the radio")),
        Field("narrative", tr("Text"), FieldKind.TEXT, rows=5),
        Field("priority", tr("Priority"), FieldKind.CHOICE, options=_priorities()),
        Field(
            "category",
            tr("Category"),
            FieldKind.CHOICE,
            options=tuple((one, capital(label(one))) for one in Category),
        ),
        Field("occurred_at", tr("Seen"), FieldKind.OWN, build=lambda _look: WhenEditor(desk)),
        Field("place", tr("Where"), FieldKind.OWN, build=lambda _look: PlaceEditor(places)),
        Field("organization_id", tr("Told by the partner"), FieldKind.CHOICE, options=named, optional=True),
        Field(
            "source_kind",
            tr("Kind of source"),
            FieldKind.CHOICE,
            options=tuple((one, capital(label(one))) for one in SourceKind),
            optional=True,
        ),
        Field(
            "channel",
            tr("How it came in"),
            FieldKind.CHOICE,
            options=tuple((one, capital(label(one))) for one in Channel),
        ),
        Field("tags", tr("Tags"), hint=tr("Words, with or without #")),
        Field("behaviour", tr("Behaviour (ISE-SAR)"), FieldKind.CHOICE, options=_behaviours()),
        Field(
            "behaviour_reason",
            tr("Reason for the behaviour"),
            FieldKind.TEXT,
            rows=2,
            hint=tr("Needed before it may become intelligence, unless the behaviour is criminal as defined"),
        ),
    ]


def _priorities() -> tuple[tuple[Priority, str], ...]:
    return tuple((one, f"{int(one)} {label(one)}") for one in Priority)


def _behaviours() -> tuple[tuple[Behaviour, str], ...]:
    criminal = tr("criminal as defined")
    return tuple(
        (
            one,
            f"{one.value} {label(one)}" + (f" ({criminal})" if one in CRIMINAL_AS_DEFINED else ""),
        )
        for one in Behaviour
    )


def _initial(record: Observation) -> dict[str, Any]:
    seen = None if record.occurred_at is None else Span(record.occurred_at, record.occurred_until)
    return {
        "summary": record.summary,
        "narrative": record.narrative or None,
        "priority": record.priority,
        "category": record.category,
        "occurred_at": seen,
        "place": Where(record.place, record.position),
        "organization_id": record.organization_id,
        "source_kind": record.source_kind,
        "channel": record.channel,
        "tags": " ".join(record.tags) or None,
        "behaviour": record.behaviour,
        "behaviour_reason": record.behaviour_reason,
        "why": None,
    }


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of the command from those of the form."""
    given = dict(values)
    if "summary" in given:
        given["summary"] = given["summary"] or ""
    if "occurred_at" in given:
        span = given.pop("occurred_at")
        given["occurred_at"] = None if span is None else span.at
        given["occurred_until"] = None if span is None else span.until
    if "place" in given:
        where: Where = given.pop("place")
        given |= {"place": where.place, "position": where.position}
    if "tags" in given:
        given["tags"] = tuple((given["tags"] or "").replace(",", " ").split())
    return given
