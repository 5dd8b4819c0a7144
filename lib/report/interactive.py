"""What the page's interactive parts draw with: the values of a script for each."""

from collections.abc import Mapping

import numpy as np

from lib.characters import CLASSES, SIDE
from lib.nn.functions import Params
from lib.report.packing import packed
from lib.report.scripts import packed_layers
from lib.report.sprites import ConfusedImages

USUAL = 99.5  # percentile of a code value over the validation images: where its slider ends


def classifier_values(params: Params, drawing: Mapping[str, float]) -> dict:
    """The network that reads what is drawn. drawing: how a drawing becomes an image of NIST36."""
    return {
        "classes": CLASSES,
        "drawing": {"side": SIDE, **drawing},
        "layers": packed_layers(params, ("layer1", "output")),
    }


def autoencoder_values(params: Params, codes: np.ndarray) -> dict:
    """The autoencoder. codes: (n, k) code values of the validation images, for the sliders."""
    top = np.percentile(codes, USUAL, axis=0).astype(np.float32)
    layers = packed_layers(params, ("layer1", "layer2", "layer3", "output"))
    return {"layers": layers, "top": packed(top)}


def example_values(x: np.ndarray, labels: np.ndarray) -> dict:
    """The first image of each class. x: (n, 1024) rows of NIST36; labels: (n,) class numbers."""
    chosen = np.unique(labels, return_index=True)[1]
    grey = np.round(np.clip(x[chosen], 0, 1) * 255).astype(np.uint8)
    return {"labels": "".join(CLASSES[k] for k in labels[chosen]), "x": packed(grey)}


def confusion_values(confused: ConfusedImages, columns: int) -> dict:
    """Where the images of each cell of the confusion matrix lie on their sheet."""
    return {"cells": confused.cells, "columns": columns}
