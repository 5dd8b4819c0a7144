"""Cut characters out of an image as the letter network takes them."""

import numpy as np
from PIL import Image

__all__ = ["AROUND", "SIDE", "cut"]

SIDE = 40  # pixels of a cut-out's side
AROUND = 1.5  # times the box's longer side, the side of what is cut out


def cut(image: Image.Image, boxes: np.ndarray) -> np.ndarray:
    """Squares around boxes (n, 4), y1 x1 y2 x2, of a grey image -> (n, 1, SIDE, SIDE) float32.

    Beyond the image's edges its outermost pixels are repeated.
    """
    made = np.empty((len(boxes), 1, SIDE, SIDE), np.float32)
    for index, (y1, x1, y2, x2) in enumerate(boxes):
        side = AROUND * max(y2 - y1, x2 - x1, 4.0)
        left, top = (x1 + x2 - side) / 2, (y1 + y2 - side) / 2
        made[index, 0] = square(image, left, top, side)
    return made / 255


def square(image: Image.Image, left: float, top: float, side: float) -> np.ndarray:
    """One square of a grey image, reduced or enlarged to (SIDE, SIDE)."""
    x1, y1 = int(np.floor(left)) - 1, int(np.floor(top)) - 1
    x2, y2 = int(np.ceil(left + side)) + 1, int(np.ceil(top + side)) + 1
    inside = max(x1, 0), max(y1, 0), min(x2, image.width), min(y2, image.height)
    part = image.crop(
        (inside[0], inside[1], max(inside[2], inside[0] + 1), max(inside[3], inside[1] + 1))
    )
    beyond = ((max(-y1, 0), max(y2 - image.height, 0)), (max(-x1, 0), max(x2 - image.width, 0)))
    if any(map(any, beyond)):
        part = Image.fromarray(np.pad(np.asarray(part), beyond, mode="edge"))
    box = left - x1, top - y1, left - x1 + side, top - y1 + side
    return np.asarray(part.resize((SIDE, SIDE), Image.Resampling.BILINEAR, box))
