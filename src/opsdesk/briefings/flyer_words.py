"""What a flyer says: titles, facts, orders and limits in words, by the kind of the bulletin."""

from __future__ import annotations

from datetime import datetime, tzinfo

from opsdesk.briefings.model import Flyer
from opsdesk.briefings.passages import Run, Text, bold
from opsdesk.briefings.phrases import bolo_name, facts
from opsdesk.bulletins.model import Bulletin, BulletinKind, BulletinStatus
from opsdesk.handling import Marking
from opsdesk.observations.model import Credibility, Reliability
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import N_, _
from opsdesk.wording.times import clock, day, zone_name

#: When a bulletin is over: nobody looks for it any more.
ENDED = frozenset({BulletinStatus.CANCELLED, BulletinStatus.EXPIRED, BulletinStatus.SUPERSEDED})

_MARKING_WORDS = {
    Marking.CLEAR: N_("may be passed on without limit"),
    Marking.GREEN: N_("your community, not the public internet"),
    Marking.AMBER: N_("your organization and its clients, need to know"),
    Marking.AMBER_STRICT: N_("your own organization only"),
    Marking.RED: N_("the named recipient only"),
}


def day_time(at: datetime, zone: tzinfo) -> str:
    """`22 Nov 2025 16:05 CET`."""
    local = at.astimezone(zone)
    return f"{day(local.date(), year=True)} {clock(at, zone)} {zone_name(local)}"


def title(bulletin: Bulletin) -> str:
    """The band of a flyer in force."""
    return {
        BulletinKind.BOLO_PERSON: _("Be on the lookout: person"),
        BulletinKind.BOLO_VEHICLE: _("Be on the lookout: vehicle"),
        BulletinKind.MISSING_PERSON: _("Missing person"),
    }.get(bulletin.kind, capital(label(bulletin.kind)))


def ended_title(state: BulletinStatus) -> str:
    """The band of a flyer that is over."""
    if state is BulletinStatus.CANCELLED:
        return _("Cancelled: stop looking")
    if state is BulletinStatus.SUPERSEDED:
        return _("Replaced: use the new flyer")
    return _("Expired: stop looking")


def ended_word(state: BulletinStatus) -> str:
    """The word across a flyer that is over."""
    if state is BulletinStatus.CANCELLED:
        return _("CANCELLED")
    return _("REPLACED") if state is BulletinStatus.SUPERSEDED else _("EXPIRED")


def ended_at(bulletin: Bulletin, state: BulletinStatus) -> datetime | None:
    """When it was over."""
    return bulletin.expires_at if state is BulletinStatus.EXPIRED else bulletin.ended_at


def head_facts(bulletin: Bulletin, state: BulletinStatus, zone: tzinfo) -> list[tuple[str, str]]:
    """The four facts under the band; a missing person has no offence."""
    found = []
    if bulletin.published_at is not None:
        found.append((_("Issued"), day_time(bulletin.published_at, zone)))
    end = ended_at(bulletin, state) if state in ENDED else bulletin.expires_at
    if end is not None:
        found.append((label(state) if state in ENDED else _("Expires"), day_time(end, zone)))
    if bulletin.kind is BulletinKind.MISSING_PERSON:
        if bulletin.last_seen_at is not None:
            found.append((_("Missing since"), day_time(bulletin.last_seen_at, zone)))
    elif bulletin.offence:
        found.append((_("Offence"), bulletin.offence))
    if bulletin.case_number:
        found.append((_("Case"), bulletin.case_number))
    return found


def name(bulletin: Bulletin) -> str:
    """The name in large letters; an unknown person is said to be so."""
    if bulletin.kind in (BulletinKind.BOLO_PERSON, BulletinKind.MISSING_PERSON):
        return bulletin.subject.name or _("Name not known")
    return bolo_name(bulletin)


def aliases(bulletin: Bulletin) -> str:
    """`called “Dark hood”`."""
    stripped = (alias.strip("“”\"' ") for alias in bulletin.subject.aliases)
    names = [f"“{alias}”" for alias in stripped if alias]
    return _("called {names}").format(names=", ".join(names)) if names else ""


def record(bulletin: Bulletin, now: datetime) -> list[tuple[str, Text]]:
    """The facts of the person or vehicle: what its description names line by line, and the rest."""
    subject = bulletin.subject
    rows: list[tuple[str, Text]] = []
    if subject.born is not None:
        years = now.year - subject.born.year - ((now.month, now.day) < (subject.born.month, subject.born.day))
        born = day(subject.born, year=True)
        rows.append((_("Born"), _("{born}, aged {years}").format(born=born, years=years)))
    rows += [(fact or _("Description"), value) for fact, value in facts(subject.description)]
    if subject.clothing:
        rows.append((_("Clothing"), subject.clothing.replace("\n", ", ")))
    vehicle = subject.vehicle
    if vehicle and vehicle != name(bulletin):
        rows.append((_("Vehicle"), vehicle.replace("\n", ", ")))
    if subject.plate and bulletin.kind is not BulletinKind.BOLO_VEHICLE:
        rows.append((_("Plate"), bold(subject.plate)))
    return rows


def order(bulletin: Bulletin) -> str:
    """What to do above all, where there is no caution."""
    if bulletin.kind is BulletinKind.BOLO_VEHICLE:
        return _("Do not follow. Report position and direction.")
    if bulletin.kind is BulletinKind.MISSING_PERSON:
        return _("Stay with the person and call.")
    if bulletin.kind is BulletinKind.BOLO_PERSON:
        return _("Observe, call the desk.")
    return ""


def requests(bulletin: Bulletin) -> list[str]:
    """What we ask, a sentence for each line."""
    text = bulletin.requested_action or ""
    return [line.strip() for line in text.splitlines() if line.strip()]


def limits(flyer: Flyer) -> list[tuple[str, Text]]:
    """Grade (from AMBER up), marking in words, restrictions, what it replaces."""
    bulletin = flyer.bulletin
    rows: list[tuple[str, Text]] = []
    if flyer.marking.rank >= Marking.AMBER.rank and bulletin.reliability and bulletin.credibility:
        source, truth = Reliability(bulletin.reliability), Credibility(bulletin.credibility)
        words = f": {label(source)}, {label(truth)}"
        rows.append((_("Grade"), (bold(f"{source.value}{truth.value}"), Run(words))))
    rows.append((_("Marking"), f"{flyer.marking.value}: {_(_MARKING_WORDS[flyer.marking])}"))
    rows.append((_("Restrictions"), bulletin.restrictions or _("none but the marking")))
    rows.append((_("Replaces"), flyer.replaces or _("nothing")))
    return rows


def last_seen(flyer: Flyer, zone: tzinfo) -> str:
    """`Sat 22 Nov, 15:38. Boulevard des Moulins 14.`"""
    bulletin = flyer.bulletin
    when = ""
    if bulletin.last_seen_at is not None:
        local = bulletin.last_seen_at.astimezone(zone)
        when = f"{day(local.date(), weekday=True)}, {clock(bulletin.last_seen_at, zone)}."
    where = (bulletin.last_seen or "").strip()
    if where and where[-1] not in ".!?":
        where += "."
    return " ".join(part for part in (when, where) if part)


def stop_orders(flyer: Flyer, state: BulletinStatus, zone: tzinfo) -> list[str]:
    """What to do with a flyer that is over; the order before its reason."""
    bulletin = flyer.bulletin
    orders = []
    if state is BulletinStatus.SUPERSEDED:
        orders.append(_("Use the new flyer only."))
    else:
        orders.append(_("Stop looking. Do not stop or question anyone because of this flyer."))
    orders.append(_("Tell everyone to whom you passed it on."))
    when = (
        f" {_('of {time}').format(time=clock(bulletin.published_at, zone))}" if bulletin.published_at else ""
    )
    copy = ""
    if flyer.first_copy is not None:
        copy = ", " + _("copy {number}").format(number=flyer.first_copy)
        if flyer.first_copies:
            copy += " " + _("of {copies}").format(copies=flyer.first_copies)
        copy += ","
    orders.append(
        _("Destroy the flyer{when}{copy} and every picture made of it.").format(when=when, copy=copy)
    )
    if flyer.confirm_until is not None:
        orders.append(_("Confirm to the desk before {time}.").format(time=clock(flyer.confirm_until, zone)))
    return orders


def end_reason(bulletin: Bulletin, state: BulletinStatus) -> str:
    """Why it is over."""
    if bulletin.end_reason:
        return bulletin.end_reason
    if state is BulletinStatus.EXPIRED:
        return _("Its time is over. Nobody has asked to renew it.")
    return _("The desk has withdrawn it.")


def ended_name(bulletin: Bulletin) -> str:
    """The name under which it was looked for; a juvenile's is taken off as soon as it is over."""
    return _("Name taken off") if bulletin.subject.juvenile else name(bulletin)


def ended_rows(flyer: Flyer, zone: tzinfo) -> list[tuple[str, Text]]:
    """Which flyer it was, and how long this sheet may be kept."""
    bulletin = flyer.bulletin
    rows: list[tuple[str, Text]] = []
    if bulletin.offence and bulletin.kind is not BulletinKind.MISSING_PERSON:
        rows.append((_("Asked for"), bulletin.offence))
    if bulletin.published_at is not None:
        local = bulletin.published_at.astimezone(zone)
        when = f"{day(local.date(), year=True)}, {clock(bulletin.published_at, zone)}"
        rows.append((_("Cancels"), _("{code} of {when}").format(code=bulletin.code, when=when)))
    rows.append((_("This sheet"), _("may be kept 30 days, then destroy it")))
    return rows
