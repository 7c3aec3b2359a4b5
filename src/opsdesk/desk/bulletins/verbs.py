"""The verbs of a bulletin: their names and keys, which of them a state shows, and why one is off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from opsdesk.bulletins.model import Bulletin, BulletinKind, BulletinStatus
from opsdesk.desk.actions import DeskAction, Spec
from opsdesk.desk.bulletins.asking import Opened
from opsdesk.desk.bulletins.words import tr
from opsdesk.handling import Marking, Role, Sector
from opsdesk.store.operator import Me
from opsdesk.wording.labels import label

ENTER = "Ctrl+Return"


def specs() -> dict[str, Spec]:
    """Every verb of the tab by its short name, in the order of the menu."""

    def spec(name: str, words: str, keys: str = "", group: int = 1, button: str = "") -> Spec:
        return Spec(f"bulletin.{name}", words, keys, menu="bulletin", group=group, button=button)

    return {
        "new": spec("new", tr("New bulletin"), "Ctrl+N", 0),
        "edit": spec("edit", tr("Edit the draft"), "Ctrl+E", 0, tr("Edit…")),
        "acknowledge": spec("acknowledge", tr("Acknowledge for…"), ENTER),
        "submit": spec("submit", tr("Submit to a supervisor"), ENTER, button=tr("Submit")),
        "publish": spec("publish", tr("Publish…"), ENTER),
        "supersede": spec("supersede", tr("Supersede…"), "Ctrl+U"),
        "cancel": spec("cancel", tr("Cancel…"), "Ctrl+Shift+Del"),
        "return": spec("return", tr("Return to its author…"), button=tr("Return…")),
        "discard": spec("discard", tr("Discard the draft"), button=tr("Discard")),
        "extend": spec("extend", tr("Tell more partners…")),
        "call": spec("call", tr("Call the next one"), "Ctrl+T", 2),
        "link": spec("link", tr("Link a sighting…"), "Ctrl+J", 2, tr("Link…")),
        "flyer": spec("flyer", tr("Print flyer"), "Ctrl+P", 3),
        "show_on_wall": spec("show_on_wall", tr("Show on wall"), "Ctrl+Shift+W", 3),
        "off_the_wall": spec("off_the_wall", tr("Take off the wall"), "Ctrl+Shift+W", 3, tr("Off the wall")),
        "map": Spec("bulletin.map", tr("Show on map"), "Ctrl+M", menu="map", group=1),
    }


#: The command behind each verb, for those who may not give it.
KINDS: Mapping[str, str] = {
    "new": "bulletin.draft",
    "edit": "bulletin.edit",
    "acknowledge": "bulletin.acknowledge",
    "submit": "bulletin.submit",
    "publish": "bulletin.publish",
    "supersede": "bulletin.supersede",
    "cancel": "bulletin.cancel",
    "return": "bulletin.return",
    "discard": "bulletin.discard",
    "extend": "bulletin.extend",
    "call": "bulletin.call",
    "link": "bulletin.link_sighting",
    "show_on_wall": "bulletin.show_on_wall",
    "off_the_wall": "bulletin.show_on_wall",
}
_DRAFT = frozenset({"edit", "submit", "discard"})
_SUBMITTED = frozenset({"publish", "return"})
_TOLD = frozenset({"acknowledge", "flyer", "link"})


def shown_verbs(record: Bulletin, now: datetime) -> tuple[tuple[str, ...], str]:
    """The five buttons of a state, and which stands out."""
    wall = "off_the_wall" if record.show_on_wall else "show_on_wall"
    match record.state(now):
        case BulletinStatus.DRAFT:
            return ("submit", "edit", "discard"), "submit"
        case BulletinStatus.SUBMITTED:
            return ("publish", "return"), "publish"
        case BulletinStatus.PUBLISHED:
            return ("acknowledge", "supersede", "cancel", "flyer", wall), "acknowledge"
        case BulletinStatus.EXPIRED:
            return ("acknowledge", "supersede", "cancel", "flyer"), "supersede"
        case _:
            return ("acknowledge", "flyer"), "flyer"


def reason(verb: str, found: Opened | None, may: frozenset[str], me: Me, now: datetime) -> str:
    """Why a verb is off; an empty text: it is on."""
    kind = KINDS.get(verb)
    if kind is not None and kind not in may:
        only = tr("Only a supervisor may do this.")
        return only if verb == "publish" else tr("Only an operator of the desk may do this.")
    if verb == "new":
        return ""
    if found is None:
        return tr("Select a bulletin first.")
    record = found.bulletin
    return _by_state(verb, record, record.state(now)) or _by_rules(verb, found, me)


def _by_state(verb: str, record: Bulletin, state: BulletinStatus) -> str:
    facts = {"code": record.code, "status": label(state).lower()}
    if verb in _DRAFT and state is not BulletinStatus.DRAFT:
        if state is BulletinStatus.SUBMITTED:
            return tr("{code} is submitted. Return it to its author first.").format(**facts)
        return tr("{code} is {status} and never edited. Supersede it.").format(**facts)
    if verb in _SUBMITTED and state is not BulletinStatus.SUBMITTED:
        return tr("{code} is {status}, not submitted.").format(**facts)
    told = record.published_at is not None
    if verb in _TOLD and not told:
        return tr("{code} is {status}; nobody was told yet.").format(**facts)
    if verb in ("supersede", "cancel") and record.status is not BulletinStatus.PUBLISHED:
        return tr("{code} is {status}; this is for what is published.").format(**facts)
    in_force = state is BulletinStatus.PUBLISHED
    if verb in ("extend", "call", "show_on_wall", "off_the_wall") and not in_force:
        return tr("{code} is {status}, not in force.").format(**facts)
    if verb == "show_on_wall" and record.show_on_wall:
        return tr("{code} is on the wall.").format(**facts)
    if verb == "off_the_wall" and not record.show_on_wall:
        return tr("{code} is not on the wall.").format(**facts)
    return ""


def _by_rules(verb: str, found: Opened, me: Me) -> str:
    record = found.bulletin
    if verb == "publish":
        return publish_reason(record, me)
    if verb == "return" and Role.SUPERVISOR not in me.roles and me.operator_id not in _authors(record):
        return tr("Only a supervisor or its author may return it.")
    if verb == "extend" and record.marking is Marking.RED:
        return tr("TLP:RED never goes to organizations. Supersede {code} to name further readers.").format(
            code=record.code
        )
    if verb == "call" and not found.calls:
        return tr("Nobody is overdue.")
    if verb == "acknowledge" and all(one.acknowledged_at is not None for one in found.recipients):
        return tr("All have acknowledged.")
    person = record.kind is BulletinKind.BOLO_PERSON
    if verb == "cancel" and person and me.sector is not Sector.PUBLIC:
        return tr("A BOLO for a person is cancelled by the public sector.")
    if verb == "map" and record.area is None and record.last_seen_position is None:
        return tr("{code} has no place.").format(code=record.code)
    return ""


def publish_reason(record: Bulletin, me: Me) -> str:
    """Why this operator may not publish it: another supervisor has to."""
    if Role.SUPERVISOR not in me.roles:
        return tr("Only a supervisor may publish.")
    if me.operator_id in _authors(record):
        text = tr("Only a supervisor other than {name} may publish {code}.")
        return text.format(name=me.name, code=record.code)
    if record.kind is BulletinKind.BOLO_PERSON and me.sector is not Sector.PUBLIC:
        return tr("A BOLO for a person is published by the public sector.")
    if record.marking is Marking.RED:
        return "" if record.readers else tr("Nobody is named as its reader.")
    if not record.recipients:
        return tr("Nobody chosen may get {marking}.").format(marking=record.marking.value)
    return ""


def _authors(record: Bulletin) -> tuple[object, ...]:
    return record.created_by, record.submitted_by


def show_reasons(
    verbs: Mapping[str, DeskAction], found: Opened | None, may: frozenset[str], me: Me, now: datetime
) -> None:
    """Turn the verbs on and off."""
    for name, action in verbs.items():
        why = reason(name, found, may, me, now)
        action.allow(not why, why)
