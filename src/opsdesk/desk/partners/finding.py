"""Partners and contacts for the palette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from opsdesk.desk.desk import Desk
from opsdesk.desk.palette import Entry
from opsdesk.desk.partners import asking
from opsdesk.desk.partners.words import role_words, tr
from opsdesk.partners.model import ShiftDay
from opsdesk.partners.telephones import readable
from opsdesk.wording.labels import label


class PartnerFinder:
    """Looks for words among names, call signs and telephones; an entry shows the partner."""

    def __init__(self, desk: Desk, day: ShiftDay) -> None:
        self._desk, self._day = desk, day

    def __call__(self, words: str, then: Callable[[Sequence[Entry]], None]) -> None:
        """Hand on what the words find."""
        if words.strip():
            self._desk.ask(
                "palette partners",
                asking.find,
                words,
                self._day,
                done=lambda found: then(self._entries(found)),
                failed=lambda _error: True,
            )
        else:
            then(())

    def _entries(self, found: asking.Found) -> list[Entry]:
        go = self._desk.links.show
        partners = [
            Entry(one.name, label(one.kind), partial(go, "organization", one.id), tr("Partner"))
            for one in found.partners
        ]
        people = []
        for who, partner in found.contacts:
            number = readable(who.telephones[0].number) if who.telephones else ""
            right = " · ".join(part for part in (role_words(who), partner, number) if part)
            people.append(Entry(who.name, right, partial(go, "contact", who.id), tr("Contact")))
        return [*people, *partners]
