"""Read a page: from a photo to text (Q4.4), with any classifier of NIST36 images."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from lib.characters import CLASSES
from lib.language.context import Context
from lib.reader.crops import crops, level_boxes
from lib.reader.joining import join_pieces
from lib.reader.letters import find_letters, union
from lib.reader.lines import indents, page_slope, reading_order, word_starts
from lib.reader.linescore import LineScore
from lib.reader.page import Layout, Page, as_text
from lib.reader.parting import part_letters

__all__ = ["Classifier", "find", "read", "recognise", "settle"]

TILTED = 0.1  # slope; a smaller one may be the writer's, and letters turned so little are read

Classifier = Callable[[np.ndarray], np.ndarray]


def read(image: np.ndarray, classify: Classifier, context: Context | None = None) -> Page:
    """Read an image, (h, w) or (h, w, 3), uint8 or float in 0..1.

    classify: (n, 1024) float32 rows of NIST36 -> (n, 36) probabilities; n > 0.
    context: the model of the text around each letter; without one, each letter stands for itself.
    Raises InputError for an image of another shape or dtype.
    """
    layout, probabilities = settle(find(image), classify, context)
    return as_text(layout, probabilities, context)


def find(image: np.ndarray) -> Layout:
    """Find the letters of an image and their reading order. Raises InputError as ``read`` does."""
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


def recognise(layout: Layout, classify: Classifier) -> Page:
    """Read the boxes as they were found, one letter each, as the assignment describes it."""
    return as_text(layout, classify_boxes(layout, classify))


def settle(
    layout: Layout, classify: Classifier, context: Context | None = None
) -> tuple[Layout, np.ndarray]:
    """Join the pieces of a letter and part letters that touch, where that reads better.

    What reads better is decided by the probability of the line under the context, or without one
    by the classifier's confidence. A tilted page is left as it is. Returns the new layout and the
    probabilities of its n letters, (n, 36).
    """
    probabilities = classify_boxes(layout, classify)
    if layout.slope or len(layout.boxes) == 0:
        return layout, probabilities
    in_same_word = ~layout.word_starts
    in_same_word[np.cumsum([0, *layout.lines[:-1]])] = False
    score = LineScore(probabilities, layout.lines, layout.word_starts, context)
    groups = join_pieces(layout.bw, layout.boxes, in_same_word, probabilities, classify, score)
    whole = [union(layout.boxes[group])[None] for group in groups]
    layout, probabilities = reclassify(layout, layout.bw, whole, groups, probabilities, classify)

    score = LineScore(probabilities, layout.lines, layout.word_starts, context)
    bw, parts = part_letters(layout.bw, layout.boxes, probabilities, classify, score)
    single = [[index] for index in range(len(parts))]
    return reclassify(layout, bw, parts, single, probabilities, classify)


def reclassify(
    layout: Layout,
    bw: np.ndarray,
    boxes: list[np.ndarray],
    groups: list[list[int]],
    probabilities: np.ndarray,
    classify: Classifier,
) -> tuple[Layout, np.ndarray]:
    """The layout in which each group of boxes is replaced, and its letters' probabilities.

    groups: of neighbouring indices in one line, all of them in order. boxes: for each group the
    (k, 4) boxes that replace it. Only groups whose number of boxes changes are classified again.
    """
    counts = np.array([len(of_group) for of_group in boxes])
    changed = np.repeat([len(g) != len(b) for g, b in zip(groups, boxes, strict=True)], counts)
    if not changed.any():
        return layout, probabilities
    first = np.array([group[0] for group in groups])
    starts = np.zeros(counts.sum(), bool)
    starts[np.cumsum(counts) - counts] = layout.word_starts[first]
    line = np.repeat(np.arange(len(layout.lines)), layout.lines)[first]
    lines = np.bincount(line, counts, len(layout.lines)).astype(int).tolist()
    new = replace(layout, boxes=np.concatenate(boxes), lines=lines, word_starts=starts, bw=bw)
    probabilities = np.repeat(probabilities[first], counts, axis=0)
    probabilities[changed] = classify(crops(bw, new.boxes[changed], new.slope))
    return new, probabilities


def classify_boxes(layout: Layout, classify: Classifier) -> np.ndarray:
    """The classifier's probabilities of each box of the layout, (n, 36)."""
    if len(layout.boxes) == 0:
        return np.zeros((0, len(CLASSES)))
    return classify(crops(layout.bw, layout.boxes, layout.slope))
