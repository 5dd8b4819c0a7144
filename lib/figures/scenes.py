"""Figures of question 6.1.4: the filters and words of the bag of visual words."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from lib.bagofwords.dictionary import kernels
from lib.figures.picture import enlarged, tiled

TIMES = 2  # as large as their pixels are the scenes drawn, and the filters twice that
# Words from dark to light, roughly as in "cividis": apart for any colour vision.
DARK, LIGHT = np.array([0.0, 0.13, 0.3]), np.array([1.0, 0.91, 0.27])


def draw_filters(scales: Sequence[float]) -> Image.Image:
    """The four filters of each scale, a column a scale, all to one scale; scales: pixels.

    0 is the middle grey, and each filter's largest value black or white.
    """
    side = max(kernels(scale).shape[1] for scale in scales)
    rows = zip(*(kernels(scale) for scale in scales), strict=True)
    images = np.stack([_framed(kernel, side) for row in rows for kernel in row])
    return enlarged(tiled((images + 1) / 2, len(scales)), 2 * TIMES)


def _framed(kernel: np.ndarray, side: int) -> np.ndarray:
    """A filter (k, k) in the middle of zeros (side, side), its largest value 1 or -1."""
    return np.pad(kernel / np.abs(kernel).max(), (side - len(kernel)) // 2)


def draw_words(images: np.ndarray, maps: np.ndarray, words: np.ndarray) -> Image.Image:
    """Images in a row above their words, which are coloured from dark to light.

    images: (n, h, w, 3) uint8; maps: (n, h', w') word numbers; words: (K, F), of which the first
    feature is the lightness at the finest scale.
    """
    rank = np.argsort(np.argsort(words[:, 0])) / max(1, len(words) - 1)
    size = images.shape[2:0:-1]
    shown = [
        Image.fromarray(share.astype(np.float32)).resize(size, Image.Resampling.NEAREST)
        for share in rank[maps]
    ]
    share = np.stack([np.asarray(image) for image in shown])[..., None]
    coloured = (1 - share) * DARK + share * LIGHT
    return enlarged(tiled(np.concatenate([images / 255, coloured]), len(images)), TIMES)
