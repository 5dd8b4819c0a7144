"""Put boxes in reading order, line by line (Q4.4).

Boxes are (n, 4), y1 x1 y2 x2; distances are relative to the size of the letters.
"""

import numpy as np

from lib.pages.spacing import letter_size

__all__ = ["page_slope", "reading_order"]

CONE = 0.6  # the steepest slope to a neighbour on the line while the page's tilt is unknown
REACH = 0.6  # letters: the vertical distance between neighbours on a line, at most
STEEP = 3.0  # the weight of vertical distance against horizontal in the search for neighbours


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
