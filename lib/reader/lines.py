"""Put boxes in reading order (Q4.4), and find the words and the indentation of each line.

Boxes are (n, 4), y1 x1 y2 x2; distances are relative to the size of the letters.
"""

import numpy as np
from skimage.filters import threshold_otsu

__all__ = ["indents", "letter_size", "page_slope", "reading_order", "word_starts"]

CONE = 0.6  # the steepest slope to a neighbour on the line while the page's tilt is unknown
REACH = 0.6  # letters: the vertical distance between neighbours on a line, at most
STEEP = 3.0  # the weight of vertical distance against horizontal in the search for neighbours
CLEAR_GAP = 2.5  # letters: a wider gap counts as this one, as it surely separates words
WORD_RATIO = 2.0  # the mean gap between words over the mean gap within them, at least
TIGHT_GAP = 0.2  # letters: a narrower gap counts as this one, as it is surely within a word
LONE_GAP = 0.8  # letters: if all gaps are alike and this wide, each letter stands alone
MARGIN = 1.5  # letters: lines whose beginnings differ by less share a margin


def letter_size(boxes: np.ndarray) -> float:
    """The median of the boxes' longest sides; boxes: (n, 4), n > 0."""
    return float(np.median((boxes[:, 2:] - boxes[:, :2]).max(axis=1)))


def reading_order(boxes: np.ndarray) -> list[np.ndarray]:
    """Lines from top to bottom, each an array of indices into ``boxes`` from left to right.

    Boxes that are each other's nearest neighbours to the left and the right form chains, which may
    tilt and bend. Then each chain, the longest first, joins the line at its height or begins a new
    one. Heights are measured along the slope of the page, which is known from earlier chains.
    """
    if len(boxes) == 0:
        return []
    y, x = centres(boxes)
    size = letter_size(boxes)
    reach = reaches(boxes)
    y = y - page_slope(boxes) * x
    lines: list[np.ndarray] = []
    for chain in sorted(chains(y, x, reach), key=len, reverse=True):
        offsets = [np.abs(y[chain] - np.interp(x[chain], x[a], y[a])).mean() for a in lines]
        nearest = int(np.argmin(offsets)) if offsets else -1
        if offsets and offsets[nearest] <= REACH * size:
            line = np.concatenate([lines[nearest], chain])
            lines[nearest] = line[np.argsort(x[line], kind="stable")]
        else:
            lines.append(chain)
    return sorted(lines, key=lambda line: float(np.median(y[line])))


def page_slope(boxes: np.ndarray) -> float:
    """The slope dy/dx of the lines, positive if they fall to the right; boxes: (n, 4), n > 0."""
    y, x = centres(boxes)
    slope = common_slope(chains(y, x, np.full(len(y), np.inf)), y, x)
    return slope + common_slope(chains(y - slope * x, x, reaches(boxes)), y - slope * x, x)


def centres(boxes: np.ndarray) -> np.ndarray:
    """The centres of boxes, (2, n): y and x."""
    return ((boxes[:, :2] + boxes[:, 2:]) / 2).T


def reaches(boxes: np.ndarray) -> np.ndarray:
    """(n,) the vertical distance within which each box may have a neighbour on its line."""
    return REACH * np.maximum(boxes[:, 2] - boxes[:, 0], letter_size(boxes))


def chains(y: np.ndarray, x: np.ndarray, reach: np.ndarray) -> list[np.ndarray]:
    """Chains of mutual neighbours, as arrays of indices from left to right.

    y, x: (n,) centres; reach: (n,) as ``reaches`` gives it, or infinite while the page's tilt is
    unknown.
    """
    dx = x[None, :] - x[:, None]
    dy = np.abs(y[None, :] - y[:, None])
    allowed = (dx > 0) & (dy <= CONE * dx + 1e-9) if np.isinf(reach).all() else dx > 0
    allowed &= dy <= np.maximum(reach[None, :], reach[:, None])
    cost = np.where(allowed, dx + STEEP * dy, np.inf)
    right, left = cost.argmin(axis=1), cost.argmin(axis=0)
    index = np.arange(len(x))
    linked = np.isfinite(cost[index, right]) & (left[right] == index)
    starts = np.setdiff1d(index, right[linked])
    runs = []
    for i in starts:
        run = [i]
        while linked[run[-1]]:
            run.append(right[run[-1]])
        runs.append(np.array(run))
    return runs


def common_slope(runs: list[np.ndarray], y: np.ndarray, x: np.ndarray) -> float:
    """The slope dy/dx of parallel lines through all runs, by least squares."""
    dx = np.concatenate([x[run] - x[run].mean() for run in runs])
    dy = np.concatenate([y[run] - y[run].mean() for run in runs])
    return float(dx @ dy / max(dx @ dx, 1e-12))


def word_starts(boxes: np.ndarray, lines: list[np.ndarray]) -> list[np.ndarray]:
    """For each line, (m,) bool: whether a letter begins a new word; False for the first letter.

    Otsu's threshold splits the gaps of the whole page in two kinds. If the wide ones are not
    clearly wider (``WORD_RATIO``), all gaps are of one kind. Each line is then one word, or, if the
    median gap is wide (``LONE_GAP``), a row of single letters.
    """
    size = letter_size(boxes) if len(boxes) else 1.0
    gaps = [(boxes[a[1:], 1] - boxes[a[:-1], 3]) / size for a in lines]
    threshold = gap_threshold(np.concatenate([*gaps, np.zeros(0)]))
    return [np.concatenate([[False], gap > threshold]) for gap in gaps]


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


def gap_threshold(gaps: np.ndarray) -> float:
    """The gap above which a word ends; it and gaps, (m,), are relative to the letters' size."""
    gaps = np.clip(gaps, TIGHT_GAP, CLEAR_GAP)
    if len(gaps) and np.ptp(gaps) > 0:
        split = gaps > threshold_otsu(gaps)
        narrow, wide = gaps[~split], gaps[split]
        if wide.mean() >= WORD_RATIO * narrow.mean():
            # Otsu's threshold itself may lie close to one of the two.
            return float(narrow.mean() + wide.mean()) / 2
    alone = len(gaps) > 0 and np.median(gaps) >= LONE_GAP
    return -np.inf if alone else np.inf
