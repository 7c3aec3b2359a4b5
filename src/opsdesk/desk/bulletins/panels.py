"""The small forms of the tab: acknowledge, call, supersede, cancel, return, tell more, link a sighting."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from opsdesk.bulletins.commands import (
    Acknowledge,
    CancelBulletin,
    ExtendAudience,
    LinkSighting,
    LogCall,
    ReturnToDraft,
    SupersedeBulletin,
)
from opsdesk.bulletins.model import AcknowledgedHow, Bulletin, Recipient
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.audience import AudienceEditor
from opsdesk.desk.bulletins.editors import KnownMoment
from opsdesk.desk.bulletins.sighting_editor import SightingEditor
from opsdesk.desk.bulletins.words import reached_words, recipients_words, telephone, tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.editors import PickEditor
from opsdesk.desk.observations.panel import Panel
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.errors import BadInput
from opsdesk.observations.model import ObservationItem
from opsdesk.partners.model import OrganizationName
from opsdesk.store.command import Command
from opsdesk.wording.labels import capital, label

#: The drafts of these forms begin so.
KEYS = tuple(
    f"bulletin.{verb}"
    for verb in ("acknowledge", "call", "supersede", "cancel", "return", "extend", "link_sighting")
)


def _pick(name: str, words: str, options: Sequence[tuple[Any, str]], rows: int = 8) -> Field:
    return Field(name, words, kind=FieldKind.OWN, build=lambda look: PickEditor(look, options, rows))


def _required(values: dict[str, Any], name: str) -> None:
    if values.get(name) in (None, ()):
        raise BadInput.one(name, "required")


def _how() -> list[tuple[AcknowledgedHow, str]]:
    return [(one, capital(label(one))) for one in AcknowledgedHow]


def acknowledge_panel(
    desk: Desk, record: Bulletin, waiting: Sequence[Recipient], how: AcknowledgedHow
) -> Panel:
    """Enter one partner's "read and passed on"."""
    names = {one.organization_id: one.name for one in waiting}

    def make(values: dict[str, Any]) -> Acknowledge:
        _required(values, "organization_id")
        return Acknowledge.of(bulletin_id=record.id, **values)

    def told(values: dict[str, Any]) -> str:
        name = names.get(values["organization_id"], "")
        return tr("{name} acknowledged {code}.").format(name=name, code=record.code)

    panel = Panel(
        desk,
        f"bulletin.acknowledge/{record.id}",
        tr("Acknowledge {code} for a partner").format(code=record.code),
        [
            _pick("organization_id", tr("Partner"), [*names.items()]),
            Field("who", tr("Read and passed on by"), hint=tr("Who said so: a name or a post")),
            _pick("how", tr("How it came"), _how(), 4),
            Field(
                "at",
                tr("When"),
                FieldKind.OWN,
                build=lambda look: KnownMoment(look, desk.zone, desk.now, day=False, unknown=tr("now")),
            ),
        ],
        make,
        verb=tr("Acknowledge"),
        told=told,
    )
    panel.editor("how").set_value(how)
    return panel


class CallOutcome(StrEnum):
    """How a call ended."""

    PASSED_ON = "passed_on"
    NO_ANSWER = "no_answer"
    MESSAGE = "message"
    OTHER = "other"


def call_panel(desk: Desk, record: Bulletin, recipient: Recipient) -> Panel:
    """What came of a call to somebody who is overdue: acknowledged by telephone, or a note."""
    words = {
        CallOutcome.PASSED_ON: tr("Read and passed on: acknowledge by phone"),
        CallOutcome.NO_ANSWER: tr("No answer"),
        CallOutcome.MESSAGE: tr("Message left"),
        CallOutcome.OTHER: tr("Something else"),
    }

    def make(values: dict[str, Any]) -> Command:
        _required(values, "outcome")
        outcome, text = CallOutcome(values["outcome"]), values["note"]
        whom = {"bulletin_id": record.id, "organization_id": recipient.organization_id}
        if outcome is CallOutcome.PASSED_ON:
            return Acknowledge.of(**whom, who=text or recipient.contact, how=AcknowledgedHow.PHONE)
        if outcome is CallOutcome.OTHER:
            _required(values, "note")
            return LogCall.of(**whom, note=text)
        note = words[outcome].lower()
        return LogCall.of(**whom, note=f"{note}: {text}" if text else note)

    def told(values: dict[str, Any]) -> str:
        if values["outcome"] == CallOutcome.PASSED_ON:
            return tr("{name} acknowledged {code}.").format(name=recipient.name, code=record.code)
        return tr("Call to {name} noted.").format(name=recipient.name)

    number = telephone(recipient.telephone) if recipient.telephone else tr("no number known")
    parts = [part for part in (number, recipient.contact) if part]
    return Panel(
        desk,
        f"bulletin.call/{record.id}.{recipient.organization_id}",
        tr("Call to {name}").format(name=recipient.name),
        [
            _pick("outcome", tr("What came of it"), [*words.items()], 4),
            Field("note", tr("Who, or a note"), hint=recipient.contact or ""),
        ],
        make,
        verb=tr("Note it"),
        told=told,
        note=" · ".join(parts),
    )


def supersede_panel(desk: Desk, record: Bulletin, replacement: UUID) -> Panel:
    """Begin the draft of the next one; the old one stays in force until that is published."""

    def make(values: dict[str, Any]) -> SupersedeBulletin:
        return SupersedeBulletin.of(
            bulletin_id=record.id,
            version=record.version,
            replacement_id=replacement,
            reason=values["reason"] or "",
        )

    return Panel(
        desk,
        f"bulletin.supersede/{record.id}",
        tr("Supersede {code}").format(code=record.code),
        [Field("reason", tr("What was wrong or has changed"), hint=tr("Stands in the chain"))],
        make,
        verb=tr("Make the draft"),
        told=lambda _values: tr("A draft that is to supersede {code} is made.").format(code=record.code),
        note=tr("A copy to correct. {code} stays in force until the new one is published.").format(
            code=record.code
        ),
    )


def cancel_panel(desk: Desk, record: Bulletin) -> Panel:
    """End it at once; it has left the house, so this asks."""

    def make(values: dict[str, Any]) -> CancelBulletin:
        return CancelBulletin.of(bulletin_id=record.id, version=record.version, reason=values["reason"] or "")

    return Panel(
        desk,
        f"bulletin.cancel/{record.id}",
        tr("Cancel {code}, told to {partners}?").format(code=record.code, partners=reached_words(record)),
        [Field("reason", tr("Why"), hint=tr("Found, stopped, was an error: partners read this"))],
        make,
        verb=tr("Cancel {code}").format(code=record.code),
        told=lambda _values: tr("{code} cancelled.").format(code=record.code),
        note=tr("It ends for everyone at once and cannot be taken back."),
    )


def return_panel(desk: Desk, record: Bulletin, *, own: bool) -> Panel:
    """Back to its author; a supervisor says why."""

    def make(values: dict[str, Any]) -> ReturnToDraft:
        if not own:
            _required(values, "reason")
        return ReturnToDraft.of(bulletin_id=record.id, version=record.version, **values)

    return Panel(
        desk,
        f"bulletin.return/{record.id}",
        tr("Return {code} to {name}").format(code=record.code, name=record.created_by_name),
        [Field("reason", tr("What to change"), optional=own)],
        make,
        verb=tr("Return"),
        told=lambda _values: tr("{code} is a draft again.").format(code=record.code),
    )


def extend_panel(desk: Desk, record: Bulletin, partners: Sequence[OrganizationName]) -> Panel:
    """Tell further partners of a bulletin in force."""
    there = {one.organization_id for one in record.recipients}
    others = [one for one in partners if one.id not in there]

    def make(values: dict[str, Any]) -> ExtendAudience:
        _required(values, "organizations")
        return ExtendAudience.of(bulletin_id=record.id, **values)

    def told(values: dict[str, Any]) -> str:
        cleared = {one.id for one in others if one.clearance.rank >= record.marking.rank}
        reached = sum(1 for one in values["organizations"] if one in cleared)
        return tr("{code} told to {partners} more.").format(
            code=record.code, partners=recipients_words(reached)
        )

    return Panel(
        desk,
        f"bulletin.extend/{record.id}",
        tr("Tell more partners of {code}, {marking}").format(code=record.code, marking=record.marking.value),
        [
            Field(
                "organizations",
                tr("Partners"),
                FieldKind.OWN,
                build=lambda look: AudienceEditor(look, others, record.marking),
            )
        ],
        make,
        verb=tr("Tell them"),
        told=told,
        note=tr("It leaves the house at once and cannot be taken back."),
    )


def link_panel(desk: Desk, record: Bulletin, found: Sequence[ObservationItem]) -> Panel:
    """Link an observation; a person decides that, never the program."""
    editor: list[SightingEditor] = []

    def build(_look: Appearance) -> SightingEditor:
        editor.append(SightingEditor(desk, found, frozenset(record.sightings)))
        return editor[0]

    def make(values: dict[str, Any]) -> LinkSighting:
        _required(values, "observation_id")
        return LinkSighting.of(bulletin_id=record.id, **values)

    def told(values: dict[str, Any]) -> str:
        number = editor[0].numbers.get(values["observation_id"], "")
        return tr("{number} linked to {code} as a sighting.").format(number=number, code=record.code)

    return Panel(
        desk,
        f"bulletin.link_sighting/{record.id}",
        tr("Link a sighting to {code}").format(code=record.code),
        [Field("observation_id", tr("Observation"), FieldKind.OWN, build=build)],
        make,
        verb=tr("Link"),
        told=told,
        note=tr("Compare a second sign before you act on it: colour, damage, occupants, clothing."),
    )
