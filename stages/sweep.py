"""Question 3.2, once more: the learning rate against the accuracy, over several seeds.

Reads: the table that ``make sweep`` wrote, a row a training. Writes: a figure.
"""

from pathlib import Path

from lib.figures.style import save
from lib.figures.sweep import draw_sweep, read_sweep
from lib.frame.run import run
from lib.store.threads import pinned


@pinned
def main(
    *,
    table: Path,
    figure: Path,
) -> str:
    sweep = read_sweep(table)
    save(draw_sweep(sweep), figure)
    rates, trainings = sweep.accuracies["validation"].shape
    return f"{rates * trainings} trainings, {rates} learning rates, {len(sweep.seeds)} seeds"


if __name__ == "__main__":
    run(main)
