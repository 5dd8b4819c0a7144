"""Read a page as the assignment describes it: letters are found, each box is classified (Q4.4)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from lib.characters import CLASSES
from lib.classical.crops import crops, level_boxes
from lib.classical.letters import find_letters
from lib.classical.lines import page_slope, reading_order
from lib.classical.mlp import load_classifier
from lib.networks.classifier import predict
from lib.pages.page import Layout, Page, as_text
from lib.pages.spacing import indents, word_starts
from lib.store.provenance import Provenance

__all__ = ["Classifier", "MlpReader", "find", "mlp_reader", "read"]

TILTED = 0.1  # slope; a smaller one may be the writer's, and letters turned so little are read

Classifier = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class MlpReader:
    """classify: (n, 1024) float32 rows of NIST36 -> (n, 36) probabilities; n > 0. records: of the
    data behind it."""

    classify: Classifier
    records: list[Provenance]


def mlp_reader(weights: Path) -> MlpReader:
    """The assignment's own network. Raises InputError for a bad file."""
    params, records = load_classifier(weights)
    return MlpReader(partial(predict, params=params), records)


def read(image: np.ndarray, classify: Classifier) -> Page:
    """Read an image, (h, w) or (h, w, 3), uint8 or float in 0..1, each letter for itself.

    Raises InputError for an image of another shape or dtype.
    """
    layout = find(image)
    if len(layout.boxes) == 0:
        return as_text(layout, np.zeros((0, len(CLASSES))))
    return as_text(layout, classify(crops(layout.picture, layout.boxes, layout.slope)))


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
