"""What goes into a packet, for whom; and the way of a copy from its reservation to its place."""

from __future__ import annotations

import hashlib
import io
import pickle
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from pypdf import PdfReader

from opsdesk.briefings import issuing, recipes
from opsdesk.briefings.gathering import Desk, Gathered, ShiftWords
from opsdesk.briefings.issuing import Order, Printing, issue, issue_soon, preview
from opsdesk.briefings.model import Flyer, IncidentBriefing, ShiftBriefing
from opsdesk.briefings.worker import Limits, discard
from opsdesk.bulletins.commands import CancelBulletin
from opsdesk.bulletins.model import BulletinKind
from opsdesk.errors import BadInput, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.incidents.commands import CloseIncident, LogIncident, OpenIncident
from opsdesk.incidents.model import IncidentDisposition, LogKind
from opsdesk.observations.commands import ReportObservation, VetObservation
from opsdesk.observations.model import Category, Priority, Vetting
from opsdesk.partners import records as partners
from opsdesk.partners.model import ShiftDay
from opsdesk.releases import records as releases
from opsdesk.releases.audience import of_clearance, of_organization, of_this_desk
from opsdesk.releases.model import Audience, LeftOutReason, ReleaseFilter, ReleaseState
from opsdesk.releases.naming import audience_named
from opsdesk.store.database import Database
from tests.briefings.reading import FONTS, pages_of, words_of
from tests.bulletins import board as boards
from tests.bulletins.board import Board
from tests.processes import environment

DESK = Desk(name="Port Hercule Desk", day=ShiftDay(zone="Europe/Monaco"), telephone="+37798001122")
PRINTING = Printing(fonts=FONTS)
START = datetime(2026, 6, 13, 4, tzinfo=UTC)
END = datetime(2026, 6, 13, 16, tzinfo=UTC)
HERE = Position(43.7396, 7.4273)


@pytest.fixture
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    with boards.opened(tmp_path_factory.mktemp("board")) as board:
        board.database.sign_in(board.supervisor)
        yield board


def desk_audience(board: Board) -> Audience:
    board.database.sign_in(board.supervisor)
    desk = board.database.ask(partners.desk)
    assert desk is not None
    return of_this_desk(desk)


def partner_audience(board: Board, name: str) -> Audience:
    board.database.sign_in(board.supervisor)
    return of_organization(board.database.ask(partners.get, board.partners[name]))


def report(board: Board, summary: str, *, vetted: bool = True, **fields: object) -> UUID:
    command = ReportObservation.of(summary=summary, **fields)
    board.as_(board.author, command)
    if vetted:
        board.as_(
            board.supervisor,
            VetObservation(observation_id=command.observation_id, version=1, vetting=Vetting.VETTED),
        )
    return command.observation_id


def opened(board: Board, title: str, **fields: object) -> UUID:
    command = OpenIncident.of(title=title, category=Category.OTHER, **fields)
    board.as_(board.author, command)
    return command.incident_id


def gathered(board: Board, audience: Audience, **words: object) -> Gathered:
    board.database.sign_in(board.supervisor)
    return board.database.ask(
        recipes.shift_briefing,
        DESK,
        audience,
        START,
        END,
        ShiftWords(**words),  # type: ignore[arg-type]  # by name
    )


def briefing(of: Gathered) -> ShiftBriefing:
    assert isinstance(of.packet, ShiftBriefing)
    return of.packet


def test_an_empty_desk_gives_a_briefing_that_invents_nothing(board: Board) -> None:
    packet = briefing(gathered(board, desk_audience(board)))
    assert [*packet.open, *packet.closed, *packet.observations, *packet.bolos] == []
    assert packet.map is None
    assert packet.left_out == ()


def test_the_desks_own_shift_reads_what_nobody_has_vetted_a_partner_does_not(board: Board) -> None:
    report(board, "Seen by all", marking=Marking.GREEN)
    report(board, "Not vetted yet", vetted=False, marking=Marking.GREEN)
    report(board, "Above green", marking=Marking.AMBER)
    inside = briefing(gathered(board, desk_audience(board)))
    assert {o.summary for o in inside.observations} == {"Seen by all", "Not vetted yet", "Above green"}
    outside = gathered(board, partner_audience(board, "Rocher Residents"))
    assert [o.summary for o in briefing(outside).observations] == ["Seen by all"]
    assert {one.reason for one in outside.left_out} == {LeftOutReason.UNVETTED, LeftOutReason.MARKING}
    assert [(c.subject, c.number) for c in briefing(outside).left_out] == [("observation", 2)]
    assert outside.marking is Marking.GREEN


def test_what_is_left_out_has_no_title_and_no_number_on_the_page(board: Board, tmp_path: Path) -> None:
    report(board, "Secretword at the gate", marking=Marking.AMBER)
    opened(board, "Hiddentitle incident", marking=Marking.AMBER, place="Nowhereplace 7")
    packet = gathered(board, of_clearance(Marking.GREEN))
    done = preview(packet, PRINTING)
    text = words_of(done.path.read_bytes())
    discard(done)
    assert "2 items are marked above TLP:GREEN" in text
    assert "1 incident, 1 observation" in text
    for hidden in ("Secretword", "Hiddentitle", "Nowhereplace"):
        assert hidden not in text
    assert "0 open" in text


def test_incidents_of_the_period_late_ones_and_their_safety_words(board: Board) -> None:
    late = opened(board, "Armed robbery", priority=Priority.EMERGENCY, position=HERE, summary="One man.")
    board.as_(
        board.author,
        LogIncident.of(incident_id=late, text="Knife seen. Do not approach.", entry_kind=LogKind.SAFETY),
    )
    ended = opened(board, "Noise", place="Rue Grimaldi 30")
    closing = CloseIncident(incident_id=ended, version=1, disposition=IncidentDisposition.INFORMATION)
    board.as_(board.author, closing)
    board.clock.turn(minutes=20)
    of = gathered(board, desk_audience(board))
    packet = briefing(of)
    assert [i.title for i in packet.open] == ["Armed robbery"]
    assert [i.title for i in packet.closed] == ["Noise"]
    assert packet.late == {late}
    assert packet.first[0].summary == "One man."
    assert packet.map is not None
    done = preview(of, PRINTING)
    text = words_of(done.path.read_bytes())
    discard(done)
    assert "One man. Knife seen. Do not approach." in text


def test_bolos_missing_people_and_overdue_confirmations(board: Board) -> None:
    bolo = board.published(BulletinKind.BOLO_VEHICLE, marking=Marking.GREEN)
    board.published(BulletinKind.MISSING_PERSON, marking=Marking.AMBER)
    board.clock.turn(hours=20)
    inside = briefing(gathered(board, desk_audience(board)))
    assert [b.kind for b in inside.bolos] == [BulletinKind.BOLO_VEHICLE, BulletinKind.MISSING_PERSON]
    assert {line.recipient for line in inside.overdue} >= {"Hotel Belle Rive", "Rocher Residents"}
    residents = gathered(board, partner_audience(board, "Rocher Residents"))
    assert [b.id for b in briefing(residents).bolos] == [bolo]
    assert {line.recipient for line in briefing(residents).overdue} == {"Rocher Residents"}
    nobody = briefing(gathered(board, of_clearance(Marking.AMBER)))
    assert nobody.overdue == ()
    assert nobody.changed == ()


def test_what_changed_in_the_directory_is_told_inside_and_to_the_partner_itself(board: Board) -> None:
    inside = {note.text for note in briefing(gathered(board, desk_audience(board))).changed}
    assert any("Hotel Belle Rive" in text for text in inside)
    assert any("Rocher Residents" in text for text in inside)
    hotel = {
        note.text for note in briefing(gathered(board, partner_audience(board, "Hotel Belle Rive"))).changed
    }
    assert hotel == {"Hotel Belle Rive: new."}


def test_a_period_must_run_forward(board: Board) -> None:
    with pytest.raises(Refused) as error:
        board.database.ask(recipes.shift_briefing, DESK, desk_audience(board), END, START)
    assert error.value.reason == "period_wrong"


def test_a_flyer_of_a_draft_or_above_its_audience_is_refused(board: Board) -> None:
    draft = board.draft(BulletinKind.BOLO_VEHICLE)
    with pytest.raises(Refused) as error:
        board.database.ask(recipes.bolo_flyer, DESK, desk_audience(board), draft)
    assert error.value.reason == "bulletin.not_issued"
    amber = board.published(BulletinKind.BOLO_VEHICLE, marking=Marking.AMBER)
    with pytest.raises(Refused) as error:
        board.database.ask(recipes.bolo_flyer, DESK, of_clearance(Marking.GREEN), amber)
    assert error.value.reason == "audience_may_not"


def test_a_cancelled_flyer_names_the_copy_that_this_partner_got(board: Board, tmp_path: Path) -> None:
    bolo = board.published(
        BulletinKind.BOLO_VEHICLE, marking=Marking.GREEN, requested_action="Call.\nNote it."
    )
    hotel = partner_audience(board, "Hotel Belle Rive")
    first = board.database.ask(recipes.bolo_flyer, DESK, hotel, bolo)
    assert isinstance(first.packet, Flyer)
    assert first.packet.telephone == "+377 98 00 11 22"
    issue(board.database, first, order(tmp_path, "one.pdf"), PRINTING)
    version = board.get(bolo).version
    board.as_(board.supervisor, CancelBulletin(bulletin_id=bolo, version=version, reason="Van found."))
    over = board.database.ask(recipes.bolo_flyer, DESK, hotel, bolo)
    assert isinstance(over.packet, Flyer)
    assert over.packet.first_copy == 1
    assert over.packet.map is None
    assert over.packet.photo is None
    done = preview(over, PRINTING)
    text = words_of(done.path.read_bytes())
    discard(done)
    assert "Van found." in text
    assert "copy 1," in text


def test_an_incident_briefing_fills_the_blocks_that_there_are_records_for(board: Board) -> None:
    incident = opened(
        board, "Gas smell", priority=Priority.URGENT, summary="Hall cleared.", commander="Cdr. Novaro"
    )
    for kind, text in (
        (LogKind.OBJECTIVE, "Keep people out."),
        (LogKind.SAFETY, "No sparks."),
        (LogKind.PLANNED_ACTION, "Open the hall again."),
        (LogKind.NOTE, "Gas company called."),
    ):
        board.as_(board.author, LogIncident.of(incident_id=incident, text=text, entry_kind=kind))
    of = board.database.ask(recipes.incident_briefing, DESK, desk_audience(board), incident)
    assert isinstance(of.packet, IncidentBriefing)
    assert of.packet.objectives == ("Keep people out.",)
    done = preview(of, PRINTING)
    pages = pages_of(done.path.read_bytes())
    discard(done)
    for n, name in ((1, "Incident name"), (4, "Map, sketch"), (5, "Situation summary"), (6, "Prepared by")):
        assert f"{n}. {name}" in pages[0]
    for n, name in (
        (7, "Current and planned objectives"),
        (9, "Current organization"),
        (10, "Resource summary"),
    ):
        assert f"{n}. {name}" in pages[1]
    assert "Hall cleared." in pages[0]
    assert "No sparks." in pages[0]
    assert "planned: Open the hall again." in pages[1]
    assert "Gas company called." in pages[1]


# ---------------------------------------------------------------- issuing


def order(folder: Path, name: str = "packet.pdf", **more: object) -> Order:
    values: dict[str, object] = {
        "recipient": "L. Ferrand",
        "reason": "hand-over",
        "target": folder / name,
        "leave_out": True,
    }
    return Order(**{**values, **more})  # type: ignore[arg-type]  # by name


@pytest.mark.usefixtures("worker_process")
def test_an_issued_copy_is_recorded_numbered_and_stands_with_its_hash(board: Board, tmp_path: Path) -> None:
    of = gathered(board, desk_audience(board))
    first = issue(board.database, of, order(tmp_path), PRINTING)
    data = first.path.read_bytes()
    assert first.release.state is ReleaseState.ISSUED
    assert first.release.sha256 == hashlib.sha256(data).hexdigest()
    assert first.release.size == len(data)
    assert first.release.copy_number == 1
    assert first.release.journal_head == of.stamp.journal_head
    head = str(of.stamp.journal_head)
    assert f"head {head[:4]} {head[4:8]} {head[8:12]}" in words_of(data)
    second = issue(board.database, of, order(tmp_path, "two.pdf"), PRINTING)
    assert second.release.copy_number == 2
    assert "Copy 2" in words_of(second.path.read_bytes())
    assert {path.name for path in tmp_path.iterdir() if path.suffix == ".pdf"} == {"packet.pdf", "two.pdf"}
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600


async def test_the_desk_issues_without_blocking(board: Board, tmp_path: Path) -> None:
    of = gathered(board, desk_audience(board))
    done = await issue_soon(board.database, of, order(tmp_path), PRINTING)
    assert done.release.state is ReleaseState.ISSUED
    assert done.path.is_file()


def test_a_preview_leaves_no_record_and_no_file(board: Board) -> None:
    done = preview(gathered(board, desk_audience(board)), PRINTING)
    assert "PREVIEW" in words_of(done.path.read_bytes())
    discard(done)
    assert not done.path.exists()
    assert board.database.ask(releases.count, ReleaseFilter()) == 0


def test_nothing_is_made_until_the_list_of_what_is_left_out_was_seen(board: Board, tmp_path: Path) -> None:
    report(board, "Above", marking=Marking.AMBER)
    of = gathered(board, of_clearance(Marking.GREEN))
    with pytest.raises(Refused) as error:
        issue(board.database, of, order(tmp_path, leave_out=False), PRINTING)
    assert error.value.reason == "would_leave_out"
    assert error.value.facts["count"] == 1
    assert board.database.ask(releases.count, ReleaseFilter()) == 0
    assert not (tmp_path / "packet.pdf").exists()


@pytest.mark.parametrize(("field", "value"), [("recipient", "  "), ("reason", "")])
def test_recipient_and_reason_are_asked_for(board: Board, tmp_path: Path, field: str, value: str) -> None:
    of = gathered(board, desk_audience(board))
    with pytest.raises(BadInput):
        issue(board.database, of, order(tmp_path, **{field: value}), PRINTING)


def test_a_file_that_is_there_is_not_overwritten_by_itself(board: Board, tmp_path: Path) -> None:
    (tmp_path / "packet.pdf").write_text("mine")
    of = gathered(board, desk_audience(board))
    with pytest.raises(Refused) as error:
        issue(board.database, of, order(tmp_path), PRINTING)
    assert error.value.reason == "file_exists"
    issue(board.database, of, order(tmp_path, replace_existing=True), PRINTING)
    assert (tmp_path / "packet.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(Refused) as error:
        issue(board.database, of, order(tmp_path / "nowhere"), PRINTING)
    assert error.value.reason == "folder_missing"


@pytest.mark.usefixtures("worker_process")
def test_one_that_cannot_be_made_is_marked_as_failed_and_leaves_no_file(board: Board, tmp_path: Path) -> None:
    of = gathered(board, desk_audience(board))
    with pytest.raises(Refused) as error:
        issue(board.database, of, order(tmp_path), replace(PRINTING, limits=Limits(seconds=0.01)))
    assert error.value.reason == "packet_timeout"
    (release,) = board.database.ask(releases.page, ReleaseFilter()).items
    assert release.state is ReleaseState.FAILED
    assert not (tmp_path / "packet.pdf").exists()


def test_a_flyer_that_does_not_fit_is_refused_by_the_name_of_its_field(board: Board, tmp_path: Path) -> None:
    long = "word " * 1500
    bolo = board.published(BulletinKind.BOLO_VEHICLE, marking=Marking.GREEN, description=long)
    of = board.database.ask(recipes.bolo_flyer, DESK, desk_audience(board), bolo)
    with pytest.raises(Refused) as error:
        issue(board.database, of, order(tmp_path), PRINTING)
    assert error.value.reason == "flyer_too_long"
    assert "description" in str(error.value.facts["fields"])


def test_stopped_between_the_reservation_and_the_end_no_output_stands_without_a_record(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = gathered(board, desk_audience(board))

    class Killed(BaseException):
        """The process ends here."""

    def killed(*_nothing: object) -> None:
        raise Killed

    for step in ("_print", "_issue_command", "_move"):
        with monkeypatch.context() as patch:
            patch.setattr(issuing, step, killed)
            with pytest.raises(Killed):
                issue(board.database, of, order(tmp_path), PRINTING)
        assert not (tmp_path / "packet.pdf").exists()
    states = [one.state for one in board.database.ask(releases.page, ReleaseFilter()).items]
    assert states == [ReleaseState.ISSUED, ReleaseState.RESERVED, ReleaseState.RESERVED]
    later = board.clock.now + timedelta(minutes=5)
    assert len(board.database.ask(releases.unfinished, later)) == 2


def test_the_words_of_a_photo_file_never_reach_a_packet(board: Board) -> None:
    """A drawn packet holds pictures only as they were written anew: one colour space, no metadata."""
    out = io.BytesIO()
    Image.new("RGB", (900, 900), (9, 9, 9)).save(out, "PNG")
    bolo = board.published(BulletinKind.BOLO_VEHICLE, marking=Marking.GREEN)
    of = board.database.ask(recipes.bolo_flyer, DESK, desk_audience(board), bolo)
    assert isinstance(of.packet, Flyer)
    done = preview(replace(of, packet=replace(of.packet, photo=out.getvalue())), PRINTING)
    images = [image for page in PdfReader(done.path).pages for image in page.images]
    discard(done)
    assert [image.name.rsplit(".")[-1] for image in images] == ["jpg"]


@pytest.mark.faults
def test_a_killed_desk_leaves_a_reservation_and_no_file(database: Database, tmp_path: Path) -> None:
    """Another process at the same file reserves, and is killed while its pages are made."""
    (tmp_path / "me").write_bytes(pickle.dumps(database.me))
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed_desk.py")), str(tmp_path)],
        stdout=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "reserved"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    states = [one.state for one in database.ask(releases.page, ReleaseFilter()).items]
    assert states == [ReleaseState.RESERVED]
    assert not (tmp_path / "packet.pdf").exists()


@pytest.mark.parametrize(
    ("text", "clearance"),
    [("TLP:GREEN", Marking.GREEN), ("amber", Marking.AMBER), (" amber+strict ", Marking.AMBER_STRICT)],
)
def test_an_audience_is_a_clearance(board: Board, text: str, clearance: Marking) -> None:
    found = board.database.ask(audience_named, text)
    assert (found.clearance, found.organization_id, found.internal) == (clearance, None, False)


def test_an_audience_is_a_partner_or_this_desk_and_red_is_none(board: Board) -> None:
    hotel = board.database.ask(audience_named, "hotel  belle rive")
    assert hotel.organization_id == board.partners["Hotel Belle Rive"]
    assert not hotel.internal
    assert board.database.ask(audience_named, "desk").internal
    assert board.database.ask(audience_named, "Port Police").internal
    for wrong, reason in (("TLP:RED", "red_is_no_clearance"), ("red", "red_is_no_clearance")):
        with pytest.raises(Refused) as error:
            board.database.ask(audience_named, wrong)
        assert error.value.reason == reason
    for wrong in ("", "nobody"):
        with pytest.raises(Refused) as error:
            board.database.ask(audience_named, wrong)
        assert error.value.reason == "no_audience"
