"""Training curves as CSV, a row an epoch, for ``dvc plots`` and spreadsheets."""

import csv
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path


def write_curve(path: Path, history: Sequence) -> None:
    """Write a list of equal dataclass instances; the columns are the fields. Floats in full."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(epoch) for epoch in history]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
