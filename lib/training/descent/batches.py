"""Batches for the training loops, gathered one at a time into the same memory.

``lib.nn.get_random_batches``, with the assignment's signature, copies the whole set for each epoch;
here a batch is still in the processor's cache when it is used.
"""

from collections.abc import Iterator

import numpy as np


def gathered(
    x: np.ndarray, y: np.ndarray, order: np.ndarray, size: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The examples in the given order, ``size`` at a time; the last batch may be short.

    x: (n, d), y: (n, k), order: (m,) int, indices of examples. The next batch overwrites the arrays
    of the one before.
    """
    # Of anything else take() would make a copy for every batch.
    x, y = np.ascontiguousarray(x), np.ascontiguousarray(y)
    x_batch, y_batch = (np.empty((size, *a.shape[1:]), a.dtype) for a in (x, y))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        n = len(chosen)
        # "clip" is the mode that needs no buffer of its own; no index is out of range.
        np.take(x, chosen, axis=0, out=x_batch[:n], mode="clip")
        np.take(y, chosen, axis=0, out=y_batch[:n], mode="clip")
        yield x_batch[:n], y_batch[:n]
