"""The lines of a record's history in words: what was done, with what stood there before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum
from typing import Any

from opsdesk.desk.cut import cut
from opsdesk.desk.observations.words import tr
from opsdesk.handling import Marking, RecordClass
from opsdesk.observations.around import HistoryLine
from opsdesk.observations.model import (
    Behaviour,
    Category,
    Channel,
    Credibility,
    ObservationDisposition,
    ObservationStatus,
    Priority,
    Reliability,
    SourceKind,
    Vetting,
)
from opsdesk.wording.fields import field as field_words
from opsdesk.wording.labels import label
from opsdesk.wording.times import when

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CODES: Mapping[str, type[Enum]] = {
    "category": Category,
    "priority": Priority,
    "status": ObservationStatus,
    "channel": Channel,
    "source_kind": SourceKind,
    "behaviour": Behaviour,
    "disposition": ObservationDisposition,
    "marking": Marking,
    "vetting": Vetting,
    "record_class": RecordClass,
}
_TIMES = frozenset({"occurred_at", "occurred_until", "reported_at", "reply_due", "review_due"})
#: What stands in the journal beside what a person changed.
_OF_THE_PROGRAM = frozenset(
    {
        "version",
        "changed_at",
        "changed_by",
        "changed_why",
        "words",
        "created_at",
        "created_by",
        "n",
        "id",
        "linked",
    }
)


class Changes:
    """Turns the lines of the journal into words; `names` are partners by their id as text."""

    def __init__(self, zone: tzinfo, now: datetime, names: Mapping[str, str]) -> None:
        self._zone, self._now, self._names = zone, now, names

    def words(self, line: HistoryLine) -> str:
        """What one line says: `grade – → B2`, `claimed`, `priority 3 → 2: “second time today”`."""
        made = _KINDS.get(line.kind)
        text = self._fields(line) if made is None else made(self, line)
        why = line.after.get("changed_why")
        return f"{text}: “{cut(str(why))}”" if why and line.kind == "observation.correct" else text

    def lines(self, history: Sequence[HistoryLine]) -> list[tuple[HistoryLine, str]]:
        """Each change with its words; a command that wrote several rows is one line."""
        told: dict[tuple[str, datetime, object], HistoryLine] = {}
        for line in history:
            key = (line.kind, line.at, line.operator_id)
            if key not in told or len(line.after) > len(told[key].after):
                told[key] = line
        return [(line, self.words(line)) for line in told.values()]

    def value(self, name: str, value: object) -> str:
        """One value in words."""
        if value is None or value == "":
            return "–"
        if name in _TIMES and isinstance(value, int):
            return when(_EPOCH + timedelta(microseconds=value), self._now, self._zone)
        if name == "priority":
            return str(value)
        if (codes := _CODES.get(name)) is not None:
            try:
                return label(codes(value))
            except ValueError:
                return str(value)
        if isinstance(value, str) and value in self._names:
            return self._names[value]
        if isinstance(value, list):
            return ", ".join(str(one) for one in value) or "–"
        return f"“{cut(str(value))}”" if isinstance(value, str) else str(value)

    def _fields(self, line: HistoryLine) -> str:
        parts = []
        for name in line.after:
            if name in _OF_THE_PROGRAM or name in ("latitude", "longitude"):
                continue
            before, after = (self.value(name, values.get(name)) for values in (line.before, line.after))
            parts.append(f"{field_words(name)} {before} → {after}")
        if not {"latitude", "longitude"}.isdisjoint(line.after):
            parts.append(tr("position moved"))
        return ", ".join(parts) or line.kind.partition(".")[2].replace("_", " ")

    def grade(self, line: HistoryLine) -> str:
        """`grade – → B2`."""
        return tr("grade {before} → {after}").format(before=_grade(line.before), after=_grade(line.after))

    def report(self, line: HistoryLine) -> str:
        """`reported by radio, 3 photos`."""
        channel = line.after.get("channel")
        words = (
            tr("reported, {channel}").format(channel=self.value("channel", channel))
            if channel
            else tr("reported")
        )
        photos = line.after.get("photos")
        if isinstance(photos, int) and photos:
            words += ", " + (tr("1 photo") if photos == 1 else tr("{count} photos").format(count=photos))
        return words

    def close(self, line: HistoryLine) -> str:
        """`closed, information only`."""
        text = tr("closed, {disposition}").format(
            disposition=self.value("disposition", line.after.get("disposition"))
        )
        note = line.after.get("closing_note")
        return f"{text}: {self.value('closing_note', note)}" if note else text

    def ask_back(self, line: HistoryLine) -> str:
        """`asked back “which gate”, due 14:30`."""
        return tr("asked back {question}, due {time}").format(
            question=self.value("asked", line.after.get("asked")),
            time=self.value("reply_due", line.after.get("reply_due")),
        )

    def refer(self, line: HistoryLine) -> str:
        """`referred to Fontvieille Logistics`."""
        return tr("referred to {partner}").format(
            partner=self.value("referred_to", line.after.get("referred_to"))
        )

    def vet(self, line: HistoryLine) -> str:
        """`vetted`, or `rejected “two plates mixed up”`."""
        text = self.value("vetting", line.after.get("vetting"))
        reason = line.after.get("vetting_reason")
        return f"{text} {self.value('vetting_reason', reason)}" if reason else text

    def converted(self, line: HistoryLine) -> str:
        """`linked with incident 214`."""
        number = line.after.get("incident_number")
        if number is None:
            return tr("became part of an incident")
        return tr("linked with incident {number}").format(number=number)


def _plain(text: str) -> Callable[[Changes, HistoryLine], str]:
    return lambda _changes, _line: tr(text)


_KINDS: Mapping[str, Callable[[Changes, HistoryLine], str]] = {
    "observation.report": Changes.report,
    "observation.import": _plain("imported from a file"),
    "observation.grade": Changes.grade,
    "observation.close": Changes.close,
    "observation.ask_back": Changes.ask_back,
    "observation.refer": Changes.refer,
    "observation.vet": Changes.vet,
    "observation.claim": _plain("claimed"),
    "observation.release": _plain("released"),
    "observation.review": _plain("under review again"),
    "observation.reopen": _plain("reopened"),
    "observation.return": _plain("last change taken back"),
    "observation.withdraw": _plain("withdrawn"),
    "observation.set_source": _plain("who gave it was written down"),
    "observation.attach_photo": _plain("photo attached"),
    "observation.remove_photo": _plain("photo removed"),
    "observation.restore_photo": _plain("photo put back"),
    "incident.open": Changes.converted,
    "incident.link_observation": Changes.converted,
    "incident.unlink_observation": _plain("link with the incident taken away"),
    "incident.take_back": _plain("opening of the incident taken back"),
}


def _grade(values: Mapping[str, Any]) -> str:
    reliability, credibility = values.get("reliability"), values.get("credibility")
    if reliability is None and credibility is None:
        return "–"
    letter = Reliability(reliability).value if reliability else "–"
    return f"{letter}{int(Credibility(credibility)) if credibility else '–'}"
