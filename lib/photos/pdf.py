"""Pages of a PDF, such as a scanner makes, drawn by PDFium."""

import os
from pathlib import Path

import numpy as np
from pypdfium2 import PdfDocument, PdfPage
from pypdfium2.raw import (
    FPDF_ERR_PASSWORD,
    FPDF_PAGEOBJ_IMAGE,
    FPDF_GetLastError,
    FPDF_LoadDocument,
)

from lib.frame.errors import InputError
from lib.photos.limits import MAX_PIXELS

DEPTH = 3  # of drawings within drawings in which an image is looked for


def count(file: Path) -> int:
    """The number of pages."""
    with document(file) as pdf:
        return len(pdf)


def load(file: Path, number: int, enough: float) -> tuple[np.ndarray, np.ndarray]:
    """The page of that number, from 1, drawn with about ``enough`` pixels, (h, w, 3) uint8.

    Returns the image and how many points (1/72 inch) of the page one of its pixels is, (2,)
    float64, down and across.
    """
    with document(file) as pdf:
        page = pdf[number - 1]
        refuse_large(page)
        width, height = page.get_size()
        scale = (min(enough, MAX_PIXELS) / (width * height)) ** 0.5
        if max(width, height) * scale > MAX_PIXELS:
            raise InputError(f"its page of {width:.0f} x {height:.0f} points is too thin to draw")
        image = page.render(scale=scale, rev_byteorder=True).to_numpy().copy()
        return image, np.divide((height, width), image.shape[:2])


def document(file: Path) -> PdfDocument:
    """The PDF, to be closed. Raises InputError where it is damaged or needs a password."""
    # By PDFium itself, since pypdfium2 takes a PDF without pages for a damaged one.
    opened = FPDF_LoadDocument(os.fsencode(file), None)
    if opened:
        return PdfDocument(opened)
    if FPDF_GetLastError() == FPDF_ERR_PASSWORD:
        raise InputError("has a password; save it without one")
    raise InputError("damaged or unreadable PDF")


def refuse_large(page: PdfPage) -> None:
    """Raise InputError for an image above MAX_PIXELS, which PDFium might leave blank."""
    for image in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=DEPTH):
        width, height = image.get_px_size()
        if width * height > MAX_PIXELS:
            raise InputError(
                f"expected at most {MAX_PIXELS / 1e6:.0f} megapixels, it holds an image of "
                f"{width} x {height} pixels"
            )
