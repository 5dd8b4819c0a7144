"""Fetch one dataset: from DATA_MIRROR, its official home, or a stand-in drawn by code.

Reads: the network, or the folder that DATA_MIRROR names. Writes: a folder with the dataset's files
and provenance.json, whole or not at all.
"""

import argparse
import os
from functools import partial
from pathlib import Path

import numpy as np

from lib.frame.params import Base, Data
from lib.frame.run import run
from lib.sources.catalogue import dataset_named
from lib.sources.obtain import Request, obtain


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset")
    parser.add_argument("--transcripts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    mirror = os.environ.get("DATA_MIRROR")
    request = Request(
        name=args.dataset,
        dataset=dataset_named(args.dataset),
        mirror=Path(mirror) if mirror else None,
        transcripts=args.transcripts,
        rng=np.random.default_rng(Base.load().seed),
    )
    record = obtain(request, Data.load().source, args.out, partial(print, flush=True))
    if record.source == "absent":
        return "ABSENT: no source has it, and what needs it will say so"
    return f"{record.n} items, source {record.source}"


if __name__ == "__main__":
    run(main)
