"""The form of a draft: it shows the fields that its kind has, and loses none of the others' texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from opsdesk.bulletins.commands import DraftBulletin, EditDraft
from opsdesk.bulletins.model import Bulletin, BulletinKind
from opsdesk.desk.bulletins.asking import Choices
from opsdesk.desk.bulletins.form_fields import fields_of
from opsdesk.desk.bulletins.words import tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.field_editors import Where
from opsdesk.desk.observations.form import RecordForm
from opsdesk.desk.observations.places import Places
from opsdesk.errors import BadInput
from opsdesk.handling import Marking, Sector
from opsdesk.partners.model import OrganizationKind, OrganizationName
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id

DRAFT_KEY = "bulletin.draft"

_PERSON = ("name", "aliases", "born", "description", "clothing")
#: Fields that only some kinds have; all others have every kind.
OF_KIND: Mapping[BulletinKind, frozenset[str]] = {
    BulletinKind.BOLO_PERSON: frozenset({*_PERSON, "juvenile", "offence", "case_number", "legal_basis"}),
    BulletinKind.BOLO_VEHICLE: frozenset(
        {"vehicle", "plate", "description", "offence", "case_number", "legal_basis"}
    ),
    BulletinKind.MISSING_PERSON: frozenset({*_PERSON, "juvenile", "photo_authority", "case_number"}),
    BulletinKind.THREAT_ADVISORY: frozenset({"case_number"}),
    BulletinKind.SAFETY_NOTICE: frozenset(),
    BulletinKind.SITUATION_UPDATE: frozenset(),
    BulletinKind.ALL_CLEAR: frozenset(),
}
_SOME = frozenset().union(*OF_KIND.values())
#: Where a person or a vehicle was last seen: not of notices.
_SEEN = frozenset({"last_seen", "last_seen_at"})
#: TLP:RED goes to people named one by one, all else to organizations and the wall.
_NAMED, _TOLD = frozenset({"readers"}), frozenset({"audience", "show_on_wall"})
_SEEKING = (BulletinKind.BOLO_PERSON, BulletinKind.BOLO_VEHICLE, BulletinKind.MISSING_PERSON)
#: Fields that stand beside each other.
PAIRS = (
    *(("bulletin_kind", "marking"), ("vehicle", "plate"), ("name", "aliases"), ("description", "clothing")),
    *(("last_seen", "last_seen_at"), ("case_number", "legal_basis"), ("contact", "telephone")),
    *(("reliability", "credibility"), ("requested_action", "caution")),
)
_NOTHING: Mapping[str, Any] = {
    "aliases": None,
    "juvenile": False,
    "last_seen": Where(None, None),
    "audience": (),
    "readers": (),
    "show_on_wall": False,
}


def edit_key(bulletin_id: UUID) -> str:
    """The key of the text of an edit."""
    return f"bulletin.edit/{bulletin_id}"


class BulletinForm(RecordForm):
    """See the module. `bulletin_id` is what it writes."""

    def __init__(self, *args: Any, bulletin_id: UUID, **named: Any) -> None:
        self._ready = False
        super().__init__(*args, **named)
        self.bulletin_id = bulletin_id
        self._pair()
        self._ready = True
        self._follow()

    def values(self) -> dict[str, Any]:
        """What the command gets: what the kind does not have is empty."""
        found = {name: row.editor.value() for name, row in self._rows.items()}
        hidden = self._hidden()
        found = {name: _NOTHING.get(name) if name in hidden else value for name, value in found.items()}
        if self._initial is None:
            return found
        return {name: value for name, value in found.items() if value != self._initial.get(name)}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft holds, and the fields of its kind."""
        super().restore(kept)
        self._follow()

    def show_missing(self, error: BadInput) -> None:
        """What has to be mended before it may be submitted, beside the fields."""
        self._show_wrong(error)

    def set_offered(self, offered: Choices) -> None:
        """Partners or people changed."""
        self.editor("audience").set_partners(offered.partners)
        self.editor("readers").set_people(offered.people)

    def _pair(self) -> None:
        """Short fields beside each other: the form is long enough."""
        for left, right in PAIRS:
            first, second = self._rows[left], self._rows[right]
            at = self._column.indexOf(first)
            for row in (first, second):
                self._column.removeWidget(row)
            both = QHBoxLayout()
            both.setSpacing(self._desk.look.px(12))
            for row in (first, second):
                both.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
            self._column.insertLayout(at, both)

    def _changed(self) -> None:
        super()._changed()
        if self._ready:
            self._follow()

    def _hidden(self) -> frozenset[str]:
        kind = self._rows["bulletin_kind"].editor.value()
        off = _SOME - OF_KIND.get(kind, frozenset())
        red = self._rows["marking"].editor.value() is Marking.RED
        off |= _TOLD if red else _NAMED
        return off if kind in _SEEKING else off | _SEEN

    def _follow(self) -> None:
        """The kind shows its fields; the marking says who is left out."""
        hidden = self._hidden()
        for name, row in self._rows.items():
            row.setVisible(name not in hidden)
        juvenile = bool(self._rows["juvenile"].editor.value())
        self._rows["photo_authority"].setVisible("photo_authority" not in hidden and juvenile)
        missing = self._rows["bulletin_kind"].editor.value() is BulletinKind.MISSING_PERSON
        hint = tr("Stay with them, call the desk") if missing else tr("Observe, call the desk")
        action = self._rows["requested_action"].editor.inner()
        if isinstance(action, QPlainTextEdit):
            action.setPlaceholderText(hint)
        marking = self._rows["marking"].editor.value()
        if isinstance(marking, Marking):
            self.editor("audience").set_marking(marking)


def draft_form(desk: Desk, places: Places, offered: Choices) -> BulletinForm:
    """A new bulletin; it is a draft at first and nobody is told."""
    bulletin_id = new_id()

    def make(values: dict[str, Any]) -> DraftBulletin:
        return DraftBulletin.of(bulletin_id=bulletin_id, **_flat(values))

    preset = {
        "bulletin_kind": BulletinKind.BOLO_VEHICLE,
        "marking": Marking.AMBER,
        "expires_at": desk.now() + timedelta(hours=12),
        "originator_id": desk.me.organization_id,
    }
    return BulletinForm(
        desk,
        DRAFT_KEY,
        tr("New bulletin"),
        fields_of(desk, places, offered, DRAFT_KEY, offered.partners),
        make,
        preset=preset,
        told=lambda values: tr("Draft made: {title}. Submit it when it is complete.").format(
            title=values["title"] or ""
        ),
        verb=tr("Keep the draft"),
        note=tr("Nobody is told before another person, a supervisor, has published it."),
        theirs=dict,
        bulletin_id=bulletin_id,
    )


def edit_form(desk: Desk, places: Places, offered: Choices, record: Bulletin) -> BulletinForm:
    """Change a draft; only what was changed is sent."""
    initial = _initial(record)
    askers = list(offered.partners)
    if record.originator_id is not None and all(one.id != record.originator_id for one in askers):
        # It is not among those that are offered any more (archived): it stays until another is chosen.
        askers.append(_former(record, record.originator_id))

    def remake(values: dict[str, Any], version: int) -> Command:
        return EditDraft.of(bulletin_id=record.id, version=version, **_flat(values))

    return BulletinForm(
        desk,
        edit_key(record.id),
        tr("Draft {code}").format(code=record.code),
        fields_of(desk, places, offered, edit_key(record.id), askers),
        lambda values: remake(values, record.version),
        initial=initial,
        told=lambda _values: tr("{code} changed.").format(code=record.code),
        verb=tr("Save the draft"),
        note=tr("Sent back: {reason}").format(reason=record.returned_reason)
        if record.returned_reason
        else "",
        remake=remake,
        theirs=lambda theirs: theirs_of(initial, theirs),
        bulletin_id=record.id,
    )


def _former(record: Bulletin, organization_id: UUID) -> OrganizationName:
    return OrganizationName(
        id=organization_id,
        name=record.originator_name or "–",
        short_name=None,
        sector=Sector.PUBLIC,
        kind=OrganizationKind.MUNICIPAL_POLICE,
        clearance=record.marking,
    )


def theirs_of(initial: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Another desk's fields as this form's values."""
    found = {name: value for name, value in theirs.items() if name in initial}
    if "aliases" in theirs:
        found["aliases"] = ", ".join(theirs["aliases"]) or None
    if "last_seen" in theirs or "last_seen_position" in theirs:
        before: Where = initial["last_seen"]
        found["last_seen"] = Where(
            theirs.get("last_seen", before.place), theirs.get("last_seen_position", before.position)
        )
    return {name: None if value == "" else value for name, value in found.items()}


def _initial(record: Bulletin) -> dict[str, Any]:
    who = record.subject
    names = (
        *("title", "offence", "requested_action", "caution", "last_seen_at", "area", "case_number"),
        *("legal_basis", "contact", "telephone", "restrictions", "reliability", "credibility"),
        *("photo_authority", "originator_id", "marking", "show_on_wall", "expires_at", "audience", "photos"),
        "readers",
    )
    return {
        **{name: getattr(record, name) for name in names},
        "bulletin_kind": record.kind,
        "text": record.text or None,
        "name": who.name,
        "aliases": ", ".join(who.aliases) or None,
        "born": who.born,
        "juvenile": who.juvenile,
        "description": who.description,
        "clothing": who.clothing,
        "vehicle": who.vehicle,
        "plate": who.plate,
        "last_seen": Where(record.last_seen, record.last_seen_position),
    }


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of the command from those of the form."""
    given = dict(values)
    for name in ("title", "text"):
        if name in given:
            given[name] = given[name] or ""
    if "aliases" in given:
        given["aliases"] = tuple(part.strip() for part in (given["aliases"] or "").split(",") if part.strip())
    if "last_seen" in given:
        where: Where = given.pop("last_seen")
        given |= {"last_seen": where.place, "last_seen_position": where.position}
    return given
