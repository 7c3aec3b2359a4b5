"""The verbs of the partner directory."""

from opsdesk.partners.commands import coverage, organizations, people, posts, relationship
from opsdesk.partners.commands.coverage import ChangeCoverage, PlanCoverage, RemoveCoverage, RestoreCoverage
from opsdesk.partners.commands.organizations import (
    AddOrganization,
    ArchiveOrganization,
    EditOrganization,
    RestoreOrganization,
)
from opsdesk.partners.commands.people import (
    AddContact,
    AddLicence,
    ArchiveContact,
    ArchiveLicence,
    EditContact,
    EditLicence,
    RestoreContact,
    RestoreLicence,
)
from opsdesk.partners.commands.posts import AddPost, ArchivePost, EditPost, RestorePost
from opsdesk.partners.commands.relationship import (
    ArchiveEngagement,
    EditEngagement,
    FollowUpDone,
    LogEngagement,
    RestoreEngagement,
)
from opsdesk.store.command import Command

#: Every command of this subject, for `app` to collect.
COMMANDS: tuple[type[Command], ...] = (
    *organizations.COMMANDS,
    *people.COMMANDS,
    *posts.COMMANDS,
    *coverage.COMMANDS,
    *relationship.COMMANDS,
)

__all__ = [
    "COMMANDS",
    "AddContact",
    "AddLicence",
    "AddOrganization",
    "AddPost",
    "ArchiveContact",
    "ArchiveEngagement",
    "ArchiveLicence",
    "ArchiveOrganization",
    "ArchivePost",
    "ChangeCoverage",
    "EditContact",
    "EditEngagement",
    "EditLicence",
    "EditOrganization",
    "EditPost",
    "FollowUpDone",
    "LogEngagement",
    "PlanCoverage",
    "RemoveCoverage",
    "RestoreContact",
    "RestoreCoverage",
    "RestoreEngagement",
    "RestoreLicence",
    "RestoreOrganization",
    "RestorePost",
]
