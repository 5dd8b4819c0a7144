"""Build what is not up to date, and print the result table: ``make``.

DVC reruns a stage when its files or params change, but which source answers is no file: a dataset
once drawn as a stand-in would stay one. So what DATA_MIRROR offers in another version is fetched
again first. Official hosts are asked again by ``--fetch`` alone.
"""

import os
import shutil
import signal
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated

from lib.build.environment import clean_environment
from lib.build.graph import stale_stages
from lib.build.lock import build_lock
from lib.build.repository import check_repository
from lib.build.schedule import cluster_workers, processes, run_in_order
from lib.build.timings import read_timings
from lib.frame.cluster import ABOUT
from lib.frame.errors import InputError
from lib.frame.params import Data, check_all
from lib.frame.run import TIMINGS, run
from lib.frame.system import ENDINGS
from lib.sources.catalogue import load_catalogue
from lib.sources.checksums import mirror_checksums
from lib.sources.obtain import recorded
from stages.commands.results import METRICS, show

RAW = Path("data/raw")
MIRRORED = ("auto", "mirror")  # values of data.source that take what a mirror offers


def main(
    *,
    jobs: Annotated[int, "how many stages to run at once"] = 2,
    dask: Annotated[str | None, f"instead of here, on {ABOUT}"] = None,
    fetch: Annotated[bool, "only fetch every dataset again, from the best source"] = False,
) -> None:
    build(jobs, dask, fetch)


def build(
    jobs: int, dask: str | None = None, fetch: bool = False, leave_out: Collection[str] = ()
) -> None:
    """Build the project in the working directory; leave_out: stages that stay as they are.

    Raises InputError.
    """
    if jobs < 1:
        raise InputError(f"--jobs is {jobs}; it must be at least 1")
    for ending in ENDINGS:
        signal.signal(ending, signal.default_int_handler)  # as Ctrl-C: no stage goes on running
    clean_environment()
    check_repository()
    check_all()
    with build_lock():
        for left in RAW.glob(".*.partial"):
            shutil.rmtree(left)
        if fetch:
            fetch_again(list(load_catalogue()), jobs)
            return
        fetch_again(changed_on_mirror(), jobs)
        stale = stale_stages(read_timings(TIMINGS), leave_out)
        with cluster_workers(dask) if dask else processes(jobs) as workers:
            succeed(run_in_order(stale, workers))
        show(METRICS, TIMINGS)


def fetch_again(datasets: list[str], jobs: int) -> None:
    """Run their fetch stages anew, which then look at every source. Raises InputError."""
    os.environ["DATA_AGAIN"] = "1"
    try:
        with processes(jobs, "--force") as workers:
            succeed(run_in_order({f"fetch@{name}": [] for name in datasets}, workers))
    finally:
        del os.environ["DATA_AGAIN"]


def changed_on_mirror() -> list[str]:
    """The datasets that are here, but not as the mirror offers them; says of each where it is."""
    mirror = os.environ.get("DATA_MIRROR")
    takes_mirror = mirror and Data.load().source in MIRRORED
    changed = []
    for name in load_catalogue():
        record = recorded(RAW / name)
        offered = mirror_checksums(Path(mirror), name) if mirror and takes_mirror else {}
        if record and (not offered or record.files == offered):
            print(f"data: {name}: here already, source {record.source}", flush=True)
            continue
        print(f"data: {name}: to be fetched{' from the mirror' * bool(offered)}", flush=True)
        if record:
            changed.append(name)
    return changed


def succeed(failed: Mapping[str, str]) -> None:
    """Raise InputError that names the failed stages, if there are any."""
    if failed:
        raise InputError("; ".join(f"{name} failed: {why}" for name, why in failed.items()))


if __name__ == "__main__":
    run(main)
