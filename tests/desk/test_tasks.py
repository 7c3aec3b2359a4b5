"""The task runner: told once, never started twice, the newest question wins."""

from __future__ import annotations

import asyncio

from opsdesk.desk.messages import Tone
from opsdesk.desk.tasks import Progress
from opsdesk.errors import Refused
from tests.desk.fakes import fake_desk, settled


async def test_an_action_that_runs_is_not_started_twice(qapp):
    desk = fake_desk()
    go, runs = asyncio.Event(), []

    async def work() -> None:
        runs.append(1)
        await go.wait()

    assert desk.tasks.start("claim", work)
    assert not desk.tasks.start("claim", work)
    await asyncio.sleep(0)
    go.set()
    await settled(desk)
    assert runs == [1]
    assert not desk.tasks.runs("claim")


async def test_the_newest_question_wins_and_older_answers_never_arrive(qapp):
    desk = fake_desk()
    answers = []
    for word in ("s", "su", "sus"):
        desk.ask("search", lambda _reading, text: text, word, done=answers.append)
    await settled(desk)
    assert answers == ["sus"]


async def test_an_expected_failure_is_told_as_its_sentence(qapp):
    desk = fake_desk()

    async def refuse() -> None:
        raise Refused("two_people")

    desk.tasks.start("x", refuse)
    await settled(desk)
    assert desk.messages.current is not None
    assert desk.messages.current.tone is Tone.ERROR
    assert desk.messages.current.text.startswith("told: two_people")


async def test_who_handles_a_failure_is_not_interrupted_by_its_telling(qapp):
    desk = fake_desk()
    handled = []

    async def refuse() -> None:
        raise Refused("two_people")

    desk.tasks.start("x", refuse, failed=lambda error: handled.append(error) is None)
    await settled(desk)
    assert len(handled) == 1
    assert desk.messages.current is None


async def test_a_fault_of_the_program_is_logged_and_told_and_the_desk_goes_on(qapp, caplog):
    desk = fake_desk()

    async def broken() -> None:
        raise ZeroDivisionError

    desk.tasks.start("x", broken)
    await settled(desk)
    assert "Task x failed" in caplog.text
    assert desk.messages.current is not None
    assert "fault of the program" in desk.messages.current.text
    assert desk.tasks.start("y", broken)
    await settled(desk)


async def test_long_work_shows_how_far_it_is_and_can_be_cancelled(qapp):
    desk = fake_desk()
    seen: list[tuple[int, int]] = []
    ended = []

    async def work(progress: Progress) -> int:
        progress.moved.connect(lambda done, total: seen.append((done, total)))
        progress.ended.connect(lambda: ended.append(True))
        for chunk in range(1, 10):
            if progress.cancelled:
                return chunk
            progress.report(chunk, 9)
            await asyncio.sleep(0)
        return 10

    results: list[int] = []
    progress = desk.tasks.start_long("import", "Import", work, done=results.append)
    assert progress is not None
    assert desk.tasks.start_long("import", "Import", work) is None
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    progress.cancel()
    await settled(desk)
    assert results
    assert results[0] < 10
    assert seen[0] == (1, 9)
    assert ended == [True]


async def test_after_the_end_nothing_can_be_started(qapp):
    desk = fake_desk()
    began = asyncio.Event()

    async def forever() -> None:
        began.set()
        await asyncio.Event().wait()

    desk.tasks.start("x", forever)
    await began.wait()
    await desk.tasks.close()
    assert not desk.tasks.start("y", forever)
