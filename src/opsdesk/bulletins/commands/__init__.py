"""The verbs of the bulletin board."""

from opsdesk.bulletins.commands import confirming, drafting, publishing
from opsdesk.bulletins.commands.confirming import (
    Acknowledge,
    LinkSighting,
    LogCall,
    UndoAcknowledge,
    UndoCall,
    UnlinkSighting,
)
from opsdesk.bulletins.commands.drafting import (
    DiscardDraft,
    DraftBulletin,
    EditDraft,
    ReturnToDraft,
    SubmitBulletin,
    SupersedeBulletin,
    TakeUpDraft,
    UndoReturn,
)
from opsdesk.bulletins.commands.publishing import (
    CancelBulletin,
    ExtendAudience,
    PublishBulletin,
    ShowOnWall,
)
from opsdesk.store.command import Command

#: Every command of this subject, for `app` to collect.
COMMANDS: tuple[type[Command], ...] = (*drafting.COMMANDS, *publishing.COMMANDS, *confirming.COMMANDS)

__all__ = [
    "COMMANDS",
    "Acknowledge",
    "CancelBulletin",
    "DiscardDraft",
    "DraftBulletin",
    "EditDraft",
    "ExtendAudience",
    "LinkSighting",
    "LogCall",
    "PublishBulletin",
    "ReturnToDraft",
    "ShowOnWall",
    "SubmitBulletin",
    "SupersedeBulletin",
    "TakeUpDraft",
    "UndoAcknowledge",
    "UndoCall",
    "UndoReturn",
    "UnlinkSighting",
]
