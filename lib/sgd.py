"""Plain stochastic gradient descent on the classifier: the training loop of Q2.4, nothing more.

The studies of questions 2.1 and 2.4 use it, so that what they compare is not hidden by momentum,
schedules or augmentation; ``lib.mlp`` trains the network that is used.
"""

from collections.abc import Iterable

import numpy as np

from lib.backprop import sgd_step
from lib.errors import InputError
from lib.networks import classifier_with
from lib.nn import Params, compute_loss_and_acc


def sgd_epoch(
    batches: Iterable[tuple[np.ndarray, np.ndarray]], params: Params, learning_rate: float
) -> tuple[float, float]:
    """One pass over the batches, with w <- w - learning_rate * gradient after each.

    The gradient is summed over the batch, as in the assignment. Returns the mean loss per example
    and the accuracy, both as met on the way. Raises InputError when the weights are not finite any
    more.
    """
    network = classifier_with(params)
    total_loss, correct, n = 0.0, 0.0, 0
    with np.errstate(over="ignore", invalid="ignore"):  # what diverges is said below
        for x, y in batches:
            probs = sgd_step(network, x, y, learning_rate)
            loss, acc = compute_loss_and_acc(y, probs)
            total_loss, correct, n = total_loss + loss, correct + acc * len(x), n + len(x)
    names = [kind + layer.name for layer in network.layers for kind in "Wb"]
    if not all(np.isfinite(params[name]).all() for name in names):
        raise InputError(
            f"training diverged at a learning rate of {learning_rate:g}: its weights are not "
            "finite; lower the learning rate"
        )
    return total_loss / n, correct / n
