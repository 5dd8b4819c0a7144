"""Find photos on disk, and open one of any common kind as an RGB array."""

import math
import os
import warnings
from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from lib.frame.errors import InputError

__all__ = ["MAX_PIXELS", "SUFFIXES", "expand", "open_photo", "open_reduced", "photos_in"]

ORIENTATION = 0x0112  # EXIF's tag
ON_ITS_SIDE = (5, 6, 7, 8)  # its values for which height and width are swapped
MAX_PIXELS = 178_956_970  # Pillow's own limit, against small files that fill the memory
BAND = 256  # rows that are converted at a time, to save memory
PROGRAMS = ("EPS",)  # formats that Pillow hands to another program: unsafe for unknown files
SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp")


def open_photo(path: str | os.PathLike[str]) -> np.ndarray:
    """The photo, (h, w, 3) uint8, upright by its EXIF orientation, on white where transparent.

    Grey, 16-bit, palette and CMYK images are converted; an animation gives its first frame.
    Raises InputError for a file that is missing, damaged, no image or above ``MAX_PIXELS``.
    """
    return open_reduced(path, MAX_PIXELS)[0]


def open_reduced(path: str | os.PathLike[str], enough: float) -> tuple[np.ndarray, np.ndarray]:
    """The photo as ``open_photo`` gives it, or a JPEG at a smaller scale, and that scale.

    enough: pixels that the image needs at least. A large JPEG is decoded at a half, a quarter or an
    eighth of its height and width, which is faster. Returns the image and how many pixels of the
    photo one of its pixels is, (2,) float64, down and across.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"photo {path}: no such file, expected an image such as JPEG or PNG")
    if not path.is_file():
        raise InputError(f"photo {path}: not a file, expected an image such as JPEG or PNG")
    too_large = f"photo {path}: expected at most {MAX_PIXELS / 1e6:.0f} megapixels"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of size and metadata, which are checked below
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
    """Let a JPEG be decoded at a smaller scale with at least ``enough`` pixels.

    Pillow chooses the scale from the size that it is asked for. Other formats stay as they are.
    """
    scale = min(1.0, (enough / (image.width * image.height)) ** 0.5)
    image.draft(None, (math.ceil(image.width * scale), math.ceil(image.height * scale)))


def formats() -> list[str]:
    """The formats that Pillow opens by itself."""
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


def photos_in(folder: Path) -> list[Path]:
    """The files in a folder that have a photo's suffix, sorted by name."""
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())


def expand(names: Iterable[str]) -> Iterator[Path]:
    """Replace folders by the photos in them and patterns by the files that match, sorted by name.

    A name that leads to no photo is passed on, so that opening it reports the error.
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
