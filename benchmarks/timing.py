"""Ratios of times, measured side by side."""

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def speedup(
    ours: Callable[[], object], other: Callable[[], object], repeats: int = 3
) -> tuple[float, float]:
    """Median seconds of ours, and how many times as long the other takes.

    The two take turns, so that whatever else the machine does meets both.
    """
    pairs = [(seconds(ours), seconds(other)) for _ in range(repeats)]
    mine = statistics.median(a for a, _ in pairs)
    return mine, statistics.median(b for _, b in pairs) / mine
