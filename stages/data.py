"""Gather the datasets' records into one metrics file: source, checksum and number of items.

Reads: each dataset's folder. Writes: the metrics.
"""

import argparse
from pathlib import Path

from lib.frame.run import run
from lib.store.metrics import write_json
from lib.store.provenance import Provenance


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--metrics", type=Path, required=True)
    args = parser.parse_args()
    records = [Provenance.of_folder(folder) for folder in args.folders]
    write_json(
        args.metrics,
        {r.dataset: {"source": r.source, "sha256": r.sha256, "n": r.n} for r in records},
    )
    return ", ".join(f"{record.dataset} {record.source}" for record in records)


if __name__ == "__main__":
    run(main)
