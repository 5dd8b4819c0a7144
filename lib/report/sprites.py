"""Many small images in one picture, as a page loads them at once (Q3.4's confused images)."""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from skimage.util import montage

from lib.characters import SIDE, upright


@dataclass(frozen=True)
class ConfusedImages:
    """The images of the confusions, cell by cell.

    indices: (n,) into the data, sorted by true class, then by what was read, then by place.
    cells: "true,read" -> [place of the cell's first image in ``indices``, how many are there].
    """

    indices: np.ndarray
    cells: dict[str, list[int]]


def confused_images(truth: np.ndarray, read: np.ndarray, most: int) -> ConfusedImages:
    """Up to ``most`` images of every confusion, the first of each. truth, read: (n,) classes."""
    chosen: list[int] = []
    cells: dict[str, list[int]] = {}
    wrong = np.flatnonzero(truth != read)
    for true, taken in sorted(set(zip(truth[wrong].tolist(), read[wrong].tolist(), strict=True))):
        found = wrong[(truth[wrong] == true) & (read[wrong] == taken)][:most]
        cells[f"{true},{taken}"] = [len(chosen), len(found)]
        chosen += found.tolist()
    return ConfusedImages(np.array(chosen, np.int64), cells)


def sprite_sheet(x: np.ndarray, columns: int) -> Image.Image:
    """Rows of NIST36 (n, 1024) side by side, upright, without gaps; one blank tile if n is 0."""
    images = upright(np.clip(x, 0, 1)) if len(x) else np.ones((1, SIDE, SIDE))
    rows = -(-len(images) // columns)
    sheet = montage(images.astype(float), fill=1, grid_shape=(rows, columns))
    # Sixteen greys are enough at this size, and halve the file.
    return Image.fromarray(np.round(sheet * 255).astype(np.uint8)).quantize(16)
