"""What somebody did, as a line of the journal says it: `graded observation 2417`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opsdesk.accounts.model import Outcome
from opsdesk.wording.errors import verb
from opsdesk.wording.labels import label
from opsdesk.wording.language import N_, _

#: What commands and the store's own kinds do; `{record}` is the record in words.
ACTS: Mapping[str, str] = {
    "access.denied": N_("was refused"),
    "raw": N_("changed {record} past the program"),
    "intelligence.read": N_("read {record}, class intelligence"),
    "file.original": N_("opened the original of {record}"),
    "file.keep": N_("put in {record}"),
    "journal.purge": N_("purged what the journal held of {record}"),
    "journal.import": N_("brought the journal of another database in"),
    "outbox.recover": N_("took the recovery key, to open what an operator left on a desk"),
    "outbox.adopt": N_("adopted what another operator had left on a desk"),
    "outbox.rejected": N_("was refused what had waited on the desk"),
    "backup.take": N_("took a backup"),
    "operator.begin": N_("began the desk"),
    "operator.add": N_("added {record}"),
    "operator.change": N_("changed {record}"),
    "operator.disable": N_("disabled {record}"),
    "operator.enable": N_("let {record} in again"),
    "operator.release": N_("released {record} from the lock"),
    "operator.reset": N_("reset the password of {record}"),
    "operator.set_password": N_("set the own password"),
    "operator.exempt": N_("changed the lock after idle time of a desk"),
    "operator.sign_in": N_("signed in"),
    "operator.sign_out": N_("signed out"),
    "operator.lock": N_("locked the desk"),
    "organization.add": N_("added {record}"),
    "organization.edit": N_("edited {record}"),
    "organization.archive": N_("archived {record}"),
    "organization.restore": N_("restored {record}"),
    "contact.add": N_("added {record}"),
    "contact.edit": N_("edited {record}"),
    "contact.archive": N_("archived {record}"),
    "contact.restore": N_("restored {record}"),
    "licence.add": N_("added {record}"),
    "licence.edit": N_("edited {record}"),
    "licence.archive": N_("archived {record}"),
    "licence.restore": N_("restored {record}"),
    "post.add": N_("added {record}"),
    "post.edit": N_("edited {record}"),
    "post.archive": N_("archived {record}"),
    "post.restore": N_("restored {record}"),
    "coverage.plan": N_("planned {record}"),
    "coverage.change": N_("changed {record}"),
    "coverage.remove": N_("removed {record}"),
    "coverage.restore": N_("restored {record}"),
    "engagement.log": N_("logged {record}"),
    "engagement.edit": N_("edited {record}"),
    "engagement.archive": N_("archived {record}"),
    "engagement.restore": N_("restored {record}"),
    "engagement.follow_up_done": N_("followed {record} up"),
    "observation.report": N_("reported {record}"),
    "observation.import": N_("imported {record}"),
    "observation.withdraw_import": N_("took an import back"),
    "observation.correct": N_("corrected {record}"),
    "observation.grade": N_("graded {record}"),
    "observation.claim": N_("claimed {record}"),
    "observation.release": N_("released {record}"),
    "observation.review": N_("took {record} under review again"),
    "observation.ask_back": N_("asked back about {record}"),
    "observation.refer": N_("referred {record}"),
    "observation.vet": N_("decided on {record}"),
    "observation.close": N_("closed {record}"),
    "observation.reopen": N_("reopened {record}"),
    "observation.return": N_("took the last change of {record} back"),
    "observation.withdraw": N_("withdrew {record}"),
    "observation.classify": N_("set the class of {record}"),
    "observation.set_marking": N_("set the marking of {record}"),
    "observation.set_source": N_("wrote down who gave {record}"),
    "observation.attach_photo": N_("attached a photo to {record}"),
    "observation.remove_photo": N_("removed a photo of {record}"),
    "observation.restore_photo": N_("put a photo of {record} back"),
    "observation.purge": N_("purged {record}"),
    "incident.open": N_("opened {record}"),
    "incident.take_back": N_("took the opening of {record} back"),
    "incident.correct": N_("corrected {record}"),
    "incident.log": N_("logged in {record}"),
    "incident.strike": N_("struck a line in the log of {record}"),
    "incident.unstrike": N_("restored a line in the log of {record}"),
    "incident.set_status": N_("set the status of {record}"),
    "incident.set_priority": N_("set the priority of {record}"),
    "incident.set_handled_by": N_("set who handles {record}"),
    "incident.assign_unit": N_("assigned a unit to {record}"),
    "incident.release_unit": N_("released a unit from {record}"),
    "incident.link_observation": N_("linked an observation with {record}"),
    "incident.unlink_observation": N_("took a link of {record} away"),
    "incident.tell_emergency": N_("wrote down the emergency call for {record}"),
    "incident.close": N_("closed {record}"),
    "incident.cancel": N_("cancelled {record}"),
    "incident.reopen": N_("reopened {record}"),
    "incident.return": N_("took the last change of {record} back"),
    "unit.add": N_("added {record}"),
    "unit.edit": N_("edited {record}"),
    "unit.archive": N_("archived {record}"),
    "unit.restore": N_("restored {record}"),
    "unit.set_status": N_("moved {record} on"),
    "bulletin.draft": N_("drafted {record}"),
    "bulletin.edit": N_("edited {record}"),
    "bulletin.discard": N_("discarded {record}"),
    "bulletin.take_up": N_("took {record} up again"),
    "bulletin.submit": N_("submitted {record}"),
    "bulletin.return": N_("sent {record} back to its author"),
    "bulletin.undo_return": N_("took the return of {record} back"),
    "bulletin.publish": N_("published {record}"),
    "bulletin.supersede": N_("superseded {record}"),
    "bulletin.cancel": N_("cancelled {record}"),
    "bulletin.extend": N_("added recipients to {record}"),
    "bulletin.call": N_("called a recipient of {record}"),
    "bulletin.undo_call": N_("took a call about {record} back"),
    "bulletin.acknowledge": N_("wrote down an acknowledgement of {record}"),
    "bulletin.undo_acknowledge": N_("took an acknowledgement of {record} back"),
    "bulletin.link_sighting": N_("linked a sighting with {record}"),
    "bulletin.unlink_sighting": N_("took a sighting of {record} away"),
    "bulletin.show_on_wall": N_("chose whether {record} stands on the wall"),
    "release.reserve": N_("reserved a copy of {record}"),
    "release.issue": N_("issued a copy of {record}"),
    "release.fail": N_("gave up a copy of {record}"),
}

#: A record by its number or name.
NAMED: Mapping[str, str] = {
    "observation": N_("observation {name}"),
    "incident": N_("incident {name}"),
    "bulletin": N_("bulletin {name}"),
    "unit": N_("unit {name}"),
    "organization": N_("partner {name}"),
    "contact": N_("contact {name}"),
    "post": N_("post {name}"),
    "operator": N_("operator {name}"),
    "release": N_("“{name}”"),
    "import_run": N_("the import of {name}"),
}

#: A record that has no name, or one that the reader may not see.
UNNAMED: Mapping[str, str] = {
    "observation": N_("an observation"),
    "incident": N_("an incident"),
    "bulletin": N_("a bulletin"),
    "unit": N_("a unit"),
    "organization": N_("a partner"),
    "contact": N_("a contact"),
    "licence": N_("a licence"),
    "post": N_("a post"),
    "coverage": N_("cover of a post"),
    "engagement": N_("a contact with a partner"),
    "operator": N_("an operator"),
    "release": N_("a release"),
    "file": N_("a file"),
    "import_run": N_("an import"),
    "secured_desk": N_("a desk"),
}


def record(subject: str | None, name: str) -> str:
    """A record in words: `observation 2417`, `an incident`."""
    if subject is None:
        return ""
    if name and subject in NAMED:
        return _(NAMED[subject]).format(name=name)
    return _(UNNAMED[subject]) if subject in UNNAMED else subject.replace("_", " ")


def act(kind: str, subject: str | None = None, name: str = "", facts: Mapping[str, Any] | None = None) -> str:
    """What was done: `graded observation 2417`, `signed in: wrong password`, `was refused: publish …`.

    `facts` is what the line's detail says besides; a kind that nobody has worded is spelled from its name.
    """
    found = facts or {}
    if kind == "operator.sign_in":
        return _sign_in(name, found)
    if kind == "access.denied":
        return _refused(found)
    if kind not in ACTS:
        return f"{verb(kind)} {name}".rstrip()
    rows = found.get("rows")
    if isinstance(rows, int) and subject is not None:
        return _(ACTS[kind]).format(record=_rows(subject, rows))
    about = kind.partition(".")[0]
    if subject is not None and subject != about and about in UNNAMED:
        # A command that wrote another record as well: `assigned a unit to an incident: unit Cap Guard 7`.
        did = _(ACTS[kind]).format(record=_(UNNAMED[about]))
        return _("{did}: {record}").format(did=did, record=record(subject, name))
    return " ".join(_(ACTS[kind]).format(record=record(subject, name)).split())


def own(kind: str, facts: Mapping[str, Any] | None = None) -> str:
    """The act in the record's own history: `graded it`."""
    if kind not in ACTS or kind in ("operator.sign_in", "access.denied"):
        return act(kind, None, "", facts)
    person = kind.partition(".")[0] in ("operator", "contact")
    return _(ACTS[kind]).format(record=_("them") if person else _("it"))


def plain(kind: str) -> str:
    """The act alone, without its record, as a filter offers it: `graded an observation`."""
    about = kind.partition(".")[0]
    return act(kind, {"intelligence": "observation"}.get(about, about if about in UNNAMED else None))


def _rows(subject: str, rows: int) -> str:
    many = {
        "observation": N_("{count} observations"),
        "organization": N_("{count} partners"),
        "contact": N_("{count} contacts"),
        "post": N_("{count} posts"),
    }
    return _(many.get(subject, N_("{count} records"))).format(count=f"{rows:,}")


def _sign_in(name: str, facts: Mapping[str, Any]) -> str:
    outcome = facts.get("outcome")
    if outcome == Outcome.RIGHT.value or outcome not in set(Outcome):
        return _("signed in")
    words = label(Outcome(outcome))
    who = name or str(facts.get("name", ""))
    if who:
        return _("tried to sign in as {name}: {outcome}").format(name=who, outcome=words)
    return _("tried to sign in: {outcome}").format(outcome=words)


def _refused(facts: Mapping[str, Any]) -> str:
    kind, subject, does = (str(facts.get(name) or "") for name in ("kind", "subject", "verb"))
    # The kind of the command, or for a query the verb and its subject.
    wanted = kind or (does if "." in does or not subject else f"{subject}.{does}")
    return _("was refused: {what}").format(what=verb(wanted)) if wanted else _("was refused")
