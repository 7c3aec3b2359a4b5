"""The verbs of a partner: their names and keys, and when each is off and why."""

from __future__ import annotations

from collections.abc import Mapping

from opsdesk.desk.actions import DeskAction, Spec
from opsdesk.desk.partners.asking import Opened
from opsdesk.desk.partners.words import tr

_NEEDS_USE = frozenset({"log", "edit", "contact", "licence", "post", "archive", "engage"})


def specs() -> dict[str, Spec]:
    """Every verb of the tab by its short name, in the order of the menu."""
    spec, putting_away = Spec, "Ctrl+Shift+Del"
    return {
        "new": spec("partner.new", tr("New partner"), "Ctrl+N"),
        "edit": spec("partner.edit", tr("Edit"), "Ctrl+E"),
        "call": spec("partner.call", tr("Call"), "Ctrl+T", group=1),
        "log": spec("partner.log", tr("Log a contact…"), "Ctrl+Return", group=1, button=tr("Log contact…")),
        "engage": spec(
            "partner.engage", tr("Add an engagement…"), "Ctrl+Shift+N", group=1, button=tr("Add…")
        ),
        "assign": spec("partner.assign", tr("Assign to a gap…"), "Ctrl+J", group=1, button=tr("Assign…")),
        "contact": spec("partner.contact", tr("New contact…"), group=2, button=tr("Add…")),
        "licence": spec("partner.licence", tr("New licence…"), group=2, button=tr("Add…")),
        "post": spec("partner.post", tr("New post…"), group=2, button=tr("Add…")),
        "archive": spec("partner.archive", tr("Archive"), putting_away, group=3),
        "restore": spec(
            "partner.restore", tr("Put into use again"), putting_away, group=3, button=tr("Restore")
        ),
        "map": spec("partner.map", tr("Show a post on the map"), "Ctrl+M", menu="map", group=1),
        "import": spec(
            "partner.import",
            tr("Import partners…"),
            "Ctrl+Shift+I",
            menu="tools",
            group=1,
            button=tr("Import…"),
        ),
        "export": spec(
            "partner.export", tr("Export this list of partners…"), menu="tools", group=1, button=tr("Export…")
        ),
    }


#: The command behind each verb, for those who may not give it.
KINDS: Mapping[str, str] = {
    "new": "organization.add",
    "edit": "organization.edit",
    "log": "engagement.log",
    "engage": "engagement.log",
    "assign": "coverage.plan",
    "contact": "contact.add",
    "licence": "licence.add",
    "post": "post.add",
    "archive": "organization.archive",
    "restore": "organization.restore",
    "import": "organization.add",
    "export": "release.reserve",
}
#: Verbs that need no partner.
ALWAYS = frozenset({"new", "import", "export"})


def reason(verb: str, found: Opened | None, may: frozenset[str]) -> str:
    """Why a verb is off; an empty text: it is on."""
    kind = KINDS.get(verb)
    if kind is not None and kind not in may:
        return tr("Only a liaison or a supervisor may do this.")
    if verb in ALWAYS:
        return ""
    if found is None:
        return tr("Select a partner first.")
    record = found.organization
    if verb == "restore":
        return "" if record.archived_at else tr("{name} is in use.").format(name=record.name)
    if verb in _NEEDS_USE and record.archived_at is not None:
        return tr("{name} is archived. Restore it first.").format(name=record.name)
    if verb == "archive" and record.is_desk:
        return tr("{name} runs this desk.").format(name=record.name)
    if verb == "call" and not any(one.contact.telephones for one in found.contacts) and not record.telephone:
        return tr("{name} has no telephone yet.").format(name=record.name)
    if verb == "assign" and not any(line.gaps for line in found.strip):
        return tr("{name} has no gap in the day that is shown.").format(name=record.name)
    if verb == "map" and not any(line.post.position or line.post.area for line in found.strip):
        return tr("No post of {name} has a place on the map.").format(name=record.name)
    return ""


def show_reasons(verbs: Mapping[str, DeskAction], found: Opened | None, may: frozenset[str]) -> None:
    """Turn the verbs on and off."""
    allowed = []
    for name, action in verbs.items():
        why = reason(name, found, may)
        if why:
            action.allow(False, why)
        else:
            allowed.append(action)
    # Off first: two verbs that share keys are never on at once.
    for action in allowed:
        action.allow()
