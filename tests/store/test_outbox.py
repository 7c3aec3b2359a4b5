"""The outbox: kept in order and encrypted, sent once, and nothing of it lost."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

from opsdesk.errors import BadInput, ChangedElsewhere, Forbidden, NotFound, Refused, StoreUnavailable
from opsdesk.geo.places import Position
from opsdesk.handling import Role
from opsdesk.incidents.commands import LogIncident, OpenIncident
from opsdesk.observations import records
from opsdesk.observations.commands import AttachPhoto, ClaimObservation, CorrectObservation, ReportObservation
from opsdesk.observations.model import Priority
from opsdesk.store.database import Database
from opsdesk.store.deciding import DropSaved
from opsdesk.store.ids import new_id
from opsdesk.store.keeping import KeepFile, kept
from opsdesk.store.link import Standing
from opsdesk.store.local_numbers import number_of
from opsdesk.store.operator import Me
from opsdesk.store.saved import (
    State,
    command_of,
    command_text,
    failure_of,
    failure_text,
    title_of,
)
from tests.databases import person
from tests.store.outboxes import COMMANDS, Server, now, outbox, unbroken
from tests.waiting import until

#: A PNG of one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "78da63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
PLACE = Position(43.7333, 7.4197)


def report(summary: str = "man in a dark hoodie", **more: object) -> ReportObservation:
    return ReportObservation.of(summary=summary, position=PLACE, occurred_at=now(), **more)


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


# ---------------------------------------------------------------- as text


def test_a_command_comes_back_as_it_was_given() -> None:
    given = report(tags=("vehicle",), source={"name": "Kim", "telephone": "+377 93 00 00 00"})
    again = command_of(command_text(given), COMMANDS)
    assert again == given
    assert again.model_fields_set == given.model_fields_set


def test_an_edit_changes_only_what_it_was_given_for() -> None:
    given = CorrectObservation.of(observation_id=new_id(), version=3, place=None, priority=Priority.URGENT)
    again = command_of(command_text(given), COMMANDS)
    assert again.model_fields_set == {"observation_id", "version", "place", "priority"}


def test_a_photo_comes_back_byte_by_byte() -> None:
    data = bytes(range(256))
    again = command_of(command_text(KeepFile(data=data, name="van.png")), {"file.keep": KeepFile})
    assert isinstance(again, KeepFile)
    assert again.data == data


def test_a_command_of_another_version_is_none() -> None:
    text = command_text(report())
    assert command_of(text, {}) is None
    assert command_of(text.replace('"summary"', '"headline"'), COMMANDS) is None


@pytest.mark.parametrize(
    "error",
    [
        Refused("observation.closed", number=2417, at=now(), who=new_id()),
        Forbidden("vet", "observation", ("supervisor",)),
        NotFound("observation", UUID(int=7)),
        BadInput.one("summary", "required"),
        StoreUnavailable("busy", path="x"),
        ChangedElsewhere(
            "observation",
            UUID(int=7),
            read=1,
            now=3,
            theirs={"at": now()},
            yours={"priority": Priority.URGENT},
        ),
    ],
)
def test_a_failure_comes_back_with_its_facts(error) -> None:
    again = failure_of(failure_text(error))
    assert type(again) is type(error)
    plain = {name: value for name, value in vars(error).items() if name != "problems"}
    assert {name: value for name, value in vars(again).items() if name != "problems"} == plain


def test_a_local_number_is_read_as_people_type_it() -> None:
    assert [number_of(text) for text in ("L12", " l 12 ", "12", "L", "Lot 5", "L٣")] == [
        12,
        12,
        None,
        None,
        None,
        None,
    ]
    assert title_of(report("  two   men ")) == "two men"


# ---------------------------------------------------------------- the file


async def test_what_was_saved_is_there_after_a_kill_in_order_and_unreadable(tmp_path: Path) -> None:
    me = person()
    kept = outbox(tmp_path, me)
    given = [report(f"hoodie {n}") for n in range(3)]
    for command in given:
        await kept.save(command)
    assert (await kept.save(given[0])).number == 1
    # No close: the desk was killed.
    again = outbox(tmp_path, me)
    assert [one.command for one in again.waiting] == given
    assert [one.local for one in again.waiting] == ["L1", "L2", "L3"]
    assert again.waiting[0].author == me.name
    await again.close()
    await kept.close()
    assert b"hoodie" not in on_disk(tmp_path)


async def test_what_is_shared_leaves_its_contents_and_keeps_its_number(tmp_path: Path) -> None:
    kept = outbox(tmp_path, person())
    saved = await kept.save(report())
    await kept.settle(saved.number, State.SHARED, seq=40)
    found = await kept.find(saved.number)
    assert found is not None
    assert (found.command, found.seq, found.record_id) == (None, 40, saved.record_id)
    assert not kept.unsettled
    await kept.close()


# ---------------------------------------------------------------- away and back


async def test_away_it_is_saved_and_back_it_is_shared_once_and_in_order(
    database: Database, me: Me, tmp_path: Path
) -> None:
    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    server.away = True
    given = report()
    first = await desk.apply(given)
    assert (first.saved, desk.link.standing) == (1, Standing.AWAY)
    tries = server.tries
    edit = CorrectObservation.of(observation_id=given.observation_id, version=1, summary="two men")
    await desk.apply(edit)
    await desk.apply(edit.model_copy(update={"id": new_id(), "place": "Gare"}))
    assert server.tries == tries, "away is known: nobody waits for another try"
    server.away = False
    sending = asyncio.create_task(desk.keep_sending())
    await until(lambda: desk.link.standing is Standing.LIVE)
    sending.cancel()
    assert [one.state for one in desk.outbox.entries] == [State.SHARED] * 3
    found = database.ask(records.get, given.observation_id)
    assert (found.summary, found.version) == ("two men", 3)
    assert (await desk.apply(given)).repeated
    await desk.close()


async def test_an_acknowledgement_that_was_swallowed_does_no_harm(
    database: Database, me: Me, tmp_path: Path
) -> None:
    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    server.swallows = 1
    before = database.last()
    given = report()
    saved = await desk.apply(given)
    assert saved.saved is not None
    with pytest.raises(Refused) as caught:
        await desk.apply(saved.undo)
    assert caught.value.reason == "saved_in_doubt"
    server.away = False
    assert await desk._reached()
    assert await desk.send()
    assert [one.state for one in desk.outbox.entries] == [State.SHARED]
    assert database.last() == before + 1
    await desk.close()


async def test_another_desk_changed_it_meanwhile_both_sides_are_kept(
    database: Database, me: Me, tmp_path: Path
) -> None:
    given = report()
    database.run(given)
    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    server.away = True
    mine = CorrectObservation.of(observation_id=given.observation_id, version=1, summary="mine", place="Gare")
    await desk.apply(mine)
    database.run(CorrectObservation.of(observation_id=given.observation_id, version=1, summary="theirs"))
    server.away = False
    await desk._reached()
    await desk.send()
    (line,) = desk.outbox.unsettled
    assert line.state is State.CONFLICT
    assert isinstance(line.why, ChangedElsewhere)
    assert line.why.theirs["summary"] == "theirs"
    assert line.command == mine
    chosen = mine.model_copy(update={"id": new_id(), "version": line.why.now})
    await desk.settle(line.number, chosen)
    assert database.ask(records.get, given.observation_id).summary == "mine"
    (line,) = desk.outbox.entries
    assert (line.state, line.command) == (State.MERGED, mine), "the losing side is kept"
    await desk.close()


async def test_my_own_earlier_lines_are_no_conflict(database: Database, me: Me, tmp_path: Path) -> None:
    """A claim gives no version back that is told beforehand; the line after it still goes through."""
    given = report()
    database.run(given)
    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    server.away = True
    await desk.apply(ClaimObservation.of(observation_id=given.observation_id, version=1))
    await desk.apply(CorrectObservation.of(observation_id=given.observation_id, version=1, place="Gare"))
    server.away = False
    await desk._reached()
    await desk.send()
    assert [one.state for one in desk.outbox.entries] == [State.SHARED] * 2
    await desk.close()


async def test_what_is_refused_is_kept_with_its_reason_and_holds_up_only_what_needs_it(
    database: Database, me: Me, tmp_path: Path
) -> None:
    server = Server(database, person("Kim", Role.LIAISON, like=me))
    desk = unbroken(outbox(tmp_path, server.me), server)
    server.away = True
    opened = OpenIncident.of(title="Fire in the hold")
    await desk.apply(opened)
    await desk.apply(LogIncident.of(incident_id=opened.incident_id, text="Harbour 2 at the gate"))
    await desk.apply(report())
    server.away = False
    await desk._reached()
    await desk.send()
    assert [one.state for one in desk.outbox.entries] == [State.REJECTED, State.WAITING, State.SHARED]
    refused = desk.outbox.entries[0]
    assert isinstance(refused.why, Forbidden)
    assert refused.command == opened
    await desk.apply(DropSaved.of(saved_id=opened.id, reason="opened by the dispatcher"))
    await desk.send()
    assert [one.state for one in desk.outbox.entries] == [State.DROPPED, State.REJECTED, State.SHARED]
    assert desk.outbox.entries[0].note == "opened by the dispatcher"
    await desk.close()


async def test_a_photo_that_the_server_has_already_is_attached_under_its_own_id(
    database: Database, me: Me, tmp_path: Path
) -> None:
    known, fresh = KeepFile(data=PIXEL, name="van.png"), KeepFile(data=PIXEL, name="again.png")
    database.run(known)
    given = report()
    database.run(given)
    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    server.away = True
    await desk.apply(fresh)
    await desk.apply(AttachPhoto(observation_id=given.observation_id, file_id=fresh.file_id))
    server.away = False
    await desk._reached()
    await desk.send()
    assert [one.state for one in desk.outbox.entries] == [State.SHARED] * 2
    assert database.ask(kept, PIXEL).id == known.file_id
    assert database.ask(records.get, given.observation_id).photos[0].file_id == known.file_id
    await desk.close()


async def test_nobody_else_sends_it(database: Database, me: Me, tmp_path: Path) -> None:
    kim = person("Kim", Role.DISPATCHER, like=me)
    kept = outbox(tmp_path, kim)
    await kept.save(report())
    desk = unbroken(kept, Server(database, me))
    await desk.send()
    assert [one.state for one in kept.entries] == [State.WAITING]
    await desk.close()


async def test_undo_of_what_waits_takes_it_back_and_redo_saves_it_again(
    database: Database, me: Me, tmp_path: Path
) -> None:
    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    server.away = True
    await desk.apply(report())  # finds out that the server is away
    saved = await desk.apply(report())
    undone = await desk.apply(saved.undo)
    assert [one.state for one in desk.outbox.entries] == [State.WAITING, State.TAKEN_BACK]
    await desk.apply(undone.undo)
    assert [one.state for one in desk.outbox.entries] == [State.WAITING, State.WAITING]
    server.away = False
    await desk._reached()
    await desk.send()
    await desk.apply(saved.undo)
    assert database.ask(records.get, desk.outbox.entries[1].record_id).status == "withdrawn"
    await desk.close()


async def test_what_cannot_wait_says_that_the_server_is_away(
    database: Database, me: Me, tmp_path: Path
) -> None:
    from opsdesk.accounts.commands import RecordSignOut

    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    server.away = True
    with pytest.raises(StoreUnavailable) as caught:
        await desk.apply(RecordSignOut())
    assert caught.value.reason == "away"
    assert not desk.outbox.entries
    await desk.close()


async def test_what_was_read_can_be_read_again_while_away(database: Database, me: Me, tmp_path: Path) -> None:
    given = report()
    database.run(given)
    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    found = await desk.read(records.get, given.observation_id)
    server.away = True
    assert await desk.read(records.get, given.observation_id) == found
    with pytest.raises(StoreUnavailable):
        await desk.read(records.get, new_id())
    await desk.close()


async def test_a_desk_starts_while_the_server_is_away(database: Database, me: Me, tmp_path: Path) -> None:
    tries = []

    async def connect() -> Server:
        tries.append(1)
        if len(tries) < 3:
            raise StoreUnavailable("server_away")
        return Server(database, me)

    desk = unbroken(outbox(tmp_path, me), None, connect=connect)
    assert desk.away
    assert desk.me == me
    given = report()
    await desk.apply(given)
    sending = asyncio.create_task(desk.keep_sending())
    await until(lambda: desk.link.standing is Standing.LIVE)
    sending.cancel()
    assert database.ask(records.get, given.observation_id).summary == given.summary
    await desk.close()


async def test_who_follows_hears_at_once_that_it_is_away_and_that_it_is_back(
    database: Database, me: Me, tmp_path: Path
) -> None:
    server = Server(database, me)
    desk = unbroken(outbox(tmp_path, me), server)
    head = await desk.head()
    following = asyncio.create_task(desk.changed(head, 600))
    await asyncio.sleep(0)
    server.away = True
    await desk.apply(report())
    with pytest.raises(StoreUnavailable):
        await following
    returned = asyncio.create_task(desk.follow(head))
    server.away = False
    sending = asyncio.create_task(desk.keep_sending())
    assert await returned is not None
    sending.cancel()
    await desk.close()
