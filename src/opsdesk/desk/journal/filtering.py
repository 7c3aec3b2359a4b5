"""What a supervisor chose to see of the journal: a view, conditions as chips, words; and what that means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from opsdesk.desk.chosen import Chosen, Clock, Conditions, since_options, since_words
from opsdesk.desk.widgets.filter_bar import FilterField
from opsdesk.desk.widgets.views import View, ViewGroup
from opsdesk.store.journal_page import JournalFilter
from opsdesk.wording.acts import ACTS, plain
from opsdesk.wording.errors import subject as subject_words
from opsdesk.wording.labels import capital
from opsdesk.wording.times import when

ALL = "journal"
#: What each view shows: the kinds of lines.
KINDS: Mapping[str, frozenset[str]] = {
    "reads": frozenset({"intelligence.read", "file.original"}),
    "denied": frozenset({"access.denied"}),
    "sign_ins": frozenset({"operator.sign_in", "operator.sign_out", "operator.lock"}),
    "operators": frozenset(
        f"operator.{verb}"
        for verb in (
            "begin",
            "add",
            "change",
            "disable",
            "enable",
            "release",
            "reset",
            "set_password",
            "exempt",
        )
    ),
    "releases": frozenset({"release.reserve", "release.issue", "release.fail", "backup.take"}),
    "purges": frozenset({"journal.purge", "observation.purge"}),
    "vetting": frozenset(
        {"observation.vet", "observation.classify", "observation.set_marking", "bulletin.publish"}
    ),
}
#: What lines are about, as the filter offers it.
SUBJECTS = (
    *("observation", "incident", "unit", "bulletin"),
    *("organization", "contact", "licence", "post", "coverage", "engagement"),
    *("release", "file", "operator"),
)


def tr(text: str) -> str:
    """A text of the Journal page in the operator's language."""
    return QCoreApplication.translate("Journal", text)


def groups() -> list[ViewGroup]:
    """The column of views."""
    return [
        ViewGroup(
            tr("Journal"),
            (View(ALL, tr("Everything")), View("today", tr("Today"))),
        ),
        ViewGroup(
            tr("To watch"),
            (
                View("reads", tr("Intelligence, originals")),
                View("denied", tr("Refused attempts")),
                View("sign_ins", tr("Sign-ins")),
                View("operators", tr("Operators")),
                View("vetting", tr("Judgements")),
                View("releases", tr("Releases, backups")),
                View("purges", tr("Purges")),
            ),
        ),
    ]


def chosen_of(view: str) -> Chosen:
    """What a view shows."""
    return Chosen(view, (("since", "today"),)) if view == "today" else Chosen(view)


def filter_of(chosen: Chosen, clock: Clock) -> JournalFilter:
    """What is chosen as a filter; ValueError for a condition that means nothing."""
    values: dict[str, object] = {"text": chosen.text, "kinds": KINDS.get(chosen.view, frozenset())}
    for name, value in chosen.conditions:
        match name:
            case "who":
                values["operator_id"] = UUID(value)
            case "about":
                values["subject"] = value
            case "record":
                values["record_id"] = UUID(value)
            case "did":
                values["kinds"] = frozenset({value})
            case "desk":
                values["desk"] = value
            case "since":
                values["since"] = clock.since(value)
            case "from":
                values["since"] = datetime.fromisoformat(value)
            case "until":
                values["until"] = datetime.fromisoformat(value)
            case _:
                raise ValueError(name)
    return JournalFilter(**values)  # type: ignore[arg-type] # each by its own name


def fields(people: Sequence[tuple[UUID, str]], chosen: Chosen) -> list[FilterField]:
    """What `Add filter` offers; what was done is offered once it is said about what."""
    found = [
        FilterField("who", tr("Who"), tuple((str(one), name) for one, name in people)),
        FilterField("about", tr("About"), tuple((one, capital(subject_words(one))) for one in SUBJECTS)),
    ]
    about = dict(chosen.conditions).get("about")
    acts = tuple((kind, capital(plain(kind))) for kind in ACTS if kind.partition(".")[0] == about)
    if acts:
        found.append(FilterField("did", tr("What"), acts))
    found.append(FilterField("since", tr("When"), since_options(1, 24, 168, 720)))
    return found


class Chips:
    """Conditions as their chips say them; `people` and `records` are what ids are called."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.people: Mapping[UUID, str] = {}
        self.records: dict[str, str] = {}

    def words(self, name: str, value: str, now: datetime) -> tuple[str, str]:
        """Name and value."""
        match name:
            case "who":
                return tr("Who"), self.people.get(UUID(value), "…")
            case "about":
                return tr("About"), subject_words(value)
            case "record":
                return tr("Record"), self.records.get(value, "…")
            case "did":
                return tr("What"), plain(value)
            case "desk":
                return tr("Desk"), value
            case "since":
                return tr("When"), since_words(value)
            case "from":
                return tr("From"), when(datetime.fromisoformat(value), now, self._zone)
            case _:
                return tr("Until"), when(datetime.fromisoformat(value), now, self._zone)


def with_period(chosen: Chosen, since: datetime | None, until: datetime | None) -> Chosen:
    """The same within a period; it takes the place of the condition of a time."""
    kept: Conditions = tuple(one for one in chosen.conditions if one[0] not in ("since", "from", "until"))
    if since is not None:
        kept = (*kept, ("from", since.isoformat()))
    if until is not None:
        kept = (*kept, ("until", until.isoformat()))
    view = ALL if chosen.view == "today" else chosen.view
    return Chosen(view, kept, chosen.text)
