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

from lib.characters import CLASSES
from lib.reader.crops import to_nist
from lib.reader.linescore import LineWorth

__all__ = ["part_letters", "weighed"]

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
DOUBT = 0.7  # nats: boxes that are surer letters are not looked at

WAYS = 4  # to part a box that are tried in its line, beside leaving it whole

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
    worth: LineWorth,
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Cut boxes of several letters.

    bw: (h, w) float32, letters 0 on 1; boxes: (n, 4), y1 x1 y2 x2, on a page whose lines are level.
    seen: (n, 36) probabilities of the boxes as they are. classify: as ``lib.reader.read`` takes it;
    called once, if any box is wide and may be better in parts. worth: of the lines as they are; it
    is told what is parted.
    Returns the page with the cuts in it, and for each box an array (k, 4) of the boxes that it
    becomes, from left to right; k = 1 where it stays whole.
    """
    whole = [box[None] for box in boxes]
    if len(boxes) == 0:
        return bw, whole
    size = float(np.median(boxes[:, 2] - boxes[:, 0]))
    width = (boxes[:, 3] - boxes[:, 1]) / size
    alone = weighed(seen, width)
    wide = np.flatnonzero((width > WIDE) & (np.log(alone.max(axis=1)) < -DOUBT))
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
    rows = weighed(classify(np.array(rows, np.float32)), np.array(widths))
    bw = bw.copy()
    for number, index in enumerate(wide):
        strip = strips[number]
        own = {(a, b): row for (n, a, b), row in zip(shown, rows, strict=True) if n == number}
        ways = [[0, len(strip.seams) - 1], *best_ways(strip, own)]
        parts = [alone[index, None]] + [
            np.array([own[pair] for pair in pairwise(way)]) for way in ways[1:]
        ]
        values = [
            worth(index, index + 1, part) - sum(price(strip, seam) for seam in way[1:-1])
            for way, part in zip(ways, parts, strict=True)
        ]
        best = int(np.argmax(values))
        worth.take(index, index + 1, parts[best])
        if best:
            whole[index] = cut(bw, boxes[index], strip, ways[best], GAP * size)
    return bw, whole


def weighed(seen: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """(n, 36) likelihoods of parts that are so wide, from the probabilities of their classes.

    widths: (n,), in letters' heights.
    """
    over = np.maximum(0, widths[:, None] - np.where(BROAD, BROADEST, USUAL)) / SPREAD
    # Never 0: something must be written even where no letter is so wide.
    return np.maximum(seen * np.exp(-(over**2) / 2), np.finfo(np.float32).tiny)


def price(strip: Strip, seam: int) -> float:
    """Nats that a cut costs."""
    return CUT + CROSSING * float(strip.crossed[seam]) / (PEN * TALL)


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


def best_ways(strip: Strip, rows: dict[tuple[int, int], np.ndarray]) -> list[list[int]]:
    """The most probable ways to part a strip, each letter for itself; the best first.

    rows: likelihoods (36,) of each part that may be a letter. A way is the indices of its seams,
    from the first to the last; that without a cut is left out.
    """
    last = len(strip.seams) - 1
    values = {part: float(np.log(row.max())) for part, row in rows.items()}
    best: dict[int, list[tuple[float, list[int]]]] = {0: [(0.0, [0])]}
    for b in range(1, last + 1):
        cost = price(strip, b) if b < last else 0.0
        ways = [
            (value + values[a, b] - cost, [*way, b])
            for a in range(b)
            if (a, b) in values
            for value, way in best.get(a, [])
        ]
        best[b] = sorted(ways, reverse=True)[: WAYS + 1]
    return [way for _, way in best[last] if len(way) > 2][:WAYS]


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
