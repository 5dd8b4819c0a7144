"""Gather the datasets' records into one metrics file: source, checksum and number of items.

Reads: each dataset's folder. Writes: the metrics.
"""

from pathlib import Path

from lib.frame.run import run
from lib.store.metrics import write_json
from lib.store.provenance import Provenance
from lib.store.threads import pinned


@pinned
def main(
    folders: list[Path],
    /,
    *,
    metrics: Path,
) -> str:
    records = [Provenance.of_folder(folder) for folder in folders]
    write_json(
        metrics,
        {r.dataset: {"source": r.source, "sha256": r.sha256, "n": r.n} for r in records},
    )
    return ", ".join(f"{record.dataset} {record.source}" for record in records)


if __name__ == "__main__":
    run(main)
