"""Parts of photographed pages, side by side."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from lib.figures.style import new

__all__ = ["beginning", "grid"]

COLUMNS = 3
TILE = (120, 250)  # pixels, height and width of the part that is shown
CORNER = (20, 30)  # pixels above and left of it that are left out
SHRINK = 2  # how many times smaller than the page the part is


def beginning(photo: np.ndarray, usual: int) -> np.ndarray:
    """The upper left part of a page, (120, 250) uint8. photo: (h, w) uint8.

    usual: the number of pixels of a page at the usual scale; the photo is first brought to it.
    """
    scale = (usual / photo.size) ** 0.5 / SHRINK
    height, width = photo.shape
    size = round(width * scale), round(height * scale)
    small = np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BILINEAR))
    return small[CORNER[0] :, CORNER[1] :][: TILE[0], : TILE[1]]


def grid(parts: Mapping[str, np.ndarray]) -> Figure:
    """Parts of pages in a grid, each under its name; grey images, (h, w) uint8."""
    rows = -(-len(parts) // COLUMNS)
    figure, axes = new(rows, COLUMNS, width=7.2, height=7 * rows / 5)
    for axis in axes.flat:
        axis.axis("off")
    for axis, (name, image) in zip(axes.flat, parts.items(), strict=False):
        axis.imshow(image, vmin=0, vmax=255)
        axis.set_title(name, fontsize=9)
    return figure
