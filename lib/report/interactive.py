"""What the page's interactive parts draw with: the values of a script for each."""

from collections.abc import Mapping

import numpy as np

from lib.characters import CLASSES, SIDE
from lib.nn.functions import Params
from lib.report.packing import packed
from lib.report.scripts import packed_layers
from lib.report.sprites import ConfusedImages

DEPTH, WIDTH, SEEN = 20, 32, 16  # layers, and units of each, of the deep network, and examples
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
    chosen = first_of_each(labels)
    return {"labels": "".join(CLASSES[k] for k in labels[chosen]), "x": packed(_grey(x[chosen]))}


def first_of_each(labels: np.ndarray) -> np.ndarray:
    """Where the first image of each class stands. labels: (n,) class numbers, 0 to k -> (k,)."""
    return np.unique(labels, return_index=True)[1]


def between_values(reconstructed: np.ndarray) -> dict:
    """The examples as PCA reconstructs them, (k, 1024), for a walk between two letters (Q5.3)."""
    return {"pca": packed(_grey(reconstructed))}


def _grey(x: np.ndarray) -> np.ndarray:
    return np.round(np.clip(x, 0, 1) * 255).astype(np.uint8)


def confusion_values(confused: ConfusedImages, columns: int) -> dict:
    """Where the images of each cell of the confusion matrix lie on their sheet."""
    return {"cells": confused.cells, "columns": columns}


def deep_values(rng: np.random.Generator) -> dict:
    """A deep network of Q1.6 and Q2.1.3, whose activation and scale the reader chooses.

    Weights k, (layers, width, width) uint8, stand for (k - 127.5) / 128: uniform, of the variance
    of a uniform distribution on -1..1 to five digits. Input and gradient at the output are standard
    normal, (n, width).
    """
    return {
        "weights": packed(rng.integers(0, 256, (DEPTH, WIDTH, WIDTH), np.uint8)),
        "input": packed(rng.normal(size=(SEEN, WIDTH)).astype(np.float32)),
        "gradient": packed(rng.normal(size=(SEEN, WIDTH)).astype(np.float32)),
    }


def epoch_values(initial: np.ndarray, kept: np.ndarray, epochs: np.ndarray) -> dict:
    """First-layer weights of some units, before training and after some epochs (Q3.3).

    initial: (1024, units); kept: (k, 1024, some of them), after the k epochs. Packed as k, (k + 1,
    units, 1024) uint8, for most * (k / 127.5 - 1), with one scale for all.
    """
    W = np.concatenate([initial[None, :, : kept.shape[2]], kept]).transpose(0, 2, 1)
    most = float(np.percentile(np.abs(W), USUAL))
    grey = np.rint(127.5 + 127.5 * np.clip(W / most, -1, 1)).astype(np.uint8)
    return {"epochs": [0, *epochs.tolist()], "most": most, "weights": packed(grey)}
