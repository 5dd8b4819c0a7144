"""Fetch one dataset: from DATA_MIRROR, its official home, or a stand-in drawn by code.

Reads: the network, or the folder that DATA_MIRROR names. Writes: a folder with the dataset's files
and provenance.json, whole or not at all. Real data that are there already are kept, unless the
mirror offers other files or DATA_AGAIN is set.
"""

import os
from functools import partial
from pathlib import Path

import numpy as np

from lib.frame.params import Base, Data
from lib.frame.run import run
from lib.sources.catalogue import load_catalogue
from lib.sources.obtain import Request, obtain
from lib.store.threads import pinned


@pinned
def main(
    dataset: str,
    /,
    *,
    transcripts: Path,
    out: Path,
) -> str:
    mirror = os.environ.get("DATA_MIRROR")
    request = Request(
        name=dataset,
        catalogue=load_catalogue(),
        source=Data.load().source,
        mirror=Path(mirror) if mirror else None,
        transcripts=transcripts,
        rng=np.random.default_rng(Base.load().seed),
        again=bool(os.environ.get("DATA_AGAIN")),
    )
    record = obtain(request, out, partial(print, flush=True))
    if record.source == "absent":
        return "ABSENT: no source has it, and what needs it will say so"
    return f"{record.n} items, source {record.source}"


if __name__ == "__main__":
    run(main)
