"""The gradient check (Q2.5): the assignment's ``backwards`` against another way to compute it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib.frame.errors import InputError
from lib.networks.autoencoder import autoencoder, initial_autoencoder
from lib.networks.classifier import LAYERS, classifier
from lib.nn import backwards, forward
from lib.nn.functions import Params
from lib.nn.network import Network, xavier

HIDDEN = 64  # units of the assignment's classifier

# Network, x (n, d), target (n, k) -> gradients of the summed loss by the keys of the weights.
GradientWay = Callable[[Network, np.ndarray, np.ndarray], Params]


@dataclass(frozen=True)
class GradientCheck:
    """Relative errors of gradients: the largest of all, how many there are, the largest by layer.

    layers: {"classifier.Wlayer1": error, ...}.
    """

    max_relative_error: float
    checked: int
    layers: dict[str, float]

    def __str__(self) -> str:
        error = self.max_relative_error
        return f"{self.checked} gradients checked, largest relative error {error:.1e}"


def check_gradients(
    x: np.ndarray, y: np.ndarray, examples: int, second_way: GradientWay, rng: np.random.Generator
) -> GradientCheck:
    """Check every weight and bias of the classifier and the autoencoder, in float64.

    x: (n, d) images, y: (n, k) one-hot labels, of which ``examples`` are drawn. Raises InputError
    for more examples than there are.
    """
    if examples > len(x):
        raise InputError(f"gradcheck.examples is {examples}; there are {len(x)} training images")
    chosen = rng.choice(len(x), examples, replace=False)
    x, y = x[chosen].astype(np.float64), y[chosen].astype(np.float64)
    networks = (
        classifier(xavier(LAYERS, (x.shape[1], HIDDEN, y.shape[1]), rng)),
        autoencoder(initial_autoencoder(x.shape[1], rng)),
    )
    layers, checked = {}, 0
    for network, target in zip(networks, (y, x), strict=True):
        analytic = analytic_gradients(network, x, target)
        for key, other in second_way(network, x, target).items():
            errors = relative_errors(analytic[key], other)
            layers[f"{network.name}.{key}"] = float(errors.max())
            checked += errors.size
    return GradientCheck(max(layers.values()), checked, layers)


def analytic_gradients(network: Network, x: np.ndarray, target: np.ndarray) -> Params:
    """Gradients by the assignment's ``forward`` and ``backwards``, summed over the examples.

    x: (n, d), target: (n, k). Returns {"Wlayer1": (d, k), "blayer1": (k,), ...}.
    """
    params = dict(network.params)
    for layer in network.layers:
        x = forward(x, params, layer.name, layer.activation)
    gradient = network.delta(x, target)
    for layer in reversed(network.layers):
        gradient = backwards(gradient, params, layer.name, layer.deriv)
    return {key: params[f"grad_{key}"] for key in network.keys}


def relative_errors(a: np.ndarray, b: np.ndarray, floor: float = 1e-3) -> np.ndarray:
    """|a - b| / max(|a|, |b|, floor * the largest entry of both), elementwise.

    The floor keeps entries that are zero up to rounding (the weights of pixels that hold no ink)
    from counting as errors: next to the gradients that move the layer they are nothing.
    """
    scale = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.maximum(scale, max(floor * scale.max(), np.finfo(float).tiny))
