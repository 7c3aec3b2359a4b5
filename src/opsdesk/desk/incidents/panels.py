"""The small forms under an incident's head: status, assign, close, cancel, priority, emergency, strike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from opsdesk.desk.desk import Desk
from opsdesk.desk.incidents.words import handled_words, tr
from opsdesk.desk.observations.editors import PickEditor
from opsdesk.desk.observations.panel import Panel
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.errors import BadInput
from opsdesk.geo.places import distance
from opsdesk.incidents.commands import (
    AddUnit,
    AssignUnit,
    CancelIncident,
    CloseIncident,
    ReopenIncident,
    SetHandledBy,
    SetIncidentPriority,
    SetIncidentStatus,
    StrikeLogEntry,
    TellEmergency,
)
from opsdesk.incidents.model import (
    OPEN,
    TRANSITIONS,
    HandledBy,
    Incident,
    IncidentDisposition,
    LogEntry,
    Unit,
    UnitStatus,
)
from opsdesk.observations.model import Priority
from opsdesk.partners.model import OrganizationName
from opsdesk.wording.labels import capital, label
from opsdesk.wording.numbers import distance as distance_words


def _pick(name: str, words: str, options: Sequence[tuple[Any, str]], rows: int = 9) -> Field:
    return Field(name, words, FieldKind.OWN, build=lambda look: PickEditor(look, options, rows))


def _required(values: dict[str, Any], name: str) -> None:
    if values[name] is None:
        raise BadInput.one(name, "required")


def status_panel(desk: Desk, record: Incident) -> Panel:
    """Where the work stands; an end has its own verb."""
    following = [one for one in TRANSITIONS[record.status] if one in OPEN]
    options = [(one, label(one)) for one in type(record.status) if one in following]

    def make(values: dict[str, Any]) -> SetIncidentStatus:
        _required(values, "status")
        return SetIncidentStatus.of(incident_id=record.id, version=record.version, **values)

    def told(values: dict[str, Any]) -> str:
        return tr("{number} is {status} now.").format(
            number=record.number, status=label(values["status"]).lower()
        )

    return Panel(
        desk,
        f"incident.status/{record.id}",
        tr("Status of {number}, now {status}").format(
            number=record.number, status=label(record.status).lower()
        ),
        [_pick("status", tr("Status"), options)],
        make,
        verb=tr("Set"),
        told=told,
    )


def close_panel(desk: Desk, record: Incident) -> Panel:
    """Close with a disposition; its units are free again."""
    options = [(one, f"{one.value}  {capital(label(one))}") for one in IncidentDisposition]

    def make(values: dict[str, Any]) -> CloseIncident:
        _required(values, "disposition")
        return CloseIncident.of(incident_id=record.id, version=record.version, **values)

    def told(values: dict[str, Any]) -> str:
        text = tr("Incident {number} closed, {disposition}.")
        return text.format(number=record.number, disposition=label(values["disposition"]))

    here = [one.call_sign for one in record.units if one.released_at is None]
    note = tr("{units} will be free again.").format(units=", ".join(here)) if here else ""
    return Panel(
        desk,
        f"incident.close/{record.id}",
        tr("Close {number}").format(number=record.number),
        [
            _pick("disposition", tr("Disposition"), options, 12),
            Field("note", tr("Note"), FieldKind.TEXT, rows=2),
        ],
        make,
        verb=tr("Close"),
        told=told,
        note=note,
    )


def cancel_panel(desk: Desk, record: Incident) -> Panel:
    """Cancel what need not be worked on."""

    def make(values: dict[str, Any]) -> CancelIncident:
        return CancelIncident.of(incident_id=record.id, version=record.version, **values)

    return Panel(
        desk,
        f"incident.cancel/{record.id}",
        tr("Cancel {number}").format(number=record.number),
        [Field("reason", tr("Reason"), FieldKind.TEXT, rows=2)],
        make,
        verb=tr("Cancel it"),
        told=lambda _values: tr("Incident {number} cancelled.").format(number=record.number),
        note=tr("Nothing is deleted; it can be reopened."),
    )


def reopen_panel(desk: Desk, record: Incident) -> Panel:
    """Work on it again."""

    def make(values: dict[str, Any]) -> ReopenIncident:
        return ReopenIncident.of(incident_id=record.id, version=record.version, **values)

    return Panel(
        desk,
        f"incident.reopen/{record.id}",
        tr("Reopen {number}").format(number=record.number),
        [Field("reason", tr("Reason"), FieldKind.TEXT, rows=2)],
        make,
        verb=tr("Reopen"),
        told=lambda _values: tr("Incident {number} reopened.").format(number=record.number),
    )


def priority_panel(desk: Desk, record: Incident) -> Panel:
    """Another priority, with the reason that stands in the log."""
    options = [(one, f"{int(one)}  {label(one)}") for one in Priority if one is not record.priority]

    def make(values: dict[str, Any]) -> SetIncidentPriority:
        _required(values, "priority")
        return SetIncidentPriority.of(incident_id=record.id, version=record.version, **values)

    def told(values: dict[str, Any]) -> str:
        text = tr("{number} has priority {priority} now.")
        return text.format(number=record.number, priority=int(values["priority"]))

    return Panel(
        desk,
        f"incident.priority/{record.id}",
        tr("Priority of {number}").format(number=record.number),
        [_pick("priority", tr("Priority"), options), Field("reason", tr("Reason"))],
        make,
        verb=tr("Set"),
        told=told,
    )


def handled_by_panel(desk: Desk, record: Incident) -> Panel:
    """Police, a private partner, or both."""
    options = [(one, capital(handled_words(one))) for one in HandledBy if one is not record.handled_by]

    def make(values: dict[str, Any]) -> SetHandledBy:
        _required(values, "handled_by")
        return SetHandledBy.of(incident_id=record.id, version=record.version, **values)

    def told(values: dict[str, Any]) -> str:
        text = tr("{number} is handled by {who} now.")
        return text.format(number=record.number, who=label(values["handled_by"]))

    return Panel(
        desk,
        f"incident.handled_by/{record.id}",
        tr("Who handles {number}").format(number=record.number),
        [_pick("handled_by", tr("Handled by"), options)],
        make,
        verb=tr("Set"),
        told=told,
    )


def emergency_panel(desk: Desk, record: Incident) -> Panel:
    """When the emergency number was told, and by whom."""

    def make(values: dict[str, Any]) -> TellEmergency:
        return TellEmergency.of(incident_id=record.id, version=record.version, **values)

    panel = Panel(
        desk,
        f"incident.told/{record.id}",
        tr("Emergency number told"),
        [
            Field("at", tr("When"), FieldKind.MOMENT),
            Field("by", tr("By whom"), hint=desk.me.name),
        ],
        make,
        verb=tr("Write down"),
        told=lambda _values: tr("Written down: the emergency number was told."),
    )
    panel.editor("at").set_value(desk.now())
    return panel


def assign_panel(desk: Desk, record: Incident, units: Sequence[Unit]) -> Panel:
    """Send a unit: free ones first, with how far away they are."""
    here = {one.unit_id for one in record.units if one.released_at is None}
    offered = [one for one in units if one.id not in here]
    by_id = {one.id: one for one in offered}
    options = [
        (one.id, _unit_words(record, one)) for one in sorted(offered, key=lambda one: _rank(record, one))
    ]

    def make(values: dict[str, Any]) -> AssignUnit:
        _required(values, "unit_id")
        chosen = by_id.get(UUID(str(values["unit_id"])))
        taken = chosen is not None and chosen.status is not UnitStatus.AVAILABLE
        return AssignUnit.of(incident_id=record.id, forced=taken, **values)

    def told(values: dict[str, Any]) -> str:
        chosen = by_id[UUID(str(values["unit_id"]))]
        text = tr("{unit} assigned to {number}.").format(unit=chosen.call_sign, number=record.number)
        if chosen.incident_number is not None:
            text += " " + tr("It left {number}.").format(number=chosen.incident_number)
        return text

    note = tr("One that is at another incident leaves it.")
    if not options:
        note = tr("There is no other unit yet. The Tools menu makes one.")
    return Panel(
        desk,
        f"incident.assign/{record.id}",
        tr("Assign a unit to {number}").format(number=record.number),
        [_pick("unit_id", tr("Units"), options, 8)],
        make,
        verb=tr("Assign"),
        told=told,
        note=note,
    )


def strike_panel(desk: Desk, entry: LogEntry) -> Panel:
    """Strike a wrong line; it stays readable."""

    def make(values: dict[str, Any]) -> StrikeLogEntry:
        return StrikeLogEntry.of(entry_id=entry.id, reason=values["reason"] or "")

    return Panel(
        desk,
        f"incident.strike/{entry.id}",
        tr("Strike a line of the log"),
        [Field("reason", tr("Reason"))],
        make,
        verb=tr("Strike"),
        told=lambda _values: tr("Line struck."),
        note=tr("It stays readable with its reason: “{text}”").format(text=entry.text[:80]),
    )


def unit_panel(desk: Desk, partners: Sequence[OrganizationName]) -> Panel:
    """A unit of any organization."""

    def make(values: dict[str, Any]) -> AddUnit:
        _required(values, "organization_id")
        return AddUnit.of(call_sign=values["call_sign"] or "", organization_id=values["organization_id"])

    return Panel(
        desk,
        "unit.add",
        tr("New unit"),
        [
            Field("call_sign", tr("Call sign")),
            Field(
                "organization_id",
                tr("Organization"),
                FieldKind.CHOICE,
                options=tuple((one.id, one.name) for one in partners),
                optional=True,
            ),
        ],
        make,
        verb=tr("Add"),
        told=lambda values: tr("Unit {unit} added.").format(unit=values["call_sign"]),
    )


def metres(record: Incident, unit: Unit) -> float:
    """How far a unit is, in metres; infinite where a position is missing."""
    if record.position is None or unit.position is None:
        return float("inf")
    return distance(record.position, unit.position)


def _rank(record: Incident, unit: Unit) -> tuple[bool, float, str]:
    return unit.status is not UnitStatus.AVAILABLE, metres(record, unit), unit.call_sign


def _unit_words(record: Incident, unit: Unit) -> str:
    parts = [unit.call_sign, unit.organization_name]
    where = label(unit.status)
    if unit.incident_number is not None:
        where = tr("{status} at {number}").format(status=where, number=unit.incident_number)
    parts.append(where)
    away = metres(record, unit)
    if away != float("inf"):
        parts.append(distance_words(away))
    return " · ".join(part for part in parts if part)
