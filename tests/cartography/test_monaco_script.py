"""The maps in resources are what the script makes of the real file."""

import subprocess
import sys
from pathlib import Path

from tests.cartography.conftest import MAPS

SCRIPT = Path(__file__).parents[2] / "packaging" / "maps" / "monaco.py"


def test_the_script_makes_the_maps_that_are_shipped(shared, tmp_path):
    source = shared / "monaco" / "monaco.osm.gz"
    subprocess.run(
        [sys.executable, SCRIPT, source, tmp_path], check=True, timeout=60, stdout=subprocess.DEVNULL
    )
    shipped = sorted(path.name for path in MAPS.glob("monaco.*"))
    assert sorted(path.name for path in tmp_path.iterdir()) == shipped
    for name in shipped:
        assert (tmp_path / name).read_bytes() == (MAPS / name).read_bytes()


def test_the_makers_are_named_beside_the_maps():
    assert "© OpenStreetMap contributors" in (MAPS / "ATTRIBUTION").read_text(encoding="utf-8")
