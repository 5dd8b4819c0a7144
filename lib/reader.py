"""Read a page: from a photo to text (Q4.4), with any classifier of NIST36 images."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib.crops import crops
from lib.letters import find_letters
from lib.lines import reading_order, word_starts
from lib.nist36 import CLASSES

__all__ = ["Classifier", "Page", "read"]

Classifier = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Page:
    """What was read; boxes, characters and confidences in reading order."""

    boxes: np.ndarray  # (n, 4) int, y1 x1 y2 x2 in the photo's pixels
    lines: list[str]  # from top to bottom, words separated by a space
    characters: str  # n of CLASSES
    confidences: np.ndarray  # (n,) float, the classifier's probability of each
    bw: np.ndarray  # (h, w) float32, letters 0 on 1

    @property
    def text(self) -> str:
        """The lines, joined by newlines; empty for a page without letters."""
        return "\n".join(self.lines)


def read(image: np.ndarray, classify: Classifier) -> Page:
    """Read an image, (h, w) or (h, w, 3), uint8 or float in 0..1.

    classify: (n, 1024) float32 rows of NIST36 -> (n, 36) probabilities; called once, with n > 0.
    Raises InputError for an image of another shape or dtype.
    """
    boxes, bw = find_letters(image)
    if len(boxes) == 0:
        return Page(boxes, [], "", np.zeros(0), bw)
    lines = reading_order(boxes)
    spaces = np.concatenate(word_starts(boxes, lines))
    boxes = boxes[np.concatenate(lines)]
    probabilities = classify(crops(bw, boxes))
    characters = "".join(CLASSES[i] for i in probabilities.argmax(axis=1))
    spaced = [" " * bool(s) + c for s, c in zip(spaces, characters, strict=True)]
    ends = np.cumsum([len(line) for line in lines])
    texts = ["".join(part) for part in np.split(np.array(spaced), ends[:-1])]
    return Page(boxes, texts, characters, probabilities.max(axis=1), bw)
