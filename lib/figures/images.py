"""Images as tiles: weights, and what the autoencoder keeps."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from skimage.util import montage

from lib.characters import CLASSES, upright
from lib.figures.style import new

SHOWN, EACH = "ABR58", 2  # classes whose reconstructions are shown, and images of each
GAP = 2  # pixels between images


def draw_weights(images: np.ndarray, title: str) -> Figure:
    """Weights as images (n, h, w), eight to a row, all on one scale with 0 in the middle grey."""
    limit = float(np.abs(images).max())
    return _draw_tiles(images, 8, title, -limit, limit)


def draw_reconstructions(
    x: np.ndarray, y: np.ndarray, reconstructions: Mapping[str, np.ndarray]
) -> Figure:
    """Q5.3: the first images of five classes, and each way's reconstructions in a row below.

    x: (n, 1024), y: (n, 36) one-hot; reconstructions: by the way's name, (n, 1024) each.
    """
    chosen = shown_images(y)
    rows = [upright(images[chosen]) for images in (x, *reconstructions.values())]
    title = "Q5.3 From top to bottom: original, " + ", ".join(reconstructions)
    return _draw_tiles(np.clip(np.concatenate(rows), 0, 1), len(chosen), title, 0, 1)


def shown_images(y: np.ndarray) -> np.ndarray:
    """Indices of the images whose reconstructions are shown; y: (n, 36) one-hot."""
    labels = y.argmax(axis=1)
    return np.concatenate([np.flatnonzero(labels == CLASSES.index(c))[:EACH] for c in SHOWN])


def _draw_tiles(images: np.ndarray, columns: int, title: str, low: float, high: float) -> Figure:
    """images: (n, h, w), of which ``low`` is shown black and ``high`` white."""
    rows = -(-len(images) // columns)
    picture = montage(
        images.astype(np.float64), fill=high, grid_shape=(rows, columns), padding_width=GAP
    )[GAP:-GAP, GAP:-GAP]
    figure, axes = new(width=6.4, height=6.4 * picture.shape[0] / picture.shape[1] + 0.6)
    axes.imshow(picture, vmin=low, vmax=high, interpolation="nearest")
    axes.set_title(title)
    axes.axis("off")
    return figure
