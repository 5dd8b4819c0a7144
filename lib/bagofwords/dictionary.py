"""A dictionary of visual words, learned by k-means from filter responses (Q6.1.4, Homework 1).

The filter bank holds, at each scale, a Gaussian, its Laplacian and its two first derivatives, and
filters each channel of CIE Lab. Derivatives enter by their magnitude, so that an edge is the same
word whichever of its sides is the lighter.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.vq import kmeans2, vq
from skimage.color import rgb2lab

from lib.frame.errors import InputError

_REACH = 4  # standard deviations from the centre at which a filter is cut off
_LAB = 100.0  # the range of lightness; divided by it, channels lie in about -1 to 1
_CONTRAST = 0.03  # length of a vector of responses that counts as weak contrast
_NEGLIGIBLE = 1e-2  # least standard deviation: grey images have no colour but rounding errors
_ITERATIONS = 15  # of k-means, after which words hardly move
_CHUNK = 16  # images that are filtered at once, to bound memory


@dataclass(frozen=True)
class Dictionary:
    """Visual words, and how responses are standardised before they are compared with them.

    scales: of the filter bank, pixels. mean, deviation: (F,) float32, of the sampled responses.
    words: (K, F) float32, cluster centres of the standardised responses.
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
    """The four filters of one scale as images -> (4, 2 r + 1, 2 r + 1), float64.

    In this order: Gaussian, its Laplacian, its derivative across and its derivative down.
    """
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
    """Responses of the filter bank at every ``step``-th row and column -> (n, F, h, w) float32.

    images: (n, side, side, 3) uint8; h = w = side / step, rounded up; F: 12 for each scale. Images
    are mirrored at their edges. Contrast is compressed by Weber's law (Varma and Zisserman 2005): a
    vector of responses of length r is scaled to the length log(1 + r / 0.03).
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

    images, scales, step: as for ``responses``. Raises InputError if an image has fewer responses
    than ``pixels``, or if the whole sample is no larger than the dictionary.
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
    with warnings.catch_warnings():
        # A centre without points stays where it is: a sample with few different pixels has some.
        warnings.filterwarnings("ignore", "One of the clusters is empty")
        centres, _ = kmeans2(points, centres, _ITERATIONS, minit="matrix")
    return Dictionary(tuple(scales), mean, deviation, centres)


def word_maps(images: np.ndarray, dictionary: Dictionary, step: int) -> np.ndarray:
    """The nearest word at every ``step``-th row and column -> (n, h, w) int32 word numbers.

    images, step: as for ``responses``.
    """
    maps = []
    for bank in _filtered(images, dictionary.scales, step):
        points = (np.moveaxis(bank, 1, -1) - dictionary.mean) / dictionary.deviation
        words, _ = vq(points.reshape(-1, points.shape[-1]), dictionary.words)
        maps.append(words.reshape(points.shape[:-1]))
    return np.concatenate(maps)


def _filtered(images: np.ndarray, scales: Sequence[float], step: int) -> Iterator[np.ndarray]:
    for start in range(0, len(images), _CHUNK):
        yield responses(images[start : start + _CHUNK], scales, step)


def _band(profile: np.ndarray, side: int) -> np.ndarray:
    """The matrix (side, side) float32 that correlates a column with ``profile``; edges mirrored."""
    reach = len(profile) // 2
    matrix = np.zeros((side, side))
    rows = np.arange(side)
    for offset, weight in enumerate(profile, -reach):
        columns = (rows + offset) % (2 * side)
        np.add.at(matrix, (rows, np.minimum(columns, 2 * side - 1 - columns)), weight)
    return matrix.astype(np.float32)
