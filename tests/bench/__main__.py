"""`python -m tests.bench [NAME ...]`, one after the other; `--small`: a look whether they run."""

from __future__ import annotations

import argparse
import importlib
import tempfile
from pathlib import Path

NAMES = ("start", "import", "apply", "page", "packet", "live", "live-pg", "copy", "stalls")


def main(arguments: list[str] | None = None) -> None:
    """Run the named benchmarks, or all, one after the other."""
    parser = argparse.ArgumentParser(prog="bench.sh", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--small", action="store_true", help="small sizes: shows that they run")
    given = parser.parse_args(arguments)
    unknown = set(given.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    for name in given.names or NAMES:
        bench = importlib.import_module(f"tests.bench.bench_{name.replace('-', '_')}")
        with tempfile.TemporaryDirectory(prefix="opsdesk-bench-") as folder:
            bench.run(Path(folder), small=given.small)


if __name__ == "__main__":
    main()
