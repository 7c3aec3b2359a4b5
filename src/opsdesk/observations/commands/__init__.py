"""The verbs of observations: each is one change in one transaction, and returns the way back."""

from opsdesk.observations.commands.attaching import AttachPhoto, RemovePhoto, RestorePhoto
from opsdesk.observations.commands.importing import ImportObservations, WithdrawImport
from opsdesk.observations.commands.judging import (
    ClassifyObservation,
    GradeObservation,
    SetMarking,
    VetObservation,
)
from opsdesk.observations.commands.reporting import (
    CorrectObservation,
    PhotoGiven,
    ReportObservation,
    SetSource,
    SourceGiven,
    WithdrawObservation,
)
from opsdesk.observations.commands.reviewing import (
    AskBack,
    ClaimObservation,
    CloseObservation,
    ReferObservation,
    ReleaseClaim,
    ReopenObservation,
    ReturnObservation,
    ReviewObservation,
)
from opsdesk.store.command import Command

COMMANDS: tuple[type[Command], ...] = (
    ReportObservation,
    CorrectObservation,
    SetSource,
    WithdrawObservation,
    ClaimObservation,
    ReleaseClaim,
    ReviewObservation,
    AskBack,
    ReferObservation,
    CloseObservation,
    ReopenObservation,
    ReturnObservation,
    GradeObservation,
    VetObservation,
    SetMarking,
    ClassifyObservation,
    AttachPhoto,
    RemovePhoto,
    RestorePhoto,
    ImportObservations,
    WithdrawImport,
)

__all__ = [
    "COMMANDS",
    "AskBack",
    "AttachPhoto",
    "ClaimObservation",
    "ClassifyObservation",
    "CloseObservation",
    "CorrectObservation",
    "GradeObservation",
    "ImportObservations",
    "PhotoGiven",
    "ReferObservation",
    "ReleaseClaim",
    "RemovePhoto",
    "ReopenObservation",
    "ReportObservation",
    "RestorePhoto",
    "ReturnObservation",
    "ReviewObservation",
    "SetMarking",
    "SetSource",
    "SourceGiven",
    "VetObservation",
    "WithdrawImport",
    "WithdrawObservation",
]
