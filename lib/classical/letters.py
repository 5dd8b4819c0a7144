"""Find handwritten characters on a photographed page (Q4.2): which ink belongs to which letter.

Connected pieces of ink are joined where several make one letter. Specks, punctuation, shadows and
print that shows through are dropped. Sizes are relative to the page, then to its own letters and
strokes.
"""

import numpy as np
from scipy.spatial import cKDTree

from lib.classical.ink import black_on_white
from lib.classical.pieces import (
    SOLID,
    Pieces,
    find_ink,
    outline_of,
    stroke_widths,
    typical_pieces,
)

__all__ = ["find_letters", "union"]

# What is a letter; sizes relative to the longest side of the median letter.
SPECK = 0.4  # what is smaller is punctuation or dirt
GIANT = 3.5  # what is larger is a shadow or a drawing
CUT = (0.6, 1.6)  # the size of a letter that touches the page's border
BLOT = 3.5  # times the median stroke width: no pen makes a wider stroke
FAINT = 0.4  # times the median peak contrast: what is fainter is print that shows through
LEGIBLE = 0.25  # share of the ink in letters; on a page with less, they too are dirt

# When two pieces make one letter; lengths relative to the median letter where no other is named.
JOINED = 2.0  # the largest size of the letter that they make
WHOLE = 0.7  # two pieces of at least this height are two letters, unless they nearly touch
CRUMB_GAP = 1.0  # stroke widths between a stroke and a crumb that broke off it, at most
STEM_GAP = 0.5  # stroke widths between a bare stem and its loose arms, as of a K, at most
THIN = 0.3  # width over height of a bare stem, at most
OVERLAP = 0.5  # share of the narrower piece's width that lies above or below the other, at least
STACK_GAP = 0.3  # gap between such pieces, at most
BAR_GAP = 0.15  # gap between a stem and a bar beside it, at most


def find_letters(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The boxes of the characters, and the page in black and white.

    image: (h, w) or (h, w, 3), uint8 or float in 0..1; dark ink on light paper or the reverse.
    Returns boxes (n, 4) int, rows [y1, x1, y2, x2], half open, in the image's own pixels and in no
    particular order, and bw (h, w) float32: 0.0 the characters, 1.0 all else. A page without
    letters gives n = 0. Full stops, commas and specks are left out.
    Raises InputError for another shape or dtype.
    """
    image = np.asarray(image)
    pieces, level = find_ink(image)
    groups = letter_groups(pieces)
    boxes = np.array([union(pieces.boxes[g]) for g in groups], float).reshape(-1, 4)
    scale = np.tile(np.array(image.shape[:2]) / level.shape, 2)
    low, high = np.floor(boxes * scale + 1e-6), np.ceil(boxes * scale - 1e-6)
    kept = np.zeros(len(pieces.boxes) + 1, bool)
    kept[[i + 1 for g in groups for i in g]] = True
    bw = black_on_white(level, kept[pieces.labels], image.shape[:2])
    return np.hstack([low[:, :2], high[:, 2:]]).astype(int), bw


def letter_groups(pieces: Pieces) -> list[list[int]]:
    """For each letter, the indices of the pieces that make it."""
    typical = typical_pieces(pieces)
    if not typical.any():
        return []
    sizes = pieces.sizes
    size = weighted_median(sizes[typical], sizes[typical])
    stroke = float(np.median(pieces.widths[typical]))
    peak = float(np.median(pieces.peaks[typical]))
    written = (pieces.widths <= BLOT * stroke) & (pieces.peaks >= FAINT * peak)
    # A piece that barely reaches in from the border is the edge of the desk or of a shadow.
    written &= (sizes <= GIANT * size) & (pieces.depths >= SPECK * size)
    letters = []
    for group in join(pieces, np.flatnonzero(written), size, stroke):
        box = union(pieces.boxes[group])
        longest = max(box[2] - box[0], box[3] - box[1])
        width = stroke_widths(pieces.areas[group].sum(), pieces.outlines[group].sum())
        cut = pieces.at_border[group].any() and not CUT[0] <= longest / size <= CUT[1]
        if longest >= max(SPECK * size, pieces.smallest) and width <= SOLID * longest and not cut:
            letters.append(group)
    ink = sum(pieces.areas[group].sum() for group in letters)
    legible = ink >= LEGIBLE * pieces.areas[written].sum()
    return letters if legible else []


def join(pieces: Pieces, members: np.ndarray, size: float, stroke: float) -> list[list[int]]:
    """Group the pieces ``members``, the closest pairs first, as long as a group is letter-sized.

    size: of the median letter, stroke: the median stroke width, both in pixels. Returns groups of
    indices of pieces.
    """
    boxes = pieces.boxes[members].astype(float)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    pairs = []
    for a, b in cKDTree(centres).query_pairs(JOINED * size):
        if box_gap(boxes[a], boxes[b]) > STACK_GAP * size:
            continue
        first, second = (outline_of(pieces, members[i]) for i in (a, b))
        gap = float(np.min(cKDTree(first).query(second)[0])) - 1
        if one_letter(boxes[a], boxes[b], gap, size, stroke):
            pairs.append((gap, a, b))
    groups = [[i] for i in range(len(members))]
    for _, a, b in sorted(pairs):
        if groups[a] is not groups[b]:
            box = union(boxes[groups[a] + groups[b]])
            if max(box[2] - box[0], box[3] - box[1]) <= JOINED * size:
                groups[a].extend(groups[b])
                for i in groups[b]:
                    groups[i] = groups[a]
    distinct = {id(g): g for g in groups}.values()
    return [members[g].tolist() for g in distinct]


def one_letter(a: np.ndarray, b: np.ndarray, gap: float, size: float, stroke: float) -> bool:
    """Whether two pieces with boxes a and b, ``gap`` pixels apart, belong to the same letter."""
    (ha, wa), (hb, wb) = a[2:] - a[:2], b[2:] - b[:2]
    crumb = min(max(ha, wa), max(hb, wb)) < SPECK * size
    stem = min(wa / ha, wb / hb) <= THIN
    if gap <= stroke * (CRUMB_GAP if crumb else STEM_GAP if stem else 0):
        return True
    across = min(a[3], b[3]) - max(a[1], b[1])
    along = min(a[2], b[2]) - max(a[0], b[0])
    above = across >= OVERLAP * min(wa, wb)
    if crumb:  # part of the letter if it lies in its box; a full stop if it lies beside it
        return above and along >= OVERLAP * min(ha, hb)
    if min(ha, hb) >= WHOLE * size:
        return False
    if above:  # or below, or inside: the bar of a T, an E, a 5
        return gap <= STACK_GAP * size
    # A flat bar beside the stem and level with it, like the middle one of an E.
    return min(ha, hb) < SPECK * size and along >= WHOLE * min(ha, hb) and gap <= BAR_GAP * size


def box_gap(a: np.ndarray, b: np.ndarray) -> float:
    """The larger of the vertical and the horizontal gap between two boxes; negative in overlap."""
    return float((np.maximum(a[:2], b[:2]) - np.minimum(a[2:], b[2:])).max())


def union(boxes: np.ndarray) -> np.ndarray:
    """The box around all boxes: (k, 4) -> (4,)."""
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """The smallest value up to which at least half of the weight lies."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
