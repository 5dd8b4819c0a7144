"""Join letters in two pieces that stand beside each other: where the two are surer together.

``lib.letters`` joins pieces by their shapes alone, and so only those that surely make one letter.
Two tall ones, as of an N whose strokes do not meet, are left to the classifier.
"""

from collections.abc import Callable

import numpy as np

from lib.crops import crops
from lib.touching import worth

__all__ = ["join_pieces"]

GAP = 0.15  # between two pieces of a letter, at most, in letters' heights
GAIN = 0.7  # nats by which they must be more probable together: most letters are in one piece


def join_pieces(
    bw: np.ndarray,
    boxes: np.ndarray,
    follows: np.ndarray,
    seen: np.ndarray,
    classify: Callable[[np.ndarray], np.ndarray],
) -> list[list[int]]:
    """Which boxes make one letter: runs of indices, each of one or two, together all of them.

    bw: (h, w) float32, letters 0 on 1; boxes: (n, 4), y1 x1 y2 x2, in reading order; follows: (n,)
    bool, whether a box is in the same word as the one before; seen: (n, 36) probabilities.
    classify: as ``lib.reader`` takes it; called once, if any two may be one letter.
    """
    alone: list[list[int]] = [[index] for index in range(len(boxes))]
    if len(boxes) < 2:
        return alone
    size = float(np.median(boxes[:, 2] - boxes[:, 0]))
    near = boxes[1:, 1] - boxes[:-1, 3] <= GAP * size
    sure = np.log(seen.max(axis=1))
    unsure = sure[:-1] + sure[1:] < -GAIN  # or together they cannot gain as much
    first = np.flatnonzero(near & unsure & follows[1:])
    if len(first) == 0:
        return alone
    low = np.minimum(boxes[first, :2], boxes[first + 1, :2])
    high = np.maximum(boxes[first, 2:], boxes[first + 1, 2:])
    whole = np.hstack([low, high])
    together = worth(classify(crops(bw, whole)), (whole[:, 3] - whole[:, 1]) / size)
    gains = together - sure[first] - sure[first + 1]
    joined: set[int] = set()
    for index in first[np.argsort(-gains, kind="stable")]:
        gain = gains[np.searchsorted(first, index)]
        if gain > GAIN and not {index - 1, index, index + 1} & joined:
            joined.add(int(index))
    return [
        [index, index + 1] if index in joined else [index]
        for index in range(len(boxes))
        if index - 1 not in joined
    ]
