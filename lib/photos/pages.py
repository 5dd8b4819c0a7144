"""A file and its pages: one for a photo, several for a PDF or a TIFF of several scans."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from lib.frame.errors import InputError
from lib.photos import apart, pillow
from lib.photos.find import STANDARD_INPUT, SUFFIXES, standard_input
from lib.photos.limits import MAX_BYTES, MAX_PAGES, MAX_PIXELS
from lib.photos.reason import reason

EXPECTED = "expected an image such as JPEG or PNG, or a PDF"


@dataclass(frozen=True)
class PhotoPage:
    """One page of a file. name: the file as it was given; file: where its bytes lie."""

    name: str
    file: Path
    number: int  # from 1
    count: int  # of the file's pages

    def __str__(self) -> str:
        return self.name if self.count == 1 else f"{self.name}, page {self.number}"


def pages_of(path: str | os.PathLike[str]) -> list[PhotoPage]:
    """The pages of a file, none of them opened yet; ``-`` is standard input.

    A TIFF and a PDF may have several; an animation counts with its first frame. Raises InputError
    for a file that is missing, no image, or without a page, or that has more than MAX_BYTES or
    MAX_PAGES.
    """
    name = os.fspath(path)
    with naming(name):
        file = standard_input() if name == STANDARD_INPUT else Path(name)
        if file.is_dir():
            raise InputError(f"a folder without a photo in it ({', '.join(SUFFIXES)})")
        if not file.exists():
            raise InputError(f"no such file, {EXPECTED}")
        if not file.is_file():
            raise InputError(f"not a file, {EXPECTED}")
        if file.stat().st_size > MAX_BYTES:
            raise InputError(f"has more than {MAX_BYTES / 1e6:,.0f} MB")
        count = opener(file).count(file)
        if count == 0:
            raise InputError("has no pages")
        if count > MAX_PAGES:
            raise InputError(f"has more than {MAX_PAGES:,} pages; split it")
    return [PhotoPage(name, file, number, count) for number in range(1, count + 1)]


def open_page(page: PhotoPage, enough: float) -> tuple[np.ndarray, np.ndarray]:
    """The page, (h, w, 3) uint8, upright by its EXIF orientation, on white where transparent.

    enough: pixels that the image needs at least. A large JPEG is decoded at a half, a quarter or an
    eighth of its height and width, which is faster; a page of a PDF is drawn with about so many.
    Grey, 16-bit, palette and CMYK images are converted. Returns the image and how many pixels of
    the photo, or points of the PDF, one of its pixels is, (2,) float64, down and across. Raises
    InputError for a page that is damaged or above ``MAX_PIXELS``.
    """
    with naming(str(page)):
        return opener(page.file).load(page.file, page.number, enough)


def open_photo(path: str | os.PathLike[str]) -> np.ndarray:
    """A file's first page in full. Raises InputError as ``pages_of`` and ``open_page`` do."""
    return open_reduced(path, MAX_PIXELS)[0]


def open_reduced(path: str | os.PathLike[str], enough: float) -> tuple[np.ndarray, np.ndarray]:
    """A file's first page and its scale, as ``open_page`` gives them."""
    return open_page(pages_of(path)[0], enough)


def opener(file: Path) -> ModuleType:
    """The module that counts and loads the pages of such a file."""
    return apart if apart.kind(file) else pillow


@contextmanager
def naming(what: str) -> Iterator[None]:
    """Let every error of the work inside be an InputError that names the photo."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of size and metadata, which are checked
            yield
    except MemoryError:
        raise
    except Exception as error:
        raise InputError(f"photo {what}: {reason(error)}") from error
