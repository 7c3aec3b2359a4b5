"""The verbs of an incident: their names and keys, and when each is off and why."""

from __future__ import annotations

from collections.abc import Mapping

from opsdesk.desk.actions import DeskAction, Spec
from opsdesk.desk.incidents.words import asks_for_emergency, is_open, tr
from opsdesk.incidents.model import Incident
from opsdesk.wording.labels import label


def specs() -> dict[str, Spec]:
    """Every verb of the tab by its short name, in the order of the menu."""
    spec = Spec
    enter, closing = "Ctrl+Return", "Ctrl+Shift+Return"
    return {
        "new": spec("incident.new", tr("New incident"), "Ctrl+N"),
        "edit": spec("incident.edit", tr("Correct"), "Ctrl+E"),
        "log": spec("incident.log", tr("Write into the log…"), enter, group=1, button=tr("Log…")),
        "reopen": spec("incident.reopen", tr("Reopen…"), group=1, button=tr("Reopen…")),
        "status": spec("incident.status", tr("Status…"), "Ctrl+U", group=1),
        "assign": spec("incident.assign", tr("Assign a unit…"), "Ctrl+J", group=1, button=tr("Assign…")),
        "close": spec(
            "incident.close", tr("Close with a disposition…"), closing, group=1, button=tr("Close…")
        ),
        "priority": spec("incident.priority", tr("Priority…"), group=2),
        "handled_by": spec("incident.handled_by", tr("Handled by…"), group=2),
        "told_now": spec(
            "incident.told_now", tr("Emergency number told now"), group=2, button=tr("Told now, by me")
        ),
        "told": spec("incident.told", tr("Emergency number told…"), group=2, button=tr("Told earlier…")),
        "cancel": spec("incident.cancel", tr("Cancel: nothing to work on…"), group=3, button=tr("Cancel…")),
        "print": spec("incident.print", tr("Print the incident briefing…"), "Ctrl+P", group=4),
        "map": spec("incident.map", tr("Show on map"), "Ctrl+M", menu="map", group=1),
        "copy_position": spec(
            "incident.copy_position", tr("Copy the position"), "Ctrl+Shift+C", menu="map", group=1
        ),
        "unit": spec("incident.unit", tr("New unit…"), menu="tools", group=2),
    }


#: The command behind each verb, for those who may not give it.
KINDS: Mapping[str, str] = {
    "new": "incident.open",
    "edit": "incident.correct",
    "log": "incident.log",
    "reopen": "incident.reopen",
    "status": "incident.set_status",
    "assign": "incident.assign_unit",
    "close": "incident.close",
    "priority": "incident.set_priority",
    "handled_by": "incident.set_handled_by",
    "told_now": "incident.tell_emergency",
    "told": "incident.tell_emergency",
    "cancel": "incident.cancel",
    "unit": "unit.add",
}
#: Verbs that need no record, or no open one.
ALWAYS = frozenset({"new", "unit"})
_OF_ANY = frozenset({"edit", "log", "print"})


def reason(verb: str, record: Incident | None, may: frozenset[str]) -> str:
    """Why a verb is off; an empty text: it is on."""
    kind = KINDS.get(verb)
    if kind is not None and kind not in may:
        return tr("Only a dispatcher or a supervisor may do this.")
    if verb in ALWAYS:
        return ""
    if record is None:
        return tr("Select an incident first.")
    if verb in ("map", "copy_position"):
        return "" if record.position else tr("{number} has no position.").format(number=record.number)
    if verb == "reopen":
        return tr("{number} is open.").format(number=record.number) if is_open(record) else ""
    if verb in _OF_ANY:
        return ""
    if not is_open(record):
        text = tr("{number} is {status}. Reopen it first.")
        return text.format(number=record.number, status=label(record.status).lower())
    if verb in ("told", "told_now") and not asks_for_emergency(record):
        return tr("Only an incident of priority 1 asks for it, once.")
    return ""


def show_reasons(verbs: Mapping[str, DeskAction], record: Incident | None, may: frozenset[str]) -> None:
    """Turn the verbs on and off."""
    for name, action in verbs.items():
        why = reason(name, record, may)
        action.allow(not why, why)
