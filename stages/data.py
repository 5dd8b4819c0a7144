"""Gather the datasets' records into one metrics file: source, checksum and number of items.

Reads: the folder of the fetched datasets. Writes: the metrics.
"""

from pathlib import Path

from lib.frame.errors import InputError
from lib.frame.run import run
from lib.store.metrics import write_json
from lib.store.provenance import FILE_NAME, Provenance
from lib.store.threads import pinned


@pinned
def main(
    raw: Path,
    /,
    *,
    metrics: Path,
) -> str:
    files = sorted(raw.glob(f"[!.]*/{FILE_NAME}"))  # a name with a dot is of a dataset half fetched
    if not files:
        raise InputError(f"{raw}: holds no dataset; 'make' fetches them")
    records = [Provenance.of_folder(file.parent) for file in files]
    write_json(
        metrics,
        {r.dataset: {"source": r.source, "sha256": r.sha256, "n": r.n} for r in records},
    )
    return ", ".join(f"{record.dataset} {record.source}" for record in records)


if __name__ == "__main__":
    run(main)
