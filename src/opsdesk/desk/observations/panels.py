"""The small forms under the record's head: close, ask back, refer, link, reject, marking, class."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.editors import DueEditor, PickEditor
from opsdesk.desk.observations.field_editors import GiverEditor, given_of
from opsdesk.desk.observations.panel import Panel
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.errors import BadInput
from opsdesk.geo.places import distance
from opsdesk.handling import Marking, RecordClass
from opsdesk.incidents.commands import LinkObservation
from opsdesk.incidents.model import IncidentItem
from opsdesk.observations.commands import (
    AskBack,
    ClassifyObservation,
    CloseObservation,
    ReferObservation,
    SetMarking,
    SetSource,
    VetObservation,
)
from opsdesk.observations.model import Observation, ObservationDisposition, ObservationSource, Vetting
from opsdesk.partners.model import OrganizationName
from opsdesk.wording.labels import capital, label
from opsdesk.wording.numbers import distance as distance_words


def close_panel(desk: Desk, record: Observation) -> Panel:
    """Close with a disposition, which is required, and a note."""
    options = [(one, capital(label(one))) for one in ObservationDisposition]

    def make(values: dict[str, Any]) -> CloseObservation:
        if values["disposition"] is None:
            raise BadInput.one("disposition", "required")
        return CloseObservation.of(observation_id=record.id, version=record.version, **values)

    def told(values: dict[str, Any]) -> str:
        text = tr("{number} closed, {disposition}.")
        return text.format(number=record.number, disposition=label(values["disposition"]))

    return Panel(
        desk,
        f"observation.close/{record.id}",
        tr("Close {number}").format(number=record.number),
        [
            Field(
                "disposition", tr("Disposition"), FieldKind.OWN, build=lambda look: PickEditor(look, options)
            ),
            Field(
                "note",
                tr("Note"),
                FieldKind.TEXT,
                rows=2,
                hint=tr("What was done, for whoever reads it later"),
            ),
        ],
        make,
        verb=tr("Close"),
        told=told,
    )


def ask_back_panel(desk: Desk, record: Observation) -> Panel:
    """Ask for more, with the time by which the reply is due."""

    def make(values: dict[str, Any]) -> AskBack:
        return AskBack.of(observation_id=record.id, version=record.version, **values)

    who = record.organization_name or label(record.source_kind)
    return Panel(
        desk,
        f"observation.ask_back/{record.id}",
        tr("Ask back about {number}").format(number=record.number),
        [
            Field("question", tr("Question for {who}").format(who=who), FieldKind.TEXT, rows=2),
            Field(
                "reply_due",
                tr("Reply due"),
                FieldKind.OWN,
                build=lambda look: DueEditor(look, desk.zone, desk.now),
            ),
        ],
        make,
        verb=tr("Ask back"),
        told=lambda _values: tr("{number} waits for a reply.").format(number=record.number),
    )


def refer_panel(desk: Desk, record: Observation, partners: Sequence[OrganizationName]) -> Panel:
    """Give it to a partner to deal with."""
    options = tuple((one.id, one.name) for one in partners)

    def make(values: dict[str, Any]) -> ReferObservation:
        if values["organization_id"] is None:
            raise BadInput.one("organization_id", "required")
        return ReferObservation.of(observation_id=record.id, version=record.version, **values)

    return Panel(
        desk,
        f"observation.refer/{record.id}",
        tr("Refer {number} to a partner").format(number=record.number),
        [
            Field("organization_id", tr("Partner"), FieldKind.CHOICE, options=options, optional=True),
            Field("note", tr("What they are asked to do"), FieldKind.TEXT, rows=2),
            Field(
                "reply_due",
                tr("Reply due"),
                FieldKind.OWN,
                build=lambda look: DueEditor(look, desk.zone, desk.now, optional=True),
            ),
        ],
        make,
        verb=tr("Refer"),
        told=lambda _values: tr("{number} referred.").format(number=record.number),
        note=tr("This writes down that it was given to them; tell them by telephone or radio."),
    )


def link_panel(desk: Desk, record: Observation, incidents: Sequence[IncidentItem]) -> Panel:
    """Link with an incident that is open, the nearest first."""
    near = sorted(incidents, key=lambda one: _metres(record, one))
    options = [(one.id, _incident_words(record, one)) for one in near if one.id not in dict(record.incidents)]
    numbers = {one.id: one.number for one in incidents}

    def make(values: dict[str, Any]) -> LinkObservation:
        if values["incident_id"] is None:
            raise BadInput.one("incident_id", "required")
        return LinkObservation.of(observation_id=record.id, **values)

    def told(values: dict[str, Any]) -> str:
        text = tr("{number} linked with incident {incident}.")
        return text.format(number=record.number, incident=numbers.get(values["incident_id"], "–"))

    note = "" if options else tr("No other incident is open. Ctrl+I opens one.")
    return Panel(
        desk,
        f"observation.link/{record.id}",
        tr("Link {number} with an incident").format(number=record.number),
        [
            Field(
                "incident_id",
                tr("Open incidents"),
                FieldKind.OWN,
                build=lambda look: PickEditor(look, options, 8),
            )
        ],
        make,
        verb=tr("Link"),
        told=told,
        note=note,
    )


def reject_panel(desk: Desk, record: Observation) -> Panel:
    """Decide against it as the second person, with the reason."""

    def make(values: dict[str, Any]) -> VetObservation:
        return VetObservation.of(
            observation_id=record.id, version=record.version, vetting=Vetting.REJECTED, **values
        )

    return Panel(
        desk,
        f"observation.reject/{record.id}",
        tr("Reject {number}").format(number=record.number),
        [Field("reason", tr("Reason"), FieldKind.TEXT, rows=2)],
        make,
        verb=tr("Reject"),
        told=lambda _values: tr("{number} rejected.").format(number=record.number),
        note=tr("A rejected report is never released to a partner."),
    )


def source_panel(desk: Desk, record: Observation, given: ObservationSource | None) -> Panel:
    """Say who gave the tip, or correct it."""

    def make(values: dict[str, Any]) -> SetSource:
        source = values["source"]
        if source is None:
            raise BadInput.one("source", "required")
        return SetSource.of(observation_id=record.id, source=source)

    panel = Panel(
        desk,
        f"observation.source/{record.id}",
        tr("Who gave {number}").format(number=record.number),
        [Field("source", tr("Source of the tip"), FieldKind.OWN, build=lambda _look: GiverEditor())],
        make,
        verb=tr("Write down"),
        told=lambda _values: tr("Written down who gave {number}.").format(number=record.number),
        note=tr(
            "Kept apart: never in lists, search, packets or exports. It cannot be taken back with Ctrl+Z."
        ),
    )
    if given is not None:
        panel.editor("source").set_value(given_of(given))
    return panel


def marking_panel(desk: Desk, record: Observation) -> Panel:
    """Another marking: stricter by anyone, looser by the intake or a supervisor."""
    options = [(one, one.value) for one in Marking]

    def make(values: dict[str, Any]) -> SetMarking:
        return SetMarking.of(observation_id=record.id, version=record.version, **values)

    panel = Panel(
        desk,
        f"observation.marking/{record.id}",
        tr("Marking of {number}").format(number=record.number),
        [Field("marking", tr("Marking"), FieldKind.OWN, build=lambda look: PickEditor(look, options))],
        make,
        verb=tr("Mark"),
        told=lambda values: tr("{number} is {marking} now.").format(
            number=record.number, marking=values["marking"].value
        ),
        note=tr("Stricter by anyone; looser by who took it in, or a supervisor."),
    )
    panel.editor("marking").set_value(record.marking)
    return panel


def classify_panel(desk: Desk, record: Observation, reviewers: Sequence[tuple[UUID, str]]) -> Panel:
    """Make it intelligence (28 CFR 23): basis of suspicion, reviewer, review at most five years ahead."""

    def make(values: dict[str, Any]) -> ClassifyObservation:
        return ClassifyObservation.of(
            observation_id=record.id,
            version=record.version,
            record_class=RecordClass.INTELLIGENCE,
            **values,
        )

    panel = Panel(
        desk,
        f"observation.classify/{record.id}",
        tr("Make {number} intelligence").format(number=record.number),
        [
            Field("basis", tr("Basis of suspicion"), FieldKind.TEXT, rows=3),
            Field("reviewer_id", tr("Reviewer"), FieldKind.CHOICE, options=tuple(reviewers), optional=True),
            Field("review_due", tr("To be reviewed by"), FieldKind.MOMENT),
        ],
        make,
        verb=tr("Make it intelligence"),
        told=lambda _values: tr("{number} is intelligence now.").format(number=record.number),
        note=tr(
            "Private and community partners never read intelligence; each release records who, why and when."
        ),
    )
    panel.editor("review_due").set_value(desk.now() + timedelta(days=365))
    return panel


def _metres(record: Observation, one: IncidentItem) -> float:
    if record.position is None or one.position is None:
        return float("inf")
    return distance(record.position, one.position)


def _incident_words(record: Observation, one: IncidentItem) -> str:
    parts = [f"{one.number}  {one.title}"]
    if one.place:
        parts.append(one.place)
    metres = _metres(record, one)
    if metres != float("inf"):
        parts.append(distance_words(metres))
    return " · ".join(parts)
