"""The words of the Observations tab that are made of several facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from opsdesk.desk.cut import NAME, cut
from opsdesk.observations.model import (
    AT_THE_DESK,
    CLAIM_WITHIN,
    Channel,
    Observation,
    ObservationItem,
    ObservationSource,
    ObservationStatus,
    Priority,
    SourceKind,
)
from opsdesk.wording.labels import capital, label
from opsdesk.wording.times import clock, when


def tr(text: str) -> str:
    """A text of this tab in the operator's language."""
    return QCoreApplication.translate("Observations", text)


def claim_due(priority: Priority, reported_at: datetime) -> datetime:
    """By when somebody should have claimed it."""
    return reported_at + timedelta(minutes=CLAIM_WITHIN[priority])


def nobody_has(record: ObservationItem | Observation) -> bool:
    """It waits for somebody to take it up."""
    return record.claimed_by is None and record.status in AT_THE_DESK


def is_late(record: ObservationItem | Observation, now: datetime) -> bool:
    """Nobody took it within the time of its priority, or the reply that was due did not come."""
    if record.reply_due is not None and waits_for_reply(record):
        return record.reply_due < now
    return nobody_has(record) and claim_due(record.priority, record.reported_at) < now


def waits_for_reply(record: ObservationItem | Observation) -> bool:
    """Somebody outside the desk has to answer."""
    return record.status in (ObservationStatus.NEEDS_INFORMATION, ObservationStatus.REFERRED)


def source_words(item: ObservationItem) -> str:
    """Who told it, as a list may say: the partner's name, or the kind of source and how it came in."""
    if item.source and item.source != item.source_kind.value:
        return item.source
    return kind_words(item.source_kind, item.channel)


def kind_words(kind: SourceKind, channel: Channel) -> str:
    """`Citizen, phone`."""
    return f"{capital(label(kind))}, {label(channel)}"


def told_by(record: Observation) -> str:
    """How it came in, in a sentence: `by radio`, `by e-mail`, `in person`."""
    words = {
        Channel.IN_PERSON: tr("in person"),
        Channel.WEB_FORM: tr("by web form"),
        Channel.PARTNER_FEED: tr("by partner feed"),
        Channel.FILE_IMPORT: tr("from a file"),
        Channel.APP: tr("at this desk"),
    }
    return words.get(record.channel, tr("by {channel}").format(channel=label(record.channel)))


def place_line(record: Observation, now: datetime, zone: tzinfo, *, with_source: bool = True) -> str:
    """`Quai Antoine 1er, gate 3 · seen 13:56, told 13:58 by radio`."""
    times = tr("told {told} {how}").format(told=when(record.reported_at, now, zone), how=told_by(record))
    if record.occurred_at is not None:
        seen = when(record.occurred_at, now, zone)
        if record.occurred_until is not None and record.occurred_until != record.occurred_at:
            same = record.occurred_at.astimezone(zone).date() == record.occurred_until.astimezone(zone).date()
            until = clock(record.occurred_until, zone) if same else when(record.occurred_until, now, zone)
            seen = tr("between {start} and {end}").format(start=seen, end=until)
        times = tr("seen {seen}, {told}").format(seen=seen, told=times)
    who = record.organization_name or capital(label(record.source_kind))
    parts = (record.place or tr("no place"), times, who if with_source else "")
    return " · ".join(part for part in parts if part)


def held_words(record: Observation, me: UUID, now: datetime, zone: tzinfo, *, since: bool = True) -> str:
    """Who has it and since when: `Mine since 13:59`."""
    if record.claimed_by is None:
        return ""
    time = when(record.claimed_at, now, zone) if since and record.claimed_at is not None else ""
    who = (
        tr("Mine") if record.claimed_by == me else cut(record.claimed_by_name or tr("Another operator"), NAME)
    )
    return tr("{who} since {time}").format(who=who, time=time) if time else who


def giver_words(source: ObservationSource) -> str:
    """Who gave the tip, for those who may know: name, telephone, e-mail, note."""
    if source.anonymous:
        return " · ".join(part for part in (tr("Anonymous"), source.note) if part)
    return " · ".join(part for part in (source.name, source.telephone, source.email, source.note) if part)


def several(numbers: Sequence[int]) -> str:
    """Numbers of records in a sentence."""
    return ", ".join(str(number) for number in numbers)
