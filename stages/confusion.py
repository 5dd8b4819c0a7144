"""Question 3.4: the confusion matrix of the test split, and the pairs confused most.

Reads: the test predictions. Writes: the metrics, a figure, and a table with a row an image, for
``dvc plots``.
"""

import csv
from pathlib import Path

import numpy as np
from matplotlib.colors import LogNorm

from lib.analysis.confusion import confusion_matrix, top_pairs
from lib.characters import CLASSES
from lib.figures import style as figures
from lib.frame.params import Base
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned

PAIRS = 8


@pinned
def main(
    *,
    predictions: Path,
    figure: Path,
    table: Path,
    metrics: Path,
) -> str:
    arrays, records = load_arrays(predictions, "probs", "y")

    truth, read = arrays["y"].argmax(axis=1), arrays["probs"].argmax(axis=1)
    matrix = confusion_matrix(truth, read, len(CLASSES))
    pairs = top_pairs(matrix, CLASSES, PAIRS)
    draw(matrix, figure, records)
    write_table(truth, read, table)
    values = {"top_pairs": pairs, "errors": int((truth != read).sum())}
    write_metrics(metrics, values, n=len(truth), seed=Base.load().seed, records=records)
    return "confused most: " + ", ".join(f"{p['pair']} {p['count']}x" for p in pairs[:4])


def write_table(truth: np.ndarray, read: np.ndarray, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["true class", "read as"])
        writer.writerows((CLASSES[t], CLASSES[r]) for t, r in zip(truth, read, strict=True))


def draw(matrix: np.ndarray, path: Path, records: list) -> None:
    figure, axes = figures.new(width=7.5, height=7.2)
    # A logarithmic scale: a confusion of two is to be seen beside a diagonal of fifty.
    shown = np.ma.masked_equal(matrix, 0)
    image = axes.imshow(shown, norm=LogNorm(1, matrix.max()), cmap="cividis_r")
    ticks = range(len(CLASSES))
    axes.set_xticks(ticks, CLASSES, fontsize=7)
    axes.set_yticks(ticks, CLASSES, fontsize=7)
    axes.grid(False)
    for y, x in zip(*np.nonzero(matrix), strict=True):
        light = matrix[y, x] > matrix.max() / 3
        axes.text(
            x,
            y,
            matrix[y, x],
            ha="center",
            va="center",
            fontsize=5,
            color="white" if light else "black",
        )
    axes.set(xlabel="read as", ylabel="true class", title="Q3.4 Confusion on the test split")
    figure.colorbar(image, ax=axes, shrink=0.7, label="images")
    figures.save(figure, path, records)


if __name__ == "__main__":
    run(main)
