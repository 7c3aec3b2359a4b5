"""The lines of an incident's history in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsdesk.desk.cut import cut
from opsdesk.desk.incidents.words import tr
from opsdesk.desk.observations.changes import Changes
from opsdesk.incidents.model import HandledBy, IncidentDisposition, IncidentStatus, UnitStatus
from opsdesk.observations.around import HistoryLine
from opsdesk.wording.labels import label

_CODES = {
    "status": (IncidentStatus, UnitStatus),
    "handled_by": (HandledBy,),
    "disposition": (IncidentDisposition,),
}


class IncidentChanges(Changes):
    """As for observations, with the codes and verbs of incidents."""

    def lines(self, history: Sequence[HistoryLine]) -> list[tuple[HistoryLine, str]]:
        """Each line with its words; what the log tells already, and parts of one change, stand once."""
        told: list[HistoryLine] = []
        for line in history:
            if "facts" in line.after and line.kind != "incident.log":
                continue  # a line that a command wrote into the log
            told.append(line)
        return super().lines(told)

    def words(self, line: HistoryLine) -> str:
        """`opened`, `logged “Harbour 2 at the gate”`, `status assigned → en route`."""
        plain = _plain_words().get(line.kind)
        if line.kind == "incident.log" and line.after.get("text"):
            return tr("logged “{text}”").format(text=cut(str(line.after["text"])))
        return plain if plain is not None else super().words(line)

    def value(self, name: str, value: object) -> str:
        """One value in words."""
        for codes in _CODES.get(name, ()):
            try:
                return label(codes(str(value))).lower()
            except ValueError:
                continue
        return super().value(name, value)


def _plain_words() -> Mapping[str, str]:
    return {
        "incident.open": tr("opened"),
        "incident.take_back": tr("opening taken back"),
        "incident.link_observation": tr("linked with an observation"),
        "incident.unlink_observation": tr("a link taken away"),
        "incident.strike": tr("a line of the log struck"),
        "incident.unstrike": tr("a line of the log restored"),
        "incident.assign_unit": tr("a unit assigned"),
        "incident.release_unit": tr("a unit released"),
        "unit.set_status": tr("a unit moved on"),
        "incident.return": tr("last change taken back"),
        "incident.tell_emergency": tr("emergency number told"),
    }
