"""Question 3.4: the confusion matrix of the test split, and the pairs confused most.

Reads: the test predictions. Writes: the metrics, and a table with a row an image, for the
page and for ``dvc plots``.
"""

from pathlib import Path

from lib.analysis.confusion import confusion_matrix, top_pairs
from lib.characters import CLASSES
from lib.frame.params import Base
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics, write_rows
from lib.store.threads import pinned

PAIRS = 8


@pinned
def main(
    *,
    predictions: Path,
    table: Path,
    metrics: Path,
) -> str:
    arrays, records = load_arrays(predictions, "probs", "y")

    truth, read = arrays["y"].argmax(axis=1), arrays["probs"].argmax(axis=1)
    matrix = confusion_matrix(truth, read, len(CLASSES))
    pairs = top_pairs(matrix, CLASSES, PAIRS)
    letters = ((CLASSES[t], CLASSES[r]) for t, r in zip(truth, read, strict=True))
    write_rows(table, ("true class", "read as"), letters)
    values = {"top_pairs": pairs, "errors": int((truth != read).sum())}
    write_metrics(metrics, values, n=len(truth), seed=Base.load().seed, records=records)
    return "confused most: " + ", ".join(f"{p['pair']} {p['count']}x" for p in pairs[:4])


if __name__ == "__main__":
    run(main)
