"""The vectorised gradient check against the loop that perturbs one weight at a time."""

import numpy as np

from benchmarks.timing import compare
from lib.analysis.numerical import numerical_gradients
from lib.networks.classifier import LAYERS, classifier
from lib.nn.network import Network, xavier


def loop_gradients(network: Network, x: np.ndarray, y: np.ndarray, eps: float = 1e-5) -> dict:
    """Two runs of the whole network for each weight, as the assignment describes it."""

    def total_loss() -> float:
        return float(network.loss(network(x), y).sum())

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
    network = classifier(xavier(LAYERS, (1024, 64, 36), rng))
    return [
        compare(
            "gradient check, 67,940 weights",
            lambda: numerical_gradients(network, x, y),
            "a loop over the weights",
            lambda: loop_gradients(network, x, y),
            repeats=1,
        )
    ]
