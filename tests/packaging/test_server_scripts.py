"""The scripts for a server: their shells can read them, the page names what they do, the archive is safe."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent.parent / "packaging" / "postgresql"
SCRIPTS = sorted(FOLDER.glob("*.sh"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_shell_can_read_it(script: Path) -> None:
    shell = "sh" if script.read_text().startswith("#!/bin/sh") else "bash"
    done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_shellcheck_finds_nothing() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    done = subprocess.run(["shellcheck", *SCRIPTS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_each_program_that_is_installed_is_there() -> None:
    listed = re.search(r"for name in (.*); do\n\s+\[ \"\$here\"", (FOLDER / "steps.sh").read_text())
    assert listed is not None
    here = {path.name for path in FOLDER.iterdir() if path.suffix in (".sh", ".py")}
    assert set(listed[1].split()) == here


def test_the_page_names_every_act_of_the_scripts() -> None:
    page = (FOLDER / "README.md").read_text()
    for script in ("server.sh", "standby.sh", "backup.sh"):
        acts = re.findall(r"^    ([a-z-]+)\) ", (FOLDER / script).read_text(), re.MULTILINE)
        assert len(acts) >= 3
        for act in acts:
            assert act in page, f"{script} {act}"


def test_a_piece_of_the_log_is_archived_once_and_never_overwritten(tmp_path: Path) -> None:
    archive, piece = tmp_path / "wal", tmp_path / "000000010000000000000001"
    archive.mkdir()
    piece.write_bytes(b"log" * 1000)
    words = [str(FOLDER / "archive_wal.sh"), str(archive), str(piece), piece.name]
    assert subprocess.run(words, check=False).returncode == 0
    assert subprocess.run(words, check=False).returncode == 0  # asked again after a crash
    piece.write_bytes(b"other" * 1000)
    assert subprocess.run(words, check=False).returncode != 0
    assert (archive / piece.name).read_bytes() == b"log" * 1000
    assert [path.name for path in archive.iterdir()] == [piece.name]


def test_nothing_is_done_without_an_act() -> None:
    done = subprocess.run([FOLDER / "server.sh"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.startswith("Takes a fresh Debian 12")
