"""A report goes the whole road at one desk: list, map, incident, bulletin, packet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from opsdesk.bulletins import records as bulletins
from opsdesk.bulletins.commands import DraftBulletin, PublishBulletin, SubmitBulletin
from opsdesk.bulletins.model import BulletinKind, BulletinStatus
from opsdesk.handling import Marking, Role
from opsdesk.partners.commands import AddOrganization
from opsdesk.partners.model import OrganizationKind
from opsdesk.releases import records as releases
from opsdesk.releases.model import Recipe, ReleaseFilter, ReleaseState
from opsdesk.store.database import Database
from opsdesk.store.operator import Me
from opsdesk.store.verification import verify
from opsdesk.wording.labels import label
from tests.databases import person
from tests.journeys.window import CTRL, calm, front, opened, press, tab, type_in
from tests.waiting import until

LINE = "sus person, dark hoodie, trying car doors @ 43.7340, 7.4215 !2 #vehicle"


@pytest.mark.usefixtures("worker_process")
async def test_a_report_becomes_a_row_a_pin_an_incident_a_bulletin_and_a_packet(
    qtbot: object, database: Database, me: Me, tmp_path: Path
) -> None:
    hotel = AddOrganization.of(
        name="Hôtel Belle Rive", organization_kind=OrganizationKind.HOTEL, clearance=Marking.AMBER
    )
    database.run(hotel)
    async with opened(database) as program:
        window, session = program.window, program.session
        assert session is not None
        observations = tab(program, "observations")

        # typed, and a row
        press(program, Qt.Key.Key_F2)
        type_in(LINE)
        press(program, Qt.Key.Key_Return)
        assert window.entry.line.text() == ""
        await until(lambda: observations.model.rowCount() == 1, "the row")
        known = observations.model.id_at(0)

        # a pin on the map
        the_map = front(program, "map")
        await until(
            lambda: the_map.presenter.shown is not None and len(the_map.presenter.shown.observations) == 1
        )
        position = the_map.presenter.shown.observations.position(0)
        assert abs(position.latitude - 43.734) < 1e-4
        assert abs(position.longitude - 7.4215) < 1e-4
        _pins, crowd = the_map.presenter.pins()
        assert crowd is not None
        assert len(crowd.pins) == 1

        # Ctrl+I opens an incident
        front(program, "observations")
        observations.show_record(known)
        await until(lambda: observations.presenter.current is not None, "the record is read")
        await calm(program)
        press(program, Qt.Key.Key_Escape)
        press(program, Qt.Key.Key_I, CTRL)
        incidents = tab(program, "incidents")
        await until(lambda: incidents.model.rowCount() == 1, "the incident's row")
        incident_id = incidents.model.id_at(0)
        await until(lambda: len(the_map.presenter.shown.open_in) == 1, "the incident's pin")

        # a bulletin: drafted and submitted here, published by another supervisor
        draft = DraftBulletin.of(
            bulletin_kind=BulletinKind.SAFETY_NOTICE,
            title="Somebody tries car doors",
            text="Around the port. Look at parked cars on your round.",
            expires_at=program.now() + timedelta(days=2),
            marking=Marking.AMBER,
            audience=(hotel.organization_id,),
        )
        board = front(program, "bulletins")
        await database.apply(draft)
        await database.apply(SubmitBulletin(bulletin_id=draft.bulletin_id, version=1))
        other = person("Noor Haddad", Role.SUPERVISOR, like=me)
        submitted = await database.read(bulletins.get, draft.bulletin_id)
        publish = PublishBulletin(bulletin_id=draft.bulletin_id, version=submitted.version)
        await database.apply(publish, other)
        await until(lambda: board.model.row_of(draft.bulletin_id) >= 0, "the board shows it")
        published = await database.read(bulletins.get, draft.bulletin_id)
        assert published.status is BulletinStatus.PUBLISHED

        # a packet
        briefings = front(program, "briefings")
        await calm(program)
        session.desk.links.packet("incident", incident_id)
        await until(lambda: briefings.order.recipe is Recipe.INCIDENT_BRIEFING)
        await until(
            lambda: (
                briefings.presenter.previewed_now is not None
                and briefings.presenter.previewed_now.gathered.recipe is Recipe.INCIDENT_BRIEFING
            ),
            "the preview",
        )
        QTest.keyClicks(briefings.order.recipient.inner(), "J. Okafor")
        QTest.keyClicks(briefings.order.reason.inner(), "handover")
        await until(briefings.order.save.isEnabled, "a copy can be made")
        target = tmp_path / "incident.pdf"
        briefings.presenter.save(target)
        await until(target.exists, "the file")
        await calm(program)
        page = await database.read(releases.page, ReleaseFilter())
        (release,) = page.items
        assert release.state is ReleaseState.ISSUED
        assert (release.recipient, release.reason, release.copy_number) == ("J. Okafor", "handover", 1)
        assert release.size == target.stat().st_size
        pdf = pypdf.PdfReader(target)
        assert len(pdf.pages) >= 1
        for sheet in pdf.pages:
            text = sheet.extract_text()
            assert label(release.marking) in text or str(release.marking) in text
        await until(lambda: briefings.model.rowCount() == 1, "it stands in the list of what was issued")
        assert (await database.read(verify)).seq == await database.head()
