"""Plain stochastic gradient descent on a classifier, as the assignment describes it."""

from collections.abc import Iterable

import numpy as np

from lib.frame.errors import InputError
from lib.nn import compute_loss_and_acc
from lib.nn.network import Network
from lib.training.descent.backprop import add_gradient, deltas


def sgd_step(network: Network, x: np.ndarray, target: np.ndarray, rate: float) -> np.ndarray:
    """w <- w - rate * gradient, for one batch; returns the network's output before that.

    x: (n, d), target: (n, k). Weights that are laid out by rows, as NumPy does by itself, change in
    place; others are replaced in ``network.params``.
    """
    output, found = deltas(network, x, target)
    params = network.params
    for layer, value, delta in found:
        params[layer.weights] = add_gradient(params[layer.weights], value, delta, -rate)
        params[layer.biases] -= rate * delta.sum(axis=0)
    return output


def sgd_epoch(
    batches: Iterable[tuple[np.ndarray, np.ndarray]], network: Network, learning_rate: float
) -> tuple[float, float]:
    """One pass over the batches, with w <- w - learning_rate * gradient after each.

    The gradient is summed over the batch, as in the assignment. Returns the mean loss per example
    and the accuracy; each batch is measured before its step. Raises InputError when the weights are
    no longer finite.
    """
    truth, probs = [], []
    with np.errstate(over="ignore", invalid="ignore"):  # the error below says it better
        for x, y in batches:
            probs.append(sgd_step(network, x, y, learning_rate))
            truth.append(y.copy())  # the next batch may lie in the same memory
    if not all(np.isfinite(network.params[key]).all() for key in network.keys):
        raise InputError(
            f"training diverged at a learning rate of {learning_rate:g}: its weights are not "
            "finite; lower the learning rate"
        )
    loss, acc = compute_loss_and_acc(np.concatenate(truth), np.concatenate(probs))
    return loss / sum(map(len, truth)), acc
