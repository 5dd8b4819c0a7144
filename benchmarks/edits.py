"""``make edit-costs``: which stages an edit of a file makes DVC rerun, and their seconds.

The first seconds are those of the stages that name the file; the second ones add every stage that
needs one of these, which run only if the outputs before them change. The seconds are those of each
stage's last run (reports/timings), except for fetch stages: with their data here they only look at
them, so they are timed anew, each on a copy of its data.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.timing import seconds
from lib.build.graph import Stage, read_stages, with_descendants
from lib.build.timings import read_timings
from lib.frame.run import TIMINGS, run

RAW = Path("data/raw")
EDITS = {
    "how pictures are put together": "lib/figures/picture.py",
    "reading .mat files": "lib/datasets/matfile.py",
    **{
        f"the network {file.stem}": file.as_posix()
        for file in sorted(Path("lib/pytorch/networks").glob("[!_]*.py"))
    },
    "the arrays on disk": "lib/store/arrays.py",
    "the distortion of letters": "lib/training/distortion.py",
    "the template of the report": "lib/report/templates/report.html",
    "the progress bar": "lib/frame/progress.py",
    "the texts of errors": "lib/frame/errors.py",
    "the code of params": "lib/frame/params.py",
}


def main() -> None:
    stages = read_stages()
    after = {name: stage.after for name, stage in stages.items()}
    named = {what: naming(path, stages) for what, path in EDITS.items()}
    taken = read_timings(TIMINGS)
    fetches = sorted(name for name in set().union(*named.values()) if name.startswith("fetch@"))
    looked = {name: look for name in fetches if (look := fetch_seconds(name)) is not None}
    taken |= looked
    print("| an edit of | stages that name it | seconds | with all that need them | seconds |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for what, first in named.items():
        every = with_descendants(first, after)
        print(
            f"| {what}, `{EDITS[what]}` | {len(first)} | {total(first, taken)} "
            f"| {len(every)} | {total(every, taken)} |"
        )
    print("| a comment or docstring anywhere, after `make record-comments` | 0 | 0 | 0 | 0 |")
    if looked:
        print(f"\nTimed with their data here: {', '.join(looked)}.")
    if kept := sorted(set(fetches) - looked.keys()):
        print(f"\nTheir data are not here, so their last run counts: {', '.join(kept)}.")
    if unknown := sorted(stages.keys() - taken.keys()):
        print(f"\nNo time is known of {', '.join(unknown)}.")


def naming(path: str, stages: dict[str, Stage]) -> set[str]:
    """The stages that depend on a file, by its name or a folder's around it."""
    return {
        name
        for name, stage in stages.items()
        if any(Path(path).is_relative_to(dep) for dep in stage.deps)
    }


def total(names: Iterable[str], taken: dict[str, float]) -> str:
    return f"{sum(taken.get(name, 0) for name in names):,.0f}"


def fetch_seconds(stage: str) -> float | None:
    """What a fetch takes that finds its data, in a copy of them; None where there are none."""
    dataset = stage.partition("@")[2]
    if not (RAW / dataset).is_dir():
        return None
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / dataset
        shutil.copytree(RAW / dataset, copy)
        command = [sys.executable, "-m", "stages.fetch", dataset, "--transcripts", "images"]
        command += ["--out", str(copy)]
        return seconds(lambda: subprocess.run(command, check=True, capture_output=True))


if __name__ == "__main__":
    run(main)
