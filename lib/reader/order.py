"""Put the characters of an image in reading order: lines, columns and blocks.

Characters that are each other's nearest neighbours along the direction of writing make a line.
Lines that stand close under each other make a block. Blocks beside each other are read from left
to right, others from top to bottom. Blocks of short lines that stand beside each other row by row
are the columns of a table, which is read by its rows. What stands at one height, but for columns of
text, makes one line, wide gaps in it or not.
"""

from dataclasses import dataclass

import numpy as np

__all__ = ["lines_in_order"]

REACH = 7.0  # sizes: the widest gap between neighbours on a line
STEEP = 3.0  # the weight of the distance across the line against that along it
ACROSS = 0.5  # sizes: how far neighbours' middles may lie from each other across the line
SAME_SIZE = 2.0  # the sizes of neighbours differ by less than this factor
CLEAR = 3.0  # sizes: a gap parts a line if it is wider than this,
WIDER = 2.2  # and this many times as wide as the line's median gap and half a size
UNDER = 2.4  # sizes: lines of a block are closer than this
BESIDE = 0.5  # share of the lower block's height that lies beside the other block
SHORT = 12  # characters: the usual line of a table's column has no more
LEVEL = 0.4  # sizes: rows of a table differ in height by less
PITCH = 1.7  # sizes: rows of a table are further apart; lines of prose, as in balloons, may not be
DRIFT = 0.1  # of a gap: how far a line may rise or fall over it
NEARBY = 4.0  # sizes over which neighbours' directions are averaged
PORTION = 256  # letters that are compared with all others at a time


@dataclass(frozen=True)
class Letters:
    """n characters: their middles (n, 2), x and y, sizes and widths (n,), directions (n, 2)."""

    middles: np.ndarray
    sizes: np.ndarray
    widths: np.ndarray
    along: np.ndarray
    page: np.ndarray  # (2,) the usual direction


def lines_in_order(
    boxes: np.ndarray, along: np.ndarray, certain: np.ndarray, least: float
) -> list[np.ndarray]:
    """Lines in reading order, each the numbers of its characters from left to right.

    boxes: (n, 4), y1 x1 y2 x2; along: (n, 2), the direction of writing at each, x and y; certain:
    (n,), how certain each is. Rows whose mean of that is below ``least`` are left out.
    """
    if len(boxes) == 0:
        return []
    letters = measured(boxes, along)
    rows = [row for row in runs(letters) if certain[row].mean() > least]
    return arranged(rows, letters) if rows else []


def measured(boxes: np.ndarray, along: np.ndarray) -> Letters:
    """The letters; each one's direction is averaged with its neighbours', as a line has but one."""
    middles = np.stack([boxes[:, 1] + boxes[:, 3], boxes[:, 0] + boxes[:, 2]], axis=1) / 2
    widths = boxes[:, 3] - boxes[:, 1]
    sizes = np.maximum(boxes[:, 2] - boxes[:, 0], 0.6 * widths)
    along = unit(along)
    page = unit(np.median(along, axis=0)[None])[0]
    mixed = np.empty_like(along)
    for part in portions(len(sizes)):
        apart = np.linalg.norm(middles[None] - middles[part, None], axis=2)
        weights = np.exp(-apart / (NEARBY * np.minimum(sizes[part, None], sizes)))
        mixed[part] = weights @ along + 0.3 * page
    return Letters(middles, sizes, widths, unit(mixed), page)


def portions(count: int) -> list[slice]:
    """Slices of ``count`` rows: comparing all with all at once would fill the memory."""
    return [slice(first, first + PORTION) for first in range(0, count, PORTION)]


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors (..., 2) at length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6)


def runs(letters: Letters) -> list[np.ndarray]:
    """Rows of mutual neighbours, parted at clearly wider gaps."""
    count = len(letters.sizes)
    right, gap = np.zeros(count, int), np.zeros(count)
    left, nearest = np.full(count, -1), np.full(count, np.inf)
    for part in portions(count):
        cost, gaps = costs(letters, part)
        at = np.arange(len(cost))
        right[part] = cost.argmin(axis=1)
        gap[part] = gaps[at, right[part]]
        nearer = cost.min(axis=0) < nearest
        left[nearer] = part.start + cost.argmin(axis=0)[nearer]
        nearest = np.minimum(nearest, cost.min(axis=0))
    linked = left[right] == np.arange(count)
    rows = []
    for first in np.setdiff1d(np.arange(count), right[linked]):
        row = [int(first)]
        while linked[row[-1]]:
            row.append(int(right[row[-1]]))
        inside = gap[row[:-1]]
        usual = float(np.median(inside)) if len(inside) else 0.0
        wide = inside > max(CLEAR, WIDER * usual + 0.5)
        rows += np.split(np.array(row), np.flatnonzero(wide) + 1)
    return rows


def costs(letters: Letters, part: slice) -> tuple[np.ndarray, np.ndarray]:
    """What it costs to go from each letter of a part, k, to each of all n: (k, n), infinite where
    that is no next letter of a line; and the gaps between them, in sizes, (k, n).
    """
    sizes, step = letters.sizes, letters.middles[None] - letters.middles[part, None]
    direction = unit(letters.along[part, None] + letters.along)
    forward = (step * direction).sum(axis=2)
    across = np.abs(step[..., 0] * direction[..., 1] - step[..., 1] * direction[..., 0])
    smaller, larger = np.minimum(sizes[part, None], sizes), np.maximum(sizes[part, None], sizes)
    gaps = (forward - (letters.widths[part, None] + letters.widths) / 2) / smaller
    allowed = (forward > 0.1 * smaller) & (gaps < REACH) & (larger < SAME_SIZE * smaller)
    allowed &= (across < ACROSS * larger) & (across < 0.25 * smaller + 0.35 * forward)
    return np.where(allowed, forward + STEEP * across, np.inf), gaps


def arranged(rows: list[np.ndarray], letters: Letters) -> list[np.ndarray]:
    """The lines of the rows in reading order, on the page turned level."""
    cos, sin = letters.page
    x, y = (letters.middles @ np.array([[cos, -sin], [sin, cos]])).T
    half = letters.widths / 2
    left = np.array([(x[row] - half[row]).min() for row in rows])
    right = np.array([(x[row] + half[row]).max() for row in rows])
    size = np.array([np.median(letters.sizes[row]) for row in rows])
    middle = np.array([np.median(y[row]) for row in rows])
    counts = np.array([len(row) for row in rows])
    blocks = tables_of(blocks_of(left, right, middle, size, counts), middle, size, counts)

    top = np.array([(middle[b] - size[b] / 2).min() for b in blocks])
    bottom = np.array([(middle[b] + size[b] / 2).max() for b in blocks])
    centre = np.array([left[b].min() + right[b].max() for b in blocks])
    common = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    beside = common > BESIDE * np.minimum((bottom - top)[:, None], bottom - top)
    height = top + bottom
    before = np.where(beside, centre[:, None] < centre, height[:, None] < height)
    lines: list[list[int]] = []
    alone = False  # whether the last line is of rows that each make a block
    waiting = np.arange(len(blocks))
    while len(waiting):  # the next is the one before which the fewest others stand
        next_ = int(before[np.ix_(waiting, waiting)].sum(axis=0).argmin())
        block = blocks[waiting[next_]]
        both_alone, alone = alone and len(block) == 1, len(block) == 1
        if both_alone and goes_on(lines[-1][-1], block[0], left, right, middle, size):
            lines[-1].append(int(block[0]))
        else:
            lines += in_block(block, left, middle, size)
        waiting = np.delete(waiting, next_)
    return [np.concatenate([rows[number] for number in line]) for line in lines]


def goes_on(
    row: int, next_: int, left: np.ndarray, right: np.ndarray, middle: np.ndarray, size: np.ndarray
) -> bool:
    """Whether a row that stands alone goes on with the line that another one ends."""
    smaller, larger = sorted((size[row], size[next_]))
    gap = left[next_] - right[row]
    level = abs(middle[row] - middle[next_]) < LEVEL * smaller + DRIFT * gap
    return bool(level and 0 < gap < REACH * smaller and larger < 1.6 * smaller)


def blocks_of(
    left: np.ndarray, right: np.ndarray, middle: np.ndarray, size: np.ndarray, counts: np.ndarray
) -> list[np.ndarray]:
    """Rows that stand close under each other, of about the same size: numbers, block by block.

    A row of one or two characters may stand under anything, and makes a block of its own.
    """
    down = middle - middle[:, None]
    smaller = np.minimum(size[:, None], size)
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    wide = right - left
    under = (down > 0.5 * smaller) & (down < UNDER * smaller)
    under &= shared > 0.3 * np.minimum(wide[:, None], wide)
    under &= np.maximum(size[:, None], size) < 1.6 * smaller
    under &= (counts[:, None] > 2) & (counts > 2)
    label = np.arange(len(size))
    for upper, lower in np.argwhere(under):
        label[label == label[lower]] = label[upper]
    return [np.flatnonzero(label == number) for number in np.unique(label)]


def tables_of(
    blocks: list[np.ndarray], middle: np.ndarray, size: np.ndarray, counts: np.ndarray
) -> list[np.ndarray]:
    """The blocks, of which those that are columns of one table are joined."""
    joined: list[np.ndarray] = []
    for block in sorted(blocks, key=len, reverse=True):
        for number, other in enumerate(joined):
            if is_table(block, other, middle, size, counts):
                joined[number] = np.concatenate([other, block])
                break
        else:
            joined.append(block)
    return joined


def is_table(
    block: np.ndarray, other: np.ndarray, middle: np.ndarray, size: np.ndarray, counts: np.ndarray
) -> bool:
    """Whether each row of a block, of two or more, stands beside a row of another block."""
    if min(len(block), len(other)) < 2 or np.median(counts[[*block, *other]]) > SHORT:
        return False
    pitch = np.median(np.diff(np.sort(middle[block]))) / np.median(size[block])
    if pitch < PITCH:
        return False
    apart = np.abs(middle[block][:, None] - middle[other])
    return bool((apart.min(axis=1) < LEVEL * size[block]).all())


def in_block(
    rows: np.ndarray, left: np.ndarray, middle: np.ndarray, size: np.ndarray
) -> list[list[int]]:
    """The lines of a block from top to bottom, each its rows at one height from left to right."""
    lines: list[list[int]] = []
    waiting = list(rows[np.argsort(middle[rows], kind="stable")])
    while waiting:
        first = waiting[0]
        level = [row for row in waiting if middle[row] - middle[first] < size[first] / 2]
        lines.append(sorted(level, key=lambda row: float(left[row])))
        waiting = [row for row in waiting if row not in level]
    return lines
