"""The assignment's classifier: one hidden layer of sigmoid units, then softmax."""

from pathlib import Path

import numpy as np

from lib.characters import CLASSES, SIDE
from lib.frame.errors import InputError
from lib.nn import forward, initialize_weights, softmax
from lib.nn.functions import Params
from lib.store.arrays import load_arrays
from lib.store.provenance import Provenance


def initial_classifier(sizes: tuple[int, int, int], rng: np.random.Generator) -> Params:
    """Xavier weights for (d, hidden, k) units, in float32."""
    params: Params = {}
    initialize_weights(sizes[0], sizes[1], params, "layer1", rng)
    initialize_weights(sizes[1], sizes[2], params, "output", rng)
    return {name: value.astype(np.float32) for name, value in params.items()}


def probabilities(x: np.ndarray, params: Params) -> np.ndarray:
    """Class probabilities, (n, d) -> (n, k). Leaves in ``params`` what ``backwards`` needs."""
    return forward(forward(x, params, "layer1"), params, "output", softmax)


def predict(x: np.ndarray, params: Params) -> np.ndarray:
    """Class probabilities, (n, d) -> (n, k); ``params`` is left as it is."""
    return probabilities(x, dict(params))


def load_classifier(path: Path) -> tuple[Params, list[Provenance]]:
    """The trained network for NIST36 images in a file, and the records of its data.

    Raises InputError, naming the file and the array whose type or shape is not such a network's.
    """
    names = ("Wlayer1", "blayer1", "Woutput", "boutput")
    params, records = load_arrays(path, *names)
    hidden = params["blayer1"].size
    shapes = ((SIDE**2, hidden), (hidden,), (hidden, len(CLASSES)), (len(CLASSES),))
    for name, shape in zip(names, shapes, strict=True):
        array = params[name]
        if array.shape != shape or array.dtype.kind != "f" or not np.isfinite(array).all():
            raise InputError(
                f"{path}: {name} is {array.dtype} of shape {array.shape}; it must hold finite "
                f"floating-point numbers, {shape}"
            )
    return params, records
