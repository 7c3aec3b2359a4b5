"""Every command that may wait in an outbox, by its kind: as text it is found again by that."""

from __future__ import annotations

from opsdesk.bulletins.commands import COMMANDS as BULLETINS
from opsdesk.incidents.commands import COMMANDS as INCIDENTS
from opsdesk.observations.commands import COMMANDS as OBSERVATIONS
from opsdesk.partners.commands import COMMANDS as PARTNERS
from opsdesk.store.command import Command
from opsdesk.store.keeping import KeepFile
from opsdesk.store.saved import Commands


def commands() -> Commands:
    """The commands of all subjects."""
    found: tuple[type[Command], ...] = (*OBSERVATIONS, *INCIDENTS, *BULLETINS, *PARTNERS, KeepFile)
    return {one.kind: one for one in found}
