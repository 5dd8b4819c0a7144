"""Visual words (Q6.1.4, Homework 1): what filters see around a pixel, as one of a dictionary.

The bank holds, at each scale, a Gaussian, its Laplacian and its two first derivatives, on each
channel of CIE Lab. Derivatives count by their magnitude, so that an edge is the same word whichever
of its sides is the lighter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from skimage.color import rgb2lab

from lib.frame.errors import InputError

KINDS = ("Gaussian", "Laplacian of Gaussian", "derivative across", "derivative down")
_REACH = 4  # standard deviations at which a filter is cut off
_LAB = 100.0  # the range of lightness: channels come to about -1 to 1
_CONTRAST = 0.03  # response that counts as weak
_NEGLIGIBLE = 1e-2  # a deviation below it is of rounding errors: grey images have no colour
_ROUNDS = 15  # of k-means, after which words hardly move
_CHUNK = 16  # images filtered together


@dataclass(frozen=True)
class Dictionary:
    """scales: of the filter bank, pixels. mean, deviation: (F,) of the responses of the sample.

    words: (K, F) float32, centres of the clusters, of responses less mean over deviation.
    """

    scales: tuple[float, ...]
    mean: np.ndarray
    deviation: np.ndarray
    words: np.ndarray


def profiles(scale: float) -> np.ndarray:
    """A Gaussian and its first and second derivative at whole pixels -> (3, 2 r + 1) float64.

    scale: standard deviation, pixels. Derivatives are times scale and scale squared, so that
    responses at all scales are of one size (Lindeberg 1998); the second sums to 0.
    """
    reach = int(np.ceil(_REACH * scale))
    t = np.arange(-reach, reach + 1) / scale
    gauss = np.exp(-(t**2) / 2)
    gauss /= gauss.sum()
    second = (t**2 - 1) * gauss
    return np.stack([gauss, -t * gauss, second - second.sum() * gauss])


def kernels(scale: float) -> np.ndarray:
    """The four filters of one scale as images -> (4, 2 r + 1, 2 r + 1), in the order of KINDS."""
    gauss, first, second = profiles(scale)
    return np.stack(
        [
            np.outer(gauss, gauss),
            np.outer(gauss, second) + np.outer(second, gauss),
            np.outer(gauss, first),
            np.outer(first, gauss),
        ]
    )


def responses(images: np.ndarray, scales: Sequence[float], step: int) -> np.ndarray:
    """Filter images, looking at every ``step``-th pixel -> (n, F, h, w) float32.

    images: (n, side, side, 3) uint8; h and w: side / step, rounded up; F: 12 for each scale. Edges
    are mirrored. Contrast is compressed as Weber's law has it (Varma and Zisserman 2005): a vector
    of responses of length r gets the length log(1 + r / 0.03).
    """
    lab = rgb2lab(images.astype(np.float32) / 255) / np.float32(_LAB)
    lab = np.ascontiguousarray(lab.transpose(0, 3, 1, 2), np.float32)
    side, found = lab.shape[-1], []
    for scale in scales:
        # A separable filter is a product with a banded matrix from either side.
        gauss, first, second = (_band(profile, side)[::step] for profile in profiles(scale))
        across, slope, bend = (lab @ band.T for band in (gauss, first, second))
        found += [
            gauss @ across,
            gauss @ bend + second @ across,
            np.abs(gauss @ slope),
            np.abs(first @ across),
        ]
    bank = np.concatenate(found, axis=1)
    length = np.sqrt((bank**2).sum(axis=1, keepdims=True))
    bank *= np.log1p(length / _CONTRAST) / np.maximum(length, np.finfo(np.float32).tiny)
    return bank


def learn_dictionary(
    images: np.ndarray,
    scales: Sequence[float],
    pixels: int,
    words: int,
    step: int,
    rng: np.random.Generator,
) -> Dictionary:
    """Cluster the responses at random pixels, ``pixels`` of each image, into ``words`` words.

    images, scales, step: as for ``responses``. Raises InputError where images have fewer pixels to
    look at, or where the whole sample is no larger than the dictionary.
    """
    if pixels * len(images) <= words:
        raise InputError(
            f"{words} words cannot be learned from {pixels} pixels of {len(images)} images each; "
            "it takes more pixels than words"
        )
    sample = []
    for bank in _filtered(images, scales, step):
        places = bank.shape[2] * bank.shape[3]
        if pixels > places:
            raise InputError(f"{pixels} pixels are wanted of each image, which has {places}")
        for flat in bank.reshape(*bank.shape[:2], places):
            sample.append(flat[:, rng.choice(places, pixels, replace=False)].T)
    points = np.concatenate(sample)
    mean, deviation = points.mean(axis=0), points.std(axis=0)
    deviation = np.maximum(deviation, _NEGLIGIBLE)
    points = (points - mean) / deviation
    centres = points[rng.choice(len(points), words, replace=False)]
    for _ in range(_ROUNDS):
        centres = _moved(centres, points)
    return Dictionary(tuple(scales), mean, deviation, centres)


def word_maps(images: np.ndarray, dictionary: Dictionary, step: int) -> np.ndarray:
    """The nearest word at every ``step``-th pixel -> (n, h, w) int64. images: as for responses."""
    maps = []
    for bank in _filtered(images, dictionary.scales, step):
        points = (np.moveaxis(bank, 1, -1) - dictionary.mean) / dictionary.deviation
        maps.append(_nearest(points, dictionary.words))
    return np.concatenate(maps)


def _nearest(points: np.ndarray, words: np.ndarray) -> np.ndarray:
    """The nearest word of each point. points: (..., F), words: (K, F)."""
    # |p - w|^2 = |p|^2 - 2 (p w - |w|^2 / 2): the nearest word has the largest bracket.
    return np.argmax(points @ words.T - (words**2).sum(axis=1) / 2, axis=-1)


def _moved(words: np.ndarray, points: np.ndarray) -> np.ndarray:
    """One round of k-means: each word to the mean of its points; one without points stays."""
    nearest = _nearest(points, words)
    n = len(points)
    owned = csr_array((np.ones(n, points.dtype), nearest, np.arange(n + 1)), (n, len(words)))
    counts = np.bincount(nearest, minlength=len(words))[:, None]
    means = (owned.T @ points) / np.maximum(counts, 1)
    return np.where(counts > 0, means, words).astype(np.float32)


def _filtered(images: np.ndarray, scales: Sequence[float], step: int) -> Iterator[np.ndarray]:
    for start in range(0, len(images), _CHUNK):
        yield responses(images[start : start + _CHUNK], scales, step)


def _band(profile: np.ndarray, side: int) -> np.ndarray:
    """The matrix (side, side) float32 that correlates a column with ``profile``, edges mirrored."""
    reach = len(profile) // 2
    matrix = np.zeros((side, side))
    rows = np.arange(side)
    for offset, weight in enumerate(profile, -reach):
        columns = (rows + offset) % (2 * side)
        np.add.at(matrix, (rows, np.minimum(columns, 2 * side - 1 - columns)), weight)
    return matrix.astype(np.float32)
