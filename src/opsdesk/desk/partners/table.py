"""The columns of the partner list."""

from __future__ import annotations

from datetime import datetime

from opsdesk.desk.partners.words import (
    AHEAD_DAYS,
    SOON_DAYS,
    agreement_words,
    several,
    state_of_end,
    tr,
)
from opsdesk.desk.widgets.cells import Cell, Column
from opsdesk.partners.model import SOON, AgreementKind, OrganizationItem, ShiftDay
from opsdesk.wording.labels import label
from opsdesk.wording.times import days


class Columns:
    """Makes the cells; `day` says what "today" is."""

    def __init__(self, day: ShiftDay) -> None:
        self._day = day

    def all(self) -> tuple[Column, ...]:
        """The columns from the left; widths in px at 100 %."""
        return (
            Column("name", tr("Organization"), 300, self._name, stretch=True, sort="name"),
            Column("sector", tr("Sector"), 83, self._sector, 0),
            Column("kind", tr("Kind"), 170, self._kind, 0),
            Column("agreement", tr("Agreement"), 171, self._agreement, 160),
            Column("clearance", tr("Clearance"), 140, self._clearance, 140),
            Column("contact", tr("Contact"), 77, self._contact, 76, live=True),
            Column("licences", tr("Licences"), 92, self._licences, 92),
            Column("posts", tr("Posts"), 94, self._posts, 92),
        )

    def _name(self, item: OrganizationItem, _now: datetime) -> Cell:
        return Cell(item.name, "text.low" if item.archived else "text.high")

    def _sector(self, item: OrganizationItem, _now: datetime) -> Cell:
        return Cell(label(item.sector))

    def _kind(self, item: OrganizationItem, _now: datetime) -> Cell:
        return Cell(label(item.kind))

    def _agreement(self, item: OrganizationItem, now: datetime) -> Cell:
        if item.agreement is AgreementKind.NONE:
            return Cell(label(item.agreement), "text.low")
        today = self._day.today(now)
        glyph, ink = state_of_end(item.agreement_end, today)
        words = agreement_words(item.agreement, item.agreement_end, today)
        if glyph == "overdue":
            return Cell(words, "state.overdue", bold=True, glyph=glyph, glyph_ink=ink)
        return Cell(words, "text.mid", glyph=glyph, glyph_ink=ink)

    def _clearance(self, item: OrganizationItem, _now: datetime) -> Cell:
        return Cell(marking=item.clearance)

    def _contact(self, item: OrganizationItem, now: datetime) -> Cell:
        if item.last_contact is None:
            return Cell("–", "text.low")
        text = days(item.last_contact, now, self._day.tz)
        if now - item.last_contact > SOON:
            return Cell(text, "text.mid", glyph="hourglass_empty", glyph_ink="state.waiting")
        return Cell(text, "text.mid")

    def _licences(self, item: OrganizationItem, now: datetime) -> Cell:
        if item.licences_expired:
            words = tr("{count} expired").format(count=item.licences_expired)
            return Cell(words, "state.overdue", bold=True, glyph="overdue")
        if item.next_licence_expiry is None:
            return Cell()
        left = (item.next_licence_expiry - self._day.today(now)).days
        if item.licences_expiring:
            within = left if item.licences_expiring == 1 else SOON_DAYS
            words = tr("{count} in {days} d").format(count=item.licences_expiring, days=within)
            return Cell(words, "text.high", glyph="hourglass_empty", glyph_ink="state.waiting")
        return Cell(tr("in {days} d").format(days=left)) if left <= AHEAD_DAYS else Cell()

    def _posts(self, item: OrganizationItem, _now: datetime) -> Cell:
        if not item.posts:
            return Cell("–", "text.low")
        if not item.gaps:
            return Cell(str(item.posts), "text.high")
        gaps = several(item.gaps, tr("1 gap"), tr("{count} gaps"))
        late = Cell(gaps, "state.overdue", bold=True, glyph="overdue")
        return Cell(str(item.posts), "text.high", then=late)
