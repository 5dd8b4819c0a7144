"""Photographed pages, each whole and beside it a detail."""

import numpy as np
from PIL import Image

__all__ = ["whole_and_detail"]

HEIGHT = 260  # pixels of the picture
DETAIL = 0.25  # side of the detail, as a part of the side of a square page
MIDDLE = 0.3, 0.8  # of the detail, from the left and from the top: a place full of writing
GAP, GREY = 8, 128


def whole_and_detail(photo: np.ndarray) -> Image.Image:
    """A page, and a part of it, the same part whatever the file's size. photo: (h, w) uint8.

    Where the part is enlarged, its pixels show.
    """
    page = Image.fromarray(photo)
    width = round(HEIGHT * page.width / page.height)
    side = DETAIL * photo.size**0.5
    left, top = (part * length - side / 2 for part, length in zip(MIDDLE, page.size, strict=True))
    box = round(left), round(top), round(left + side), round(top + side)
    way = Image.Resampling.BOX if side > HEIGHT else Image.Resampling.NEAREST
    detail = page.crop(box).resize((HEIGHT, HEIGHT), way)
    picture = Image.new("L", (width + GAP + HEIGHT, HEIGHT), GREY)
    picture.paste(page.resize((width, HEIGHT), Image.Resampling.BOX), (0, 0))
    picture.paste(detail, (width + GAP, 0))
    return picture
