"""Read a page: from a photo to text (Q4.4), with any classifier of NIST36 images."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from lib.characters import CLASSES
from lib.language.context import Context
from lib.reader.crops import crops, level_boxes
from lib.reader.joining import join_pieces
from lib.reader.letters import find_letters, union
from lib.reader.lines import indents, page_slope, reading_order, word_starts
from lib.reader.linescore import LineWorth
from lib.reader.parting import part_letters

__all__ = ["Classifier", "Layout", "Page", "as_text", "find", "read", "recognise", "settle"]

TILTED = 0.1  # lines that slope by less may be the hand's, and letters so little turned are read

Classifier = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Layout:
    """Where on a page the letters are, in reading order."""

    boxes: np.ndarray  # (n, 4) int, y1 x1 y2 x2 in the photo's pixels
    lines: list[int]  # how many letters each has, from top to bottom; together n
    indents: list[int]  # how many letters right of the margin each line begins
    word_starts: np.ndarray  # (n,) bool, whether a space stands before the letter in its line
    slope: float  # dy/dx by which the page is tilted, or 0
    bw: np.ndarray  # (h, w) float32, letters 0 on 1


@dataclass(frozen=True)
class Page:
    """What was read; boxes, characters and confidences in reading order."""

    boxes: np.ndarray  # (n, 4) int, y1 x1 y2 x2 in the photo's pixels
    lines: list[str]  # from top to bottom, words separated by a space
    indents: list[int]  # how many letters right of the margin each begins
    characters: str  # n of CLASSES
    confidences: np.ndarray  # (n,) float, the probability of each
    bw: np.ndarray  # (h, w) float32, letters 0 on 1

    @property
    def text(self) -> str:
        """The lines, joined by newlines; empty for a page without letters."""
        return "\n".join(self.lines)

    @property
    def indented(self) -> str:
        """The text, each line with as many spaces before it as it is indented by letters."""
        pairs = zip(self.indents, self.lines, strict=True)
        return "\n".join(" " * indent + line for indent, line in pairs)


def read(image: np.ndarray, classify: Classifier, context: Context | None = None) -> Page:
    """Read an image, (h, w) or (h, w, 3), uint8 or float in 0..1.

    classify: (n, 1024) float32 rows of NIST36 -> (n, 36) probabilities; n > 0.
    context: what stands around a letter has a say in what it is; None: each letter for itself.
    Raises InputError for an image of another shape or dtype.
    """
    layout, probabilities = settle(find(image), classify, context)
    return as_text(layout, probabilities, context)


def find(image: np.ndarray) -> Layout:
    """The letters of an image, in reading order. Raises InputError as ``read`` does."""
    boxes, bw = find_letters(image)
    if len(boxes) == 0:
        return Layout(boxes, [], [], np.zeros(0, bool), 0.0, bw)
    slope = page_slope(boxes)
    tilted = abs(slope) > TILTED
    level = level_boxes(bw, boxes, slope) if tilted else boxes
    lines = reading_order(level)
    starts = np.concatenate(word_starts(level, lines))
    order, counts = np.concatenate(lines), [len(line) for line in lines]
    level_slope = slope if tilted else 0.0
    return Layout(boxes[order], counts, indents(level, lines), starts, level_slope, bw)


def settle(
    layout: Layout, classify: Classifier, context: Context | None = None
) -> tuple[Layout, np.ndarray]:
    """Join letters in two pieces and part those that touch, where the line is more probable so.

    On a level page alone. Without a context, where the classifier is surer. Also returns (n, 36)
    probabilities of the letters that there are then.
    """
    seen = probabilities_of(layout, classify)
    if layout.slope or len(layout.boxes) == 0:
        return layout, seen
    follows = ~layout.word_starts
    follows[np.cumsum([0, *layout.lines[:-1]])] = False
    worth = LineWorth(seen, layout.lines, layout.word_starts, context)
    groups = join_pieces(layout.bw, layout.boxes, follows, seen, classify, worth)
    layout, seen = regrouped(
        layout,
        layout.bw,
        [[union(layout.boxes[group])] for group in groups],
        groups,
        seen,
        classify,
    )
    worth = LineWorth(seen, layout.lines, layout.word_starts, context)
    bw, parts = part_letters(layout.bw, layout.boxes, seen, classify, worth)
    alone = [[index] for index in range(len(parts))]
    return regrouped(layout, bw, parts, alone, seen, classify)


def regrouped(
    layout: Layout,
    bw: np.ndarray,
    boxes: Sequence[Sequence[np.ndarray]],
    groups: list[list[int]],
    seen: np.ndarray,
    classify: Classifier,
) -> tuple[Layout, np.ndarray]:
    """A layout whose boxes of each group have become others; only what changed is seen anew.

    groups: runs of indices of boxes in one line, together all; boxes: those that become of each.
    """
    counts = np.array([len(of_one) for of_one in boxes])
    changed = np.repeat([len(g) != len(b) for g, b in zip(groups, boxes, strict=True)], counts)
    if not changed.any():
        return layout, seen
    first = np.array([group[0] for group in groups])
    starts = np.zeros(counts.sum(), bool)
    starts[np.cumsum(counts) - counts] = layout.word_starts[first]
    line = np.repeat(np.arange(len(layout.lines)), layout.lines)[first]
    lines = np.bincount(line, counts, len(layout.lines)).astype(int).tolist()
    new = replace(layout, boxes=np.concatenate(boxes), lines=lines, word_starts=starts, bw=bw)
    anew = np.repeat(seen[first], counts, axis=0)
    anew[changed] = classify(crops(bw, new.boxes[changed], new.slope))
    return new, anew


def probabilities_of(layout: Layout, classify: Classifier) -> np.ndarray:
    """(n, 36), each letter for itself."""
    if len(layout.boxes) == 0:
        return np.zeros((0, len(CLASSES)))
    return classify(crops(layout.bw, layout.boxes, layout.slope))


def recognise(layout: Layout, classify: Classifier, context: Context | None = None) -> Page:
    """Read the letters that were found; see ``read``."""
    return as_text(layout, probabilities_of(layout, classify), context)


def as_text(layout: Layout, probabilities: np.ndarray, context: Context | None = None) -> Page:
    """The page whose letters have these probabilities, (n, 36)."""
    boxes, bw = layout.boxes, layout.bw
    if len(boxes) == 0:
        return Page(boxes, [], [], "", np.zeros(0), bw)
    if context:
        probabilities = context.reconsider(probabilities, layout.lines, layout.word_starts)
    characters = "".join(CLASSES[i] for i in probabilities.argmax(axis=1))
    pairs = zip(layout.word_starts, characters, strict=True)
    spaced = [" " * bool(start) + character for start, character in pairs]
    ends = np.cumsum([0, *layout.lines])
    texts = ["".join(spaced[a:b]) for a, b in pairwise(ends)]
    return Page(boxes, texts, layout.indents, characters, probabilities.max(axis=1), bw)
