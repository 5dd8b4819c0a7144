"""Open a photo of any common kind as an RGB array, or say in one line why not."""

import math
import os
import warnings
from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from lib.frame.errors import InputError

__all__ = ["MAX_PIXELS", "open_photo", "open_reduced"]

ORIENTATION, ON_ITS_SIDE = 0x0112, (5, 6, 7, 8)  # EXIF's tag, and its values that swap the sides
MAX_PIXELS = 178_956_970  # Pillow's own limit against files that unpack to fill the memory
BAND = 256  # rows that are converted at a time, for the same reason
PROGRAMS = ("EPS",)  # formats that Pillow has another program run: not with a file from anywhere


def open_photo(path: str | os.PathLike[str]) -> np.ndarray:
    """(h, w, 3) uint8, upright as the EXIF orientation says, what is transparent made white.

    Grey, 16-bit, palette and CMYK images are converted; of an animation, the first frame.
    Raises InputError for what is missing, no image, damaged, empty or above ``MAX_PIXELS``.
    """
    return open_reduced(path, MAX_PIXELS)[0]


def open_reduced(path: str | os.PathLike[str], enough: float) -> tuple[np.ndarray, np.ndarray]:
    """The photo as ``open_photo`` gives it, but maybe smaller, and how much.

    enough: pixels; a JPEG that keeps as many is decoded at a half, a quarter or an eighth of its
    height and width, which takes a part of the time. Returns the image and the photo's own pixels
    to one of the image's, (2,) float64, down and across.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"photo {path}: no such file, expected an image such as JPEG or PNG")
    if not path.is_file():
        raise InputError(f"photo {path}: not a file, expected an image such as JPEG or PNG")
    too_large = f"photo {path}: expected at most {MAX_PIXELS / 1e6:.0f} megapixels"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's remarks on size and metadata: judged below
        try:
            with Image.open(path, formats=formats()) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise InputError(f"{too_large}, it has {image.width} x {image.height} pixels")
                whole = image.size
                reduce_decoding(image, enough)
                image.load()
                scale = np.divide(whole, image.size)  # across and down, as the image is stored
                on_its_side = image.getexif().get(ORIENTATION) in ON_ITS_SIDE
                ImageOps.exif_transpose(image, in_place=True)
                return as_rgb(image), scale if on_its_side else scale[::-1]
        except Image.DecompressionBombError as error:
            raise InputError(f"{too_large}, it has more") from error
        except UnidentifiedImageError as error:
            raise InputError(f"photo {path}: not an image that Pillow can read") from error
        except InputError:
            raise
        except Exception as error:  # decoders of damaged files raise nearly anything
            reason = " ".join(str(error).split()) or type(error).__name__
            raise InputError(f"photo {path}: damaged or unreadable image ({reason})") from error


def reduce_decoding(image: Image.Image, enough: float) -> None:
    """Have a JPEG that is not yet loaded decoded at a part of its size, ``enough`` pixels at least.

    It is Pillow that chooses the part, for the size that is asked for. Other formats stay.
    """
    scale = min(1.0, (enough / (image.width * image.height)) ** 0.5)
    image.draft(None, [math.ceil(side * scale) for side in image.size])


def formats() -> list[str]:
    """What Pillow opens by itself."""
    Image.init()
    return [name for name in Image.OPEN if name not in PROGRAMS]


def as_rgb(image: Image.Image) -> np.ndarray:
    """Any Pillow image -> (h, w, 3) uint8."""
    white = white_of(image) if image.mode in ("I", "F") else 65535
    made = np.empty((*image.size[::-1], 3), np.uint8)
    for top, band in bands(image):
        made[top : top + BAND] = band_as_rgb(band, white)
    return made


def bands(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """The image in parts of BAND rows, each with its first row's number."""
    width, height = image.size
    for top in range(0, height, BAND):
        yield top, image.crop((0, top, width, min(height, top + BAND)))


def white_of(image: Image.Image) -> int:
    """The value of white in an image of numbers: 1, 255, or 16 bits or more.

    The file does not say which; the largest value in it does.
    """
    top = max(np.nan_to_num(np.asarray(band)).max(initial=0) for _, band in bands(image))
    return 1 if top <= 1 else 255 if top <= 255 else max(65535, top)


def band_as_rgb(image: Image.Image, white: float) -> np.ndarray:
    """Any Pillow image -> (h, w, 3) uint8. white: its value, in those of numbers."""
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


__all__ = ["SUFFIXES", "expand", "photos_in"]

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp")


def photos_in(folder: Path) -> list[Path]:
    """The files of a folder that are named like photos, by name."""
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())


def expand(names: Iterable[str]) -> Iterator[Path]:
    """Files as they are, folders as the photos in them, patterns as what matches, by name.

    What leads to no photo is given back as it is: opening it will say what is wrong.
    """
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from photos_in(path) or [path]
        elif has_magic(name) and not path.exists():
            matches = sorted(Path(match) for match in glob(name, recursive=True))
            yield from [match for match in matches if not match.is_dir()] or [path]
        else:
            yield path
