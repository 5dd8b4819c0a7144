"""What a page is read with, loaded from files: one of the two letter networks, and the context."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from lib.characters.calibration import with_temperature
from lib.characters.cnn import LetterNet, load_letternet, logits
from lib.language.context import Context, load_context
from lib.nn.classifier import load_classifier, predict
from lib.store.provenance import Provenance

__all__ = ["Reader", "cnn_reader", "mlp_reader"]


@dataclass(frozen=True)
class Reader:
    """What ``lib.reader.read`` takes beside the image, and the records of the data behind it."""

    classify: Callable[[np.ndarray], np.ndarray]
    context: Context | None
    records: list[Provenance]


def mlp_reader(weights: Path) -> Reader:
    """The assignment's own network, without context. Raises InputError for a bad file."""
    params, records = load_classifier(weights)
    return Reader(partial(predict, params=params), None, records)


def cnn_reader(weights: Path, context: Path) -> Reader:
    """The convolutional network with calibrated probabilities, and the context.

    weights: a safetensors file; context: the file of the stage ``context``. Raises InputError for
    a bad file.
    """
    model, temperature, records = load_context(context)
    net = load_letternet(weights)
    return Reader(partial(classify, net=net, temperature=temperature), model, records)


def classify(rows: np.ndarray, net: LetterNet, temperature: float) -> np.ndarray:
    """Rows of NIST36, (n, 1024), -> probabilities, (n, 36)."""
    return with_temperature(logits(rows, net), temperature)
