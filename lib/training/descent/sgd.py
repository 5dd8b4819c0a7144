"""Plain stochastic gradient descent on a classifier, as the assignment describes it."""

from collections.abc import Iterable

import numpy as np
from scipy.linalg import get_blas_funcs

from lib.frame.errors import InputError
from lib.nn import compute_loss_and_acc
from lib.nn.network import Network
from lib.training.descent.backprop import deltas


def sgd_step(network: Network, x: np.ndarray, target: np.ndarray, rate: float) -> np.ndarray:
    """w <- w - rate * gradient, for one batch; returns the network's output before that.

    x: (n, d), target: (n, k). BLAS adds the product that is a gradient to the weights while it
    computes it, so they are passed over once, and no gradient is stored. Weights that are laid out
    by rows, as NumPy does by itself, change in place; others are replaced in ``network.params``.
    """
    output, found = deltas(network, x, target)
    for layer, value, delta in found:
        W, b = network.params[layer.weights], network.params[layer.biases]
        gemm = get_blas_funcs("gemm", (W,))
        # W^T <- W^T - rate delta^T value: BLAS reads by columns what NumPy lays out by rows.
        stepped = gemm(-rate, delta.T, value.T, beta=1, c=W.T, trans_b=True, overwrite_c=True)
        network.params[layer.weights] = stepped.T
        b -= rate * delta.sum(axis=0)
    return output


def sgd_epoch(
    batches: Iterable[tuple[np.ndarray, np.ndarray]], network: Network, learning_rate: float
) -> tuple[float, float]:
    """One pass over the batches, with w <- w - learning_rate * gradient after each.

    The gradient is summed over the batch, as in the assignment. Returns the mean loss per example
    and the accuracy; each batch is measured before its step. Raises InputError when the weights are
    no longer finite.
    """
    total_loss, correct, n = 0.0, 0.0, 0
    with np.errstate(over="ignore", invalid="ignore"):  # the error below says it better
        for x, y in batches:
            probs = sgd_step(network, x, y, learning_rate)
            loss, acc = compute_loss_and_acc(y, probs)
            total_loss, correct, n = total_loss + loss, correct + acc * len(x), n + len(x)
    if not all(np.isfinite(network.params[key]).all() for key in network.keys):
        raise InputError(
            f"training diverged at a learning rate of {learning_rate:g}: its weights are not "
            "finite; lower the learning rate"
        )
    return total_loss / n, correct / n
