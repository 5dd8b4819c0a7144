"""Question 2.1: the classifier trained from different first weights."""

from collections.abc import Callable

import numpy as np

from lib.analysis.depth import initialise
from lib.frame.params import InitStudy
from lib.networks.classifier import LAYERS, classifier
from lib.nn import compute_loss_and_acc
from lib.nn.functions import Params
from lib.training.descent.batches import gathered
from lib.training.descent.sgd import sgd_epoch


def train_from(
    scheme: str,
    data: dict[str, np.ndarray],
    params: InitStudy,
    seed: int,
    on_epoch: Callable[[float], None] = lambda loss: None,
) -> tuple[list[float], dict[str, float]]:
    """Train from the weights of one scheme; return each epoch's loss, and the outcome.

    data: train_x, train_y, valid_x, valid_y. ``on_epoch`` is called with each epoch's loss.

    In float64. In float32 some processors' BLAS rounds equal columns of a product differently, and
    that alone makes units differ, step by step, which the zeros left equal.
    """
    rng = np.random.default_rng(seed)
    x, y = data["train_x"].astype(np.float64), data["train_y"].astype(np.float64)
    matrices = initialise(scheme, (x.shape[1], params.hidden_size, y.shape[1]), rng)
    weights: Params = {}
    for layer, W in zip(LAYERS, matrices, strict=True):
        weights |= {layer.weights: W, layer.biases: np.zeros(W.shape[1])}
    network = classifier(weights)
    losses = []
    for _ in range(params.epochs):
        batches = gathered(x, y, rng.permutation(len(x)), params.batch_size)
        loss, train_acc = sgd_epoch(batches, network, params.learning_rate)
        losses.append(loss)
        on_epoch(loss)
    _, valid_acc = compute_loss_and_acc(data["valid_y"], network(data["valid_x"]))
    return losses, {
        "train_loss": losses[-1],
        "train_acc": train_acc,
        "valid_acc": valid_acc,
        "distinct_units": distinct_units(weights[LAYERS[0].weights]),
    }


def distinct_units(W: np.ndarray, tolerance: float = 1e-9) -> int:
    """How many different hidden units a layer has: the columns of W (d, k) that differ.

    Columns are the same if no entry differs by more than ``tolerance``.
    """
    found: list[np.ndarray] = []
    for column in W.T:
        if all(np.abs(column - other).max() > tolerance for other in found):
            found.append(column)
    return len(found)
