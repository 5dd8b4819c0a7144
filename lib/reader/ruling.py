"""Printed lines on ruled and squared paper, told from handwriting: they are thin, straight and run
on across the page.

Lines are looked for in upright strips of the page, in each by a Hough transform over the slopes
that a tilted page may have, so that they may converge and bend a little. What follows on from strip
to strip over a good part of the page is a printed line. Of its ink, each column that is as thin as
the line alone is taken out; where a pen crossed it or ran along it, the column is thicker, and
stays: so no stroke is cut (as in the removal of staff lines from scores).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import ndimage

__all__ = ["ruling"]

STRIPS = 6
FOLLOWED = 3  # strips that a printed line crosses, at least
STEEPEST = 0.3  # slope
ALONE = 0.25  # part of a strip's columns in which a line is no thicker than a printed one
COVERED = 0.85  # part of them in which there is ink, of the line or of strokes along it
THICKEST = 0.009  # of a line, relative to the square root of the page's area
THICKER = 1.5  # than the usual column of the lines: more than a line alone
JUMP = 3  # pixels, from the end of a line in one strip to its beginning in the next
EVERY = 3  # columns: one of so many takes part in the search


@dataclass(frozen=True)
class Piece:
    """A line in one strip: its height at the strip's middle, and its slope."""

    height: float
    slope: float


def ruling(mask: np.ndarray) -> np.ndarray:
    """(h, w) bool ink -> (h, w) bool, what belongs to printed lines and to no stroke."""
    flat = flat_lines(mask)
    upright = flat_lines((mask & ~flat).T).T
    return flat | upright


def flat_lines(mask: np.ndarray) -> np.ndarray:
    """``ruling`` of the lines that are nearer to horizontal."""
    thickest = THICKEST * mask.size**0.5
    above = run_lengths(mask)
    below = run_lengths(mask[::-1])[::-1]
    length = np.where(mask, above + below - 1, 0)
    thin = mask & (length <= thickest)
    edges = np.linspace(0, mask.shape[1], STRIPS + 1).round().astype(int)
    strips = [slice(a, b) for a, b in pairwise(edges)]
    found = [straight(thin[:, strip], mask[:, strip]) for strip in strips]
    lines = np.zeros_like(mask)
    courses = [
        np.concatenate([on_line(mask[:, s], p) for s, p in zip(strips, pieces, strict=True)])
        for pieces in followed(found, np.diff(edges))
    ]
    if not courses:
        return lines
    y = np.concatenate(courses)
    x = np.tile(np.arange(mask.shape[1]), len(courses))[y >= 0]
    y = y[y >= 0]
    usual = np.median(length[y, x])  # of all lines: one may be hidden under strokes
    alone = length[y, x] <= THICKER * usual + 1
    mark_columns(lines, y[alone], x[alone], above, length)
    return lines


def run_lengths(mask: np.ndarray) -> np.ndarray:
    """(h, w) int32: how many pixels of ink end here, counted down each column."""
    rows = np.arange(1, len(mask) + 1, dtype=np.int32)[:, None]
    last_paper = np.maximum.accumulate(np.where(mask, 0, rows), axis=0)
    return np.where(mask, rows - last_paper, 0)


def straight(thin: np.ndarray, mask: np.ndarray) -> list[Piece]:
    """The lines across one strip; thin: (h, w) bool, its columns of thin ink; mask: all its ink."""
    height, width = thin.shape
    y, x = np.nonzero(thin[:, ::EVERY])
    columns = -(-width // EVERY)
    x = x * EVERY - (width - 1) / 2
    reach = int(np.ceil(STEEPEST * width / 2)) + 1  # a line may leave the page inside the strip
    slopes = np.linspace(-STEEPEST, STEEPEST, 2 * int(np.ceil(STEEPEST * width / 2)) + 1)
    counts = np.zeros((len(slopes), height), np.int32)
    for counted, slope in zip(counts, slopes, strict=True):
        at = np.rint(y - slope * x).astype(np.int64) + reach
        counted[:] = np.bincount(at, minlength=height + 2 * reach)[reach : reach + height]
    best = counts.max(axis=0)
    # Rows of equal count, as across a line of some pixels, are one peak.
    runs, count = ndimage.label(
        (best >= ALONE * columns) & (best == ndimage.maximum_filter1d(best, 2 * JUMP + 1))
    )
    found: list[Piece] = []
    for (rows,) in ndimage.find_objects(runs, count):
        top = (rows.start + rows.stop - 1) // 2
        equal = slopes[counts[:, top] == best[top]]
        piece = Piece(float(top), float(np.median(equal)))
        if (on_line(mask, piece) >= 0).mean() >= COVERED:
            found.append(piece)
    return found


def on_line(mask: np.ndarray, piece: Piece) -> np.ndarray:
    """(w,) in each column of a strip, the y of the ink nearest to the line, or -1."""
    height, width = mask.shape
    x = np.arange(width)
    middle = np.rint(piece.height + piece.slope * (x - (width - 1) / 2)).astype(int)
    y = np.full(width, -1)
    for offset in (2, -2, 1, -1, 0):  # the last wins
        near = np.clip(middle + offset, 0, height - 1)
        y = np.where(mask[near, x], near, y)
    return y


def followed(found: list[list[Piece]], widths: np.ndarray) -> list[list[Piece]]:
    """The lines across FOLLOWED strips or more, as pieces, one in each strip.

    found: the pieces in each strip; widths: of the strips, in pixels. Where strokes hide a line, it
    goes on as in the nearest strip.
    """
    lines: list[list[tuple[int, Piece]]] = []
    for number, of_strip in enumerate(found):
        for piece in of_strip:
            start = piece.height - piece.slope * widths[number] / 2
            for line in lines:
                before, last = line[-1]
                end = last.height + last.slope * widths[before] / 2
                if before == number - 1 and abs(end - start) <= JUMP:
                    line.append((number, piece))
                    break
            else:
                lines.append([(number, piece)])
    middles = np.cumsum(widths) - widths / 2
    whole = []
    for line in lines:
        if len(line) >= FOLLOWED:
            near = [min(line, key=lambda one: abs(one[0] - n)) for n in range(len(widths))]
            whole.append(
                [
                    Piece(piece.height + piece.slope * (middle - middles[number]), piece.slope)
                    for middle, (number, piece) in zip(middles, near, strict=True)
                ]
            )
    return whole


def mark_columns(
    lines: np.ndarray, y: np.ndarray, x: np.ndarray, above: np.ndarray, length: np.ndarray
) -> None:
    """Mark in ``lines`` the ink of columns, and a pixel of its soft edge on either side.

    y, x: a pixel in each; above, length: (h, w), the ink over a pixel with it, and that of its
    whole column.
    """
    first, count = y - above[y, x], length[y, x] + 2  # from the pixel above the ink to that below
    for step in range(int(count.max(initial=0))):
        inside = step < count
        rows = first[inside] + step
        on_page = (rows >= 0) & (rows < len(lines))
        lines[rows[on_page], x[inside][on_page]] = True
