"""Where the files that the program brings with it stand: icons, fonts."""

from __future__ import annotations

from pathlib import Path

import opsdesk


def resources() -> Path:
    """The folder of the program's own files: inside the installed package, or beside `src` in a work tree."""
    package = Path(opsdesk.__file__).parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parents[1] / "resources"
