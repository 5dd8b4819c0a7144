"""Ratios of times, measured side by side."""

import statistics
import time
from collections.abc import Callable

Work = Callable[[], object]


def seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(what: str, taken: float, against: str, times_faster: float) -> dict:
    """One line of the table. taken: seconds; times_faster: the other's seconds over them."""
    return {"what": what, "seconds": taken, "against": against, "times_faster": times_faster}


def compare(what: str, ours: Work, against: str, other: Work, repeats: int = 3) -> dict:
    """The row of two that take turns, so that whatever else the machine does meets both."""
    pairs = [(seconds(ours), seconds(other)) for _ in range(repeats)]
    mine, others = (statistics.median(times) for times in zip(*pairs, strict=True))
    return row(what, mine, against, others / mine)
