"""First-layer weights as pictures, and how much of a picture they are (Q3.3)."""

import numpy as np

from lib.characters import upright


def weight_images(W: np.ndarray) -> np.ndarray:
    """Each hidden unit's weights as an upright image: W (1024, units) -> (units, 32, 32)."""
    return upright(W.T)


def neighbour_correlation(images: np.ndarray) -> float:
    """Correlation of a weight with its right and lower neighbours: 0 for noise, near 1 if smooth.

    images: (n, h, w).
    """
    here = np.concatenate([images[:, :, :-1].ravel(), images[:, :-1].ravel()])
    there = np.concatenate([images[:, :, 1:].ravel(), images[:, 1:].ravel()])
    return float(np.corrcoef(here, there)[0, 1])
