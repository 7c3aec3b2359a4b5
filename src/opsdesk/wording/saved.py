"""What waits on this desk, in words: what was done, where it is, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo

from opsdesk.errors import ChangedElsewhere
from opsdesk.store.saved import Saved, State
from opsdesk.wording.errors import sentence, subject, verb
from opsdesk.wording.labels import capital
from opsdesk.wording.language import N_, _
from opsdesk.wording.times import clock

#: What a line does, as a call to do it; `{record}` is the number of its record, or its local one.
DEEDS: Mapping[str, str] = {
    "observation.report": N_("Report observation"),
    "observation.correct": N_("Correct {record}"),
    "observation.claim": N_("Claim {record}"),
    "observation.release": N_("Release {record}"),
    "observation.review": N_("Review {record}"),
    "observation.grade": N_("Grade {record}"),
    "observation.vet": N_("Decide on {record}"),
    "observation.close": N_("Close {record}"),
    "observation.reopen": N_("Reopen {record}"),
    "observation.refer": N_("Refer {record}"),
    "observation.ask_back": N_("Ask back on {record}"),
    "observation.withdraw": N_("Withdraw {record}"),
    "observation.set_source": N_("Say who gave {record}"),
    "observation.set_marking": N_("Mark {record}"),
    "observation.classify": N_("Classify {record}"),
    "observation.attach_photo": N_("Attach a photo to {record}"),
    "incident.open": N_("Open incident"),
    "incident.log": N_("Log to incident {record}"),
    "incident.correct": N_("Correct incident {record}"),
    "incident.set_status": N_("Set status of incident {record}"),
    "incident.set_priority": N_("Set priority of incident {record}"),
    "incident.assign_unit": N_("Assign a unit to incident {record}"),
    "incident.release_unit": N_("Release a unit from incident {record}"),
    "incident.link_observation": N_("Link an observation to incident {record}"),
    "incident.close": N_("Close incident {record}"),
    "incident.cancel": N_("Cancel incident {record}"),
    "bulletin.draft": N_("Draft bulletin"),
    "bulletin.acknowledge": N_("Acknowledge bulletin {record}"),
    "bulletin.call": N_("Log a call on bulletin {record}"),
    "bulletin.publish": N_("Publish bulletin {record}"),
    "file.keep": N_("Keep a file"),
    "unit.set_status": N_("Set a unit's status"),
}

#: Where a line is.
STATES: Mapping[State, str] = {
    State.WAITING: N_("Saved on this desk"),
    State.SHARED: N_("Shared"),
    State.CONFLICT: N_("Two versions"),
    State.REJECTED: N_("Refused"),
    State.ADOPTED: N_("Adopted"),
    State.MERGED: N_("Settled"),
    State.DROPPED: N_("Dropped"),
    State.TAKEN_BACK: N_("Taken back"),
}

#: Besides the state: what it means for somebody else.
_NOTES: Mapping[str, str] = {
    "observation.claim": N_("counts only when the server answers"),
    "bulletin.publish": N_("goes out only when the server answers"),
}


def deed(line: Saved, record: str = "") -> str:
    """What the line does: `Claim 2416`."""
    template = DEEDS.get(line.kind)
    if template is None:
        return capital(verb(line.kind))
    return _(template).format(record=record or _("a record"))


def state(line: Saved) -> str:
    """Where it is: `Saved on this desk`; a claim only waits to be one."""
    if line.state is State.WAITING and line.kind == "observation.claim":
        return _("Claim waits")
    return _(STATES[line.state])


def note(line: Saved, zone: tzinfo = UTC) -> str:
    """What it means: `other desks do not see it yet`, the reason of a refusal, who adopted it."""
    match line.state:
        case State.WAITING if line.tried:
            return _("sent, not confirmed: it goes once more, and counts once")
        case State.WAITING:
            return _(_NOTES.get(line.kind, N_("other desks do not see it yet")))
        case State.CONFLICT | State.REJECTED if line.why is not None:
            return reason(line, zone)
        case State.ADOPTED:
            return _("sent by {name}").format(name=line.by)
        case State.DROPPED:
            return line.note
        case State.MERGED:
            return _("what was chosen is shared; this side is kept here")
        case _:
            return ""


def told_whole(line: Saved, zone: tzinfo) -> str:
    """All that was typed of a record that stands on this desk alone, for the place where it is read."""
    saved_at = clock(line.saved_at, zone, seconds=True)
    parts = [
        _("{number}, saved on this desk at {time}: {note}.").format(
            number=line.local, time=saved_at, note=note(line, zone).rstrip(".")
        )
    ]
    for name in ("title", "summary", "narrative", "place"):
        value = getattr(line.command, name, None)
        if isinstance(value, str) and value.strip():
            parts.append(value.strip())
    return "\n\n".join(parts)


def reason(line: Saved, zone: tzinfo = UTC) -> str:
    """Why it is not shared, in a sentence."""
    if isinstance(line.why, ChangedElsewhere):
        return _("The {subject} was changed at another desk meanwhile. Both sides are kept: choose.").format(
            subject=subject(line.why.subject)
        )
    return "" if line.why is None else sentence(line.why, zone)


def returned(sent: int, needing: list[str]) -> str:
    """`Live again. 4 sent, 1 needs you: Claim 2416.`"""
    words = [_("Live again.")]
    if sent and not needing:
        words.append(_("{count} sent.").format(count=sent))
    elif needing:
        named = "; ".join(needing[:3]) + (" …" if len(needing) > 3 else "")
        many = (
            _("{sent} sent, {count} need you: {what}.")
            if len(needing) > 1
            else _("{sent} sent, 1 needs you: {what}.")
        )
        words.append(many.format(sent=sent, count=len(needing), what=named.rstrip(".")))
    return " ".join(words)
