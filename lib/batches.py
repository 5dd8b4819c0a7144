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

    x: (n, d), y: (n, k), order: (m,) int, indices of examples. What is yielded is overwritten by
    the next batch.
    """
    # Of anything else take() would make a copy for every batch.
    x, y = np.ascontiguousarray(x), np.ascontiguousarray(y)
    x_batch, y_batch = (np.empty((size, *a.shape[1:]), a.dtype) for a in (x, y))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        # "clip" is the mode that needs no buffer of its own; no index is out of range.
        yield tuple(
            np.take(whole, chosen, axis=0, out=part[: len(chosen)], mode="clip")
            for whole, part in ((x, x_batch), (y, y_batch))
        )
