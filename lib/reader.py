"""Read a page: from a photo to text (Q4.4), with any classifier of NIST36 images."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lib.context import Context
from lib.crops import crops, level_boxes
from lib.letters import find_letters
from lib.lines import page_slope, reading_order, word_starts
from lib.nist36 import CLASSES

__all__ = ["Classifier", "Layout", "Page", "find", "read", "recognise"]

TILTED = 0.1  # lines that slope by less may be the hand's, and letters so little turned are read

Classifier = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Layout:
    """Where on a page the letters are, in reading order."""

    boxes: np.ndarray  # (n, 4) int, y1 x1 y2 x2 in the photo's pixels
    lines: list[int]  # how many letters each has, from top to bottom; together n
    word_starts: np.ndarray  # (n,) bool, whether a space stands before the letter in its line
    slope: float  # dy/dx by which the page is tilted, or 0
    bw: np.ndarray  # (h, w) float32, letters 0 on 1


@dataclass(frozen=True)
class Page:
    """What was read; boxes, characters and confidences in reading order."""

    boxes: np.ndarray  # (n, 4) int, y1 x1 y2 x2 in the photo's pixels
    lines: list[str]  # from top to bottom, words separated by a space
    characters: str  # n of CLASSES
    confidences: np.ndarray  # (n,) float, the probability of each
    bw: np.ndarray  # (h, w) float32, letters 0 on 1

    @property
    def text(self) -> str:
        """The lines, joined by newlines; empty for a page without letters."""
        return "\n".join(self.lines)


def read(image: np.ndarray, classify: Classifier, context: Context | None = None) -> Page:
    """Read an image, (h, w) or (h, w, 3), uint8 or float in 0..1.

    classify: (n, 1024) float32 rows of NIST36 -> (n, 36) probabilities; called once, with n > 0.
    context: what stands around a letter has a say in what it is; None: each letter for itself.
    Raises InputError for an image of another shape or dtype.
    """
    return recognise(find(image), classify, context)


def find(image: np.ndarray) -> Layout:
    """The letters of an image, in reading order. Raises InputError as ``read`` does."""
    boxes, bw = find_letters(image)
    if len(boxes) == 0:
        return Layout(boxes, [], np.zeros(0, bool), 0.0, bw)
    slope = page_slope(boxes)
    tilted = abs(slope) > TILTED
    level = level_boxes(bw, boxes, slope) if tilted else boxes
    lines = reading_order(level)
    starts = np.concatenate(word_starts(level, lines))
    counts = [len(line) for line in lines]
    return Layout(boxes[np.concatenate(lines)], counts, starts, slope if tilted else 0.0, bw)


def recognise(layout: Layout, classify: Classifier, context: Context | None = None) -> Page:
    """Read the letters that were found; see ``read``."""
    boxes, bw = layout.boxes, layout.bw
    if len(boxes) == 0:
        return Page(boxes, [], "", np.zeros(0), bw)
    probabilities = classify(crops(bw, boxes, layout.slope))
    if context:
        probabilities = context.reconsider(probabilities, layout.lines, layout.word_starts)
    characters = "".join(CLASSES[i] for i in probabilities.argmax(axis=1))
    pairs = zip(layout.word_starts, characters, strict=True)
    spaced = [" " * bool(start) + character for start, character in pairs]
    ends = np.cumsum([0, *layout.lines])
    texts = ["".join(spaced[a:b]) for a, b in pairwise(ends)]
    return Page(boxes, texts, characters, probabilities.max(axis=1), bw)
