"""Images as tiles: weights, and what the autoencoder keeps."""

from collections.abc import Mapping

import numpy as np
from PIL import Image

from lib.characters import CLASSES, upright
from lib.figures.picture import enlarged, tiled

SHOWN, EACH = "ABR58", 2  # classes whose reconstructions are shown, and images of each
TIMES = 4  # as large as their pixels are the images drawn


def draw_weights(images: np.ndarray) -> Image.Image:
    """Weights as images (n, h, w), eight to a row, all on one scale with 0 in the middle grey."""
    limit = float(np.abs(images).max()) or 1.0
    return enlarged(tiled((images / limit + 1) / 2, 8), TIMES)


def draw_reconstructions(
    x: np.ndarray, y: np.ndarray, reconstructions: Mapping[str, np.ndarray]
) -> Image.Image:
    """Q5.3: the first images of five classes, and each way's reconstructions in a row below.

    x: (n, 1024), y: (n, 36) one-hot; reconstructions: by the way's name, (n, 1024) each.
    """
    chosen = shown_images(y)
    rows = [upright(images[chosen]) for images in (x, *reconstructions.values())]
    return enlarged(tiled(np.clip(np.concatenate(rows), 0, 1), len(chosen)), TIMES)


def shown_images(y: np.ndarray) -> np.ndarray:
    """Indices of the images whose reconstructions are shown; y: (n, 36) one-hot."""
    labels = y.argmax(axis=1)
    return np.concatenate([np.flatnonzero(labels == CLASSES.index(c))[:EACH] for c in SHOWN])
