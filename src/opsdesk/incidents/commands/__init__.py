"""The verbs of incidents and units: each writes its line into the log and returns the way back."""

from opsdesk.incidents.commands.assigning import AssignUnit, ReleaseUnit, SetUnitStatus
from opsdesk.incidents.commands.changing import (
    CorrectIncident,
    SetHandledBy,
    SetIncidentPriority,
    TellEmergency,
)
from opsdesk.incidents.commands.ending import (
    CancelIncident,
    CloseIncident,
    ReopenIncident,
    ReturnIncident,
    SetIncidentStatus,
)
from opsdesk.incidents.commands.logging import LogIncident, StrikeLogEntry, UnstrikeLogEntry
from opsdesk.incidents.commands.opening import (
    LinkObservation,
    OpenIncident,
    TakeBackIncident,
    UnlinkObservation,
)
from opsdesk.incidents.commands.units import AddUnit, ArchiveUnit, EditUnit, RestoreUnit
from opsdesk.store.command import Command

COMMANDS: tuple[type[Command], ...] = (
    OpenIncident,
    TakeBackIncident,
    LinkObservation,
    UnlinkObservation,
    LogIncident,
    StrikeLogEntry,
    UnstrikeLogEntry,
    SetIncidentStatus,
    SetIncidentPriority,
    SetHandledBy,
    CorrectIncident,
    TellEmergency,
    AssignUnit,
    ReleaseUnit,
    SetUnitStatus,
    CloseIncident,
    CancelIncident,
    ReopenIncident,
    ReturnIncident,
    AddUnit,
    EditUnit,
    ArchiveUnit,
    RestoreUnit,
)

__all__ = [
    "COMMANDS",
    "AddUnit",
    "ArchiveUnit",
    "AssignUnit",
    "CancelIncident",
    "CloseIncident",
    "CorrectIncident",
    "EditUnit",
    "LinkObservation",
    "LogIncident",
    "OpenIncident",
    "ReleaseUnit",
    "ReopenIncident",
    "RestoreUnit",
    "ReturnIncident",
    "SetHandledBy",
    "SetIncidentPriority",
    "SetIncidentStatus",
    "SetUnitStatus",
    "StrikeLogEntry",
    "TakeBackIncident",
    "TellEmergency",
    "UnlinkObservation",
    "UnstrikeLogEntry",
]
