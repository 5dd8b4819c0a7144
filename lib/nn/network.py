"""A fully connected network: its layers, its weights and the loss that it is trained on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lib.nn.functions import Activation, Params, initialize_weights

Loss = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Layer:
    """One fully connected layer: its name, its activation and the derivative of that.

    ``deriv`` takes the activation's value. Where the loss's gradient is given at the
    pre-activation, as it is for softmax under cross-entropy, it is ``lib.nn.linear_deriv``.
    """

    name: str
    activation: Activation
    deriv: Activation

    @property
    def weights(self) -> str:
        """The key of its weights, (d, k), in a network's ``params``: "Wlayer1"."""
        return "W" + self.name

    @property
    def biases(self) -> str:
        """The key of its biases, (k,), in a network's ``params``: "blayer1"."""
        return "b" + self.name

    def __call__(self, x: np.ndarray, params: Params) -> np.ndarray:
        """activation(x W + b), (n, d) -> (n, k). Unlike ``lib.nn.forward`` it caches nothing."""
        pre_act = x @ params[self.weights]
        pre_act += params[self.biases]
        return self.activation(pre_act)


@dataclass(frozen=True)
class Network:
    """Layers, their weights, and a loss.

    loss: output (n, k), target (n, k) -> (n,), one number for each example. delta: the same
    arguments -> (n, k), the gradient of the summed loss that the last layer's ``backwards`` takes.
    """

    name: str
    layers: tuple[Layer, ...]
    params: Params
    loss: Loss
    delta: Callable[[np.ndarray, np.ndarray], np.ndarray]

    @property
    def keys(self) -> list[str]:
        """The keys of all weights and biases in ``params``, layer by layer."""
        return keys(self.layers)

    def values(self, x: np.ndarray) -> list[np.ndarray]:
        """The input (n, d), then the values of each layer; the last are the output (n, k)."""
        values = [x]
        for layer in self.layers:
            values.append(layer(values[-1], self.params))
        return values

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """The network's output, (n, d) -> (n, k)."""
        return self.values(x)[-1]


def keys(layers: Sequence[Layer]) -> list[str]:
    """The keys of the layers' weights and biases: ["Wlayer1", "blayer1", ...]."""
    return [key for layer in layers for key in (layer.weights, layer.biases)]


def xavier(layers: Sequence[Layer], sizes: Sequence[int], rng: np.random.Generator) -> Params:
    """Xavier weights and zero biases for layers of the given sizes, in float64.

    sizes: units of the input and of each layer, one more than there are layers.
    """
    params: Params = {}
    for layer, (size_in, size_out) in zip(layers, pairwise(sizes), strict=True):
        initialize_weights(size_in, size_out, params, layer.name, rng)
    return params


def cross_entropy(probs: np.ndarray, y: np.ndarray) -> np.ndarray:
    """-log of the true class's probability; y one-hot. (n, k), (n, k) -> (n,)."""
    return -np.log((probs * y).sum(axis=1))


def squared_error(output: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Sum of squared differences. (n, k), (n, k) -> (n,)."""
    return ((output - target) ** 2).sum(axis=1)
