"""Find the printed lines of ruled and squared paper: they are thin, straight and cross the page.

The page is divided into vertical strips. In each strip, a Hough transform over the slopes of a
tilted page finds straight lines, so that a line may bend a little from strip to strip. A line that
continues through several strips is a printed line. Its ink is marked column by column, where the
column is as thin as the line alone. Where a pen crossed the line or followed it, the column is
thicker and is left, so that no stroke is cut. Programs remove staff lines from scores in this way.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import ndimage

__all__ = ["ruling"]

STRIPS = 6  # of the page
FOLLOWED = 3  # strips that a printed line crosses, at least
STEEPEST = 0.3  # the slope of a line, at most
ALONE = 0.25  # share of a strip's columns in which the ink is as thin as a printed line, at least
COVERED = 0.85  # share of them with ink, of the line or of strokes on it, at least
THICKEST = 0.009  # thickness of a line over the square root of the page's area, at most
THICKER = 1.5  # times the median thickness of the lines: a thicker column holds a stroke
JUMP = 3  # pixels from a line's end in one strip to its beginning in the next, at most
EVERY = 3  # the search uses one column of so many


@dataclass(frozen=True)
class Segment:
    """A line in one strip: its height at the strip's middle, and its slope."""

    height: float
    slope: float


def ruling(mask: np.ndarray) -> np.ndarray:
    """The ink of printed lines that belongs to no stroke; mask: all ink; both (h, w) bool."""
    flat = flat_lines(mask)
    upright = flat_lines((mask & ~flat).T).T
    return flat | upright


def flat_lines(mask: np.ndarray) -> np.ndarray:
    """``ruling`` for the lines that are closer to horizontal than to vertical."""
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
        np.concatenate([on_line(mask[:, s], p) for s, p in zip(strips, segments, strict=True)])
        for segments in followed(found, np.diff(edges))
    ]
    if not courses:
        return lines
    y = np.concatenate(courses)
    x = np.tile(np.arange(mask.shape[1]), len(courses))[y >= 0]
    y = y[y >= 0]
    usual = np.median(length[y, x])  # of all lines, as strokes may hide one of them
    alone = length[y, x] <= THICKER * usual + 1
    mark_columns(lines, y[alone], x[alone], above, length)
    return lines


def run_lengths(mask: np.ndarray) -> np.ndarray:
    """(h, w) int32: the length of the run of ink from above that ends at each pixel, or 0."""
    rows = np.arange(1, len(mask) + 1, dtype=np.int32)[:, None]
    last_paper = np.maximum.accumulate(np.where(mask, 0, rows), axis=0)
    return np.where(mask, rows - last_paper, 0)


def straight(thin: np.ndarray, mask: np.ndarray) -> list[Segment]:
    """The lines across one strip; thin: (h, w) bool, its thin runs of ink; mask: all its ink."""
    height, width = thin.shape
    y, x = np.nonzero(thin[:, ::EVERY])
    columns = -(-width // EVERY)
    x = x * EVERY - (width - 1) / 2
    reach = int(np.ceil(STEEPEST * width / 2)) + 1  # a line may leave the page within the strip
    slopes = np.linspace(-STEEPEST, STEEPEST, 2 * int(np.ceil(STEEPEST * width / 2)) + 1)
    counts = np.zeros((len(slopes), height), np.int32)
    for counted, slope in zip(counts, slopes, strict=True):
        at = np.rint(y - slope * x).astype(np.int64) + reach
        counted[:] = np.bincount(at, minlength=height + 2 * reach)[reach : reach + height]
    best = counts.max(axis=0)
    # Neighbouring rows of equal count, as on a line several pixels thick, are one peak.
    runs, count = ndimage.label(
        (best >= ALONE * columns) & (best == ndimage.maximum_filter1d(best, 2 * JUMP + 1))
    )
    found: list[Segment] = []
    for (rows,) in ndimage.find_objects(runs, count):
        top = (rows.start + rows.stop - 1) // 2
        equal = slopes[counts[:, top] == best[top]]
        segment = Segment(float(top), float(np.median(equal)))
        if (on_line(mask, segment) >= 0).mean() >= COVERED:
            found.append(segment)
    return found


def on_line(mask: np.ndarray, segment: Segment) -> np.ndarray:
    """(w,) int: in each column of a strip the y of the ink nearest to the line, or -1."""
    height, width = mask.shape
    x = np.arange(width)
    middle = np.rint(segment.height + segment.slope * (x - (width - 1) / 2)).astype(int)
    y = np.full(width, -1)
    for offset in (2, -2, 1, -1, 0):  # the last wins
        near = np.clip(middle + offset, 0, height - 1)
        y = np.where(mask[near, x], near, y)
    return y


def followed(found: list[list[Segment]], widths: np.ndarray) -> list[list[Segment]]:
    """The lines across at least FOLLOWED strips, each with a segment for every strip.

    found: the segments in each strip; widths: of the strips, in pixels. In a strip where a line was
    not found, it continues straight from the nearest strip.
    """
    lines: list[list[tuple[int, Segment]]] = []
    for number, of_strip in enumerate(found):
        for segment in of_strip:
            start = segment.height - segment.slope * widths[number] / 2
            for line in lines:
                before, last = line[-1]
                end = last.height + last.slope * widths[before] / 2
                if before == number - 1 and abs(end - start) <= JUMP:
                    line.append((number, segment))
                    break
            else:
                lines.append([(number, segment)])
    middles = np.cumsum(widths) - widths / 2
    whole = []
    for line in lines:
        if len(line) >= FOLLOWED:
            near = [min(line, key=lambda one: abs(one[0] - n)) for n in range(len(widths))]
            whole.append(
                [
                    Segment(
                        segment.height + segment.slope * (middle - middles[number]), segment.slope
                    )
                    for middle, (number, segment) in zip(middles, near, strict=True)
                ]
            )
    return whole


def mark_columns(
    lines: np.ndarray, y: np.ndarray, x: np.ndarray, above: np.ndarray, length: np.ndarray
) -> None:
    """Mark runs of ink in ``lines``, (h, w) bool, with one pixel of their soft edge at either end.

    y, x: a pixel in each run. above, length: (h, w), the pixels of the run down to each pixel, and
    those of the whole run.
    """
    first, count = y - above[y, x], length[y, x] + 2  # from the pixel above the ink to that below
    for step in range(int(count.max(initial=0))):
        inside = step < count
        rows = first[inside] + step
        on_page = (rows >= 0) & (rows < len(lines))
        lines[rows[on_page], x[inside][on_page]] = True
