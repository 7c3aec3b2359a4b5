"""The verbs of an observation: their names and keys, and when each is off and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from opsdesk.desk.actions import DeskAction, Spec
from opsdesk.desk.observations.words import tr
from opsdesk.handling import Role
from opsdesk.observations.model import OPEN, Observation, ObservationStatus, Vetting
from opsdesk.store.operator import Me
from opsdesk.wording.labels import label
from opsdesk.wording.times import when


def specs() -> dict[str, Spec]:
    """Every verb of the tab by its short name, in the order of the menu."""
    spec = Spec
    enter, closing = "Ctrl+Return", "Ctrl+Shift+Return"
    return {
        "new": spec("observation.new", tr("New observation"), "Ctrl+N"),
        "edit": spec("observation.edit", tr("Correct"), "Ctrl+E"),
        "claim": spec("observation.claim", tr("Claim"), enter, group=1),
        "release": spec("observation.release", tr("Release the claim"), enter, group=1, button=tr("Release")),
        "reopen": spec("observation.reopen", tr("Reopen"), enter, group=1),
        "incident": spec("observation.open_incident", tr("Open incident"), "Ctrl+I", group=1),
        "link": spec("observation.link", tr("Link with an incident…"), "Ctrl+J", group=1, button=tr("Link…")),
        "ask_back": spec("observation.ask_back", tr("Ask back…"), "Ctrl+R", group=1),
        "review": spec("observation.review", tr("The reply came"), group=1),
        "refer": spec("observation.refer", tr("Refer to a partner…"), group=1),
        "close": spec(
            "observation.close", tr("Close with a disposition…"), closing, group=1, button=tr("Close…")
        ),
        "grade": spec("observation.grade", tr("Grade"), "Ctrl+G", group=2),
        "vet": spec("observation.vet", tr("Vet: it may be released"), group=2, button=tr("Vet")),
        "reject": spec("observation.reject", tr("Reject, with a reason…"), group=2, button=tr("Reject…")),
        "marking": spec("observation.marking", tr("Change the marking…"), group=2),
        "classify": spec("observation.classify", tr("Make it intelligence…"), group=2),
        "source": spec("observation.source", tr("Who gave it…"), group=2),
        "photos": spec("observation.photos", tr("Attach photos…"), group=2),
        "withdraw": spec("observation.withdraw", tr("Withdraw the report"), group=3),
        "map": spec("observation.map", tr("Show on map"), "Ctrl+M", menu="map", group=1),
        "near": spec("observation.near", tr("Near here"), "Ctrl+Shift+F", menu="map", group=1),
        "copy_position": _copy_position(),
        "import": spec("observation.import", tr("Bring in a file…"), "Ctrl+Shift+I", menu="tools", group=1),
    }


def _copy_position() -> Spec:
    words = tr("Copy the position")
    return Spec("observation.copy_position", words, "Ctrl+Shift+C", menu="map", group=1)


#: The command behind each verb, for those who may not give it.
KINDS: Mapping[str, str] = {
    "claim": "observation.claim",
    "release": "observation.release",
    "reopen": "observation.reopen",
    "incident": "incident.open",
    "link": "incident.link_observation",
    "ask_back": "observation.ask_back",
    "review": "observation.review",
    "refer": "observation.refer",
    "close": "observation.close",
    "grade": "observation.grade",
    "vet": "observation.vet",
    "reject": "observation.vet",
    "marking": "observation.set_marking",
    "classify": "observation.classify",
    "new": "observation.report",
    "edit": "observation.correct",
    "source": "observation.set_source",
    "photos": "observation.attach_photo",
    "withdraw": "observation.withdraw",
    "import": "observation.import",
}
#: Verbs that need no record.
ALWAYS = frozenset({"new", "import"})
#: Verbs that another's claim does not stop.
_FREE_OF_CLAIMS = frozenset(
    {
        "incident",
        "link",
        "edit",
        "vet",
        "reject",
        "marking",
        "classify",
        "withdraw",
        "map",
        "near",
        "copy_position",
    }
)
#: Verbs for observations that somebody works on.
_OF_OPEN = frozenset({"claim", "ask_back", "refer", "close", "release"})


class Reasons:
    """Why a verb is off for this operator now; an empty text: it is on."""

    def __init__(self, me: Me, may: frozenset[str], now: datetime, zone: tzinfo) -> None:
        self._me, self._may, self._now, self._zone = me, may, now, zone

    def of(self, verb: str, record: Observation | None) -> str:
        """The sentence for the tooltip: what is, and who may."""
        kind = KINDS.get(verb)
        if kind is not None and kind not in self._may:
            return _WHO.get(kind, _dispatchers)()
        if verb in ALWAYS:
            return ""
        if record is None:
            return tr("Select an observation first.")
        return self._of_status(verb, record) or self._of_claim(verb, record) or self._of_verb(verb, record)

    def _of_status(self, verb: str, record: Observation) -> str:
        status = record.status
        if status is ObservationStatus.WITHDRAWN:
            return tr("{number} was withdrawn.").format(number=record.number)
        if (
            verb in _OF_OPEN
            and status not in OPEN
            and not (verb == "close" and status is ObservationStatus.CONVERTED)
        ):
            text = tr("{number} is {status} already.")
            return text.format(number=record.number, status=label(status).lower())
        if verb == "reopen" and status is not ObservationStatus.CLOSED:
            return tr("{number} is not closed.").format(number=record.number)
        waits = (ObservationStatus.NEEDS_INFORMATION, ObservationStatus.REFERRED)
        if verb == "review" and status not in waits:
            return tr("Nobody was asked about {number}.").format(number=record.number)
        return ""

    def _of_claim(self, verb: str, record: Observation) -> str:
        if verb in _FREE_OF_CLAIMS or record.claimed_by in (None, self._me.operator_id):
            return ""
        if verb == "release" and Role.SUPERVISOR in self._me.roles:
            return ""
        since = "" if record.claimed_at is None else when(record.claimed_at, self._now, self._zone)
        text = tr("{name} has had {number} since {time}. Only they, or a supervisor, may release it.")
        return text.format(name=record.claimed_by_name or "–", number=record.number, time=since)

    def _of_verb(self, verb: str, record: Observation) -> str:
        checks: Mapping[str, Callable[[Observation], str]] = {
            "claim": self._claim,
            "release": self._release,
            "vet": self._decide,
            "reject": self._decide,
            "withdraw": self._withdraw,
            "map": _placed,
            "near": _placed,
            "copy_position": _placed,
        }
        check = checks.get(verb)
        return "" if check is None else check(record)

    def _claim(self, record: Observation) -> str:
        if record.claimed_by == self._me.operator_id:
            return tr("{number} is yours already.").format(number=record.number)
        return ""

    def _release(self, record: Observation) -> str:
        if record.claimed_by is None:
            return tr("Nobody has {number}.").format(number=record.number)
        return ""

    def _decide(self, record: Observation) -> str:
        if record.created_by == self._me.operator_id:
            text = tr("Only a supervisor other than {name} may decide on {number}.")
            return text.format(name=record.reported_by_name, number=record.number)
        if record.vetting is not Vetting.UNVETTED:
            text = tr("{number} is {vetting} already.")
            return text.format(number=record.number, vetting=label(record.vetting))
        return ""

    def _withdraw(self, record: Observation) -> str:
        if record.created_by == self._me.operator_id or Role.SUPERVISOR in self._me.roles:
            return ""
        text = tr("Only {name}, who took it in, or a supervisor may withdraw {number}.")
        return text.format(name=record.reported_by_name, number=record.number)


def _placed(record: Observation) -> str:
    return "" if record.position is not None else tr("{number} has no position.").format(number=record.number)


def _dispatchers() -> str:
    return tr("Only a dispatcher, a liaison or a supervisor may do this.")


_WHO: Mapping[str, Callable[[], str]] = {
    "observation.vet": lambda: tr("Only a supervisor other than the intake may decide."),
    "observation.classify": lambda: tr("Only a supervisor of the public sector may do this."),
    "incident.open": lambda: tr("Only a dispatcher or a supervisor may open an incident."),
    "incident.link_observation": lambda: tr("Only a dispatcher or a supervisor may link with an incident."),
}


def show_reasons(verbs: Mapping[str, DeskAction], reasons: Reasons, record: Observation | None) -> None:
    """Turn the verbs on and off."""
    allowed: list[DeskAction] = []
    for name, action in verbs.items():
        reason = reasons.of(name, record)
        if reason:
            action.allow(False, reason)
        else:
            allowed.append(action)
    # Off first: two verbs that share keys are never on at once.
    for action in allowed:
        action.allow()
