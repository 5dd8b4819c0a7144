"""The assignment's classifier from a file, as a reader of letters."""

from pathlib import Path

import numpy as np

from lib.characters import CLASSES, SIDE
from lib.frame.errors import InputError
from lib.networks.classifier import LAYERS
from lib.nn.functions import Params
from lib.nn.network import keys
from lib.store.arrays import load_arrays
from lib.store.provenance import Provenance


def load_classifier(path: Path) -> tuple[Params, list[Provenance]]:
    """The trained network for NIST36 images in a file, and the records of its data.

    Raises InputError, naming the file and the array whose type or shape is not such a network's.
    """
    names = keys(LAYERS)
    params, records = load_arrays(path, *names)
    hidden = params[LAYERS[0].biases].size
    shapes = ((SIDE**2, hidden), (hidden,), (hidden, len(CLASSES)), (len(CLASSES),))
    for name, shape in zip(names, shapes, strict=True):
        array = params[name]
        if array.shape != shape or array.dtype.kind != "f" or not np.isfinite(array).all():
            raise InputError(
                f"{path}: {name} is {array.dtype} of shape {array.shape}; it must hold finite "
                f"floating-point numbers, {shape}"
            )
    return params, records
