"""Find handwritten characters in a photographed page (Q4.2): which ink belongs together, and which
is letters.

Connected pieces of ink are joined where several make one letter; specks, punctuation, shadows and
print showing through are dropped. Sizes are relative to the page, then to its own letters and
strokes.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from lib.reader.ink import (
    DARKEST,
    EIGHT,
    LIGHT_AREA,
    LIGHT_WINDOW,
    MIN_LETTER,
    SMOOTH,
    background,
    binarise,
    black_on_white,
    ink_contrast,
    working_image,
)
from lib.reader.ruling import ruling

__all__ = ["find_letters", "union"]

NEAR = 5  # window of the second estimate of the light, in stroke widths
BLURRED = 1.45  # softness of strokes; sharp ones have less than 1, and small files a little more
SHARPEN = 0.5  # standard deviation of the unsharp mask, in stroke widths

ACROSS = 0.25  # part of the page's shorter side: a piece this long may be a printed line

# What counts as a letter, relative to the median letter where not said otherwise.
SOLID = 0.35  # mean stroke width relative to the longest side of what is a blot, not strokes
SPECK = 0.4  # a shorter longest side is punctuation or dirt
GIANT = 3.5  # a longer one is a shadow or a drawing
CUT = (0.6, 1.6)  # longest side of a letter that touches the page's border
BLOT = 3.5  # stroke width, relative to the median one, that no pen makes
FAINT = 0.4  # peak contrast, relative to the median one: print showing through
LEGIBLE = 0.25  # share of the ink that is letters; on a page with less, they are dirt as well

# When two pieces make one letter.
JOINED = 2.0  # longest side of what they make, at most
WHOLE = 0.7  # two pieces as tall as this are two letters, unless they all but touch
CRUMB_GAP = 1.0  # in stroke widths, between a stroke and a crumb that broke off it
STEM_GAP = 0.5  # in stroke widths, between a bare stem and the arms that came off it, as of a K
THIN = 0.3  # width to height of a bare stem
OVERLAP = 0.5  # share of the narrower piece's width that lies above or below the other piece
STACK_GAP = 0.3  # between such pieces
BAR_GAP = 0.15  # between a stem and a bar beside it


@dataclass(frozen=True)
class Pieces:
    """Connected pieces of ink: piece i has the value i + 1 in labels."""

    labels: np.ndarray  # (h, w) int
    boxes: np.ndarray  # (k, 4) int, y1 x1 y2 x2, half open
    areas: np.ndarray  # (k,) pixels
    outlines: np.ndarray  # (k,) pixels on the edge
    peaks: np.ndarray  # (k,) highest contrast

    @property
    def sizes(self) -> np.ndarray:
        """(k,) longest side of each box."""
        return (self.boxes[:, 2:] - self.boxes[:, :2]).max(axis=1)

    @property
    def widths(self) -> np.ndarray:
        """(k,) mean stroke widths."""
        return stroke_width(self.areas, self.outlines)

    @property
    def smallest(self) -> float:
        """Longest side of the smallest letter that is looked for."""
        return MIN_LETTER * self.labels.size**0.5

    @property
    def at_border(self) -> np.ndarray:
        """(k,) bool: touching the page's border."""
        return np.isfinite(self.depths)

    @property
    def depths(self) -> np.ndarray:
        """(k,) how far from the page's border each reaches into it; infinite away from it."""
        touching = (self.boxes[:, :2] == 0) | (self.boxes[:, 2:] == self.labels.shape)
        return np.where(touching, self.boxes[:, 2:] - self.boxes[:, :2], np.inf).min(axis=1)


def find_letters(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Boxes of the characters, and the page in black and white.

    image: (h, w) or (h, w, 3), uint8 or float in 0..1; dark ink on light, or light on dark.
    Returns boxes (n, 4) int, rows [y1, x1, y2, x2], half open, in the image's own pixels and in no
    particular order, and bw (h, w) float32: 0.0 the characters, 1.0 all else. A page without
    letters gives n = 0. Full stops, commas and specks are no characters.
    Raises InputError for another shape or dtype.
    """
    image = np.asarray(image)
    pieces, level = find_ink(working_image(image))
    groups = letter_groups(pieces)
    boxes = np.array([union(pieces.boxes[g]) for g in groups], float).reshape(-1, 4)
    scale = np.tile(np.array(image.shape[:2]) / level.shape, 2)
    low, high = np.floor(boxes * scale + 1e-6), np.ceil(boxes * scale - 1e-6)
    kept = np.zeros(len(pieces.boxes) + 1, bool)
    kept[[i + 1 for g in groups for i in g]] = True
    bw = black_on_white(level, kept[pieces.labels], image.shape[:2])
    return np.hstack([low[:, :2], high[:, 2:]]).astype(int), bw


def find_ink(grey: np.ndarray) -> tuple[Pieces, np.ndarray]:
    """The pieces of ink, and (h, w) contrast over the threshold at a stroke's edge.

    Dark ink on light and light on dark are both tried: the one that shows more letters, each
    counted by its contrast, is right. The reciprocal turns one into the other and keeps ratios,
    so that contrast is a fraction of the lighter of ink and paper either way.
    Then the strokes' width is known, and light is taken from as near as that allows: so the edge
    of a shadow is no ink.
    """
    grey = np.maximum(ndimage.gaussian_filter(grey, SMOOTH, mode="nearest"), DARKEST)
    window = round(LIGHT_WINDOW * (grey.size / LIGHT_AREA) ** 0.5)
    paper = background(grey)
    polarities = [(grey, paper), (DARKEST / grey, DARKEST / paper)]
    found = [find_pieces(ink_contrast(*p, window)) for p in polarities]
    typical = [typical_pieces(pieces) for pieces, _ in found]
    shown = [pieces.peaks[large].sum() for (pieces, _), large in zip(found, typical, strict=True)]
    best = int(np.argmax(shown))
    pieces, level = found[best]
    if typical[best].any():
        stroke = np.median(pieces.widths[typical[best]])
        window = min(round(NEAR * stroke), window)
        contrast = ink_contrast(*polarities[best], window)
        if softness(level, pieces.labels > 0) > BLURRED:
            contrast = sharpened(contrast, SHARPEN * stroke)
        pieces, level = find_pieces(contrast)
    return pieces, level


def softness(level: np.ndarray, mask: np.ndarray) -> float:
    """Pixels on the slopes of strokes for each one on their tops: how far the photo is blurred.

    level: (h, w) contrast; mask: (h, w) bool, the ink.
    """
    top = np.quantile(level[mask], 0.9)
    near = ndimage.binary_dilation(mask, EIGHT)
    slopes = near & (level > 0.25 * top) & (level < 0.75 * top)
    return float(slopes.sum() / (level >= 0.75 * top).sum())


def sharpened(contrast: np.ndarray, sigma: float) -> np.ndarray:
    """An unsharp mask that makes nothing darker: strokes that blur has joined come apart again."""
    smooth = ndimage.gaussian_filter(contrast, sigma, mode="nearest")
    return np.minimum(contrast, 2 * contrast - smooth)


def find_pieces(contrast: np.ndarray) -> tuple[Pieces, np.ndarray]:
    """The connected pieces of ink, and (h, w) contrast over the threshold at its edge.

    Printed lines join letters to one large piece: where there is one, they are taken out first.
    """
    threshold, mask = binarise(contrast)
    pieces = connected(contrast, mask)
    if pieces.sizes.max(initial=0) >= ACROSS * min(mask.shape):
        lines = ruling(mask)
        if lines.any():
            contrast = np.where(lines, 0, contrast)
            threshold, mask = binarise(contrast)
            pieces = connected(contrast, mask)
    return pieces, contrast / threshold


def connected(contrast: np.ndarray, mask: np.ndarray) -> Pieces:
    """The connected pieces of a mask (h, w) bool."""
    labels, count = ndimage.label(mask, EIGHT)
    slices = ndimage.find_objects(labels)
    boxes = np.array([[r.start, c.start, r.stop, c.stop] for r, c in slices], int).reshape(-1, 4)
    areas = np.bincount(labels[mask], minlength=count + 1)[1:]
    outline = np.bincount(labels[outlines(mask)], minlength=count + 1)[1:]
    peaks = np.zeros(count + 1)
    np.maximum.at(peaks, labels[mask], contrast[mask])
    return Pieces(labels, boxes, areas, outline, peaks[1:])


def stroke_width(area: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """A stroke of width w and length l has l w pixels, of which 2 l lie on its two edges."""
    return 2 * area / outline


def outlines(mask: np.ndarray) -> np.ndarray:
    """(h, w) bool -> the pixels of it that have a neighbour (of four) outside it."""
    padded = np.pad(mask, 1)
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask & ~inner


def typical_pieces(pieces: Pieces) -> np.ndarray:
    """(k,) bool: pieces that may well be whole letters, away from the page's border.

    From them the size of letters, the width of strokes and the darkness of ink are taken.
    """
    strokes = pieces.widths <= SOLID * pieces.sizes
    return strokes & (pieces.sizes >= pieces.smallest) & ~pieces.at_border


def letter_groups(pieces: Pieces) -> list[list[int]]:
    """The pieces that make each letter, as lists of indices."""
    typical = typical_pieces(pieces)
    if not typical.any():
        return []
    sizes = pieces.sizes
    size = weighted_median(sizes[typical], sizes[typical])
    stroke = float(np.median(pieces.widths[typical]))
    peak = float(np.median(pieces.peaks[typical]))
    written = (pieces.widths <= BLOT * stroke) & (pieces.peaks >= FAINT * peak)
    # What only just reaches in from the border is the edge of the desk or of a shadow.
    written &= (sizes <= GIANT * size) & (pieces.depths >= SPECK * size)
    letters = []
    for group in join(pieces, np.flatnonzero(written), size, stroke):
        box = union(pieces.boxes[group])
        longest = max(box[2] - box[0], box[3] - box[1])
        width = stroke_width(pieces.areas[group].sum(), pieces.outlines[group].sum())
        cut = pieces.at_border[group].any() and not CUT[0] <= longest / size <= CUT[1]
        if longest >= max(SPECK * size, pieces.smallest) and width <= SOLID * longest and not cut:
            letters.append(group)
    ink = sum(pieces.areas[group].sum() for group in letters)
    legible = ink >= LEGIBLE * pieces.areas[written].sum()
    return letters if legible else []


def join(pieces: Pieces, members: np.ndarray, size: float, stroke: float) -> list[list[int]]:
    """Groups of ``members``: the closest pairs first, as long as the result is letter-sized."""
    boxes = pieces.boxes[members].astype(float)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    pairs = []
    for a, b in cKDTree(centres).query_pairs(JOINED * size):
        if box_gap(boxes[a], boxes[b]) > STACK_GAP * size:
            continue
        first, second = (outline_of(pieces, members[i]) for i in (a, b))
        gap = cKDTree(first).query(second)[0].min() - 1
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
    """Whether two pieces, boxes a and b, ``gap`` apart, belong to the same letter."""
    (ha, wa), (hb, wb) = a[2:] - a[:2], b[2:] - b[:2]
    crumb = min(max(ha, wa), max(hb, wb)) < SPECK * size
    stem = min(wa / ha, wb / hb) <= THIN
    if gap <= stroke * (CRUMB_GAP if crumb else STEM_GAP if stem else 0):
        return True
    across = min(a[3], b[3]) - max(a[1], b[1])
    along = min(a[2], b[2]) - max(a[0], b[0])
    above = across >= OVERLAP * min(wa, wb)
    if crumb:  # within the other's box, a loose bit of it; beside it, a full stop
        return above and along >= OVERLAP * min(ha, hb)
    if min(ha, hb) >= WHOLE * size:
        return False
    if above:  # or below, or within: the bar of a T, an E, a 5
        return gap <= STACK_GAP * size
    # A bar beside the stem, like the middle one of an E: flat, and level with it.
    return min(ha, hb) < SPECK * size and along >= WHOLE * min(ha, hb) and gap <= BAR_GAP * size


def outline_of(pieces: Pieces, index: int) -> np.ndarray:
    """(m, 2) y and x of one piece's edge pixels."""
    y1, x1, y2, x2 = pieces.boxes[index]
    piece = pieces.labels[y1:y2, x1:x2] == index + 1
    return np.argwhere(outlines(piece)) + pieces.boxes[index, :2]


def box_gap(a: np.ndarray, b: np.ndarray) -> float:
    """Distance between two boxes, the larger of its two components; negative if they overlap."""
    return float((np.maximum(a[:2], b[:2]) - np.minimum(a[2:], b[2:])).max())


def union(boxes: np.ndarray) -> np.ndarray:
    """(k, 4) -> (4,) the box around all of them."""
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """The value at which half of the weight is reached."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
