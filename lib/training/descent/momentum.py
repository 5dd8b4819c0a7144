"""Gradient descent with momentum (Q5.1.2)."""

import numpy as np

from lib.nn.network import Network
from lib.training.descent.backprop import add_gradient, deltas


class Momentum:
    """V <- momentum V - rate (gradient + decay W), W <- W + V, in place on a network's weights.

    momentum: the fraction of the last step that is repeated. weight_decay: the fraction of each
    weight that is added to its gradient; biases do not decay.
    """

    def __init__(self, network: Network, momentum: float, weight_decay: float = 0.0):
        self.network, self.momentum, self.weight_decay = network, momentum, weight_decay
        self.velocity = {key: np.zeros_like(network.params[key]) for key in network.keys}

    def step(self, x: np.ndarray, target: np.ndarray, rate: float, n: int = 1) -> np.ndarray:
        """One step along a batch's gradient, divided by n; returns the output before it.

        x: (n, d), target: (n, k).
        """
        params, velocity = self.network.params, self.velocity
        output, found = deltas(self.network, x, target)
        for layer, value, delta in found:
            W, v = params[layer.weights], velocity[layer.weights]
            add_gradient(v, value, delta, -rate / n, self.momentum)
            if self.weight_decay:
                v -= rate * self.weight_decay * W
            W += v
            b, v = params[layer.biases], velocity[layer.biases]
            v *= self.momentum
            v -= rate / n * delta.sum(axis=0)
            b += v
        return output
