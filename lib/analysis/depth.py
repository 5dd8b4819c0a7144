"""First weights of several scales, and what they do to values and gradients in a deep network."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from lib.nn import initialize_weights, relu, relu_deriv, sigmoid, sigmoid_deriv
from lib.nn.functions import Activation, Params

SCHEMES = ("zeros", "small", "xavier", "large")


def _tanh_deriv(value: np.ndarray) -> np.ndarray:
    return 1 - value**2


# Each activation with its derivative, which takes the activation's value.
_ACTIVATIONS: dict[str, tuple[Activation, Activation]] = {
    "sigmoid": (sigmoid, sigmoid_deriv),
    "tanh": (np.tanh, _tanh_deriv),
    "relu": (relu, relu_deriv),
}


def initialise(scheme: str, sizes: tuple[int, ...], rng: np.random.Generator) -> list[np.ndarray]:
    """Weight matrices for layers of the given sizes, [(sizes[0], sizes[1]), ...], float64.

    "zeros"; "xavier" (Glorot and Bengio 2010); "small" and "large": Xavier's times 0.1 and 10.
    """
    scale = {"zeros": 0.0, "small": 0.1, "xavier": 1.0, "large": 10.0}[scheme]
    weights = []
    for size_in, size_out in pairwise(sizes):
        layer: Params = {}
        initialize_weights(size_in, size_out, layer, "", rng)
        weights.append(scale * layer["W"])
    return weights


def gradient_by_depth(
    rng: np.random.Generator, activation: str, depth: int, *, width: int = 64, n: int = 200
) -> np.ndarray:
    """Q1.6: size of the gradient at each layer's input of a deep network, relative to the output's.

    The network has ``depth`` Xavier-initialised layers of ``width`` units with "sigmoid" or "tanh".
    Returns (depth + 1,): root mean square of the gradient at the input of layer 1, 2, ..., and at
    the output (1).
    """
    _, gradients = deep_signals("xavier", activation, depth, width, n, rng)
    sizes = np.array([np.sqrt((gradient**2).mean()) for gradient in gradients])
    return sizes / sizes[-1]


def signal_by_layer(
    scheme: str, rng: np.random.Generator, *, depth: int, width: int = 100, n: int = 300
) -> tuple[np.ndarray, np.ndarray]:
    """Spread of activations and of gradients in a deep tanh network (Glorot and Bengio, figure 6).

    Returns two arrays (depth + 1,): the standard deviation of the values at the input and after
    each layer, and of the gradient at the same places.
    """
    values, gradients = deep_signals(scheme, "tanh", depth, width, n, rng)
    return np.array([v.std() for v in values]), np.array([g.std() for g in gradients])


def deep_signals(
    scheme: str, activation: str, depth: int, width: int, n: int, rng: np.random.Generator
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Values and gradients at the input and after each layer, each a list of depth + 1 (n, width).

    The input and the gradient at the output are drawn from a standard normal distribution; the
    weights by ``initialise``. There are no biases.
    """
    weights = initialise(scheme, (width,) * (depth + 1), rng)
    return signals(weights, activation, rng.normal(size=(n, width)), rng.normal(size=(n, width)))


def signals(
    weights: Sequence[np.ndarray], activation: str, x: np.ndarray, gradient: np.ndarray
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """What ``deep_signals`` gives, for a network's own weights, input and gradient at the output.

    weights: (width, width) of each layer; x, gradient: (n, width); activation: "sigmoid", "tanh" or
    "relu".
    """
    function, derivative = _ACTIVATIONS[activation]
    values = [x]
    for W in weights:
        values.append(function(values[-1] @ W))
    gradients = [gradient]
    for W, value in zip(reversed(weights), reversed(values[1:]), strict=True):
        gradients.append((gradients[-1] * derivative(value)) @ W.T)
    return values, gradients[::-1]
