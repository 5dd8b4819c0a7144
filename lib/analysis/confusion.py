"""Which classes a classifier confuses with each other (Q3.4, Q6.1.4)."""

from collections.abc import Sequence

import numpy as np

PAIRS = 8  # that are written into the metrics


def confusion_matrix(truth: np.ndarray, read: np.ndarray, classes: int) -> np.ndarray:
    """Counts, (classes, classes) int64: a row for each true class, a column for each predicted one.

    truth, read: (n,) class numbers.
    """
    matrix = np.zeros((classes, classes), np.int64)
    np.add.at(matrix, (truth, read), 1)
    return matrix


def top_pairs(matrix: np.ndarray, names: Sequence[str], count: int) -> list[dict]:
    """The ``count`` pairs of classes confused most often, both directions together.

    Each is {"pair": "O/0", "count": 31, "first_as_second": 20, "second_as_first": 11}. Ties stand
    in the order of the classes; pairs that are never confused are left out.
    """
    both = np.triu(matrix + matrix.T, 1)
    order = np.argsort(-both, axis=None, kind="stable")[:count]
    pairs = zip(*np.unravel_index(order, both.shape), strict=True)
    return [
        {
            "pair": f"{names[i]}/{names[j]}",
            "count": int(both[i, j]),
            "first_as_second": int(matrix[i, j]),
            "second_as_first": int(matrix[j, i]),
        }
        for i, j in pairs
        if both[i, j]
    ]
