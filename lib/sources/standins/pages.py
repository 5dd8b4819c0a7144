"""A stand-in for the photographed pages: their transcripts, written and photographed by code."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from lib.characters.transcript import load_transcript
from lib.frame.errors import InputError
from lib.handwriting.page import photographed_page

JPEG_QUALITY = 92


def write(folder: Path, rng: np.random.Generator, transcripts: Path) -> None:
    """Write NAME.jpg for every NAME.txt in ``transcripts``."""
    texts = {path.stem: load_transcript(path) for path in sorted(transcripts.glob("*.txt"))}
    for name, image in generate(texts, rng).items():
        Image.fromarray(image).save(folder / f"{name}.jpg", quality=JPEG_QUALITY)


def generate(transcripts: Mapping[str, str], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Photos of handwritten pages: one (1500, 2000, 3) uint8 RGB image for each transcript.

    transcripts: name -> text. Raises InputError, naming the page, for a text that cannot be
    written (``lib.handwriting.page.photographed_page`` says when).
    """
    images = {}
    for name, text in transcripts.items():
        try:
            images[name] = photographed_page(text, rng)
        except InputError as error:
            raise InputError(f"page {name}: {error}") from error
    return images
