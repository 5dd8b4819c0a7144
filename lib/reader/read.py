"""Read an image: characters found, recognised, put in order, and decided in their context."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from lib.characters import CLASSES
from lib.frame.errors import InputError
from lib.language.context import Context, load_context
from lib.pages.page import Layout, Page, as_text
from lib.pages.spacing import indents, word_starts
from lib.reader.crops import SIDE, cut
from lib.reader.engine import load_network
from lib.reader.finding import Network, find
from lib.reader.folder import CONTEXT, FINDER, LETTERS
from lib.reader.maps import Found
from lib.reader.order import lines_in_order
from lib.store.provenance import Provenance

__all__ = ["ENOUGH", "Reader", "grey_of", "load_reader", "read"]

ENOUGH = 6.4e6  # pixels of a photo at which even small letters are large enough
AT_ONCE = 256  # letters that are recognised at a time, to bound the memory
CERTAIN = 0.5  # of being a character, by both networks, from which on it is taken for one
LINE_CERTAIN = 0.65  # the mean of a row's characters, at least
LIKELY = 0.4  # probability from which on a find counts as one that should be read
READ_WELL = 0.6  # of these; where less is read, the image is tried on its side and upside down
TURN_GAIN = 1.2  # times as much must be read then


@dataclass(frozen=True)
class Reader:
    """What reads, and the records of the data behind it.

    finder: as ``lib.reader.finding`` takes it. letters: squares (n, 1, SIDE, SIDE) -> logits
    (n, 37). temperature: by which the logits are divided to be honest.
    """

    finder: Network
    letters: Network
    temperature: float
    context: Context | None
    records: list[Provenance]


def load_reader(folder: Path, threads: int = 1) -> Reader:
    """The reader of a folder of its three files. Raises InputError for a bad file."""
    context, temperature, records = load_context(folder / CONTEXT)
    finder = load_network(folder / FINDER, (1, 1, None, None), threads)
    letters = load_network(folder / LETTERS, (None, 1, SIDE, SIDE), threads)
    return Reader(finder, letters, temperature, context, records)


def read(image: np.ndarray, reader: Reader) -> Page:
    """Read an image, (h, w) or (h, w, 3), uint8 or float in 0..1.

    An image that reads badly is tried on its side and upside down. Raises InputError for an image
    of another shape or dtype.
    """
    grey = grey_of(image)
    found = find(grey, reader.finder)
    page = read_found(grey, found, reader)
    if amount(page) < READ_WELL * (found.probabilities > LIKELY).sum():
        turned = {}
        for turns in (1, 2, 3):
            image = np.ascontiguousarray(np.rot90(grey, turns))
            turned[turns] = read_found(image, find(image, reader.finder), reader)
        best = max(turned, key=lambda turns: amount(turned[turns]))
        if amount(turned[best]) > TURN_GAIN * amount(page):
            boxes = turned_back(turned[best].boxes, best, grey.shape)
            page = replace(turned[best], boxes=boxes, picture=page.picture)
    return page


def amount(page: Page) -> float:
    """How much was read: the confidences above that of a guess among three."""
    return float(np.maximum(0, page.confidences - 1 / 3).sum())


def turned_back(boxes: np.ndarray, turns: int, shape: tuple[int, ...]) -> np.ndarray:
    """Boxes on an image that was turned by quarters anticlockwise, on the image of ``shape``."""
    height, width = shape
    for turn in range(turns, 0, -1):
        rows = width if turn % 2 else height  # of the image as it is turned now
        y1, x1, y2, x2 = boxes.T
        boxes = np.stack([x1, rows - y2, x2, rows - y1], axis=1)
    return boxes


def grey_of(image: np.ndarray) -> np.ndarray:
    """An image in grey, (h, w) uint8. Raises InputError for anything that is no image."""
    if image.ndim not in (2, 3) or image.shape[2:] not in ((), (3,)) or 0 in image.shape:
        raise InputError(f"image of shape {image.shape}: expected (h, w) or (h, w, 3), not empty")
    if image.dtype.kind == "f":
        if not (np.isfinite(image).all() and image.min() >= 0 and image.max() <= 1):
            raise InputError("image of floats outside 0..1: divide by its largest value first")
        image = np.rint(image * 255).astype(np.uint8)
    if image.dtype != np.uint8:
        raise InputError(f"image of dtype {image.dtype}: expected uint8, or float in 0..1")
    return np.asarray(Image.fromarray(image).convert("L"))


def read_found(grey: np.ndarray, found: Found, reader: Reader) -> Page:
    """Read what was found in a grey image, (h, w) uint8, as it stands."""
    layout, probabilities = recognised(grey, found, reader)
    return as_text(layout, probabilities, reader.context)


def recognised(grey: np.ndarray, found: Found, reader: Reader) -> tuple[Layout, np.ndarray]:
    """The characters of a grey image in reading order, and their probabilities (n, 36)."""
    p = classified(grey, found, reader)
    certain = np.sqrt(found.probabilities * (1 - p[:, -1]))
    kept = certain > CERTAIN
    found, p, certain = found.chosen(kept), p[kept], certain[kept]
    lines = lines_in_order(found.boxes, found.along, certain, LINE_CERTAIN)
    order = np.concatenate([*lines, np.zeros(0, int)])
    starts = np.concatenate([*word_starts(found.boxes, lines), np.zeros(0, bool)])
    boxes = np.rint(found.boxes[order]).astype(int)
    boxes = np.clip(boxes, 0, np.tile(grey.shape, 2))
    layout = Layout(
        boxes,
        [len(line) for line in lines],
        indents(found.boxes, lines),
        starts,
        slope(found),
        grey,
    )
    characters = p[order, : len(CLASSES)]
    return layout, characters / characters.sum(axis=1, keepdims=True)


def slope(found: Found) -> float:
    """The usual slope dy/dx of the lines; 0 without characters."""
    if len(found.along) == 0:
        return 0.0
    x, y = np.median(found.along, axis=0)
    return float(y / max(x, 1e-3))


def classified(grey: np.ndarray, found: Found, reader: Reader) -> np.ndarray:
    """The probabilities of each found character, (n, 37): of CLASSES and of being none."""
    image, count = Image.fromarray(grey), len(found.boxes)
    logits = [np.zeros((0, len(CLASSES) + 1))]
    for first in range(0, count, AT_ONCE):
        logits.append(reader.letters(cut(image, found.boxes[first : first + AT_ONCE])))
    scores = np.concatenate(logits) / reader.temperature
    p = np.exp(scores - scores.max(axis=1, initial=-np.inf, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)
