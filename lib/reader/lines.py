"""Put boxes in reading order (Q4.4): lines from top to bottom, letters from left to right, and the
gaps between words.

Boxes are (n, 4), rows [y1, x1, y2, x2]; every distance is taken relative to the letters' size.
"""

import numpy as np
from skimage.filters import threshold_otsu

__all__ = ["indents", "letter_size", "page_slope", "reading_order", "word_starts"]

CONE = 0.6  # steepest slope to a neighbour on the same line, before the page's tilt is known
REACH = 0.6  # vertical distance between neighbours on a line, in letters
STEEP = 3.0  # in the search for neighbours, a vertical step counts as this many horizontal ones
CLEAR_GAP = 2.5  # wider gaps are all the same: surely between words
WORD_RATIO = 2.0  # mean gap between words over mean gap within them, at least
TIGHT_GAP = 0.2  # within words, narrower gaps are all the same
LONE_GAP = 0.8  # a page whose gaps are all alike and this wide holds single letters
MARGIN = 1.5  # letters; lines whose beginnings differ by less begin at one margin


def letter_size(boxes: np.ndarray) -> float:
    """Median of the boxes' longest sides; boxes: (n, 4), n > 0."""
    return float(np.median((boxes[:, 2:] - boxes[:, :2]).max(axis=1)))


def reading_order(boxes: np.ndarray) -> list[np.ndarray]:
    """Lines from top to bottom, each an array of indices into ``boxes`` from left to right.

    Boxes that are each other's next neighbour to the left and to the right make chains, which may
    tilt and bend. Then each chain, the longest first, joins the line at whose height it lies, or
    starts a new one. Heights are taken along the page's slope, found from a first set of chains.
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
    """dy/dx of the lines, positive where they fall to the right; boxes: (n, 4), n > 0."""
    y, x = centres(boxes)
    slope = common_slope(chains(y, x, np.full(len(y), np.inf)), y, x)
    return slope + common_slope(chains(y - slope * x, x, reaches(boxes)), y - slope * x, x)


def centres(boxes: np.ndarray) -> np.ndarray:
    """(n, 4) -> (2, n): y and x."""
    return ((boxes[:, :2] + boxes[:, 2:]) / 2).T


def reaches(boxes: np.ndarray) -> np.ndarray:
    """(n,) how far up or down each box looks for a neighbour on its line."""
    return REACH * np.maximum(boxes[:, 2] - boxes[:, 0], letter_size(boxes))


def chains(y: np.ndarray, x: np.ndarray, reach: np.ndarray) -> list[np.ndarray]:
    """Runs of mutual neighbours, from left to right; y, x: (n,) centres, reach: (n,)."""
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
    """The slope dy/dx that fits all runs best, each with its own height (least squares)."""
    dx = np.concatenate([x[run] - x[run].mean() for run in runs])
    dy = np.concatenate([y[run] - y[run].mean() for run in runs])
    return float(dx @ dy / max(dx @ dx, 1e-12))


def word_starts(boxes: np.ndarray, lines: list[np.ndarray]) -> list[np.ndarray]:
    """For each line, (m,) bool: whether a new word starts at its letter (never at the first).

    The gaps of the whole page are split in two by Otsu's threshold. Where the wide ones are not
    clearly wider (``WORD_RATIO``), there is one kind of gap: each line is a word, or, where even
    the usual gap is nearly a letter wide, a row of single letters.
    """
    size = letter_size(boxes) if len(boxes) else 1.0
    gaps = [(boxes[a[1:], 1] - boxes[a[:-1], 3]) / size for a in lines]
    threshold = gap_threshold(np.concatenate([*gaps, np.zeros(0)]))
    return [np.concatenate([[False], gap > threshold]) for gap in gaps]


def indents(boxes: np.ndarray, lines: list[np.ndarray]) -> list[int]:
    """How many letters right of the leftmost margin each line begins.

    Margins are runs of beginnings, in their order, that differ by less than ``MARGIN``; each is
    where its lines begin on average. Letters are counted by the usual step from one to the next.
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
    """The gap, in letters, above which a word ends; gaps: (m,) in letters."""
    gaps = np.clip(gaps, TIGHT_GAP, CLEAR_GAP)
    if len(gaps) and np.ptp(gaps) > 0:
        split = gaps > threshold_otsu(gaps)
        narrow, wide = gaps[~split], gaps[split]
        if wide.mean() >= WORD_RATIO * narrow.mean():
            return float(narrow.mean() + wide.mean()) / 2  # Otsu's own may hug one of the two
    alone = len(gaps) > 0 and np.median(gaps) >= LONE_GAP
    return -np.inf if alone else np.inf
