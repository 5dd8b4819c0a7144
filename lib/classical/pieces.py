"""Find the connected pieces of ink on a photographed page (Q4.2).

The light is estimated twice: first over the whole page, then, once the width of the strokes is
known, from as near to each stroke as that width allows.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from lib.classical.ink import (
    DARKEST,
    EIGHT,
    LIGHT_AREA,
    LIGHT_WINDOW,
    MIN_LETTER,
    SMOOTH,
    background,
    binarise,
    ink_contrast,
    working_image,
)
from lib.classical.ruling import ruling

__all__ = ["SOLID", "Pieces", "find_ink", "outline_of", "stroke_widths", "typical_pieces"]

NEAR = 5  # stroke widths: the window of the second estimate of the light
BLURRED = 1.45  # softness of a blurred photo; a sharp one has less than 1, a small file a bit more
SHARPEN = 0.5  # stroke widths: the standard deviation of the unsharp mask

ACROSS = 0.25  # of the page's shorter side: a piece this long may hold a printed line

SOLID = 0.35  # mean stroke width over longest side; a piece above this is a blot, not strokes


@dataclass(frozen=True)
class Pieces:
    """Connected pieces of ink, k of them; the pixels of piece i have the label i + 1."""

    labels: np.ndarray  # (h, w) int
    boxes: np.ndarray  # (k, 4) int, y1 x1 y2 x2, half open
    areas: np.ndarray  # (k,) pixels
    outlines: np.ndarray  # (k,) number of pixels on the edge
    peaks: np.ndarray  # (k,) highest contrast in each

    @property
    def sizes(self) -> np.ndarray:
        """(k,) longest side of each box, in pixels."""
        return (self.boxes[:, 2:] - self.boxes[:, :2]).max(axis=1)

    @property
    def widths(self) -> np.ndarray:
        """(k,) mean stroke widths, in pixels."""
        return stroke_widths(self.areas, self.outlines)

    @property
    def smallest(self) -> float:
        """Longest side, in pixels, of the smallest piece that may be a letter."""
        return MIN_LETTER * self.labels.size**0.5

    @property
    def at_border(self) -> np.ndarray:
        """(k,) bool: whether a piece touches the page's border."""
        return np.isfinite(self.depths)

    @property
    def depths(self) -> np.ndarray:
        """(k,) pixels by which a piece at the border reaches inwards; infinite for the others."""
        touching = (self.boxes[:, :2] == 0) | (self.boxes[:, 2:] == self.labels.shape)
        return np.where(touching, self.boxes[:, 2:] - self.boxes[:, :2], np.inf).min(axis=1)


def find_ink(image: np.ndarray) -> tuple[Pieces, np.ndarray]:
    """The pieces of ink in an image, and the contrast of the page, relative to its threshold.

    image: (h, w) or (h, w, 3), uint8 or float in 0..1. The contrast is (H, W) float, about
    WORK_AREA pixels; ink begins where it reaches 1. Raises InputError for another shape or dtype.

    Dark ink on light paper and light ink on dark paper are both tried. The one that shows more
    letters, each weighted by its contrast, is taken. The reciprocal of the brightness turns one
    into the other and keeps ratios, so that contrast is a fraction of the brightness either way.
    """
    grey = working_image(image)
    grey = np.maximum(ndimage.gaussian_filter(grey, SMOOTH, mode="nearest"), DARKEST)
    window = round(LIGHT_WINDOW * (grey.size / LIGHT_AREA) ** 0.5)
    paper = background(grey)
    polarities = [(grey, paper), (DARKEST / grey, DARKEST / paper)]
    found = [find_pieces(ink_contrast(*polarity, window)) for polarity in polarities]
    typical = [typical_pieces(pieces) for pieces, _ in found]
    shown = [pieces.peaks[large].sum() for (pieces, _), large in zip(found, typical, strict=True)]
    best = int(np.argmax(shown))
    pieces, level = found[best]
    if typical[best].any():
        # The strokes' width is known now. With the light of their surroundings alone, the edge of
        # a shadow is no ink.
        stroke = np.median(pieces.widths[typical[best]])
        window = min(round(NEAR * stroke), window)
        contrast = ink_contrast(*polarities[best], window)
        if softness(level, pieces.labels > 0) > BLURRED:
            contrast = sharpened(contrast, SHARPEN * stroke)
        pieces, level = find_pieces(contrast)
    return pieces, level


def softness(level: np.ndarray, mask: np.ndarray) -> float:
    """How blurred a photo is: the pixels of medium contrast over those of high contrast.

    A sharp stroke goes from paper to ink within a pixel; a blurred one has wide slopes.
    level: (h, w) contrast; mask: (h, w) bool, the ink.
    """
    top = np.quantile(level[mask], 0.9)
    near = ndimage.binary_dilation(mask, EIGHT)
    slopes = near & (level > 0.25 * top) & (level < 0.75 * top)
    return float(slopes.sum() / (level >= 0.75 * top).sum())


def sharpened(contrast: np.ndarray, sigma: float) -> np.ndarray:
    """An unsharp mask that never raises the contrast, so that blurred strokes come apart."""
    smooth = ndimage.gaussian_filter(contrast, sigma, mode="nearest")
    return np.minimum(contrast, 2 * contrast - smooth)


def find_pieces(contrast: np.ndarray) -> tuple[Pieces, np.ndarray]:
    """The connected pieces of ink, and the contrast relative to the threshold of ink, (h, w).

    Printed lines connect letters to one large piece. Where there is such a piece, the lines are
    removed first.
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
    """The connected pieces of a mask; contrast: (h, w) float, mask: (h, w) bool."""
    labels, count = ndimage.label(mask, EIGHT)
    slices = ndimage.find_objects(labels)
    boxes = np.array([[r.start, c.start, r.stop, c.stop] for r, c in slices], int).reshape(-1, 4)
    areas = np.bincount(labels[mask], minlength=count + 1)[1:]
    outline = np.bincount(labels[edge_pixels(mask)], minlength=count + 1)[1:]
    peaks = np.zeros(count + 1)
    np.maximum.at(peaks, labels[mask], contrast[mask])
    return Pieces(labels, boxes, areas, outline, peaks[1:])


def stroke_widths(areas: np.ndarray, outlines: np.ndarray) -> np.ndarray:
    """Mean stroke widths of pieces, in pixels, from their numbers of pixels, all and on the edge.

    A stroke of width w and length l has l w pixels, of which 2 l lie on its two edges.
    """
    return 2 * areas / outlines


def edge_pixels(mask: np.ndarray) -> np.ndarray:
    """(h, w) bool -> (h, w) bool, the pixels of the mask with one of four neighbours outside it."""
    padded = np.pad(mask, 1)
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask & ~inner


def typical_pieces(pieces: Pieces) -> np.ndarray:
    """(k,) bool: whether a piece is likely a whole letter, away from the page's border.

    These pieces tell the size of letters, the width of strokes and the darkness of ink.
    """
    strokes = pieces.widths <= SOLID * pieces.sizes
    return strokes & (pieces.sizes >= pieces.smallest) & ~pieces.at_border


def outline_of(pieces: Pieces, index: int) -> np.ndarray:
    """The edge pixels of one piece: (m, 2) int, y and x on the page."""
    y1, x1, y2, x2 = pieces.boxes[index]
    piece = pieces.labels[y1:y2, x1:x2] == index + 1
    return np.argwhere(edge_pixels(piece)) + pieces.boxes[index, :2]
