"""A network's gradients for one batch after another, without what nobody uses.

The same sums as ``lib.nn``'s ``forward`` and ``backwards``, which are written for one layer at a
time; but the gradients go into arrays made once, and the gradient at the network's input, as costly
as one at the weights, is left out.
"""

import numpy as np

from lib.networks import Network
from lib.nn import Params, linear_deriv


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
        layers, params = self.network.layers, self.network.params
        values = [x]
        for layer in layers:
            pre_act = values[-1] @ params["W" + layer.name]
            pre_act += params["b" + layer.name]
            values.append(layer.activation(pre_act))
        delta = self.network.delta(values[-1], target)
        for index in reversed(range(len(layers))):
            layer = layers[index]
            if layer.deriv is not linear_deriv:  # which is 1 everywhere
                delta = delta * layer.deriv(values[index + 1])
            np.matmul(values[index].T, delta, out=self.gradients["W" + layer.name])
            np.sum(delta, axis=0, out=self.gradients["b" + layer.name])
            if index:
                delta = delta @ params["W" + layer.name].T
        return values[-1]
