"""The assignment's classifier: one hidden layer of sigmoid units, then softmax."""

import numpy as np

from lib.nn import Params, forward, initialize_weights, softmax


def initial_classifier(sizes: tuple[int, int, int], rng: np.random.Generator) -> Params:
    """Xavier weights for (d, hidden, k) units, in float32."""
    params: Params = {}
    initialize_weights(sizes[0], sizes[1], params, "layer1", rng)
    initialize_weights(sizes[1], sizes[2], params, "output", rng)
    return {name: value.astype(np.float32) for name, value in params.items()}


def probabilities(x: np.ndarray, params: Params) -> np.ndarray:
    """Class probabilities, (n, d) -> (n, k). Leaves in ``params`` what ``backwards`` needs."""
    return forward(forward(x, params, "layer1"), params, "output", softmax)


def predict(x: np.ndarray, params: Params) -> np.ndarray:
    """Class probabilities, (n, d) -> (n, k); ``params`` is left as it is."""
    return probabilities(x, dict(params))
