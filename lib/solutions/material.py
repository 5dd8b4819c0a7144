"""What hand-ins are tried on: drawn letters, drawn pages, and the photographed ones."""

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from lib.classical.letters import find_letters
from lib.datasets.nist36 import save_mat
from lib.handwriting.pen import ink, random_writer, write
from lib.sources.standins.nist36 import generate

SHAPE = (620, 1100)  # pixels of a drawn page
CAP, PITCH, GAP, MARGIN = 84.0, 150.0, 40.0, 90.0  # pixels: of a letter, a line, a gap, the border
TEXTS = ("ABCDEFG\nHJKLMNP\nRSTUVWX", "2345678\nTHE QUIZ\nLAZY DOG")
PER_CLASS = 10  # training images


class PageOf(NamedTuple):
    """A page with its truth, and its file if it has one.

    image: (h, w, 3) uint8. boxes: (n, 4), [y1, x1, y2, x2].
    """

    name: str
    image: np.ndarray
    boxes: np.ndarray
    file: Path | None = None


@dataclass(frozen=True)
class Material:
    """photos: pages with their transcripts, where they are here. weights: of a trained network."""

    drawn: list[PageOf]
    photos: list[PageOf] = field(default_factory=list)
    transcripts: dict[str, str] = field(default_factory=dict)
    weights: dict[str, np.ndarray] | None = None


@cache
def drawn_pages() -> list[PageOf]:
    """Pages by one pen and two hands, whose letters stand apart."""
    return [_drawn(f"drawn page {i}", text, i) for i, text in enumerate(TEXTS, 1)]


def _drawn(name: str, text: str, seed: int) -> PageOf:
    rng = np.random.default_rng(seed)
    writer = random_writer(rng, careful=True)
    page, boxes = np.zeros(SHAPE, np.float32), []
    for row, line in enumerate(text.splitlines()):
        x = MARGIN
        for character in line:
            if character == " ":
                x += 1.5 * GAP
                continue
            strokes = [CAP * stroke for stroke in write(character, writer, rng)]
            low = min(float(stroke[:, 0].min()) for stroke in strokes)
            place = np.array([x - low, MARGIN + CAP + row * PITCH])
            letter = ink([stroke + place for stroke in strokes], 9.0, SHAPE)
            rows, columns = (np.flatnonzero((letter > 0.5).any(axis=axis)) for axis in (1, 0))
            boxes.append([rows[0], columns[0], rows[-1] + 1, columns[-1] + 1])
            page = np.maximum(page, letter)
            x = columns[-1] + GAP
    light = 0.86 - 0.1 * np.linspace(0, 1, SHAPE[1])[None, :, None]
    image = light * (1 - gaussian_filter(page, 0.7)[:, :, None] * np.array([0.8, 0.8, 0.65]))
    image = image + rng.normal(0, 0.012, image.shape)
    return PageOf(name, (255 * np.clip(image, 0, 1)).astype(np.uint8), np.array(boxes))


def photographed(folder: Path) -> list[PageOf]:
    """The pages in a folder, with the boxes that this project finds on them."""
    pages = []
    for file in sorted(folder.glob("*.jpg")):
        image = np.asarray(Image.open(file).convert("RGB"))
        pages.append(PageOf(file.stem, image, find_letters(image)[0], file))
    return pages


@cache
def letters() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Splits of few drawn letters, in the form of NIST36.

    Those of validation and test are repeated to the real set's size: the course's run_q5.py picks
    images by their place in it.
    """
    few = generate(np.random.default_rng(36), PER_CLASS, 3, 3)
    sizes = {"train": len(few["train"][0]), "valid": 3600, "test": 1800}
    return {
        split: (np.resize(x, (sizes[split], 1024)), np.resize(y, (sizes[split], 36)))
        for split, (x, y) in few.items()
    }


@cache
def _data() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        for split, (x, y) in letters().items():
            save_mat(Path(folder, f"nist36_{split}.mat"), split, x, y)
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


def write_data(folder: Path) -> None:
    """The course's three .mat files, small, where its scripts look for them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _data().items():
        (folder / name).write_bytes(content)


def write_fonts(folder: Path) -> None:
    """Matplotlib's list of this system's fonts, which it takes seconds to make."""
    import matplotlib.font_manager  # which makes the list, if it is not there

    folder.mkdir(exist_ok=True)
    for file in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copy(file, folder)
