"""The learning rate against the accuracy (Q3.2): the table of ``make sweep``."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lib.frame.errors import InputError
from lib.store.metrics import read_rows

RATE, SEED, EPOCHS = "train_mlp.tuned", "base.seed", "mlp.epochs"
SPLITS = {"training": "train_acc", "validation": "valid_acc"}


@dataclass(frozen=True)
class Sweep:
    """rates: ascending. mean, deviation: of the accuracies, by split, a value for each rate.

    seeds: how many trainings each rate has. epochs: of each training, as text.
    """

    rates: list[float]
    mean: dict[str, list[float]]
    deviation: dict[str, list[float]]
    seeds: int
    epochs: str


def read_sweep(path: Path) -> Sweep:
    """Read the table, a row a training. Raises InputError if the file is not such a table."""
    try:
        rows = read_rows(path)
        at = [float(row[RATE]) for row in rows]
        found = {split: [float(row[key]) for row in rows] for split, key in SPLITS.items()}
        seeds, epochs = (sorted({row[key] for row in rows}) for key in (SEED, EPOCHS))
    except InputError:
        raise InputError(f"{path}: not a table of trainings; 'make sweep' writes it") from None
    except (ValueError, KeyError) as error:
        raise InputError(
            f"{path}: not a table of trainings ({error}); 'make sweep' writes it"
        ) from None
    if len(set(Counter(at).values())) > 1:
        raise InputError(
            f"{path}: not as many trainings at each learning rate; 'make sweep' writes it"
        )
    rates, place = np.unique(at, return_inverse=True)
    order = np.argsort(place, kind="stable")
    by_rate = {
        split: np.array(values)[order].reshape(len(rates), -1) for split, values in found.items()
    }
    spread = min(1, len(seeds) - 1)  # a single training has none
    return Sweep(
        rates.tolist(),
        {split: values.mean(axis=1).tolist() for split, values in by_rate.items()},
        {split: values.std(axis=1, ddof=spread).tolist() for split, values in by_rate.items()},
        len(seeds),
        " and ".join(epochs),
    )
