"""The spaces in lines of letters: between words, and before a line.

Boxes are (n, 4), y1 x1 y2 x2; distances are relative to the size of the letters.
"""

import numpy as np

__all__ = ["indents", "letter_size", "word_starts"]

TIGHT_GAP, CLEAR_GAP = 0.2, 2.5  # sizes: gaps surely within a word, and surely between words
WORD_RATIO = 2.0  # the mean gap between words over that within them, at least
LONE_GAP = 0.8  # sizes: if all gaps are alike and this wide, each letter stands alone
MARGIN = 1.5  # letters: lines whose beginnings differ by less share a margin


def letter_size(boxes: np.ndarray) -> float:
    """The median of the boxes' longest sides; boxes: (n, 4), n > 0."""
    return float(np.median((boxes[:, 2:] - boxes[:, :2]).max(axis=1)))


def word_starts(boxes: np.ndarray, lines: list[np.ndarray]) -> list[np.ndarray]:
    """For each line, (m,) bool: whether a character begins a new word; False for the first one.

    The threshold that parts the page's gaps best (Otsu 1979) separates two kinds of gaps. If the
    wide ones are not clearly wider (WORD_RATIO), all are of one kind: each line is then one word,
    or, if the gaps are wide (LONE_GAP), a row of single characters.
    """
    gaps = []
    for line in lines:
        size = float(np.median(boxes[line, 2] - boxes[line, 0]))
        gaps.append((boxes[line[1:], 1] - boxes[line[:-1], 3]) / max(size, 1e-6))
    threshold = gap_threshold(np.concatenate([*gaps, np.zeros(0)]))
    return [np.concatenate([[False], gap > threshold]) for gap in gaps]


def gap_threshold(gaps: np.ndarray) -> float:
    """The gap above which a word ends; it and gaps, (m,), are in sizes of the letters."""
    gaps = np.sort(np.clip(gaps, TIGHT_GAP, CLEAR_GAP))
    if len(gaps) > 1 and gaps[-1] > gaps[0]:
        count = np.arange(1, len(gaps))
        sums = np.cumsum(gaps)
        narrow = sums[:-1] / count
        wide = (sums[-1] - sums[:-1]) / (len(gaps) - count)
        best = int((count * (len(gaps) - count) * (wide - narrow) ** 2).argmax())
        if wide[best] >= WORD_RATIO * narrow[best]:
            return float(narrow[best] + wide[best]) / 2
    alone = len(gaps) > 0 and np.median(gaps) >= LONE_GAP
    return -np.inf if alone else np.inf


def indents(boxes: np.ndarray, lines: list[np.ndarray]) -> list[int]:
    """For each line, how many letters right of the leftmost margin it begins.

    Lines share a margin if their beginnings, in sorted order, differ by less than ``MARGIN`` from
    one to the next; the margin is their mean. A letter is the median step from one to the next.
    """
    if not lines:
        return []
    x = (boxes[:, 1] + boxes[:, 3]) / 2
    steps = np.concatenate([np.diff(x[line]) for line in lines])
    advance = float(np.median(steps)) if len(steps) else letter_size(boxes)
    begins = np.array([boxes[line[0], 1] for line in lines]) / advance
    order = np.argsort(begins, kind="stable")
    margin = np.cumsum(np.concatenate([[False], np.diff(begins[order]) >= MARGIN]))
    means = np.bincount(margin, begins[order]) / np.bincount(margin)
    letters = np.empty(len(lines), int)
    letters[order] = np.rint(means - means[0])[margin]
    return letters.tolist()
