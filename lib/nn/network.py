"""The assignment's two NumPy networks as lists of layers, with the loss that each is trained on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib import nn
from lib.nn.functions import Activation, Params

Loss = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Layer:
    """One fully connected layer: its name in ``params``, its activation and that one's derivative.

    ``deriv`` takes the activation's value. Where the loss's gradient is given at the
    pre-activation, as it is for softmax under cross-entropy, it is ``lib.nn.linear_deriv``.
    """

    name: str
    activation: Activation
    deriv: Activation


@dataclass(frozen=True)
class Network:
    """Layers with their weights, and a loss.

    loss: output (n, k), target (n, k) -> (n,), one number for each example. delta: the same ->
    (n, k), the gradient of the summed loss that the last layer's ``backwards`` is to receive.
    """

    name: str
    layers: tuple[Layer, ...]
    params: Params
    loss: Loss
    delta: Callable[[np.ndarray, np.ndarray], np.ndarray]


def cross_entropy(probs: np.ndarray, y: np.ndarray) -> np.ndarray:
    """-log of the true class's probability; y one-hot. (n, k), (n, k) -> (n,)."""
    return -np.log((probs * y).sum(axis=1))


def squared_error(output: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Sum of squared differences. (n, k), (n, k) -> (n,)."""
    return ((output - target) ** 2).sum(axis=1)


def classifier(rng: np.random.Generator, sizes: tuple[int, int, int] = (1024, 64, 36)) -> Network:
    """Q3.1's network: one hidden layer of sigmoid units, softmax, cross-entropy. float64."""
    params: Params = {}
    nn.initialize_weights(sizes[0], sizes[1], params, "layer1", rng)
    nn.initialize_weights(sizes[1], sizes[2], params, "output", rng)
    return classifier_with(params)


def classifier_with(params: Params) -> Network:
    """The same network with weights that are there already; it works on that very dictionary."""
    layers = (
        Layer("layer1", nn.sigmoid, nn.sigmoid_deriv),
        Layer("output", nn.softmax, nn.linear_deriv),
    )
    return Network("classifier", layers, params, cross_entropy, lambda probs, y: probs - y)


def autoencoder(rng: np.random.Generator, outer: int = 1024, inner: int = 32) -> Network:
    """Q5.1's network: outer-inner-inner-inner-outer, ReLU, then sigmoid; squared error. float64."""
    params: Params = {}
    sizes = (outer, inner, inner, inner, outer)
    names = ("layer1", "layer2", "layer3", "output")
    for name, size_in, size_out in zip(names, sizes, sizes[1:], strict=False):
        nn.initialize_weights(size_in, size_out, params, name, rng)
    layers = (
        *(Layer(name, nn.relu, nn.relu_deriv) for name in names[:-1]),
        Layer("output", nn.sigmoid, nn.sigmoid_deriv),
    )
    return Network("autoencoder", layers, params, squared_error, lambda out, x: 2 * (out - x))
