"""The words of the Partners tab that are made of several facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from urllib.parse import quote

from PySide6.QtCore import QCoreApplication

from opsdesk.bulletins.model import PartnerAcknowledgements
from opsdesk.desk.partners.availability import reachable_now
from opsdesk.incidents.model import Relief
from opsdesk.observations.around import SourceRecord
from opsdesk.partners.model import (
    AgreementKind,
    Contact,
    Expiring,
    Licence,
    Organization,
    PostCover,
    Reachable,
    RunsOut,
)
from opsdesk.wording.labels import capital, label
from opsdesk.wording.numbers import count
from opsdesk.wording.times import clock, day, when

#: The end of an agreement or a licence is told from so many days before.
SOON_DAYS = 30
#: What the strip and the licences section look ahead.
AHEAD_DAYS = 90


def tr(text: str) -> str:
    """A text of this tab in the operator's language."""
    return QCoreApplication.translate("Partners", text)


def state_of_end(end: date | None, today: date) -> tuple[str, str]:
    """Glyph and ink of something that ends: fine, soon, over."""
    if end is not None and end < today:
        return "overdue", "state.overdue"
    if end is not None and (end - today).days <= SOON_DAYS:
        return "hourglass_empty", "state.waiting"
    return "check", "state.ok"


def agreement_words(kind: AgreementKind, end: date | None, today: date) -> str:
    """`MOU`, `Contract, 24 d left`, `MOU ended 3 Jun`, `None`."""
    if kind is AgreementKind.NONE or end is None:
        return label(kind)
    left = (end - today).days
    if left < 0:
        return tr("{agreement} ended {day}").format(
            agreement=label(kind), day=day(end, year=end.year != today.year)
        )
    if left <= SOON_DAYS:
        return tr("{agreement}, {days} d left").format(agreement=label(kind), days=left)
    return label(kind)


def until_words(expires: date, today: date) -> str:
    """`22 Jun, 9 days`, `ended 3 Jun, 10 days ago`."""
    left = (expires - today).days
    on = day(expires, year=expires.year != today.year)
    if left < 0:
        passed = tr("1 day ago") if left == -1 else tr("{days} days ago").format(days=-left)
        return tr("ended {day}, {passed}").format(day=on, passed=passed)
    if left == 0:
        return tr("{day}, today").format(day=on)
    rest = tr("1 day") if left == 1 else tr("{days} days").format(days=left)
    return f"{on}, {rest}"


def several(number: int, one: str, many: str) -> str:
    """`1 gap`, `3 gaps`."""
    return one if number == 1 else many.format(count=count(number))


def posts_words(number: int) -> str:
    """`6 posts`."""
    return several(number, tr("1 post"), tr("{count} posts"))


def facts_line(
    record: Organization,
    posts: int,
    contacts: int,
    source: SourceRecord | None,
    relief: Relief | None,
    today: date,
) -> str:
    """`MOU until 31 Dec 2026 · 6 posts, 3 contacts · 41 reports, 33 graded A or B · relieved police of …`."""
    parts = []
    if record.archived_at is not None:
        parts.append(tr("archived"))
    if record.agreement is AgreementKind.NONE:
        parts.append(tr("no agreement"))
    elif record.agreement_end is None:
        parts.append(label(record.agreement))
    elif record.agreement_end < today:
        parts.append(agreement_words(record.agreement, record.agreement_end, today))
    else:
        end = day(record.agreement_end, year=True)
        parts.append(tr("{agreement} until {day}").format(agreement=label(record.agreement), day=end))
    people = several(contacts, tr("1 contact"), tr("{count} contacts"))
    parts.append(f"{posts_words(posts)}, {people}" if posts else people)
    if source is not None and source.reports:
        told = several(source.reports, tr("1 report"), tr("{count} reports"))
        parts.append(
            tr("{reports}, {count} graded A or B").format(reports=told, count=count(source.reliable))
        )
    if relief is not None and relief.calls:
        calls = several(relief.calls, tr("1 call"), tr("{count} calls"))
        parts.append(
            tr("relieved police of {calls}, {hours}, this year").format(
                calls=calls, hours=hours_words(relief.minutes)
            )
        )
    return " · ".join(parts)


def hours_words(minutes: int) -> str:
    """`22 h`, `40 min`."""
    if minutes < 60:
        return tr("{minutes} min").format(minutes=minutes)
    return tr("{hours} h").format(hours=count(round(minutes / 60)))


def duty_words(one: Reachable, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """When somebody can be reached, and its ink: `on duty until 18:00`, `Mon to Fri, 9 to 17`."""
    if one.on_duty_until is not None:
        return tr("on duty until {time}").format(time=when(one.on_duty_until, now, zone)), "claimed"
    text = one.contact.available or ""
    return text, "claimed" if reachable_now(text, now, zone) else "low"


def role_words(contact: Contact) -> str:
    """`operations lead, call sign HARBOUR`."""
    parts = [contact.role] if contact.role else []
    if contact.call_sign:
        parts.append(tr("call sign {sign}").format(sign=contact.call_sign))
    return ", ".join(parts)


def licence_words(one: Licence) -> str:
    """`CCTV operator 5521-0087`."""
    return " ".join(part for part in (capital(one.kind), one.number) if part)


def expiring_words(one: Expiring, today: date) -> str:
    """A line of the list behind a dot: `22 Jun, 9 days · L. Marin, CCTV operator · Port Hercule Watch`."""
    if one.what is RunsOut.AGREEMENT:
        what = label(AgreementKind(one.title)) if one.title in set(AgreementKind) else one.title
        return f"{until_words(one.expires, today)} · {what} · {one.organization}"
    return f"{until_words(one.expires, today)} · {one.holder}, {one.title} · {one.organization}"


def licences_note(licences: Sequence[Licence], today: date) -> str:
    """`4 licences, 1 expires within 90 days`."""
    text = several(len(licences), tr("1 licence"), tr("{count} licences"))
    ends = [(one.expires - today).days for one in licences if one.expires is not None]
    over = sum(1 for left in ends if left < 0)
    soon = sum(1 for left in ends if 0 <= left <= AHEAD_DAYS)
    if over:
        text += ", " + tr("{count} expired").format(count=over)
    if soon:
        text += ", " + several(soon, tr("1 expires within 90 days"), tr("{count} expire within 90 days"))
    return text


def gap_words(line: PostCover, gap: tuple[datetime, datetime], zone: tzinfo) -> str:
    """`P-12 Pontoon: nobody 14:00 to 17:00`."""
    return tr("{code} {name}: nobody {start} to {end}").format(
        code=line.post.code, name=line.post.name, start=clock(gap[0], zone), end=clock(gap[1], zone)
    )


def acknowledged_words(found: PartnerAcknowledgements) -> str:
    """`22 of 22 acknowledged, median 6 min`."""
    text = tr("{done} of {sent} acknowledged").format(done=count(found.acknowledged), sent=count(found.sent))
    if found.median_minutes is not None:
        minutes = round(found.median_minutes)
        rest = tr("{minutes} min").format(minutes=minutes) if minutes < 120 else hours_words(minutes)
        text += ", " + tr("median {time}").format(time=rest)
    return text


def last_words(found: PartnerAcknowledgements, now: datetime, zone: tzinfo) -> str:
    """`last: B-0312, 12:11, in app, L. Marin`."""
    if found.last_code is None or found.last_at is None:
        return ""
    parts = [found.last_code, when(found.last_at, now, zone)]
    if found.last_how is not None:
        parts.append(label(found.last_how))
    if found.last_by:
        parts.append(found.last_by)
    return tr("last: {facts}").format(facts=", ".join(parts))


def tel_link(number: str) -> str:
    """A link that the system's telephone program opens (RFC 3966)."""
    return f"tel:{quote(number, safe='+')}"


def mail_link(address: str) -> str:
    """A link that the system's mail program opens (RFC 6068)."""
    return f"mailto:{quote(address, safe='@.+-_')}"
