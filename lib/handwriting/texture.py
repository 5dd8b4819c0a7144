"""The random texture of paper fibres and of pencil marks."""

import numpy as np
from scipy.ndimage import gaussian_filter

__all__ = ["texture"]


def texture(
    shape: tuple[int, int], size: float, deviation: float, rng: np.random.Generator
) -> np.ndarray:
    """Smooth Gaussian noise of mean 0, (h, w) float32.

    size: of its spots, the standard deviation in pixels of the filter that smooths it. deviation:
    the standard deviation of its values.
    """
    noise = gaussian_filter(rng.standard_normal(shape, np.float32), size)
    return deviation * noise / noise.std()
