"""Question 3.2, once more: the learning rate against the accuracy, over several seeds.

Reads: the table that ``make sweep`` wrote, a row a training. Writes: a figure.
"""

import csv
from collections import Counter
from pathlib import Path

import numpy as np

from lib.figures import style as figures
from lib.frame.errors import InputError
from lib.frame.run import run
from lib.store.threads import pinned

RATE, SEED, EPOCHS = "train_mlp.tuned", "base.seed", "mlp.epochs"
SPLITS = {"training": "train_acc", "validation": "valid_acc"}


@pinned
def main(
    *,
    table: Path,
    figure: Path,
) -> str:
    rows = read_table(table)
    rates = sorted({float(row[RATE]) for row in rows})
    seeds, epochs, sources = ({row[key] for row in rows} for key in (SEED, EPOCHS, "source"))

    figure, axes = figures.new(width=4.8)
    for split, key in SPLITS.items():
        found = [[float(row[key]) for row in rows if float(row[RATE]) == rate] for rate in rates]
        (line,) = axes.plot(rates, np.array([np.mean(of_rate) for of_rate in found]), label=split)
        low, high = ([edge(of_rate) for of_rate in found] for edge in (min, max))
        axes.fill_between(rates, low, high, alpha=0.3, color=line.get_color(), linewidth=0)
        axes.plot(rates, found, ".", color=line.get_color(), markersize=4)
    axes.set(
        xscale="log", xlabel="learning rate", ylabel="accuracy",
        title=f"Q3.2 {' and '.join(sorted(epochs))} epochs at each rate, {len(seeds)} seeds",
    )  # fmt: skip
    axes.legend()
    figure.supxlabel(
        f"Dots: the seeds. Lines: their mean. Bands: from the lowest to the highest.\n"
        f"Data: nist36, {', '.join(sorted(sources))}",
        fontsize=7, color=figures.RED if "stand-in" in sources else "0.35",
    )  # fmt: skip
    figures.save(figure, figure)
    return f"{len(rows)} trainings, {len(rates)} learning rates, {len(seeds)} seeds"


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows. Raises InputError if the file is not such a table."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            for key in (RATE, *SPLITS.values()):
                float(row[key])
            row[SEED], row[EPOCHS], row["source"]
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise InputError(
            f"{path}: no table of trainings ({error}); 'make sweep' writes it"
        ) from None
    if not rows:
        raise InputError(f"{path}: holds no trainings; 'make sweep' writes it")
    if len(set(Counter(row[RATE] for row in rows).values())) > 1:
        raise InputError(
            f"{path}: not as many trainings at each learning rate; 'make sweep' writes it"
        )
    return rows


if __name__ == "__main__":
    run(main)
