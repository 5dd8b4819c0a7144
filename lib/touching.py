"""Part letters that touch: a box too wide for one letter is cut where the reader is surest.

A cut is a seam from the top of the box to its bottom that crosses little ink, and may lean and bend
to pass between letters that reach over each other. Seams are few, and every part between two of
them is shown to the classifier. Of all ways to part the box, the one is taken whose parts are most
probable letters together (dynamic programming, as in the reading of sums on cheques); to leave it
whole is one of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image
from scipy import ndimage

from lib.crops import to_nist
from lib.nist36 import CLASSES

__all__ = ["part_letters", "worth"]

TALL = 48  # pixels: the letters' height while seams are looked for

# Relative to the letters' median height:
WIDE = 0.9  # boxes narrower than this stay whole
NARROWEST, WIDEST = 0.1, 1.4  # part
LEAN = 0.25  # of a seam to either side
BESIDE = 0.08  # between two seams
GAP = 0.03  # that a cut leaves
PEN = 0.1  # width of a stroke

SEAMS = 4  # at most, and two more for each width of a letter
BEND = 0.05  # pixels of ink for which a seam goes a pixel aside

# Nats of log probability:
USUAL, BROADEST = 1.1, 1.4  # width over height of a letter, and of an M or a W, at most
SPREAD = 0.15  # of widths above: a wider part is less and less likely one letter
CUT = 1.2  # that each cut costs: most letters do not touch
CROSSING = 0.2  # that each stroke costs which a cut crosses

BROAD = np.array([name in "MW" for name in CLASSES])


@dataclass(frozen=True)
class Strip:
    """The ink of one box, (h, w) bool, letters about TALL high, and seams from left to right.

    seams: (k, h) int, the first column right of each seam, 0 and w the first and the last one;
    crossed: (k,) pixels of ink that they cross.
    """

    ink: np.ndarray
    seams: np.ndarray
    crossed: np.ndarray

    def part(self, a: int, b: int) -> np.ndarray:
        """(h, w) bool: the ink between two seams."""
        x = np.arange(self.ink.shape[1])
        right_of, left_of = x >= self.seams[a][:, None], x < self.seams[b][:, None]
        return self.ink & right_of & left_of

    def width(self, a: int, b: int) -> float:
        """From one seam to another, on average, in letters' heights."""
        return float((self.seams[b] - self.seams[a]).mean()) / TALL


def part_letters(
    bw: np.ndarray,
    boxes: np.ndarray,
    seen: np.ndarray,
    classify: Callable[[np.ndarray], np.ndarray],
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Cut boxes of several letters.

    bw: (h, w) float32, letters 0 on 1; boxes: (n, 4), y1 x1 y2 x2, on a page whose lines are level.
    seen: (n, 36) probabilities of the boxes as they are. classify: as ``lib.reader`` takes it;
    called once, if any box is wide and may be better in parts.
    Returns the page with the cuts in it, and for each box an array (k, 4) of the boxes that it
    becomes, from left to right; k = 1 where it stays whole.
    """
    whole = [box[None] for box in boxes]
    if len(boxes) == 0:
        return bw, whole
    size = float(np.median(boxes[:, 2] - boxes[:, 0]))
    width = (boxes[:, 3] - boxes[:, 1]) / size
    # No way to part a box is better than a single cut between letters that are sure.
    doubtful = worth(seen, width) < -CUT
    wide = np.flatnonzero((width > WIDE) & doubtful)
    strips = [strip_of(bw, boxes[index], size) for index in wide]
    shown, rows = [], []
    for number, strip in enumerate(strips):
        for a in range(len(strip.seams)):
            for b in range(a + 1, len(strip.seams)):
                row = part_row(strip, a, b)
                if row is not None:
                    shown.append((number, a, b))
                    rows.append(row)
    if not rows:
        return bw, whole
    widths = [strips[number].width(a, b) for number, a, b in shown]
    values = worth(classify(np.array(rows, np.float32)), np.array(widths))
    bw = bw.copy()
    for number, index in enumerate(wide):
        own = {(a, b): v for (n, a, b), v in zip(shown, values, strict=True) if n == number}
        chosen = best_seams(strips[number], own)
        if len(chosen) > 2:
            whole[index] = cut(bw, boxes[index], strips[number], chosen, GAP * size)
    return bw, whole


def worth(seen: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """(n,) logarithms of how probable it is that each part is one letter, whichever.

    seen: (n, 36) probabilities of its class; widths: (n,), in letters' heights.
    """
    over = np.maximum(0, widths[:, None] - np.where(BROAD, BROADEST, USUAL)) / SPREAD
    return (np.log(seen) - over**2 / 2).max(axis=1)


def strip_of(bw: np.ndarray, box: np.ndarray, size: float) -> Strip:
    """The ink of a box on the page, reduced or enlarged; size: the letters' height there."""
    y1, x1, y2, x2 = box
    shape = [max(1, round(side * TALL / size)) for side in (x2 - x1, y2 - y1)]
    picture = Image.fromarray(np.ascontiguousarray(bw[y1:y2, x1:x2]))
    ink = np.asarray(picture.resize(shape, Image.Resampling.BILINEAR)) < 0.5
    return Strip(ink, *find_seams(ink))


def find_seams(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seams that cross little ink and are not too close, with the two ends: ``Strip`` has more."""
    height, width = ink.shape
    reach = round(LEAN * TALL)
    margin = round(NARROWEST * TALL)
    starts = np.arange(margin, max(margin, width - margin) + 1)
    # Each row of cost is a band around one start; its seam stays inside.
    padded = np.pad(ink, [(0, 0), (reach, reach + 1)]).astype(np.float32)
    columns = starts[:, None] + np.arange(2 * reach + 1)
    aside = np.full((len(starts), 1), np.inf, np.float32)
    cost = padded[0][columns]
    back = np.zeros((height, *columns.shape), np.int8)
    for y in range(1, height):
        left = np.hstack([aside, cost[:, :-1]]) + BEND
        right = np.hstack([cost[:, 1:], aside]) + BEND
        ways = np.stack([cost, left, right])
        way = ways.argmin(axis=0)
        back[y] = np.array([0, -1, 1], np.int8)[way]
        cost = np.take_along_axis(ways, way[None], axis=0)[0] + padded[y][columns]
    at = cost.argmin(axis=1)
    lowest = cost[np.arange(len(starts)), at]
    seams = np.empty((len(starts), height), int)
    for y in range(height - 1, -1, -1):
        seams[:, y] = starts - reach + at
        at = at + back[y][np.arange(len(starts)), at]
    seams = np.clip(seams, 0, width)
    crossed = np.take_along_axis(ink, np.minimum(seams, width - 1).T, axis=1).sum(axis=0)
    middles = seams.mean(axis=1)
    chosen: list[int] = []
    for index in np.argsort(lowest, kind="stable"):
        if all(abs(middles[index] - middles[other]) >= BESIDE * TALL for other in chosen):
            chosen.append(int(index))
        if len(chosen) >= SEAMS + 2 * width / TALL:
            break
    chosen.sort(key=lambda index: middles[index])
    ends = np.zeros((1, height), int), np.full((1, height), width)
    ordered = np.maximum.accumulate(np.concatenate([ends[0], seams[chosen], ends[1]]), axis=0)
    return ordered, np.concatenate([[0], crossed[chosen], [0]])


def part_row(strip: Strip, a: int, b: int) -> np.ndarray | None:
    """What lies between two seams as a row of NIST36; None where it can be no letter."""
    ink = strip.part(a, b)
    found = ndimage.find_objects(ink.astype(np.uint8))
    if not found:
        return None
    ink = ink[found[0]]
    width = ink.shape[1] / TALL
    everything = a == 0 and b == len(strip.seams) - 1
    if not everything and not NARROWEST <= width <= WIDEST:
        return None
    around = TALL // 2
    page = np.pad(1 - ink.astype(np.float32), around, constant_values=1)
    return to_nist(page, np.array([around, around, around + len(ink), around + ink.shape[1]]))


def best_seams(strip: Strip, values: dict[tuple[int, int], float]) -> list[int]:
    """Indices of seams, from the first to the last: the most probable way to part a strip.

    values: what each part is worth that may be a letter.
    """
    last = len(strip.seams) - 1
    best = {0: (0.0, [0])}
    for b in range(1, last + 1):
        price = (CUT + CROSSING * strip.crossed[b] / (PEN * TALL)) if b < last else 0.0
        ways = []
        for a in range(b):
            if a in best and (a, b) in values:
                ways.append((best[a][0] + values[a, b] - price, [*best[a][1], b]))
        if ways:
            best[b] = max(ways)
    return best[last][1]


def cut(bw: np.ndarray, box: np.ndarray, strip: Strip, chosen: list[int], gap: float) -> np.ndarray:
    """Cut the page ``bw`` inside a box along some of its strip's seams; the parts' boxes."""
    y1, x1, y2, x2 = box
    inside = bw[y1:y2, x1:x2]
    rows = np.arange(y2 - y1) * strip.ink.shape[0] // (y2 - y1)
    seams = strip.seams[chosen][:, rows] * (x2 - x1) / strip.ink.shape[1]
    x = np.arange(x2 - x1) + 0.5
    for seam in seams[1:-1]:
        inside[np.abs(x - seam[:, None]) <= max(1.0, gap / 2)] = 1
    parts = []
    for left, right in pairwise(seams):
        ink = np.argwhere((inside < 0.5) & (x >= left[:, None]) & (x < right[:, None]))
        if len(ink):
            parts.append([*(ink.min(axis=0) + [y1, x1]), *(ink.max(axis=0) + 1 + [y1, x1])])
    return np.array(parts, int)
