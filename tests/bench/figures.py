"""One JSON line for each figure, with its peer of the same run and the ratio; nothing passes or fails."""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence


def percentile(values: Iterable[float], percent: float) -> float:
    """The value below which `percent` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def times(work: Callable[[], object], repeat: int, *, warm: int = 1) -> list[float]:
    """Milliseconds of each of `repeat` calls, after `warm` that do not count."""
    for _ in range(warm):
        work()
    gc.collect()
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1e3)
    return taken


def milliseconds(bench: str, figure: str, taken: Sequence[float], **more: object) -> float:
    """Print the median with minimum, p95, p99 and maximum; returns the median."""
    median = statistics.median(taken)
    line = {
        "bench": bench,
        "figure": figure,
        "ms": round(median, 3),
        "min": round(min(taken), 3),
        "p95": round(percentile(taken, 95), 3),
        "p99": round(percentile(taken, 99), 3),
        "max": round(max(taken), 3),
        "n": len(taken),
    }
    print(json.dumps(line | more), flush=True)
    return median


def ratio(bench: str, figure: str, ours: float, peer: float, *, to: str, target: str) -> None:
    """Print how many times the peer's figure ours is, and what was aimed at."""
    line = {"bench": bench, "figure": figure, "ratio": round(ours / peer, 4), "to": to, "target": target}
    print(json.dumps(line), flush=True)


def value(bench: str, figure: str, number: float, unit: str, **more: object) -> None:
    """Print a figure that is no time."""
    line = {"bench": bench, "figure": figure, "value": round(number, 3), "unit": unit}
    print(json.dumps(line | more), flush=True)
