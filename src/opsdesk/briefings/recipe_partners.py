"""What of the partner directory goes into a shift briefing: posts, what changed, overdue, expiring.

The directory has no marking of its own, so the audience decides: the desk's own shift gets all of it, a
partner what is about itself, a bare clearance the gaps in cover without names or telephones.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from opsdesk.briefings.gathering import asked_of_bulletin
from opsdesk.briefings.model import Expiring, Note, OverdueLine, PostCover
from opsdesk.briefings.phrases import bolo_name
from opsdesk.bulletins import records as bulletins
from opsdesk.bulletins.model import Bulletin
from opsdesk.partners import records as partners
from opsdesk.partners.cover import without
from opsdesk.partners.model import RunsOut, ShiftDay
from opsdesk.partners.records.changed import WhatChanged, changed_between
from opsdesk.partners.telephones import readable
from opsdesk.releases.audience import refusal
from opsdesk.releases.model import Audience
from opsdesk.store.transaction import Reading
from opsdesk.wording.language import _

_MOST_POSTS = 60
_MOST_LINES = 60
_SOON_DAYS = 14
_BULLETIN_SOON = timedelta(days=7)


def post_covers(
    reading: Reading, shift: ShiftDay, audience: Audience, start: datetime, end: datetime
) -> tuple[PostCover, ...]:
    """The posts that need cover in the coming shift, with the times that nobody is there."""
    own = None if audience.internal else audience.organization_id
    lines = [line for line in partners.strip(reading, start, end, shift, own) if line.post.needs_cover]
    lines.sort(key=lambda line: not line.gaps)
    named = audience.internal or own is not None
    owners = {line.post.organization_id for line in lines if line.gaps and line.post.organization_id}
    reach = partners.reach(reading, owners) if named and owners else {}
    names = {one.id: one.name for one in partners.names(reading, owners)} if named and owners else {}
    covers = []
    for line in lines[:_MOST_POSTS]:
        owner = line.post.organization_id
        whom = reach.get(owner) if owner is not None else None
        covers.append(
            PostCover(
                name=line.post.name,
                needed=tuple(without([(start, end)], line.not_needed)),
                covered=tuple((c.starts, c.ends) for c in line.coverage),
                gaps=line.gaps,
                call=names.get(owner) if owner is not None else None,
                telephone=readable(whom.telephone) if whom and whom.telephone else None,
            )
        )
    return tuple(covers)


def changes(reading: Reading, audience: Audience, start: datetime, end: datetime) -> tuple[Note, ...]:
    """Agreements, contacts and licences that were written in the period."""
    if not audience.internal and audience.organization_id is None:
        return ()
    leads = {
        WhatChanged.ORGANIZATION: _("Partner"),
        WhatChanged.CONTACT: _("Contact"),
        WhatChanged.LICENCE: _("Licence"),
    }
    notes = []
    own = None if audience.internal else audience.organization_id
    for one in changed_between(reading, start, end, own, _MOST_LINES):
        text = ", ".join(dict.fromkeys(part for part in (one.name, one.organization) if part))
        how = _("new") if one.new else _("changed")
        notes.append(Note(lead=leads[one.what], text=f"{text}: {how}."))
    return tuple(notes)


def overdue_lines(reading: Reading, audience: Audience) -> tuple[OverdueLine, ...]:
    """Who has not confirmed a bulletin in time, and whom to call."""
    if not audience.internal and audience.organization_id is None:
        return ()
    found: list[OverdueLine] = []
    known: dict[UUID, Bulletin] = {}
    for one in bulletins.overdue_recipients(reading):
        if not audience.internal and one.organization_id != audience.organization_id:
            continue
        if one.bulletin_id not in known:
            known[one.bulletin_id] = bulletins.get(reading, one.bulletin_id)
        bulletin = known[one.bulletin_id]
        if refusal(audience, asked_of_bulletin(bulletin)) is not None or len(found) >= _MOST_LINES:
            continue
        told = next((r for r in bulletin.recipients if r.organization_id == one.organization_id), None)
        found.append(
            OverdueLine(
                code=bulletin.code,
                title=one.title,
                recipient=", ".join(part for part in (one.organization, one.contact) if part),
                sent_at=told.added_at if told else one.due_at,
                due_at=one.due_at,
                telephone=readable(one.telephone) if one.telephone else None,
            )
        )
    return tuple(found)


def expirings(
    reading: Reading, shift: ShiftDay, audience: Audience, in_force: Sequence[Bulletin]
) -> tuple[Expiring, ...]:
    """Licences, agreements and bulletins that end soon; those that have ended stand with a negative count."""
    found: list[Expiring] = []
    if audience.internal or audience.organization_id is not None:
        own = None if audience.internal else audience.organization_id
        for one in partners.expiring(reading, shift, _SOON_DAYS, own)[:_MOST_LINES]:
            if one.what is RunsOut.LICENCE:
                parts = (_("Licence {title}").format(title=one.title), one.holder, one.organization)
            else:
                parts = (_("Agreement"), one.organization, one.title)
            found.append(Expiring(what=", ".join(part for part in parts if part), ends=one.expires))
    for bulletin in in_force:
        if bulletin.expires_at is not None and bulletin.expires_at - reading.now < _BULLETIN_SOON:
            ends = bulletin.expires_at.astimezone(shift.tz).date()
            found.append(Expiring(what=f"{bulletin.code}, {bolo_name(bulletin)}", ends=ends))
    return tuple(found)
