"""Photos of iPhones and others, by libheif."""

from pathlib import Path

import numpy as np
from pi_heif import register_heif_opener
from PIL import Image

from lib.photos.pillow import decoded

register_heif_opener(decode_threads=1)


def count(file: Path) -> int:
    """The number of photos that count: the main one, without thumbnails and bursts."""
    return 1


def load(file: Path, number: int, enough: float) -> tuple[np.ndarray, np.ndarray]:
    """The photo and its scale, as ``open_page`` gives them. libheif turns it upright itself."""
    with Image.open(file, formats=["HEIF"]) as image:
        return decoded(image, enough)
