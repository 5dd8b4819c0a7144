"""What a page is read with, from files: one of the two letter networks, and the context."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from lib.characters.calibration import with_temperature
from lib.characters.cnn import LetterNet, load_letternet, logits
from lib.language.context import Context, load_context
from lib.networks.classifier import predict
from lib.reader.mlp import load_classifier
from lib.store.provenance import Provenance

__all__ = ["Reader", "cnn_reader", "mlp_reader"]


@dataclass(frozen=True)
class Reader:
    """classify, context: as ``lib.reader.read`` takes them. records: of the data behind them."""

    classify: Callable[[np.ndarray], np.ndarray]
    context: Context | None
    records: list[Provenance]


def mlp_reader(weights: Path) -> Reader:
    """The assignment's own network, without context. Raises InputError."""
    params, records = load_classifier(weights)
    return Reader(partial(predict, params=params), None, records)


def cnn_reader(weights: Path, context: Path) -> Reader:
    """The convolutional network with honest probabilities, and context. Raises InputError.

    weights: a safetensors file; context: what ``lib.language.context`` wrote.
    """
    around, temperature, records = load_context(context)
    net = load_letternet(weights)
    return Reader(partial(classify, net=net, temperature=temperature), around, records)


def classify(rows: np.ndarray, net: LetterNet, temperature: float) -> np.ndarray:
    """Rows of NIST36 (n, 1024) -> (n, 36) probabilities."""
    return with_temperature(logits(rows, net), temperature)
