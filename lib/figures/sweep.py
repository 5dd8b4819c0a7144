"""The learning rate against the accuracy (Q3.2): the table of ``make sweep``, and its figure."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from lib.figures.style import RED, new
from lib.frame.errors import InputError
from lib.store.metrics import read_rows

RATE, SEED, EPOCHS, SOURCE = "train_mlp.tuned", "base.seed", "mlp.epochs", "source"
SPLITS = {"training": "train_acc", "validation": "valid_acc"}


@dataclass(frozen=True)
class Sweep:
    """rates: (r,), ascending. accuracies: by split, (r, trainings at each rate), 0..1.

    seeds, epochs, sources: the different values in the table's columns, sorted.
    """

    rates: np.ndarray
    accuracies: dict[str, np.ndarray]
    seeds: list[str]
    epochs: list[str]
    sources: list[str]


def read_sweep(path: Path) -> Sweep:
    """Read the table, a row a training. Raises InputError if the file is not such a table."""
    try:
        rows = read_rows(path)
        at = [float(row[RATE]) for row in rows]
        found = {split: [float(row[key]) for row in rows] for split, key in SPLITS.items()}
        seeds, epochs, sources = (
            sorted({row[key] for row in rows}) for key in (SEED, EPOCHS, SOURCE)
        )
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
    accuracies = {
        split: np.array(values)[order].reshape(len(rates), -1) for split, values in found.items()
    }
    return Sweep(rates, accuracies, seeds, epochs, sources)


def draw_sweep(sweep: Sweep) -> Figure:
    """Both accuracies over the learning rate: each training, their mean, and their range."""
    figure, axes = new(width=4.8)
    for split, found in sweep.accuracies.items():
        (line,) = axes.plot(sweep.rates, found.mean(axis=1), label=split)
        colour = line.get_color()
        low, high = found.min(axis=1), found.max(axis=1)
        axes.fill_between(sweep.rates, low, high, alpha=0.3, color=colour, linewidth=0)
        axes.plot(sweep.rates, found, ".", color=colour, markersize=4)
    epochs = " and ".join(sweep.epochs)
    axes.set(
        xscale="log", xlabel="learning rate", ylabel="accuracy",
        title=f"Q3.2 {epochs} epochs at each rate, {len(sweep.seeds)} seeds",
    )  # fmt: skip
    axes.legend()
    figure.supxlabel(
        f"Dots: the seeds. Lines: their mean. Bands: from the lowest to the highest.\n"
        f"Data: nist36, {', '.join(sweep.sources)}",
        fontsize=7, color=RED if "stand-in" in sweep.sources else "0.35",
    )  # fmt: skip
    return figure
