"""A page that is being read: where its letters are (Layout), and what they say (Page)."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lib.characters import CLASSES
from lib.language.context import Context

__all__ = ["Layout", "Page", "as_text", "page_record"]


@dataclass(frozen=True)
class Layout:
    """The n letters of a page in reading order."""

    boxes: np.ndarray  # (n, 4) int, y1 x1 y2 x2, half open, in the image's pixels
    lines: list[int]  # the number of letters in each line, from top to bottom; n in all
    indents: list[int]  # how many letters right of the margin each line begins
    word_starts: np.ndarray  # (n,) bool, whether a space stands before the letter in its line
    slope: float  # dy/dx of the lines on a tilted page, else 0
    picture: np.ndarray  # (h, w), of the page: grey as uint8, or ink 0 on paper 1 as float32


@dataclass(frozen=True)
class Page:
    """A page that was read; boxes, characters and confidences of its n letters in reading order."""

    boxes: np.ndarray  # (n, 4) int, y1 x1 y2 x2, half open, in the image's pixels
    lines: list[str]  # from top to bottom, words separated by a space
    indents: list[int]  # how many letters right of the margin each line begins
    characters: str  # n of CLASSES
    probabilities: np.ndarray  # (n, 36) float, of each of CLASSES, in context; rows sum to 1
    confidences: np.ndarray  # (n,) float, the probability of each character
    slope: float  # dy/dx of the lines on a tilted page, else 0
    picture: np.ndarray  # (h, w), of the page: grey as uint8, or ink 0 on paper 1 as float32

    @property
    def text(self) -> str:
        """The lines, joined by newlines; empty for a page without letters."""
        return "\n".join(self.lines)

    @property
    def indented(self) -> str:
        """The text, with a space before a line for each letter by which it is indented."""
        pairs = zip(self.indents, self.lines, strict=True)
        return "\n".join(" " * indent + line for indent, line in pairs)


def as_text(layout: Layout, probabilities: np.ndarray, context: Context | None = None) -> Page:
    """The most probable text of the letters; probabilities: (n, 36).

    With a context, the probability of a character also depends on the characters around it.
    """
    if context and len(layout.boxes):
        probabilities = context.reconsider(probabilities, layout.lines, layout.word_starts)
    characters = "".join(CLASSES[i] for i in probabilities.argmax(axis=1))
    pairs = zip(layout.word_starts, characters, strict=True)
    spaced = [" " * bool(start) + character for start, character in pairs]
    ends = np.cumsum([0, *layout.lines])
    return Page(
        layout.boxes,
        ["".join(spaced[a:b]) for a, b in pairwise(ends)],
        layout.indents,
        characters,
        probabilities,
        probabilities.max(axis=1, initial=0),
        layout.slope,
        layout.picture,
    )


def page_record(page: Page) -> dict[str, object]:
    """What the report is given of a page, for JSON.

    Boxes are y1 x1 y2 x2 as fractions of the page's height and width.
    """
    height, width = page.picture.shape
    fractions = page.boxes / np.array([height, width, height, width])
    return {
        "boxes": fractions.round(5).tolist(),
        "characters": page.characters,
        "confidences": page.confidences.astype(float).round(4).tolist(),
    }
