"""Pages are made in a process that is limited, private, and gone when it is done."""

from __future__ import annotations

import hashlib
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest

from opsdesk.briefings.model import Report
from opsdesk.briefings.pages import render
from opsdesk.briefings.worker import Limits, Printed, discard, limits_for, print_packet
from opsdesk.errors import Refused, StoreUnavailable
from tests.briefings.reading import FONTS
from tests.briefings.samples import BRIEFING, PERSON_FLYER, STAMP
from tests.briefings.stand_ins import Broken, Endless, Greedy

pytestmark = pytest.mark.usefixtures("worker_process")


def printed(map_: object, tmp_path: Path, limits: Limits | None = None) -> Printed:
    packet = replace(PERSON_FLYER, map=map_)  # type: ignore[arg-type]  # stands in for a painted map
    return print_packet(packet, STAMP, fonts=FONTS, folder=tmp_path, limits=limits)


def test_the_file_is_private_and_what_its_hash_says(tmp_path: Path) -> None:
    done = print_packet(PERSON_FLYER, STAMP, fonts=FONTS, folder=tmp_path)
    data = done.path.read_bytes()
    assert done.sha256 == hashlib.sha256(data).hexdigest()
    assert done.size == len(data)
    assert isinstance(done.report, Report)
    assert stat.S_IMODE(done.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(done.path.parent.stat().st_mode) == 0o700
    assert data == render(PERSON_FLYER, STAMP, fonts=FONTS)[0]
    discard(done)
    assert list(tmp_path.iterdir()) == []


def test_one_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(Refused) as error:
        printed(Endless(), tmp_path, Limits(seconds=3))
    assert error.value.reason == "packet_timeout"
    assert error.value.facts == {"seconds": 3}
    assert time.monotonic() - began < 70
    assert list(tmp_path.iterdir()) == []


def test_one_that_takes_too_much_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as error:
        printed(Greedy(), tmp_path)
    assert error.value.reason == "packet_memory"
    assert list(tmp_path.iterdir()) == []


def test_a_fault_is_told_by_its_kind_alone(tmp_path: Path) -> None:
    with pytest.raises(Refused) as error:
        printed(Broken(), tmp_path)
    assert error.value.reason == "packet_failed"
    assert "secret" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_missing_fonts_are_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as error:
        print_packet(PERSON_FLYER, STAMP, fonts=(tmp_path / "nowhere",), folder=tmp_path)
    assert error.value.reason == "fonts_missing"


def test_a_big_packet_gets_more_time_and_no_more_memory() -> None:
    small, big = limits_for(PERSON_FLYER), limits_for(replace(BRIEFING, open=BRIEFING.open * 50))
    assert big.seconds > small.seconds > 20
    assert big.megabytes == small.megabytes == 512
