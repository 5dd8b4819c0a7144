"""Question 2.1: what the first weights decide."""

from itertools import pairwise

import numpy as np

from lib.nn import initialize_weights
from lib.nn.functions import Params

SCHEMES = ("zeros", "small", "xavier", "large")


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


def distinct_units(W: np.ndarray, tolerance: float = 1e-9) -> int:
    """How many different hidden units a layer has: the columns of W (d, k) that differ.

    Columns are the same if no entry differs by more than ``tolerance``.
    """
    found: list[np.ndarray] = []
    for column in W.T:
        if all(np.abs(column - other).max() > tolerance for other in found):
            found.append(column)
    return len(found)


def signal_by_layer(
    scheme: str, rng: np.random.Generator, *, depth: int, width: int = 100, n: int = 300
) -> tuple[np.ndarray, np.ndarray]:
    """Spread of activations and of gradients in a deep tanh network (Glorot and Bengio, figure 6).

    Returns two arrays (depth + 1,): the standard deviation of the values at the input and after
    each layer, and of the gradient at the same places for a random gradient at the output.
    """
    weights = initialise(scheme, (width,) * (depth + 1), rng)
    values = [rng.normal(size=(n, width))]
    for W in weights:
        values.append(np.tanh(values[-1] @ W))
    gradients = [rng.normal(size=(n, width))]
    for W, value in zip(reversed(weights), reversed(values[1:]), strict=True):
        gradients.append((gradients[-1] * (1 - value**2)) @ W.T)
    return np.array([v.std() for v in values]), np.array([g.std() for g in reversed(gradients)])
