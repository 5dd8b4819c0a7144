"""Batches for the training loops, gathered one at a time into the same memory.

``lib.nn.get_random_batches``, with the assignment's signature, copies the whole set for each epoch;
here a batch is still in the processor's cache when it is used.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from lib.frame.errors import InputError
from lib.nn import compute_loss_and_acc
from lib.nn.backprop import sgd_step
from lib.nn.functions import Params
from lib.nn.network import classifier_with


def gathered(
    x: np.ndarray, y: np.ndarray, order: np.ndarray, size: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The examples in the given order, ``size`` at a time; the last batch may be short.

    x: (n, d), y: (n, k), order: (m,) int, indices of examples. What is yielded is overwritten by
    the next batch.
    """
    # Of anything else take() would make a copy for every batch.
    x, y = np.ascontiguousarray(x), np.ascontiguousarray(y)
    x_batch, y_batch = (np.empty((size, *a.shape[1:]), a.dtype) for a in (x, y))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        # "clip" is the mode that needs no buffer of its own; no index is out of range.
        yield tuple(
            np.take(whole, chosen, axis=0, out=part[: len(chosen)], mode="clip")
            for whole, part in ((x, x_batch), (y, y_batch))
        )


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


class Momentum:
    """V <- momentum V - rate (gradient + decay W), W <- W + V (Q5.1.2), in place on ``params``.

    momentum: part of the last step that is repeated. weight_decay: of the weights; biases have
    none.
    """

    def __init__(self, params: Params, momentum: float, weight_decay: float = 0.0):
        self.params, self.momentum = params, np.float32(momentum)
        self.velocity = {name: np.zeros_like(value) for name, value in params.items()}
        self.weight_decay = weight_decay
        decaying = [name for name in params if name.startswith("W")] if weight_decay else []
        self.decay = {name: np.empty_like(params[name]) for name in decaying}

    def step(self, gradients: Params, rate: float, n: int = 1) -> None:
        """One step along gradients summed over n examples, which are overwritten."""
        for name, gradient in gradients.items():
            gradient *= np.float32(rate / n)
            speed = self.velocity[name]
            speed *= self.momentum
            speed -= gradient
            if name in self.decay:
                decay = np.float32(rate * self.weight_decay)
                speed -= np.multiply(self.params[name], decay, out=self.decay[name])
            self.params[name] += speed
