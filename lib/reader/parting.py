"""Part letters that touch: a box that is too wide for one letter is cut where that reads best.

A cut follows a seam from the top of the box to its bottom. A seam crosses little ink, and may lean
and bend to pass between letters that reach over each other. A box has few seams, and the classifier
is shown every part between two of them. Dynamic programming finds the ways to part the box whose
parts are the most probable letters, as programs do that read the sums on cheques. The best of these
ways and the whole box is the one under which the line scores highest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image
from scipy import ndimage

from lib.characters import CLASSES
from lib.reader.crops import to_nist
from lib.reader.linescore import LineScore

__all__ = ["part_letters", "weigh_widths"]

TALL = 48  # pixels: the letters' height in the strip in which seams are looked for

# Relative to the letters' median height:
WIDE = 0.9  # a box that is narrower stays whole
NARROWEST, WIDEST = 0.1, 1.4  # the width of a part
LEAN = 0.25  # how far a seam leans to either side, at most
BESIDE = 0.08  # the distance between two seams, at least
GAP = 0.03  # the width of a cut
PEN = 0.1  # the width of a stroke

SEAMS = 4  # the most seams of a box, and two more for each letter's height that it is wide
BEND = 0.05  # pixels of ink: the cost of a step aside in a seam

# Width over height:
USUAL, BROADEST = 1.1, 1.4  # the usual most of a letter, and that of an M or a W
SPREAD = 0.15  # the standard deviation of widths above that

# Nats, the natural logarithm of a probability:
CUT = 1.2  # the cost of a cut: most letters do not touch
CROSSING = 0.2  # the cost of each stroke that a cut crosses
DOUBT = 0.7  # a box that lacks less certainty is one letter, and is not tried

WAYS = 4  # the number of ways to part a box that are tried in its line, beside the whole box

BROAD = np.array([name in "MW" for name in CLASSES])


@dataclass(frozen=True)
class Strip:
    """The ink of one box, scaled until letters are about TALL high, and its seams."""

    ink: np.ndarray  # (h, w) bool
    seams: np.ndarray  # (k, h) int, columns: the first one right of each seam, from 0 to w
    crossed: np.ndarray  # (k,) the pixels of ink that each seam crosses

    def part(self, a: int, b: int) -> np.ndarray:
        """The ink between seams a and b, (h, w) bool."""
        x = np.arange(self.ink.shape[1])
        right_of, left_of = x >= self.seams[a][:, None], x < self.seams[b][:, None]
        return self.ink & right_of & left_of

    def width(self, a: int, b: int) -> float:
        """The mean distance between seams a and b, relative to the letters' height."""
        return float((self.seams[b] - self.seams[a]).mean()) / TALL


def part_letters(
    bw: np.ndarray,
    boxes: np.ndarray,
    probabilities: np.ndarray,
    classify: Callable[[np.ndarray], np.ndarray],
    score: LineScore,
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Cut boxes that hold several letters.

    bw: (h, w) float32, letters 0 on paper 1; boxes: (n, 4), y1 x1 y2 x2, on a page whose lines are
    level; probabilities: (n, 36) of the boxes. classify: as ``lib.reader.read`` takes it; it is
    called once, if any box is wide enough and unsure enough. score: of the lines with the boxes as
    they are; the letters of boxes that are cut are replaced in it.
    Returns the page with the cuts in it, and for each box the boxes that it becomes, (k, 4), from
    left to right; k = 1 where it stays whole.
    """
    parts_of = [box[None] for box in boxes]
    if len(boxes) == 0:
        return bw, parts_of
    size = float(np.median(boxes[:, 2] - boxes[:, 0]))
    width = (boxes[:, 3] - boxes[:, 1]) / size
    whole = weigh_widths(probabilities, width)
    wide = np.flatnonzero((width > WIDE) & (np.log(whole.max(axis=1)) < -DOUBT)).tolist()
    strips = [strip_of(bw, boxes[index], size) for index in wide]
    places, rows = [], []
    for number, strip in enumerate(strips):
        for a in range(len(strip.seams)):
            for b in range(a + 1, len(strip.seams)):
                row = part_row(strip, a, b)
                if row is not None:
                    places.append((number, a, b))
                    rows.append(row)
    if not rows:
        return bw, parts_of
    widths = np.array([strips[number].width(a, b) for number, a, b in places])
    likelihoods = weigh_widths(classify(np.array(rows, np.float32)), widths)
    bw = bw.copy()
    for number, index in enumerate(wide):
        strip = strips[number]
        of_parts = zip(places, likelihoods, strict=True)
        own = {(a, b): row for (n, a, b), row in of_parts if n == number}
        ways = [[0, len(strip.seams) - 1], *best_ways(strip, own)]
        letters = [whole[index, None]] + [
            np.array([own[pair] for pair in pairwise(way)]) for way in ways[1:]
        ]
        scores = [
            score.of(index, index + 1, of_way) - sum(price(strip, seam) for seam in way[1:-1])
            for way, of_way in zip(ways, letters, strict=True)
        ]
        best = int(np.argmax(scores))
        score.replace(index, index + 1, letters[best])
        if best:
            parts_of[index] = cut(bw, boxes[index], strip, ways[best], GAP * size)
    return bw, parts_of


def weigh_widths(probabilities: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Probabilities of classes, (n, 36), lowered for letters that are too wide for their class.

    widths: (n,), relative to the letters' height. What comes out are likelihoods above 0.
    """
    over = np.maximum(0, widths[:, None] - np.where(BROAD, BROADEST, USUAL)) / SPREAD
    # Never 0: something must be written even where no letter is so wide.
    return np.maximum(probabilities * np.exp(-(over**2) / 2), np.finfo(np.float32).tiny)


def price(strip: Strip, seam: int) -> float:
    """The cost of a cut along a seam, in nats."""
    return CUT + CROSSING * float(strip.crossed[seam]) / (PEN * TALL)


def strip_of(bw: np.ndarray, box: np.ndarray, size: float) -> Strip:
    """The strip of a box; bw: the page, size: the letters' height on it, in pixels."""
    y1, x1, y2, x2 = box
    shape = [max(1, round(side * TALL / size)) for side in (x2 - x1, y2 - y1)]
    picture = Image.fromarray(np.ascontiguousarray(bw[y1:y2, x1:x2]))
    ink = np.asarray(picture.resize(shape, Image.Resampling.BILINEAR)) < 0.5
    return Strip(ink, *find_seams(ink))


def find_seams(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seams that cross little ink and keep their distance, between both ends of the strip.

    Returns ``seams`` and ``crossed`` as ``Strip`` describes them.
    """
    height, width = ink.shape
    reach = round(LEAN * TALL)
    margin = round(NARROWEST * TALL)
    starts = np.arange(margin, max(margin, width - margin) + 1)
    # Each row of ``cost`` is a band of columns around one start; the seam stays inside it.
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
    """The ink between two seams as a row of NIST36; None where it cannot be a letter."""
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
    """The most probable ways to part a strip, the best first, when each letter stands for itself.

    rows: for each part that may be a letter its likelihoods, (36,). A way is the list of its seams'
    indices, both ends included; the whole strip is left out.
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
    """Cut the page ``bw`` in place along the chosen seams of a box; returns the parts' boxes."""
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
