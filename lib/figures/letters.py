"""A sheet of the letters of a page as the network gets them."""

import numpy as np
from PIL import Image
from skimage.util import montage

from lib.characters import SIDE, upright

__all__ = ["COLUMNS", "letter_sheet"]

COLUMNS = 24  # of a sheet of letters
GAP = 2  # pixels between two letters of a sheet
GREY = 0.8  # of the gaps


def letter_sheet(x: np.ndarray, columns: int = COLUMNS) -> Image.Image:
    """Network inputs side by side, upright; x: (n, 1024), ink 0 on paper 1."""
    images = upright(np.clip(x, 0, 1)).astype(float)
    blank = np.full((-len(x) % columns or columns * (len(x) == 0), SIDE, SIDE), GREY)
    tiles = np.concatenate([images, blank])
    grid = (len(tiles) // columns, columns)
    sheet = montage(tiles, fill=GREY, grid_shape=grid, padding_width=GAP)
    rim = slice(GAP // 2, -GAP // 2)  # half a gap is left around the whole
    return Image.fromarray((sheet[rim, rim] * 255).astype(np.uint8))
