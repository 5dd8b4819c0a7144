"""Training curves as CSV, a row an epoch, for ``dvc plots`` and spreadsheets."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Epoch:
    """One epoch of a classifier's training, numbered from 1.

    learning_rate: the one it began with. Losses are mean cross-entropies (natural log), accuracies
    0..1.
    """

    epoch: int
    learning_rate: float
    train_loss: float
    train_acc: float
    valid_loss: float
    valid_acc: float


def write_curve(path: Path, history: Sequence) -> None:
    """Write a list of equal dataclass instances; the columns are the fields. Floats in full."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(epoch) for epoch in history]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_curve(path: Path) -> dict[str, list[float]]:
    """A training curve's columns, by name."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}
