"""Join letters in two pieces that stand beside each other: where the two are surer together.

``lib.reader.letters`` joins pieces by their shapes alone, and so only those that surely make one
letter. Two tall ones, as of an N whose strokes do not meet, are left to the classifier.
"""

from collections.abc import Callable

import numpy as np

from lib.reader.crops import crops
from lib.reader.linescore import LineWorth
from lib.reader.parting import weighed

__all__ = ["join_pieces"]

GAP = 0.15  # between two pieces of a letter, at most, in letters' heights
GAIN = 0.7  # nats by which they must be more probable together: most letters are in one piece
DOUBT = 0.05  # nats: pieces that are surer letters each are not looked at


def join_pieces(
    bw: np.ndarray,
    boxes: np.ndarray,
    follows: np.ndarray,
    seen: np.ndarray,
    classify: Callable[[np.ndarray], np.ndarray],
    worth: LineWorth,
) -> list[list[int]]:
    """Which boxes make one letter: runs of indices, each of one or two, together all of them.

    bw: (h, w) float32, letters 0 on 1; boxes: (n, 4), y1 x1 y2 x2, in reading order; follows: (n,)
    bool, whether a box is in the same word as the one before; seen: (n, 36) probabilities.
    classify: as ``lib.reader.read`` takes it; called once, if any two may be one
    letter. worth: of the lines as they are; it is told what is joined.
    """
    alone: list[list[int]] = [[index] for index in range(len(boxes))]
    if len(boxes) < 2:
        return alone
    size = float(np.median(boxes[:, 2] - boxes[:, 0]))
    near = boxes[1:, 1] - boxes[:-1, 3] <= GAP * size
    sure = np.log(seen.max(axis=1))
    unsure = sure[:-1] + sure[1:] < -DOUBT
    first = np.flatnonzero(near & unsure & follows[1:])
    if len(first) == 0:
        return alone
    low = np.minimum(boxes[first, :2], boxes[first + 1, :2])
    high = np.maximum(boxes[first, 2:], boxes[first + 1, 2:])
    whole = np.hstack([low, high])
    together = weighed(classify(crops(bw, whole)), (whole[:, 3] - whole[:, 1]) / size)

    def gain(number: int) -> float:
        a, b = first[number], first[number] + 2
        return worth(a, b, together[number, None]) - worth(a, b, worth.of(a, b))

    joined: set[int] = set()
    gains = np.array([gain(number) for number in range(len(first))])
    for number in np.argsort(-gains, kind="stable"):
        index = int(first[number])
        if {index - 1, index + 1} & joined or gains[number] <= GAIN:
            continue
        if gain(number) > GAIN:  # still, with what else has been joined in its line
            worth.take(index, index + 2, together[number, None])
            joined.add(index)
    return [
        [index, index + 1] if index in joined else [index]
        for index in range(len(boxes))
        if index - 1 not in joined
    ]
