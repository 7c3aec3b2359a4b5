"""The words of the Bulletins tab that are made of several facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QCoreApplication

from opsdesk.bulletins.model import (
    AcknowledgedHow,
    Bulletin,
    BulletinItem,
    BulletinKind,
    BulletinStatus,
)
from opsdesk.handling import Marking
from opsdesk.wording.labels import label
from opsdesk.wording.numbers import listed
from opsdesk.wording.times import clock, duration, when
from opsdesk.wording.times import day as day_words

#: What stands where there is no photo.
KIND_ICON: Mapping[BulletinKind, str] = {
    BulletinKind.BOLO_PERSON: "person",
    BulletinKind.BOLO_VEHICLE: "directions_car",
    BulletinKind.MISSING_PERSON: "person",
    BulletinKind.THREAT_ADVISORY: "warning",
    BulletinKind.SAFETY_NOTICE: "info",
    BulletinKind.SITUATION_UPDATE: "info",
    BulletinKind.ALL_CLEAR: "check",
}
HOW_ICON: Mapping[AcknowledgedHow, str] = {
    AcknowledgedHow.IN_APP: "mobile",
    AcknowledgedHow.PHONE: "call",
    AcknowledgedHow.RADIO: "radio",
    AcknowledgedHow.EMAIL: "mail",
}
#: From here on what is left of a bulletin is short: it is superseded now or it runs out.
SHORT = timedelta(hours=2)


def tr(text: str) -> str:
    """A text of this tab in the operator's language."""
    return QCoreApplication.translate("Bulletins", text)


def is_draft(status: BulletinStatus) -> bool:
    """Nobody was told yet."""
    return status in (BulletinStatus.DRAFT, BulletinStatus.SUBMITTED)


def heading(record: BulletinItem | Bulletin, status: BulletinStatus) -> str:
    """`B-0312`, or `Draft` while nobody has been told."""
    return tr("Draft") if is_draft(status) else record.code


def day_and_time(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`today 20:00`, `tomorrow 08:00`, `15 Jun 12:00`; the zone stands in the window's corner."""
    local, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if local == today:
        return tr("today {time}").format(time=clock(at, zone))
    if local == today + timedelta(days=1):
        return tr("tomorrow {time}").format(time=clock(at, zone))
    return f"{day_words(local, year=local.year != today.year)} {clock(at, zone)}"


def until(at: datetime | None, now: datetime, zone: tzinfo) -> str:
    """Until when, for a question: `20:00` today, `15 Jun 20:00` on another day."""
    return "–" if at is None else when(at, now, zone)


def late(due: datetime, now: datetime) -> str:
    """`52 min overdue`."""
    return tr("{time} overdue").format(time=duration(now - due))


def recipients_words(number: int) -> str:
    """`19 partners`, `1 partner`."""
    return tr("1 partner") if number == 1 else tr("{count} partners").format(count=number)


def people_words(number: int) -> str:
    """`3 named people`, `1 named person`."""
    return tr("1 named person") if number == 1 else tr("{count} named people").format(count=number)


def reached_words(record: Bulletin) -> str:
    """Who gets it: `19 partners`; of a TLP:RED one `3 named people`."""
    if record.marking is Marking.RED:
        return people_words(len(record.readers))
    return recipients_words(len(record.recipients))


def telephone(number: str) -> str:
    """A number of E.164 in groups that can be read aloud: `+377 55 01 40 18`.

    The country's code is parted only where it is beyond doubt; the digits stay as they are.
    """
    digits = number.removeprefix("+")
    if not number.startswith("+") or not digits.isascii() or not digits.isdigit():
        return number
    code = next((c for c in _CODES if digits.startswith(c)), "")
    rest = digits[len(code) :]
    head = rest[: len(rest) % 2 or 2] if len(rest) % 2 else ""
    tail = rest[len(head) :]
    pairs = [tail[at : at + 2] for at in range(0, len(tail), 2)]
    return (
        "\N{NO-BREAK SPACE}".join(part for part in (f"+{code}" if code else "", head, *pairs) if part)
        if code
        else number
    )


_CODES = ("377", "33", "39", "44", "49", "41", "34", "32", "31", "351", "352", "1")


def ends_as(record: BulletinItem | Bulletin, status: BulletinStatus, now: datetime, zone: tzinfo) -> str:
    """How it ended, in a word and its time: `expired 12 Jun 20:00`."""
    at = record.expires_at if status is BulletinStatus.EXPIRED else record.ended_at
    word = label(status).lower()
    return word if at is None else f"{word} {when(at, now, zone)}"


def clearance_words(left_out: Sequence[tuple[str, Marking]]) -> list[tuple[str, str]]:
    """Who is left out, as names and the clearance that they share."""
    by_clearance: dict[str, list[str]] = {}
    for name, clearance in left_out:
        by_clearance.setdefault(clearance.value, []).append(name)
    return [(listed(names, 6), marking) for marking, names in by_clearance.items()]


def left_words(span: timedelta) -> str:
    """A usual time to confirm, in words: `one hour`, `30 min`."""
    return tr("one hour") if span == timedelta(hours=1) else duration(span)
