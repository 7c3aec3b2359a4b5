"""Writes the sample desk's bulletins: drafted, published, confirmed, superseded, cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from opsdesk.bulletins import records
from opsdesk.bulletins.commands import (
    Acknowledge,
    CancelBulletin,
    DraftBulletin,
    EditDraft,
    LinkSighting,
    LogCall,
    PublishBulletin,
    SubmitBulletin,
    SupersedeBulletin,
)
from opsdesk.bulletins.model import AcknowledgedHow, Area, Bulletin
from opsdesk.handling import Marking
from opsdesk.sample.portraits import PICTURES
from opsdesk.sample.reports import Event
from opsdesk.sample.staff import Staff
from opsdesk.sample.story import Place, Story
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id

_AUTHOR = "M. Rossi"
_PUBLISHER = "J. Okafor"
_DESK_TELEPHONE = "+37798001122"
_WHO = ("duty officer", "shift lead", "control room", "reception", "duty manager", "gate 1", "office")


class Board:
    """The bulletins of the story as events."""

    def __init__(
        self,
        staff: Staff,
        story: Story,
        organizations: Mapping[str, UUID],
        files: Mapping[str, UUID],
        thread: Sequence[UUID],
    ) -> None:
        self._staff = staff
        self._story = story
        self._organizations = organizations
        self._files = files
        self._thread = thread
        self._random = Random(17)  # noqa: S311 - the same story each time
        self._ids = {entry["key"]: new_id() for entry in story.bulletins}

    def events(self) -> Iterator[Event]:
        """Everything that happens to the bulletins, in no order."""
        for entry in self._story.bulletins:
            yield from self._of(entry)

    def _of(self, entry: dict[str, Any]) -> Iterator[Event]:
        published = self._story.now - timedelta(hours=entry["ago"])
        drafted = published - timedelta(minutes=25)
        bulletin_id = self._ids[entry["key"]]
        former = entry.get("supersedes")
        if former is None:
            draft = DraftBulletin.of(bulletin_id=bulletin_id, **self._fields(entry, published))
            yield drafted, self._plain(_AUTHOR, drafted, draft)
        else:
            yield from self._superseding(entry, former, drafted, published)
        if entry["state"] == "draft":
            return
        at = published - timedelta(minutes=10)
        yield (
            at,
            self._step(
                _AUTHOR, at, lambda b: SubmitBulletin(bulletin_id=b.id, version=b.version), bulletin_id
            ),
        )
        if entry["state"] == "submitted":
            return
        yield (
            published,
            self._step(
                _PUBLISHER,
                published,
                lambda b: PublishBulletin(bulletin_id=b.id, version=b.version),
                bulletin_id,
            ),
        )
        yield from self._confirmed(entry, bulletin_id, published)
        yield from self._ended(entry, bulletin_id, published)

    def _superseding(
        self, entry: dict[str, Any], former: str, drafted: datetime, published: datetime
    ) -> Iterator[Event]:
        why = next(one["why"] for one in self._story.bulletins if one["key"] == former)
        bulletin_id = self._ids[entry["key"]]
        begun = drafted - timedelta(minutes=1)

        def supersede(was: Bulletin) -> Command:
            return SupersedeBulletin(
                bulletin_id=was.id, version=was.version, reason=why, replacement_id=bulletin_id
            )

        yield begun, self._step(_AUTHOR, begun, supersede, self._ids[former])
        fields = self._fields(entry, published)

        def edit(draft: Bulletin) -> Command:
            return EditDraft.of(bulletin_id=draft.id, version=draft.version, **fields)

        yield drafted, self._step(_AUTHOR, drafted, edit, bulletin_id)

    def _fields(self, entry: dict[str, Any], published: datetime) -> dict[str, Any]:
        place = self._place(entry)
        seen = published - timedelta(minutes=40)
        picture = entry.get("picture")
        fields: dict[str, Any] = {
            "bulletin_kind": entry["kind"],
            "title": entry["title"],
            "text": entry.get("text") or self._text(entry),
            "requested_action": entry.get("action"),
            "marking": entry["marking"],
            "expires_at": self._story.now + timedelta(hours=entry["left"]),
            "audience": tuple(self._organizations[key] for key in entry["to"]),
            "telephone": _DESK_TELEPHONE,
            "contact": "Port Hercule Desk, duty supervisor",
            "show_on_wall": entry["marking"] in ("TLP:CLEAR", "TLP:GREEN"),
            "photos": (self._files[picture],) if picture in PICTURES else (),
            "case_number": entry.get("case"),
            "legal_basis": entry.get("basis"),
            "photo_authority": entry.get("authority"),
            "restrictions": "For the posts that it was sent to. No copies, no social media.",
        }
        for name in ("offence", "caution", "name", "description", "clothing", "vehicle", "plate", "juvenile"):
            if name in entry:
                fields[name] = entry[name]
        if "aliases" in entry:
            fields["aliases"] = tuple(entry["aliases"])
        if "born" in entry:
            fields["born"] = date(self._story.now.year - entry["born"], 3, 14)
        if entry["key"].startswith("van"):
            fields |= {"reliability": "B", "credibility": 2}
        if "last" in entry and place is not None:
            fields |= {
                "last_seen": place.name,
                "last_seen_at": seen,
                "last_seen_position": place.position,
            }
        if "area" in entry and place is not None:
            fields["area"] = Area(centre=place.position, radius=float(entry["area"]))
        return fields

    def _place(self, entry: dict[str, Any]) -> Place | None:
        name = entry.get("last") or entry.get("place")
        return None if name is None else self._story.places[name]

    def _text(self, entry: dict[str, Any]) -> str:
        parts = [entry.get("offence"), entry.get("description"), entry.get("clothing")]
        return ". ".join(part for part in parts if part) + "."

    def _confirmed(self, entry: dict[str, Any], bulletin_id: UUID, published: datetime) -> Iterator[Event]:
        keys = [key for key in entry["to"] if self._cleared(key, Marking(entry["marking"]))]
        confirmed = round(len(keys) * entry["ack"])
        for number, key in enumerate(keys):
            organization_id = self._organizations[key]
            at = published + timedelta(minutes=self._random.randrange(1, 50), seconds=number)
            if at >= self._story.now:
                continue
            if number < confirmed:
                how = self._random.choice(tuple(AcknowledgedHow))
                who = self._random.choice(_WHO)

                command = Acknowledge(
                    bulletin_id=bulletin_id, organization_id=organization_id, who=who, how=how
                )
                yield at, self._plain(_AUTHOR, at, command)
            elif entry["key"] == "van3" and number == confirmed:
                call = self._story.now - timedelta(minutes=22)
                note = LogCall(bulletin_id=bulletin_id, organization_id=organization_id, note="no answer")
                yield call, self._plain(_AUTHOR, call, note)

    def _ended(self, entry: dict[str, Any], bulletin_id: UUID, published: datetime) -> Iterator[Event]:
        if entry["state"] == "cancelled":
            at = published + timedelta(hours=8)
            why = entry["why"]
            yield (
                at,
                self._step(
                    _PUBLISHER,
                    at,
                    lambda b: CancelBulletin(bulletin_id=b.id, version=b.version, reason=why),
                    bulletin_id,
                ),
            )
        if entry["key"] == "van3":
            for number, observation_id in enumerate(self._thread[4:6]):
                at = self._story.now - timedelta(minutes=60 - number)
                sighting = LinkSighting(bulletin_id=bulletin_id, observation_id=observation_id)
                yield at, self._plain(_AUTHOR, at, sighting)

    def _cleared(self, key: str, marking: Marking) -> bool:
        organization = next(one for one in self._story.partners["organization"] if one["key"] == key)
        return Marking(organization["clearance"]).rank >= marking.rank

    def _plain(self, who: str, at: datetime, command: Command) -> Callable[[], object]:
        return lambda: self._staff.does(who, at, command)

    def _step(
        self, who: str, at: datetime, make: Callable[[Bulletin], Command], bulletin_id: UUID
    ) -> Callable[[], object]:
        """Make the command from the bulletin as it stands then, and apply it."""

        def step() -> object:
            self._staff.clock.at = max(at, self._staff.clock.at)
            standing = self._staff.database.ask(records.get, bulletin_id)
            return self._staff.does(who, at, make(standing))

        return step
