"""A network's gradients for one batch after another, without the work that nobody uses.

The sums are those of ``lib.nn``'s ``forward`` and ``backwards``, which are written for one layer at
a time. Here no batch makes an array of the largest weights' size, and the gradient at the network's
input, as costly as the one at the first weights, is left out.
"""

import numpy as np

from lib.nn.functions import Params, linear_deriv
from lib.nn.network import Layer, Network


class Backprop:
    """Computes gradients into the same arrays for every batch.

    gradients: those of the last batch, under the keys of the weights and biases:
    {"Wlayer1": (d, k), "blayer1": (k,), ...}.
    """

    def __init__(self, network: Network):
        self.network = network
        self.gradients: Params = {key: np.empty_like(network.params[key]) for key in network.keys}

    def __call__(self, x: np.ndarray, target: np.ndarray) -> np.ndarray:
        """x: (n, d), target: (n, k) -> the network's output (n, k).

        ``gradients`` then holds the gradients of the loss summed over the examples.
        """
        output, found = deltas(self.network, x, target)
        for layer, value, delta in found:
            np.matmul(value.T, delta, out=self.gradients[layer.weights])
            np.sum(delta, axis=0, out=self.gradients[layer.biases])
        return output


def deltas(
    network: Network, x: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, list[tuple[Layer, np.ndarray, np.ndarray]]]:
    """The network's output (n, k), and each layer, the last first, with its input and its delta.

    Input: (n, d). Delta: (n, k), the gradient of the summed loss at the layer's pre-activation. The
    weights' gradient, (d, k), is input^T delta, and the biases', (k,), is delta's column sums.
    """
    values = network.values(x)
    delta, found = network.delta(values[-1], target), []
    for index in reversed(range(len(network.layers))):
        layer = network.layers[index]
        if layer.deriv is not linear_deriv:  # which is 1 everywhere
            delta = delta * layer.deriv(values[index + 1])
        found.append((layer, values[index], delta))
        if index:
            delta = delta @ network.params[layer.weights].T
    return values[-1], found
