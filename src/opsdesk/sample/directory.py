"""Writes the sample desk's partners: organizations, people, licences, posts with cover, units."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from opsdesk.incidents.commands import AddUnit
from opsdesk.partners.commands import (
    AddContact,
    AddLicence,
    AddOrganization,
    AddPost,
    LogEngagement,
    PlanCoverage,
)
from opsdesk.sample.staff import Staff
from opsdesk.sample.story import FORTNIGHT, Story

_REGION = "MC"
_LIAISON = "L. Bianchi"

#: The shifts of a post that is always covered, as hours of the local day.
_SHIFTS = ((6, 14), (14, 22), (22, 30))
#: Posts that nobody stands on right now: until how many minutes from now.
_GAPS = {"P-12": 175, "P-14": 235, "P-16": 85}
#: Holes in the days to come: post, day from today, shift.
_LATER_GAPS = {("P-28", 1, 1), ("P-07", 2, 2), ("P-17", 3, 0), ("P-21", 4, 2), ("P-09", 5, 1)}
_DAYS = range(-1, 7)


class Directory:
    """The partners of the sample desk, written once.

    Attributes:
        organizations: their ids by the story's key.
        units: their ids by call sign.
    """

    def __init__(self, staff: Staff, story: Story, zone: tzinfo) -> None:
        self._staff = staff
        self._story = story
        self._zone = zone
        self._at = story.now - FORTNIGHT - timedelta(days=1)
        self._today = story.now.astimezone(zone).date()
        self.organizations: dict[str, UUID] = {"desk": staff.desk_organization}
        self.units: dict[str, UUID] = {}
        self._posts: dict[str, UUID] = {}
        self._contacts: dict[tuple[str, str], UUID] = {}

    def write(self) -> None:
        """Write all of them."""
        file = self._story.partners
        for entry in file["organization"]:
            self._organization(entry)
        for key, people in file["contacts"].items():
            for number, (role, name, call_sign, hours) in enumerate(people):
                self._contact(key, number, role, name, call_sign, hours)
        for key, holder, what, number, days in file["licences"]["licence"]:
            self._licence(key, holder, what, number, self._today + timedelta(days=days))
        for code, (name, kind, key, place, hours) in file["posts"].items():
            self._post(code, name, kind, key, place, hours)
        for call_sign, key, code in file["units"]["unit"]:
            self._unit(call_sign, key, code)
        self._cover(file)

    def engagements(self) -> list[tuple[datetime, str, LogEngagement]]:
        """The relationship log, to be written in its order of time: (when, who, command)."""
        log: list[tuple[datetime, str, LogEngagement]] = []
        for key, kind, days, what, follow_up in self._story.partners["engagements"]["engagement"]:
            at = self._story.now - timedelta(days=days, hours=2, minutes=7 * (len(log) % 5))
            due = None if follow_up == -1 else self._today + timedelta(days=follow_up)
            command = LogEngagement.of(
                organization_id=self.organizations[key],
                engagement_kind=kind,
                at=at,
                summary=what,
                follow_up=due,
            )
            log.append((at, _LIAISON, command))
        return log

    def _does(self, command: Any) -> None:
        self._staff.does(_LIAISON, self._at, command)

    def _organization(self, entry: dict[str, Any]) -> None:
        if entry.get("desk"):
            return
        ends = entry.get("ends")
        place = self._story.places[entry["place"]]
        command = AddOrganization.of(
            name=entry["name"],
            organization_kind=entry["kind"],
            clearance=entry["clearance"],
            agreement=entry["agreement"],
            agreement_start=None if ends is None else self._today + timedelta(days=ends - 730),
            agreement_end=None if ends is None else self._today + timedelta(days=ends),
            address=place.name,
            position=place.position,
            telephone=entry["phone"],
            region=_REGION,
        )
        self._does(command)
        self.organizations[entry["key"]] = command.organization_id

    def _contact(self, key: str, number: int, role: str, name: str, call_sign: str, hours: str) -> None:
        phone = next(o["phone"] for o in self._story.partners["organization"] if o["key"] == key)
        command = AddContact.of(
            organization_id=self.organizations[key],
            name=name,
            role=role,
            telephones=[{"number": f"{phone[:-2]}{(int(phone[-2:]) + number) % 100:02}", "label": "desk"}],
            region=_REGION,
            call_sign=call_sign or None,
            available=hours,
        )
        self._does(command)
        self._contacts[(key, name)] = command.contact_id

    def _licence(self, key: str, holder: str, what: str, number: str, expires: date) -> None:
        self._does(
            AddLicence.of(
                organization_id=self.organizations[key],
                contact_id=self._contacts.get((key, holder)),
                holder=holder,
                licence_kind=what,
                number=number,
                issuer="Police, licensing office",
                expires=expires,
            )
        )

    def _post(self, code: str, name: str, kind: str, key: str, place: str, hours: list[int]) -> None:
        where = self._story.places[place]
        command = AddPost.of(
            code=code,
            name=name,
            post_kind=kind,
            organization_id=self.organizations[key],
            address=where.name,
            position=where.position,
            needed=_week(hours),
        )
        self._does(command)
        self._posts[code] = command.post_id

    def _unit(self, call_sign: str, key: str, code: str) -> None:
        command = AddUnit.of(
            call_sign=call_sign,
            organization_id=self.organizations[key],
            post_id=self._posts.get(code),
        )
        self._does(command)
        self.units[call_sign] = command.unit_id

    def _cover(self, file: dict[str, Any]) -> None:
        """A week of shifts; each officer of an organization stands on one post at a time."""
        codes: dict[str, list[str]] = {}
        for code, (_, _, key, _, _) in file["posts"].items():
            codes.setdefault(key, []).append(code)
        for key, posts in codes.items():
            officers = file["officers"].get(key, [])
            for place, code in enumerate(posts):
                for day in _DAYS:
                    for shift, hours in enumerate(_shifts(file["posts"][code][4])):
                        turn = place * len(_SHIFTS) + shift + day * 2
                        officer = officers[turn % len(officers)] if officers else "on duty"
                        if len(officers) < len(posts) * len(_SHIFTS):
                            officer = f"{officer} ({code})"
                        self._shift(key, code, officer, day, shift, hours)

    def _shift(self, key: str, code: str, officer: str, day: int, shift: int, hours: tuple[int, int]) -> None:
        if (code, day, shift) in _LATER_GAPS:
            return
        starts, ends = (self._hour(day, hour) for hour in hours)
        now = self._story.now
        if code in _GAPS and starts <= now < ends:
            back = now + timedelta(minutes=_GAPS[code])
            if starts < now - timedelta(minutes=30):
                self._stand(key, code, officer, starts, now - timedelta(minutes=20))
            starts = back
        if code in _GAPS and now < starts < now + timedelta(minutes=_GAPS[code]):
            starts = now + timedelta(minutes=_GAPS[code])
        if starts < ends:
            self._stand(key, code, officer, starts, ends)

    def _stand(self, key: str, code: str, officer: str, starts: datetime, ends: datetime) -> None:
        self._does(
            PlanCoverage.of(
                post_id=self._posts[code],
                officer=officer,
                organization_id=self.organizations[key],
                starts=starts,
                ends=ends,
            )
        )

    def _hour(self, day: int, hour: int) -> datetime:
        midnight = datetime.combine(self._today + timedelta(days=day), datetime.min.time(), self._zone)
        return midnight + timedelta(hours=hour)


def _shifts(hours: list[int]) -> tuple[tuple[int, int], ...]:
    if not hours:
        return _SHIFTS
    starts, ends = hours
    middle = (starts + ends) // 2
    return ((starts, middle), (middle, ends))


def _week(hours: list[int]) -> tuple[tuple[int, int], ...]:
    """Minutes of the week from Monday 00:00 local for the same hours each day; empty means always."""
    if not hours:
        return ()
    day, week = 24 * 60, 7 * 24 * 60
    spans: list[tuple[int, int]] = []
    for number in range(7):
        starts, ends = number * day + hours[0] * 60, number * day + hours[1] * 60
        if ends <= week:
            spans.append((starts, ends))
        else:
            spans += [(starts, week), (0, ends - week)]
    return tuple(sorted(spans))
