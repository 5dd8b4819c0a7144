"""Images that Pillow opens: PNG, JPEG, TIFF with its pages, and others."""

import logging
import math
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from lib.frame.errors import InputError
from lib.photos.limits import MAX_PAGES, MAX_PIXELS
from lib.photos.rgb import as_rgb

ORIENTATION = 0x0112  # EXIF's tag
ON_ITS_SIDE = (5, 6, 7, 8)  # its values for which height and width are swapped
PROGRAMS = ("EPS",)  # formats that Pillow hands to another program: unsafe for unknown files

logging.getLogger("PIL").addHandler(logging.NullHandler())  # its errors are raised as well


@cache
def formats() -> list[str]:
    """The formats that are opened without another program."""
    Image.init()
    return [name for name in Image.OPEN if name not in PROGRAMS]


def count(file: Path) -> int:
    """The number of images: 1, or the pages of a TIFF, at most MAX_PAGES + 1.

    Pillow counts through a damaged TIFF as far as it can; the page at which it fails is the last.
    """
    with Image.open(file, formats=formats()) as image:
        if image.format != "TIFF":
            return 1
        for number in range(1, MAX_PAGES + 1):
            try:
                image.seek(number)
            except EOFError:
                return number
            except Exception:  # opening that page will say why
                return number + 1
    return MAX_PAGES + 1


def load(file: Path, number: int, enough: float) -> tuple[np.ndarray, np.ndarray]:
    """The image of that number, from 1, and its scale, as ``open_page`` gives them."""
    with Image.open(file, formats=formats()) as image:
        if number > 1:
            image.seek(number - 1)
        return decoded(image, enough)


def decoded(image: Image.Image, enough: float) -> tuple[np.ndarray, np.ndarray]:
    """The image that Pillow has opened, upright, and its scale, as ``open_page`` gives them."""
    if image.width * image.height > MAX_PIXELS:
        raise InputError(
            f"expected at most {MAX_PIXELS / 1e6:.0f} megapixels, it has "
            f"{image.width} x {image.height} pixels"
        )
    whole = image.size
    reduce_decoding(image, enough)
    image.load()
    scale = np.divide(whole, image.size)  # across and down, as the image is stored
    on_its_side = image.getexif().get(ORIENTATION) in ON_ITS_SIDE
    ImageOps.exif_transpose(image, in_place=True)
    return as_rgb(image), scale if on_its_side else scale[::-1]


def reduce_decoding(image: Image.Image, enough: float) -> None:
    """Let a JPEG be decoded at a smaller scale with at least ``enough`` pixels.

    Pillow chooses the scale from the size that it is asked for. Other formats stay as they are.
    """
    scale = min(1.0, (enough / (image.width * image.height)) ** 0.5)
    image.draft(None, (math.ceil(image.width * scale), math.ceil(image.height * scale)))
