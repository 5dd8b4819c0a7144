"""The vectorised gradient check against the loop that perturbs one weight at a time."""

import numpy as np

from benchmarks.timing import compare
from lib.analysis.gradcheck import numerical_gradients
from lib.nn.network import Network, classifier


def loop_gradients(network: Network, x: np.ndarray, y: np.ndarray, eps: float = 1e-5) -> dict:
    """Two runs of the whole network for each weight, as the assignment describes it."""

    def total_loss() -> float:
        value = x
        for layer in network.layers:
            pre = value @ network.params["W" + layer.name] + network.params["b" + layer.name]
            value = layer.activation(pre)
        return network.loss(value, y).sum()

    gradients = {}
    for name, weights in network.params.items():
        table = np.zeros_like(weights)
        for index in np.ndindex(weights.shape):
            old = weights[index]
            weights[index] = old + eps
            up = total_loss()
            weights[index] = old - eps
            table[index] = (up - total_loss()) / (2 * eps)
            weights[index] = old
        gradients[name] = table
    return gradients


def measure() -> list[dict]:
    rng = np.random.default_rng(0)
    x, y = rng.random((4, 1024)), np.eye(36)[rng.integers(36, size=4)]
    network = classifier(rng)
    return [
        compare(
            "gradient check, 67,940 weights",
            lambda: numerical_gradients(network, x, y),
            "a loop over the weights",
            lambda: loop_gradients(network, x, y),
            repeats=1,
        )
    ]
