"""Partners in from CSV and vCard, and out again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from uuid import uuid4

import pytest

from opsdesk.errors import BadInput
from opsdesk.exchange.exports import Export, export
from opsdesk.exchange.geojson import feature_collection
from opsdesk.exchange.partners_file import PartnersImport, write_csv
from opsdesk.exchange.vcards import Card, read_cards, write_cards
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.partners.model import Contact, Organization, OrganizationKind, Post, PostKind, Telephone
from opsdesk.partners.records import organizations as records
from opsdesk.partners.records.people import contacts
from opsdesk.releases.model import ReleaseState
from opsdesk.releases.records import get as release
from opsdesk.store.database import Database


def by_name(database: Database, name: str) -> Organization:
    found = {one.name: one.id for one in database.ask(records.names)}
    return database.ask(records.get, found[name])


def people(database: Database, organization: Organization) -> list[Contact]:
    return [one.contact for one in database.ask(contacts, organization.id)]


@pytest.mark.parametrize(
    ("name", "cards"),
    [
        ("rfc2426-example.vcf", 2),
        ("gmail-single.vcf", 1),
        ("outlook-2003.vcf", 1),
        ("John_Doe_ANDROID.vcf", 6),
    ],
)
def test_cards_of_real_programs(database: Database, shared_data: Path, name: str, cards: int) -> None:
    path = shared_data / "vcard" / name
    done = PartnersImport(database, path, "US").run()
    assert (done.read, done.rejected) == (cards, 0)
    assert done.contacts == cards
    again = PartnersImport(database, path, "US").run()
    assert (again.organizations, again.contacts, again.known) == (0, 0, cards)


def test_what_a_card_says(database: Database, shared_data: Path) -> None:
    PartnersImport(database, shared_data / "vcard" / "rfc2426-example.vcf").run()
    lotus = by_name(database, "Lotus Development Corporation")
    (frank,) = people(database, lotus)
    assert frank.name == "Frank Dawson"
    assert [one.number for one in frank.telephones] == ["+19196769515", "+19196769564"]
    assert frank.email == "Frank_Dawson@Lotus.com"
    assert lotus.address == "6544 Battleford Drive, 27613-3502, Raleigh, NC, U.S.A."
    PartnersImport(database, shared_data / "vcard" / "outlook-2003.vcf").run()
    (john,) = people(database, by_name(database, "Company, The, TheDepartment"))
    assert "BusinessPhone" in (john.notes or "")
    assert "Second line" in (john.notes or "")


def test_a_directory_from_csv_and_back(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        "Organization;Kind;Clearance;Agreement;Phone;Contact;Role;Contact phone;Call sign\n"
        "Port Hercule Watch;contract security;TLP:AMBER;MOU;+377 98 00 11 22;L. Marin;lead;"
        "+377 55 01 22 10;HARBOUR\n"
        "Port Hercule Watch;;;;;C. Duval;director;;\n"
        "Hôtel Belle Rive;hotel;green;none;;;;;\n"
        "Nobody;castle;;;;;;;\n"
        ";;;;;;;;\n",
        encoding="utf-8",
    )
    done = PartnersImport(database, path).run()
    assert (done.read, done.organizations, done.contacts, done.rejected) == (4, 2, 2, 1)
    assert done.rejects == tmp_path / "p.csv.rejects.csv"
    left = list(csv.DictReader(io.StringIO(done.rejects.read_text("utf-8-sig"))))
    assert [(row["line"], row["Organization"], row["Kind"]) for row in left] == [("5", "Nobody", "castle")]
    assert "castle" in left[0]["reason"]
    watch = by_name(database, "Port Hercule Watch")
    assert watch.kind is OrganizationKind.CONTRACT_SECURITY
    assert watch.clearance is Marking.AMBER
    assert watch.telephone == "+37798001122"
    out = write_csv([(watch, people(database, watch))])
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["contact"] for row in rows} == {"L. Marin", "C. Duval"}
    assert {row["contact_telephone"] for row in rows} == {"+37755012210", ""}
    second = tmp_path / "again.csv"
    second.write_text(out, encoding="utf-8")
    assert PartnersImport(database, second).run().known == 2


def test_a_file_without_a_name_column(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput):
        PartnersImport(database, path).run()


def test_cards_out_can_be_read_again(database: Database, tmp_path: Path) -> None:
    contact = Contact(
        id=uuid4(),
        version=1,
        organization_id=uuid4(),
        name="Zoë O’Neil; Jr",
        role="lead, nights",
        telephones=(Telephone(number="+37755012210", label="mobile"),),
        email="zoe@port.mc",
        call_sign=None,
        available=None,
        notes="one\ntwo",
        archived_at=None,
    )
    desk = database.ask(records.desk)
    assert desk is not None
    path = tmp_path / "out.vcf"
    path.write_text(write_cards([(desk, [contact]), (desk, [])]), encoding="utf-8", newline="")
    first, second = list(read_cards(path))
    assert isinstance(first, Card)
    assert isinstance(second, Card)
    assert (first.name, first.role, first.email, first.notes) == (
        "Zoë O’Neil; Jr",
        "lead, nights",
        "zoe@port.mc",
        "one\ntwo",
    )
    assert first.telephones == (Telephone(number="+37755012210", label="mobile"),)
    assert second.name == first.organization == desk.name


def test_geojson_has_longitude_first_and_closed_rings() -> None:
    ring = (Position(43.0, 7.0), Position(44.0, 7.0), Position(44.0, 8.0))
    post = Post(
        id=uuid4(),
        version=1,
        code="P-11",
        name="<b>Gate</b>",
        kind=PostKind.BEAT,
        organization_id=None,
        address=None,
        position=None,
        area=ring,
        needed=(),
        needs_cover=True,
        orders=None,
        archived_at=None,
    )
    (feature,) = json.loads(feature_collection([post]))["features"]
    (points,) = feature["geometry"]["coordinates"]
    assert points[0] == points[-1]
    assert points[0] in ([7.0, 43.0], [8.0, 44.0])
    assert feature["properties"]["name"] == "<b>Gate</b>"


def test_an_export_is_recorded_before_it_exists(database: Database, tmp_path: Path) -> None:
    what = Export(
        title="Partners", recipient="J. Okafor", reason="audit", marking=Marking.AMBER, audience="desk"
    )
    key = export(database, what, "a,b\n", tmp_path / "out.csv")
    found = database.ask(release, key)
    assert (found.state, found.size, found.recipient) == (ReleaseState.ISSUED, 4, "J. Okafor")
    with pytest.raises(BadInput):
        export(database, what, "a", tmp_path / "no such folder" / "out.csv")
    assert not list(tmp_path.glob(".*"))
