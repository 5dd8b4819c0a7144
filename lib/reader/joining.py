"""Join two pieces of one letter that stand beside each other, where they read better together.

``lib.reader.letters`` joins pieces by their shapes, and only those that surely make one letter. Two
tall pieces, as of an N whose strokes do not meet, are left to the classifier.
"""

from collections.abc import Callable

import numpy as np

from lib.reader.crops import crops
from lib.reader.linescore import LineScore
from lib.reader.parting import weigh_widths

__all__ = ["join_pieces"]

GAP = 0.15  # of the letters' height: the widest gap between two pieces of a letter
GAIN = 0.7  # nats by which the joined letter must score better: most letters are in one piece
DOUBT = 0.05  # nats: two pieces that lack less certainty are letters, and are not tried


def join_pieces(
    bw: np.ndarray,
    boxes: np.ndarray,
    in_same_word: np.ndarray,
    probabilities: np.ndarray,
    classify: Callable[[np.ndarray], np.ndarray],
    score: LineScore,
) -> list[list[int]]:
    """Decide which boxes make one letter.

    bw: (h, w) float32, letters 0 on paper 1; boxes: (n, 4), y1 x1 y2 x2, in reading order;
    in_same_word: (n,) bool, whether a box is in the word of the box before it; probabilities:
    (n, 36) of the boxes. classify: as ``lib.reader.read`` takes it; it is called once, if any two
    boxes may be one letter. score: of the lines with the boxes as they are; joined boxes are
    replaced in it.
    Returns the indices of all boxes in order, grouped by letter, one or two to a group.
    """
    single: list[list[int]] = [[index] for index in range(len(boxes))]
    if len(boxes) < 2:
        return single
    size = float(np.median(boxes[:, 2] - boxes[:, 0]))
    near = boxes[1:, 1] - boxes[:-1, 3] <= GAP * size
    confidence = np.log(probabilities.max(axis=1))
    unsure = confidence[:-1] + confidence[1:] < -DOUBT
    first = np.flatnonzero(near & unsure & in_same_word[1:])
    if len(first) == 0:
        return single
    low = np.minimum(boxes[first, :2], boxes[first + 1, :2])
    high = np.maximum(boxes[first, 2:], boxes[first + 1, 2:])
    whole = np.hstack([low, high])
    together = weigh_widths(classify(crops(bw, whole)), (whole[:, 3] - whole[:, 1]) / size)

    def gain(pair: int) -> float:
        a, b = int(first[pair]), int(first[pair]) + 2
        return score.of(a, b, together[pair, None]) - score.of(a, b, score.current(a, b))

    joined: set[int] = set()
    gains = np.array([gain(pair) for pair in range(len(first))])
    for pair in np.argsort(-gains, kind="stable"):
        index = int(first[pair])
        if {index - 1, index + 1} & joined or gains[pair] <= GAIN:
            continue
        if gain(pair) > GAIN:  # also after other boxes of the line have been joined
            score.replace(index, index + 2, together[pair, None])
            joined.add(index)
    return [
        [index, index + 1] if index in joined else [index]
        for index in range(len(boxes))
        if index - 1 not in joined
    ]
