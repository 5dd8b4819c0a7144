"""A network's gradients for one batch after another, without what nobody uses.

The same sums as ``lib.nn``'s ``forward`` and ``backwards``, which are written for one layer at a
time; but no array of the largest weights' size is made for a batch, and the gradient at the
network's input, as costly as one at the weights, is left out.
"""

import numpy as np
from scipy.linalg import get_blas_funcs

from lib.nn import linear_deriv
from lib.nn.functions import Params
from lib.nn.network import Layer, Network


class Backprop:
    """gradients: {"Wlayer1": (d, k), "blayer1": (k,), ...} like the weights, of the last batch."""

    def __init__(self, network: Network):
        self.network = network
        self.gradients: Params = {
            kind + layer.name: np.empty_like(network.params[kind + layer.name])
            for layer in network.layers
            for kind in "Wb"
        }

    def __call__(self, x: np.ndarray, target: np.ndarray) -> np.ndarray:
        """x: (n, d), target: (n, k) -> the network's output (n, k).

        ``gradients`` then holds the gradients of the loss summed over the examples.
        """
        output, found = deltas(self.network, x, target)
        for layer, value, delta in found:
            np.matmul(value.T, delta, out=self.gradients["W" + layer.name])
            np.sum(delta, axis=0, out=self.gradients["b" + layer.name])
        return output


def sgd_step(network: Network, x: np.ndarray, target: np.ndarray, rate: float) -> np.ndarray:
    """w <- w - rate * gradient, for one batch; returns the network's output before that.

    Arguments as for ``Backprop``. BLAS adds the product that is a gradient to the weights while it
    computes it, so they are passed over once, and no gradient is stored. Weights that are laid out
    by rows, as NumPy does by itself, change in place; others are replaced in ``network.params``.
    """
    output, found = deltas(network, x, target)
    for layer, value, delta in found:
        W, b = network.params["W" + layer.name], network.params["b" + layer.name]
        gemm = get_blas_funcs("gemm", (W,))
        # W^T <- W^T - rate delta^T value: BLAS reads by columns what NumPy lays out by rows.
        stepped = gemm(-rate, delta.T, value.T, beta=1, c=W.T, trans_b=True, overwrite_c=True)
        network.params["W" + layer.name] = stepped.T
        b -= rate * delta.sum(axis=0)
    return output


def deltas(
    network: Network, x: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, list[tuple[Layer, np.ndarray, np.ndarray]]]:
    """The network's output (n, k), and each layer, the last first, with its input and its delta.

    A layer of d inputs and k units has the gradients input^T delta, (d, k), and delta's column
    sums, (k,): the loss's, summed over the examples. Input: (n, d). Delta: (n, k).
    """
    layers, params = network.layers, network.params
    values = [x]
    for layer in layers:
        pre_act = values[-1] @ params["W" + layer.name]
        pre_act += params["b" + layer.name]
        values.append(layer.activation(pre_act))
    delta, found = network.delta(values[-1], target), []
    for index in reversed(range(len(layers))):
        layer = layers[index]
        if layer.deriv is not linear_deriv:  # which is 1 everywhere
            delta = delta * layer.deriv(values[index + 1])
        found.append((layer, values[index], delta))
        if index:
            delta = delta @ params["W" + layer.name].T
    return values[-1], found
