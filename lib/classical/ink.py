"""Measure the contrast of each pixel of a page against its paper, and decide which pixels are ink.

Every page is resized to one working area, so that no constant depends on the camera. The background
follows uneven light but no stroke; contrast is a fraction of the background. Otsu's threshold is
taken over the pixels that stand out of the paper's noise. Hysteresis keeps the faint parts of a
stroke that is dark elsewhere.
"""

import numpy as np
from PIL import Image
from scipy import ndimage
from skimage.filters import apply_hysteresis_threshold, threshold_otsu

from lib.frame.errors import InputError

MIN_LETTER = 0.01  # longest side of a letter over the square root of the page's area, at least
WORK_AREA = 1.4e6  # pixels of the working image: a letter of MIN_LETTER is 12 pixels long
SMOOTH = 0.7  # pixels: sigma of the Gaussian against sensor noise, less than any stroke's width
DARKEST = 0.02  # of white: the darkest paper, since contrast divides by it
THIN_AREA = 0.25 * WORK_AREA  # pixels of the image on which thin lines are filled
THIN_WINDOW = 5  # pixels of that image: wider than a printed line
LIGHT_AREA = 96**2  # pixels of the image on which the light is estimated
LIGHT_WINDOW = 13  # pixels of that image, 1/8 of the page: most of such a window is paper

WIDE_WINDOW = 60  # pixels; the closing with a wider window is computed on a smaller image
COARSER = 3  # how many times smaller that image is

# What counts as ink; contrast is (paper - ink) / paper.
MIN_SIGMAS = 5.0  # times the standard deviation of the paper's noise
MIN_CONTRAST = 0.06  # what is fainter is a stain
GHOSTS = 5  # so many faint pieces of a letter's size are print that shows through
GHOST_QUANTILE = 0.9  # of their peak contrasts: the threshold lies there
MIN_SEPARATION = 9.0  # times that deviation: if Otsu's threshold is lower, the page is blank

EIGHT = np.ones((3, 3), bool)  # connectivity: diagonal neighbours are connected


def working_image(image: np.ndarray) -> np.ndarray:
    """The page in grey, (h, w) float32 in 0..1, resized to about WORK_AREA pixels.

    image: (h, w) or (h, w, 3), uint8 or float in 0..1. Raises InputError for anything else.
    """
    if image.ndim not in (2, 3) or image.shape[2:] not in ((), (3,)) or 0 in image.shape:
        raise InputError(f"image of shape {image.shape}: expected (h, w) or (h, w, 3), not empty")
    if image.dtype != np.uint8 and image.dtype.kind != "f":
        raise InputError(f"image of dtype {image.dtype}: expected uint8, or float in 0..1")
    if image.dtype.kind == "f":
        if not (np.isfinite(image).all() and image.min() >= 0 and image.max() <= 1):
            raise InputError("image of floats outside 0..1: divide by its largest value first")
        image = image if image.ndim == 2 else image @ np.array([0.299, 0.587, 0.114])
        return resized(image.astype(np.float32), area_shape(image.shape, WORK_AREA))
    height, width = area_shape(image.shape, WORK_AREA)
    small = Image.fromarray(image).resize((width, height), Image.Resampling.BILINEAR, None, 1.0)
    return np.asarray(small.convert("L"), np.float32) / 255


def area_shape(shape: tuple[int, ...], area: float) -> tuple[int, int]:
    """(h, w) of the same proportions and about ``area`` pixels."""
    scale = (area / (shape[0] * shape[1])) ** 0.5
    return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))


def resized(image: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The image, (h, w) float32 or uint8, at another shape: bilinear, averaged where it shrinks."""
    picture = Image.fromarray(image)
    return np.asarray(picture.resize(shape[::-1], Image.Resampling.BILINEAR))


def background(grey: np.ndarray) -> np.ndarray:
    """The brightness of the paper at each pixel, (h, w) float32, at least DARKEST.

    It is a wide median on a small copy of the page, smoothed and enlarged again. Thin lines are
    filled before the page is made so small: on squared paper, every pixel of the copy would hold
    part of a printed line.
    """
    small = resized(grey, area_shape(grey.shape, THIN_AREA))
    small = ndimage.grey_closing(small, (THIN_WINDOW, THIN_WINDOW), mode="nearest")
    small = resized(small, area_shape(grey.shape, LIGHT_AREA))
    # Odd reflection continues a slope of the light beyond the border.
    reach = [min(LIGHT_WINDOW // 2, side - 1) for side in small.shape]
    small = np.pad(small, [(r, r) for r in reach], mode="reflect", reflect_type="odd")
    paper = ndimage.median_filter(small, LIGHT_WINDOW, mode="nearest")
    paper = paper[tuple(slice(r, side - r) for r, side in zip(reach, small.shape, strict=True))]
    paper = ndimage.gaussian_filter(paper, LIGHT_WINDOW / 8, mode="nearest")
    return np.maximum(resized(paper, grey.shape), DARKEST)


def ink_contrast(grey: np.ndarray, paper: np.ndarray, window: int) -> np.ndarray:
    """How much darker than its paper each pixel is, as a fraction of the paper, (h, w).

    Ink is dark against two estimates of the paper, of which the darker one counts. ``background``,
    given as ``paper``, has no bias, but is wrong beside the edge of a shadow or of the sheet. A
    closing with the window, in pixels, keeps such edges in place, but is too bright on noisy paper.
    """
    return 1 - grey / np.minimum(closing(grey, window), paper)


def closing(grey: np.ndarray, window: int) -> np.ndarray:
    """The grey closing, (h, w) float32: it fills what is dark and narrower than the window.

    A wide window is moved over a copy COARSER times smaller, in a ninth of the time. Edges are then
    less exact, but only by a small fraction of the window.
    """
    if window <= WIDE_WINDOW:
        return ndimage.grey_closing(grey, size=(window, window), mode="nearest")
    height, width = (max(1, side // COARSER) for side in grey.shape)
    small = resized(grey, (height, width))
    side = round(window / COARSER)
    small = ndimage.grey_closing(small, size=(side, side), mode="nearest")
    return resized(small, grey.shape)


def binarise(contrast: np.ndarray) -> tuple[float, np.ndarray]:
    """The contrast at which ink begins, and the ink, (h, w) bool.

    The noise is measured on pixels that are lighter than the paper, where there is no ink. Otsu's
    threshold is taken over the pixels that stand out of the noise: over the whole page, the paper,
    a hundred times as frequent as ink, would pull it into the noise.
    """
    lighter = -contrast[contrast < 0]
    sigma = 1.4826 * float(np.median(lighter)) if lighter.size else 0.0
    floor = max(MIN_SIGMAS * sigma, MIN_CONTRAST)
    standing_out = contrast[contrast > floor]
    if standing_out.size < 2 or np.ptp(standing_out) == 0:
        return floor, contrast > floor
    middle = float(threshold_otsu(standing_out))
    if middle < MIN_SEPARATION * sigma:
        return floor, np.zeros(contrast.shape, bool)
    low = max(middle / 2, floor)
    return above_ghosts(contrast, low, max(0.7 * middle, low))


def above_ghosts(contrast: np.ndarray, low: float, high: float) -> tuple[float, np.ndarray]:
    """Hysteresis: pixels above ``low`` in pieces that reach ``high``. Returns as ``binarise`` does.

    Print that shows through is connected to the letters that are written over it. Where it stands
    alone, as pieces of a letter's size that never reach ``high``, its contrast can be measured; if
    there are enough such pieces, ink begins above their contrast.
    """
    mask = contrast > low
    labels, count = ndimage.label(mask, EIGHT)
    peaks = np.zeros(count + 1)
    np.maximum.at(peaks, labels[mask], contrast[mask])
    kept = peaks >= high
    ink = kept[labels]
    faint = np.flatnonzero(~kept[1:]) + 1
    slices = ndimage.find_objects(labels)
    least = MIN_LETTER * contrast.size**0.5
    ghosts = [i for i in faint if max(s.stop - s.start for s in slices[i - 1]) >= least]
    if len(ghosts) < GHOSTS:
        return low, ink
    level = float(np.quantile(peaks[ghosts], GHOST_QUANTILE))
    return level, apply_hysteresis_threshold(contrast, level, max(high, level))


def black_on_white(level: np.ndarray, kept: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The page in black 0 and white 1, float32 of the given shape: black where ``level`` reaches 1.

    level: contrast over its threshold; kept: bool, the ink that stays; both of one shape. Enlarging
    the contrast and not the mask keeps edges smooth.
    """
    near = ndimage.binary_dilation(kept, EIGHT)
    dark = np.where(near, np.clip(level, 0, 2) * 127.5, 0).astype(np.uint8)
    return (resized(dark, shape) < 127).astype(np.float32)
