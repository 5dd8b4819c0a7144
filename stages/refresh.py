"""Before the pipeline: check params.yaml, tidy up, and fetch what a mirror now offers.

DVC reruns a stage when its files or params change, but which source answers is no file: a dataset
once drawn as a stand-in would stay one. So where DATA_MIRROR is set and lists a dataset that is
here from elsewhere, or with other checksums, its fetch stage is forced. Official hosts are not
asked again; ``make data`` does that. What a fetch that was killed has left half done is removed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

from lib.frame.errors import InputError
from lib.frame.params import Data, check_all
from lib.frame.run import run
from lib.sources.catalogue import load_catalogue
from lib.sources.checksums import mirror_checksums
from lib.sources.obtain import recorded
from lib.store.provenance import Provenance

MIRRORED = ("auto", "mirror")  # params data.source that take what a mirror offers


def main(
    *,
    raw: Annotated[Path, "folder with a folder a dataset"],
) -> None:
    check_all()
    for left in raw.glob(".*.partial"):
        shutil.rmtree(left)
    source = Data.load().source
    mirror = os.environ.get("DATA_MIRROR")
    stale = []
    for name in load_catalogue():
        folder = raw / name
        record = recorded(folder)
        offered = mirror_checksums(Path(mirror), name) if mirror else {}
        print(f"data: {name}: {describe(record, offered, source)}")
        if record and offered and source in MIRRORED and record.files != offered:
            stale.append(f"fetch@{name}")
    sys.stdout.flush()
    if stale:
        done = subprocess.run(["dvc", "repro", "--force", "--single-item", *stale])
        if done.returncode:
            raise InputError(f"{', '.join(stale)} failed, as said above")


def describe(record: Provenance | None, offered: dict[str, str], source: str) -> str:
    if record and not (offered and source in MIRRORED and record.files != offered):
        return f"here already, source {record.source}"
    if offered and source in MIRRORED:
        return "to be fetched from the mirror"
    return "to be fetched"


if __name__ == "__main__":
    run(main)
