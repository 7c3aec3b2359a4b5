"""Organizations and contacts from a CSV or a vCard file, and to both; what is there already is left alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from opsdesk.errors import BadInput, Problem
from opsdesk.exchange.cells import coded
from opsdesk.exchange.csv_file import BadRow, CsvFile
from opsdesk.exchange.formulas import defused_row
from opsdesk.exchange.rejects import Rejects, place_of
from opsdesk.exchange.vcards import read_cards
from opsdesk.handling import Marking
from opsdesk.partners.commands.organizations import AddOrganization
from opsdesk.partners.commands.people import AddContact
from opsdesk.partners.model import (
    AgreementKind,
    Contact,
    Organization,
    OrganizationKind,
    Telephone,
)
from opsdesk.partners.names import name_key
from opsdesk.partners.records.organizations import names
from opsdesk.partners.records.people import contacts
from opsdesk.store.desk_database import DeskDatabase
from opsdesk.store.words import words
from opsdesk.wording.errors import problem
from opsdesk.wording.labels import label

#: Columns by the words of their names; the first is what an export writes.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organization": ("organization", "organisation", "company", "name", "partner", "agency"),
    "kind": ("kind", "type"),
    "clearance": ("clearance", "tlp"),
    "agreement": ("agreement",),
    "address": ("address", "street", "location"),
    "telephone": ("telephone", "phone", "main phone", "tel"),
    "email": ("email", "e mail", "mail"),
    "website": ("website", "web", "url"),
    "notes": ("notes", "note", "comment"),
    "contact": ("contact", "contact name", "person", "full name"),
    "role": ("role", "title", "job title", "position"),
    "contact_telephone": ("contact telephone", "contact phone", "mobile", "cell"),
    "contact_email": ("contact email", "contact e mail"),
    "call_sign": ("call sign", "callsign", "radio"),
}
#: A company of which nothing is said; a person without one is a citizen. Its clearance is TLP:CLEAR.
UNKNOWN_KIND = OrganizationKind.CORPORATE_SECURITY
_NO_NUMBER = (Telephone(number="", label=""),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnersOutcome:
    """How an import of partners ended; `problems` are sentences, one for each row or part left out.

    `rejects` is the file of rows that were not taken, None without any.
    """

    read: int = 0
    organizations: int = 0
    contacts: int = 0
    known: int = 0
    rejected: int = 0
    problems: tuple[str, ...] = ()
    rejects: Path | None = None


@dataclass(slots=True)
class Entry:
    """One row or card: fields of the organization, and of the contact where there is one.

    `line` is the row's line, or the number of the card; `cells` are as they stand in the file.
    """

    where: str
    line: int
    cells: tuple[str, ...]
    name: str
    kind: OrganizationKind = UNKNOWN_KIND
    fields: dict[str, object] = field(default_factory=dict)
    contact: str | None = None
    contact_fields: dict[str, object] = field(default_factory=dict)


class PartnersImport:
    """One run over a file; blocks, so the screen runs it in a thread.

    Attributes:
        outcome: how it stands.
    """

    def __init__(
        self, database: DeskDatabase, path: Path, region: str | None = None, rejects: Path | None = None
    ) -> None:
        """`region` is the country (ISO 3166) of numbers that are written without `+`.

        Rows that are not taken go to the file `rejects`, else beside the file.
        """
        self.outcome = PartnersOutcome()
        self._database = database
        self._path = path
        self._region = region
        self._rejects = rejects or place_of(path)
        self._organizations: dict[str, UUID] = {}
        self._people: dict[UUID, set[str]] = {}

    def run(self) -> PartnersOutcome:
        """Add what is not there yet, each by its own command, so that each can be undone."""
        for name in self._database.ask(names):
            self._organizations.setdefault(name_key(name.name), name.id)
        with Rejects(self._rejects, columns(self._path)) as rejects:
            for entry in entries(self._path):
                self.outcome = replace(self.outcome, read=self.outcome.read + 1)
                if isinstance(entry, BadRow):
                    self._note(problem(entry.problem), rejected=True)
                bad = entry if isinstance(entry, BadRow) else self._tried(entry)
                if bad is not None:
                    rejects.add([bad])
        if rejects.count:
            self.outcome = replace(self.outcome, rejects=self._rejects)
        return self.outcome

    def _tried(self, entry: Entry) -> BadRow | None:
        """Take an entry, or say why it is not taken."""
        try:
            self._take(entry)
        except BadInput as error:
            self._note(f"{entry.where}: {' '.join(map(problem, error.problems))}", rejected=True)
            return BadRow(entry.line, entry.cells, error.problems[0])
        return None

    def _take(self, entry: Entry) -> None:
        before = (self.outcome.organizations, self.outcome.contacts)
        organization_id = self._organizations.get(name_key(entry.name))
        if organization_id is None:
            fields = self._kept(entry.where, entry.fields)
            command = AddOrganization.of(
                name=entry.name, organization_kind=entry.kind, region=self._region, **fields
            )
            self._database.run(command)
            organization_id = self._organizations[name_key(entry.name)] = command.organization_id
            self.outcome = replace(self.outcome, organizations=self.outcome.organizations + 1)
        if entry.contact and words(entry.contact) not in self._people_of(organization_id):
            fields = self._kept(entry.where, entry.contact_fields)
            person = AddContact.of(
                organization_id=organization_id, name=entry.contact, region=self._region, **fields
            )
            self._database.run(person)
            self._people_of(organization_id).add(words(entry.contact))
            self.outcome = replace(self.outcome, contacts=self.outcome.contacts + 1)
        if before == (self.outcome.organizations, self.outcome.contacts):
            self.outcome = replace(self.outcome, known=self.outcome.known + 1)

    def _people_of(self, organization_id: UUID) -> set[str]:
        if organization_id not in self._people:
            there = self._database.ask(contacts, organization_id)
            self._people[organization_id] = {words(one.contact.name) for one in there}
        return self._people[organization_id]

    def _kept(self, where: str, fields: dict[str, object]) -> dict[str, object]:
        """The fields that the directory takes; numbers and addresses that it does not go into the notes."""
        kept = dict(fields)
        left: list[str] = []
        telephones = kept.pop("telephones", ())
        assert isinstance(telephones, tuple)
        taken: list[Telephone] = []
        for telephone in telephones:
            try:
                AddOrganization.of(
                    name="-", organization_kind=UNKNOWN_KIND, region=self._region, telephone=telephone.number
                )
            except BadInput as error:
                left.append(f"{telephone.label or 'telephone'}: {telephone.number}")
                self._note(f"{where}: {problem(error.problems[0])}")
            else:
                taken.append(telephone)
        if taken:
            kept["telephones"] = tuple(taken)
        for name in ("telephone", "email", "website"):
            value = kept.get(name)
            if not value:
                continue
            try:
                AddOrganization.of(
                    name="-", organization_kind=UNKNOWN_KIND, region=self._region, **{name: value}
                )
            except BadInput as error:
                left.append(f"{name}: {kept.pop(name)}")
                self._note(f"{where}: {problem(error.problems[0])}")
        if left:
            kept["notes"] = "\n".join(filter(None, (str(kept.get("notes") or ""), *left)))
        return kept

    def _note(self, text: str, *, rejected: bool = False) -> None:
        more = int(rejected)
        self.outcome = replace(
            self.outcome, problems=(*self.outcome.problems, text), rejected=self.outcome.rejected + more
        )


def entries(path: Path) -> Iterator[Entry | BadRow]:
    """What a file holds, row by row or card by card; nothing is written. `BadInput` for no such file."""
    if _holds_cards(path):
        yield from _of_cards(path)
    else:
        yield from _of_rows(CsvFile(path))


def columns(path: Path) -> tuple[str, ...]:
    """The columns of a table as they stand in it; a card is one."""
    return ("card",) if _holds_cards(path) else tuple(CsvFile(path).columns)


def _holds_cards(path: Path) -> bool:
    if path.suffix.lower() in (".vcf", ".vcard"):
        return True
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCARD")
    except OSError:
        return False


def _of_cards(path: Path) -> Iterator[Entry | BadRow]:
    for number, card in enumerate(read_cards(path), 1):
        if isinstance(card, BadRow):
            yield card
            continue
        if not words(card.name):
            yield BadRow(number, (card.text,), Problem("name", "no_name"))
            continue
        person = {
            "role": card.role,
            "telephones": card.telephones,
            "email": card.email,
            "notes": card.notes,
        }
        alone = card.organization is None
        yield Entry(
            where=f"{path.name}, {number}",
            line=number,
            cells=(card.text,),
            name=(card.name if alone else card.organization or "")[:200],
            kind=OrganizationKind.CITIZEN if alone else UNKNOWN_KIND,
            fields={"address": card.address, "website": card.website},
            contact=card.name[:200],
            contact_fields={name: value for name, value in person.items() if value},
        )


def _of_rows(file: CsvFile) -> Iterator[Entry | BadRow]:
    plain = {words(column.replace("_", " ")): at for at, column in reversed([*enumerate(file.columns)])}
    at = {
        name: plain[known]
        for name, known_names in COLUMNS.items()
        if (known := next((one for one in known_names if one in plain), None)) is not None
    }
    if "organization" not in at and "contact" not in at:
        facts = {"column": "organization", "columns": file.columns}
        raise BadInput.one("file", "unknown_column", **facts)
    for chunk in file.chunks():
        rows = dict(zip(chunk.lines, chunk.rows, strict=True))
        for line in sorted([*rows, *(bad.line for bad in chunk.bad)]):
            if line not in rows:
                yield next(bad for bad in chunk.bad if bad.line == line)
                continue
            found = _of_row(line, rows[line], at)
            yield BadRow(line, tuple(rows[line]), found) if isinstance(found, Problem) else found


def _of_row(line: int, cells: list[str], at: Mapping[str, int]) -> Entry | Problem:
    given = {name: text for name, place in at.items() if (text := _plain(cells[place]))}
    contact = given.get("contact")
    name = given.get("organization") or contact
    if name is None:
        return Problem("name", "no_name", {"line": line})
    kind: object = OrganizationKind.CITIZEN if "organization" not in given else UNKNOWN_KIND
    fields: dict[str, object] = {
        n: given[n] for n in ("address", "telephone", "email", "website", "notes") if n in given
    }
    for key, members in (("kind", OrganizationKind), ("clearance", Marking), ("agreement", AgreementKind)):
        if key not in given:
            continue
        value = coded(members, key, given[key])
        if isinstance(value, Problem):
            return value
        if key == "kind":
            kind = value
        else:
            fields[key] = value
    person: dict[str, object] = {n: given[n] for n in ("role", "call_sign") if n in given}
    if "contact_email" in given:
        person["email"] = given["contact_email"]
    if "contact_telephone" in given:
        person["telephones"] = (Telephone(number=given["contact_telephone"], label="work"),)
    return Entry(
        where=f"line {line}",
        line=line,
        cells=tuple(cells),
        name=name,
        kind=OrganizationKind(str(kind)),
        fields=fields,
        contact=contact,
        contact_fields=person,
    )


def _plain(cell: str) -> str:
    """A cell without the apostrophe that an export put before what a spreadsheet would run."""
    text = cell.strip()
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def write_csv(partners: Iterable[tuple[Organization, Iterable[Contact]]]) -> str:
    """One row for each contact; an organization without contacts has one of its own. Formulas are defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for organization, people in partners:
        own = [
            organization.name,
            label(organization.kind),
            organization.clearance.value,
            label(organization.agreement),
            organization.address,
            organization.telephone,
            organization.email,
            organization.website,
            organization.notes,
        ]
        rows = [
            [
                *own,
                one.name,
                one.role,
                *(t.number for t in one.telephones[:1] or _NO_NUMBER),
                one.email,
                one.call_sign,
            ]
            for one in people
        ]
        writer.writerows(map(defused_row, rows or [own]))
    return out.getvalue()
