"""What the pipeline costs beside its work: the imports of its stages, and DVC."""

import subprocess
import sys

from benchmarks.timing import row, seconds
from lib.build.timings import read_timings
from lib.frame.run import TIMINGS


def measure() -> list[dict]:
    """Against the time that all stages took when they last ran here."""
    stages = read_timings(TIMINGS)
    pipeline = sum(stages.values())
    modules = [f"stages.{name.partition('@')[0]}" for name in stages]
    taken = {module: importing(module) for module in sorted(set(modules))}
    slowest = max(taken, key=taken.get)
    costs = {
        f"imports of all {len(stages)} stages": sum(taken[module] for module in modules),
        f"imports of {slowest}, the most": taken[slowest],
        "dvc repro with nothing to do": seconds(lambda: call(sys.executable, "-m", "dvc", "repro")),
    }
    against = f"the stages' {pipeline:,.0f} s"
    return [row(what, cost, against, pipeline / cost) for what, cost in costs.items()]


def importing(module: str) -> float:
    return min(seconds(lambda: call(sys.executable, "-c", f"import {module}")) for _ in range(2))


def call(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
