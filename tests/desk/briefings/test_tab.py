"""The Briefings tab over a real database: what is left out is seen first, and each copy has its number."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdf
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from opsdesk.bulletins.commands import DraftBulletin, PublishBulletin, SubmitBulletin
from opsdesk.bulletins.model import BulletinKind
from opsdesk.desk.briefings.making import pages
from opsdesk.desk.briefings.tab import BriefingsTab
from opsdesk.handling import Marking, Role
from opsdesk.incidents.commands import OpenIncident
from opsdesk.partners.commands import AddOrganization
from opsdesk.partners.model import OrganizationKind
from opsdesk.releases import records
from opsdesk.releases.model import Recipe, Release, ReleaseFilter, ReleaseKind, ReleaseState
from opsdesk.store.database import Database
from opsdesk.store.operator import Me
from tests.databases import person
from tests.desk.observations.joined import Joined, join

pytestmark = pytest.mark.usefixtures("qapp")


@asynccontextmanager
async def briefings(database: Database, **how: Any) -> AsyncIterator[tuple[Joined, BriefingsTab]]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    desk = await join(application, database, lambda desk: [BriefingsTab(desk)], **how)
    tab = desk.window.tabs[0]
    assert isinstance(tab, BriefingsTab)
    try:
        await previewed(desk, tab)
        yield desk, tab
        await desk.calm()
    finally:
        await desk.close()


async def previewed(desk: Joined, tab: BriefingsTab) -> None:
    """Until the pages of what is chosen stand there."""
    await desk.until(lambda: tab.presenter._shown == tab.order.wish(), "the preview")


def opened(database: Database, title: str, marking: Marking = Marking.AMBER) -> UUID:
    command = OpenIncident.of(title=title, marking=marking)
    database.run(command)
    return command.incident_id


def bolo(database: Database, me: Me, **fields: Any) -> UUID:
    hotel = AddOrganization.of(
        name="Hôtel Belle Rive", organization_kind=OrganizationKind.HOTEL, clearance=Marking.AMBER
    )
    database.run(hotel)
    draft = DraftBulletin.of(
        **{
            "bulletin_kind": BulletinKind.BOLO_VEHICLE,
            "audience": (hotel.organization_id,),
            "title": "Grey Trafic van",
            "text": "Takes parcels from delivery vans.",
            "vehicle": "Renault Trafic, grey",
            "plate": "FX-818-QC",
            "offence": "theft",
            "requested_action": "Observe, do not stop; call the desk.",
            "caution": "None known.",
            "contact": "Desk",
            "telephone": "+37798001122",
            "case_number": "24/118",
            "legal_basis": "theft investigation",
            "reliability": "B",
            "credibility": 2,
            "last_seen": "Quai Antoine 1er",
            "last_seen_at": datetime.now(UTC) - timedelta(hours=1),
            "expires_at": datetime.now(UTC) + timedelta(days=2),
            **fields,
        }
    )
    database.run(draft)
    database.run(SubmitBulletin(bulletin_id=draft.bulletin_id, version=1))
    second = person("Noor Haddad", Role.SUPERVISOR, like=me)
    database.run(PublishBulletin(bulletin_id=draft.bulletin_id, version=2), second)
    return draft.bulletin_id


def name_it(tab: BriefingsTab, recipient: str = "L. Ferrand", reason: str = "hand-over") -> None:
    for editor, text in ((tab.order.recipient, recipient), (tab.order.reason, reason)):
        line = editor.inner()
        assert isinstance(line, QLineEdit)
        line.clear()
        QTest.keyClicks(line, text)


def left_out(tab: BriefingsTab) -> list[str]:
    labels = [tab.order._left_out.itemAt(at).widget() for at in range(tab.order._left_out.count())]
    return [str(label.property("text")) or label.text() for label in labels]  # type: ignore[union-attr] # labels


def issued(database: Database) -> list[Release]:
    return list(reversed(database.ask(records.page, ReleaseFilter()).items))


async def test_what_is_left_out_is_listed_before_anything_is_made(database: Database, me: Me) -> None:
    opened(database, "Named suspect", Marking.AMBER_STRICT)
    opened(database, "Car doors", Marking.GREEN)
    async with briefings(database) as (desk, tab):
        assert tab.order._left_title.text() == "Nothing is left out for this audience."
        tab.order.audience.set_value(Marking.GREEN.value)
        tab.order.changed.emit()
        await previewed(desk, tab)
        assert tab.order._left_title.text() == "Left out for this audience: 1"
        assert len(left_out(tab)) == 1
        assert "TLP:AMBER+STRICT" in left_out(tab)[0]
        assert tab.order.save.text() == "Save without 1…"
        assert tab.order.print.text() == "Print without 1…"
        assert issued(database) == []
        text = "".join(page.extract_text() for page in pypdf.PdfReader(_open(tab)).pages)
        assert "Named suspect" not in text
        assert "Car doors" in text


async def test_a_preview_says_so_and_is_no_record(database: Database, me: Me) -> None:
    opened(database, "Car doors")
    before = database.last()
    async with briefings(database) as (_desk, tab):
        text = "".join(page.extract_text() for page in pypdf.PdfReader(_open(tab)).pages)
        assert "PREVIEW" in text
        assert tab.preview.isVisible()
        assert tab._document.pageCount() == len(pypdf.PdfReader(_open(tab)).pages)
    assert issued(database) == []
    assert database.last() == before


async def test_no_copy_without_recipient_and_reason(database: Database, me: Me, tmp_path: Path) -> None:
    opened(database, "Car doors")
    async with briefings(database) as (desk, tab):
        assert not tab.order.save.isEnabled()
        assert tab.order._why.text() == "A numbered copy needs a recipient."
        assert not tab.presenter.ready()
        name_it(tab, reason="   ")
        await desk.until(lambda: tab.order._why.text() == "A numbered copy needs a reason.")
        assert not tab.order.save.isEnabled()
        assert not tab.order.print.isEnabled()
        desk.desk.messages.clear()
        assert not tab.presenter.ready()
        assert desk.desk.messages.current is not None
        name_it(tab)
        await desk.until(tab.order.save.isEnabled)
        assert tab.presenter.ready()


@pytest.mark.usefixtures("worker_process")
async def test_copies_are_numbered_and_recorded(database: Database, me: Me, tmp_path: Path) -> None:
    incident = opened(database, "Car doors")
    async with briefings(database) as (desk, tab):
        tab.show_packet("incident", incident)
        await desk.until(lambda: tab.order.recipe is Recipe.INCIDENT_BRIEFING)
        for copy, recipient in enumerate(("L. Ferrand", "P. Garnier"), 1):
            name_it(tab, recipient)
            await previewed(desk, tab)
            await desk.until(tab.order.save.isEnabled)
            target = tmp_path / "new folder" / tab.presenter.file_name()
            tab.presenter.save(target)
            await desk.until(lambda copy=copy: tab.model.rowCount() == copy, "it is listed")
            await desk.until(target.exists)
            await desk.calm()
            release = issued(database)[-1]
            assert (release.copy_number, release.recipient, release.state) == (
                copy,
                recipient,
                ReleaseState.ISSUED,
            )
            text = pypdf.PdfReader(target).pages[0].extract_text()
            assert recipient in text
            assert "PREVIEW" not in text
        assert recipient in target.name
        tab.show_record(issued(database)[0].id)
        await desk.until(tab.facts.isVisible)


async def test_what_stands_there_is_what_is_saved(database: Database, me: Me, tmp_path: Path) -> None:
    """Another packet is chosen: until its pages stand there, no copy of the one before is made."""
    opened(database, "Car doors")
    async with briefings(database) as (desk, tab):
        name_it(tab)
        await desk.until(tab.order.save.isEnabled)
        tab.order.choose(Recipe.BOLO_FLYER)
        assert not tab.order.save.isEnabled()
        assert not tab.presenter.ready()
        await desk.until(lambda: "There is no bulletin yet" in tab._said.text())
        assert not tab.preview.isVisible()
        assert not tab.presenter.ready()
    assert issued(database) == []


async def test_a_folder_that_cannot_be_made_is_told_and_the_release_failed(
    database: Database, me: Me, tmp_path: Path
) -> None:
    opened(database, "Car doors")
    (tmp_path / "file").write_text("in the way")
    async with briefings(database) as (desk, tab):
        name_it(tab)
        await desk.until(tab.order.save.isEnabled)
        tab.presenter.save(tmp_path / "file" / "briefing.pdf")
        await desk.until(lambda: desk.desk.messages.current is not None)
        await desk.calm()
    assert all(release.state is not ReleaseState.ISSUED for release in issued(database))


async def test_the_flyer_of_a_bulletin_is_asked_from_its_tab(database: Database, me: Me) -> None:
    wanted = bolo(database, me)
    async with briefings(database) as (desk, tab):
        tab.show_packet("bulletin", wanted)
        await desk.until(lambda: tab.order.recipe is Recipe.BOLO_FLYER)
        await previewed(desk, tab)
        assert tab.order.bulletin.value() == wanted
        text = pypdf.PdfReader(_open(tab)).pages[0].extract_text()
        assert "FX-818-QC" in text
        assert len(pypdf.PdfReader(_open(tab)).pages) == 1


async def test_a_flyer_that_is_too_long_is_refused_before(database: Database, me: Me, tmp_path: Path) -> None:
    wanted = bolo(database, me, caution="May be armed. " * 400)
    async with briefings(database) as (desk, tab):
        tab.show_packet("bulletin", wanted)
        await desk.until(lambda: tab.order.recipe is Recipe.BOLO_FLYER)
        name_it(tab)
        await previewed(desk, tab)
        await desk.until(lambda: tab.order._why.text().startswith("Too long for one page: "))
        assert "caution" in tab.order._why.text()
        assert not tab.order.save.isEnabled()
        assert not tab.presenter.ready()


async def test_a_partner_gets_what_its_clearance_allows(database: Database, me: Me) -> None:
    hotel = AddOrganization.of(
        name="Hôtel Belle Rive", organization_kind=OrganizationKind.HOTEL, clearance=Marking.GREEN
    )
    database.run(hotel)
    opened(database, "Named suspect", Marking.AMBER)
    async with briefings(database) as (desk, tab):
        tab.order.audience.set_value(str(hotel.organization_id))
        tab.order.changed.emit()
        await previewed(desk, tab)
        assert tab.presenter.previewed_now is not None
        assert tab.presenter.previewed_now.gathered.audience.organization_id == hotel.organization_id
        assert len(left_out(tab)) == 1


async def test_a_change_elsewhere_is_in_the_pages_when_they_are_made_again(
    database: Database, me: Me
) -> None:
    opened(database, "Car doors")
    async with briefings(database) as (desk, tab):
        first = _open(tab).getvalue()
        opened(database, "Man collapsed")
        await desk.calm()
        tab.shown()
        await desk.until(lambda: _open(tab).getvalue() != first, "pages of now")
        text = "".join(page.extract_text() for page in pypdf.PdfReader(_open(tab)).pages)
        assert "Man collapsed" in text


async def test_a_printed_copy_is_a_print_and_its_pages_are_white(
    database: Database, me: Me, tmp_path: Path
) -> None:
    opened(database, "Car doors")
    async with briefings(database) as (desk, tab):
        name_it(tab)
        await desk.until(tab.order.print.isEnabled)
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "paper.pdf"))
        tab.presenter.save_for(printer)
        await desk.until(lambda: tab.model.rowCount() == 1, "it is listed")
        await desk.until(lambda: not desk.desk.tasks.runs("print") and (tmp_path / "paper.pdf").exists())
        await desk.calm()
        (release,) = issued(database)
        assert release.kind is ReleaseKind.PRINT
        found = pages(_open(tab).getvalue(), 60)
        assert len(found) == len(pypdf.PdfReader(tmp_path / "paper.pdf").pages)
        assert found[0].pixelColor(2, 2).name() == "#ffffff"


async def test_an_empty_desk_has_an_empty_briefing_and_an_empty_list(database: Database, me: Me) -> None:
    async with briefings(database) as (_desk, tab):
        assert tab.preview.isVisible()
        assert tab.nothing.isVisible()


def _open(tab: BriefingsTab) -> io.BytesIO:
    assert tab.presenter.previewed_now is not None
    return io.BytesIO(tab.presenter.previewed_now.pdf)
