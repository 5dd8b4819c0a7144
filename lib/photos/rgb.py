"""Any Pillow image as an RGB array."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

BAND = 256  # rows that are converted at a time, to save memory


def as_rgb(image: Image.Image) -> np.ndarray:
    """Any Pillow image -> (h, w, 3) uint8, on white where it is transparent."""
    white = white_of(image) if image.mode in ("I", "F") else 65535
    made = np.empty((*image.size[::-1], 3), np.uint8)
    for top, band in bands(image):
        made[top : top + BAND] = band_as_rgb(band, white)
    return made


def bands(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """The image in bands of BAND rows, each with the number of its first row."""
    width, height = image.size
    for top in range(0, height, BAND):
        yield top, image.crop((0, top, width, min(height, top + BAND)))


def white_of(image: Image.Image) -> int:
    """The value of white in an image of integers or floats: 1, 255, 65535 or more.

    The file does not say which; its largest value does.
    """
    top = max(np.nan_to_num(np.asarray(band)).max(initial=0) for _, band in bands(image))
    return 1 if top <= 1 else 255 if top <= 255 else max(65535, top)


def band_as_rgb(image: Image.Image, white: float) -> np.ndarray:
    """Any Pillow image -> (h, w, 3) uint8. white: the value of white, for images of numbers."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return grey_as_rgb(np.nan_to_num(np.asarray(image, np.float64)) / white)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return np.array(image.convert("RGB"))


def grey_as_rgb(values: np.ndarray) -> np.ndarray:
    """Grey in 0..1, (h, w) -> (h, w, 3) uint8."""
    grey = np.clip(np.rint(values * 255), 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)
