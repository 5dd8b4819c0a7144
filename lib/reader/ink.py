"""From a photographed page to how dark each pixel is against its paper, and which are ink.

No constant is a number of input pixels: a page is resampled to one working area. The background
follows uneven light but none of the strokes; ink is measured as contrast, a fraction of it; Otsu's
threshold is taken on what stands out of the paper's own noise, with hysteresis, so that a stroke's
faint parts stay with its dark ones.
"""

import numpy as np
from PIL import Image
from scipy import ndimage
from skimage.filters import apply_hysteresis_threshold, threshold_otsu

from lib.frame.errors import InputError

MIN_LETTER = 0.01  # longest side, relative to the square root of the page's area
WORK_AREA = 1.4e6  # pixels of the working image: a letter 1 % of the page high has 12 of them
SMOOTH = 0.7  # Gaussian sigma on it, against sensor noise; thinner than any stroke
DARKEST = 0.02  # darker paper, relative to white, counts as this: contrast divides by it
THIN_AREA = 0.25 * WORK_AREA  # pixels of the image on which thin lines are filled
THIN_WINDOW = 5  # window there: wider than a printed line
LIGHT_AREA = 96**2  # pixels of the image on which the light is estimated
LIGHT_WINDOW = 13  # the median's window there, 1/8 of the page: most of it is paper

WIDE_WINDOW, COARSER = 60, 3  # pixels; a wider window is moved over a copy so much smaller

# What counts as ink; contrast is (paper - ink) / paper.
MIN_SIGMAS = 5.0  # standard deviations of the paper's noise
MIN_CONTRAST = 0.06  # fainter is a stain
GHOSTS = 5  # faint letters that stand alone: so many are no accident
GHOST_QUANTILE = 0.9  # of how dark they are at the most
MIN_SEPARATION = 9.0  # sigmas that the ink's threshold must reach, or the page is taken as blank

EIGHT = np.ones((3, 3), bool)  # connectivity: diagonal neighbours touch


def working_image(image: np.ndarray) -> np.ndarray:
    """The page in grey, float32 in 0..1, resampled to about WORK_AREA pixels."""
    if image.ndim not in (2, 3) or image.shape[2:] not in ((), (3,)) or 0 in image.shape:
        raise InputError(f"image of shape {image.shape}: expected (h, w) or (h, w, 3), not empty")
    if image.dtype != np.uint8 and image.dtype.kind != "f":
        raise InputError(f"image of dtype {image.dtype}: expected uint8, or float in 0..1")
    if image.dtype.kind == "f":
        if not (np.isfinite(image).all() and image.min() >= 0 and image.max() <= 1):
            raise InputError("image of floats outside 0..1: divide by its largest value first")
        image = image if image.ndim == 2 else image @ np.array([0.299, 0.587, 0.114])
        return resample(image.astype(np.float32), area_shape(image.shape, WORK_AREA))
    height, width = area_shape(image.shape, WORK_AREA)
    small = Image.fromarray(image).resize((width, height), Image.Resampling.BILINEAR, None, 1.0)
    return np.asarray(small.convert("L"), np.float32) / 255


def area_shape(shape: tuple[int, ...], area: float) -> tuple[int, int]:
    """(h, w) of the same proportions and about ``area`` pixels."""
    scale = (area / (shape[0] * shape[1])) ** 0.5
    return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))


def resample(image: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """(h, w) float32 or uint8 -> ``shape``: bilinear, averaging where it shrinks."""
    picture = Image.fromarray(image)
    return np.asarray(picture.resize(shape[::-1], Image.Resampling.BILINEAR))


def background(grey: np.ndarray) -> np.ndarray:
    """The page without its ink: a wide median on a small copy, smoothed and enlarged again.

    What is thin is filled before the page is made that small: on squared paper there is a printed
    line in every pixel of the copy.
    """
    small = resample(grey, area_shape(grey.shape, THIN_AREA))
    small = ndimage.grey_closing(small, THIN_WINDOW, mode="nearest")
    small = resample(small, area_shape(grey.shape, LIGHT_AREA))
    # Beyond the border the page goes on point-mirrored: a slope of light continues.
    reach = [min(LIGHT_WINDOW // 2, side - 1) for side in small.shape]
    small = np.pad(small, [(r, r) for r in reach], mode="reflect", reflect_type="odd")
    paper = ndimage.median_filter(small, LIGHT_WINDOW, mode="nearest")
    paper = paper[tuple(slice(r, side - r) for r, side in zip(reach, small.shape, strict=True))]
    paper = ndimage.gaussian_filter(paper, LIGHT_WINDOW / 8, mode="nearest")
    return np.maximum(resample(paper, grey.shape), DARKEST)


def ink_contrast(grey: np.ndarray, paper: np.ndarray, window: int) -> np.ndarray:
    """How much darker than its paper each pixel is, as a fraction of the paper.

    Ink is dark against two estimates of the paper. ``background`` is right in the mean, but wrong
    beside the edge of a shadow or of the sheet. A closing fills what is narrower than its window
    and leaves the edges of what is wider where they are, but takes the lightest of the noise for
    paper.
    """
    return 1 - grey / np.minimum(closing(grey, window), paper)


def closing(grey: np.ndarray, window: int) -> np.ndarray:
    """Fill what is darker than all around it and narrower than the window; (h, w) float32.

    A wide window is moved over a smaller copy, in a ninth of the time: edges are then less exact,
    but by no more than a small part of the window.
    """
    if window <= WIDE_WINDOW:
        return ndimage.grey_closing(grey, size=(window, window), mode="nearest")
    small = resample(grey, tuple(max(1, side // COARSER) for side in grey.shape))
    side = round(window / COARSER)
    small = ndimage.grey_closing(small, size=(side, side), mode="nearest")
    return resample(small, grey.shape)


def binarise(contrast: np.ndarray) -> tuple[float, np.ndarray]:
    """The contrast at which a stroke's edge lies, and the ink, (h, w) bool.

    The noise is measured on pixels lighter than the paper, where no ink is. Otsu's threshold is
    taken among the pixels that stand out of it: over the whole page the paper, a hundred times
    as frequent as ink, would pull it into the noise.
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
    """``binarise`` with hysteresis: what is darker than ``low`` and hangs on something ``high``.

    Print showing through hangs on letters that are written over it. How dark it is at the most
    shows where it stands alone, as pieces of a letter's size that never reach ``high``; where there
    are some, the edge of ink lies above them.
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
    """(h, w) float32 of 0 and 1 at ``shape``: 0 where the enlarged ``level`` reaches 1.

    level: contrast over its threshold. Enlarging it and not the mask keeps edges smooth; ink that
    is not kept is taken out first.
    """
    near = ndimage.binary_dilation(kept, EIGHT)
    dark = np.where(near, np.clip(level, 0, 2) * 127.5, 0).astype(np.uint8)
    return (resample(dark, shape) < 127).astype(np.float32)
