"""Random schedules of faults, a state machine, and a server that dies again and again: nothing is lost."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from opsdesk.store import unbroken
from opsdesk.store.shared import following
from tests.faults.mission import FAULTS, Mission, fresh
from tests.servers import Server
from tests.shared_desks import Desks

pytestmark = pytest.mark.faults

SCHEDULES = int(os.environ.get("OPSDESK_TEST_SCHEDULES", "10"))
KILLS = int(os.environ.get("OPSDESK_TEST_KILLS", "5"))
EXAMPLES = int(os.environ.get("OPSDESK_TEST_MACHINES", "2"))
STEPS = 20


@pytest.fixture(scope="module")
def steady() -> Iterator[tuple[Desks, Server]]:
    """A server of this module's own, and the database on it."""
    from tests.servers import HASTY, _running

    running = _running(**{**HASTY, "fsync": "on", "synchronous_commit": "on"})
    server = next(running)
    desks = Desks(server.url)
    yield desks, server
    desks.end()
    running.close()


@pytest.fixture(autouse=True)
def quick_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """A half-open connection is found in half a second instead of eight."""
    monkeypatch.setattr(following, "HEARTBEAT", 0.3)
    monkeypatch.setattr(following, "LIMIT", 0.5)
    for module in (following, unbroken):
        monkeypatch.setattr(module, "LONGEST_PAUSE", 0.2)


def act(mission: Mission, chance: random.Random) -> None:
    """One operator does something, or the network does."""
    desk = chance.choice(mission.desks)
    match chance.choice(
        ("report", "report", "correct", "correct", "attach", "fault", "fault", "heal", "kill")
    ):
        case "report":
            desk.report(f"report {chance.random()}")
        case "correct" if mission.records:
            desk.correct(chance.choice(mission.records), f"correction {chance.random()}")
        case "attach" if mission.records:
            desk.attach(chance.choice(mission.records))
        case "fault":
            FAULTS[chance.choice(sorted(FAULTS))](desk, chance)
        case "heal":
            desk.proxy.heal()
        case "kill" if chance.random() < 0.3:
            desk.kill()
        case _:
            if mission.acknowledged:
                desk.again(mission.given[chance.choice(sorted(mission.acknowledged))])


@pytest.mark.parametrize("seed", range(SCHEDULES))
def test_a_random_schedule_of_faults_loses_nothing(desks: Desks, tmp_path: Path, seed: int) -> None:
    fresh(desks)
    chance = random.Random(seed)
    mission = Mission(desks, tmp_path, urlsplit(desks.url).port or 5432)
    try:
        for _ in range(STEPS):
            act(mission, chance)
        mission.settle()
        mission.check()
        print(f"schedule {seed}: {mission.told()}")
    finally:
        mission.close()


def test_a_server_that_is_killed_again_and_again_loses_nothing(
    steady: tuple[Desks, Server], tmp_path: Path
) -> None:
    desks, server = steady
    fresh(desks)
    chance = random.Random(7)
    mission = Mission(desks, tmp_path, server.port)
    try:
        for cycle in range(KILLS):
            for n in range(6):
                mission.desks[n % 3].report(f"cycle {cycle}, {n}")
            server.kill()
            for n in range(6):
                desk = mission.desks[n % 3]
                if chance.random() < 0.5:
                    desk.report(f"away in cycle {cycle}, {n}")
                else:
                    desk.correct(chance.choice(mission.records), f"away in cycle {cycle}, {n}")
            server.start()
            mission.settle()
        mission.check()
        print(f"{KILLS} kills: {mission.told()}")
    finally:
        mission.close()


def test_whatever_happens_in_whatever_order_nothing_is_lost(  # noqa: C901 - the rules of one machine
    steady: tuple[Desks, Server], tmp_path_factory: pytest.TempPathFactory
) -> None:
    desks, server = steady

    class Machine(RuleBasedStateMachine):
        """Three desks; the rules are what can happen to them."""

        mission: Mission

        @initialize()
        def begin(self) -> None:
            fresh(desks)
            self.mission = Mission(desks, tmp_path_factory.mktemp("mission"), server.port)

        @rule(at=st.integers(0, 2))
        def report(self, at: int) -> None:
            self.mission.desks[at].report(f"report {len(self.mission.given)}")

        @rule(at=st.integers(0, 2), which=st.integers(0, 9))
        def correct(self, at: int, which: int) -> None:
            if known := self.mission.records:
                self.mission.desks[at].correct(known[which % len(known)], f"text {len(self.mission.given)}")

        @rule(at=st.integers(0, 2), which=st.integers(0, 9))
        def attach(self, at: int, which: int) -> None:
            if known := self.mission.records:
                self.mission.desks[at].attach(known[which % len(known)])

        @rule(at=st.integers(0, 2), how=st.sampled_from(sorted(FAULTS)), seed=st.integers(0, 99))
        def partition(self, at: int, how: str, seed: int) -> None:
            FAULTS[how](self.mission.desks[at], random.Random(seed))

        @rule(at=st.integers(0, 2))
        def heal(self, at: int) -> None:
            self.mission.desks[at].proxy.heal()

        @rule(at=st.integers(0, 2))
        def kill_client(self, at: int) -> None:
            self.mission.desks[at].kill()

        @rule()
        def kill_server(self) -> None:
            server.kill()
            server.start()

        @rule(at=st.integers(0, 2), which=st.integers(0, 99))
        def replay(self, at: int, which: int) -> None:
            if known := sorted(self.mission.acknowledged):
                command = self.mission.given[known[which % len(known)]]
                for _ in range(2):
                    self.mission.desks[at].again(command)

        def teardown(self) -> None:
            if not hasattr(self, "mission"):
                return
            try:
                self.mission.settle()
                self.mission.check()
            finally:
                self.mission.close()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
