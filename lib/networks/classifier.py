"""The assignment's classifier (Q3.1): one hidden layer of sigmoid units, then softmax."""

import numpy as np

from lib.nn.functions import Params, linear_deriv, sigmoid, sigmoid_deriv, softmax
from lib.nn.network import Layer, Network, cross_entropy, xavier

LAYERS = (Layer("layer1", sigmoid, sigmoid_deriv), Layer("output", softmax, linear_deriv))


def classifier(params: Params) -> Network:
    """The network with these weights, trained on cross-entropy; it keeps that very dictionary."""
    return Network("classifier", LAYERS, params, cross_entropy, lambda probs, y: probs - y)


def initial_classifier(sizes: tuple[int, int, int], rng: np.random.Generator) -> Params:
    """Xavier weights for (d, hidden, k) units, in float32."""
    return {key: value.astype(np.float32) for key, value in xavier(LAYERS, sizes, rng).items()}


def predict(x: np.ndarray, params: Params) -> np.ndarray:
    """Class probabilities, (n, d) -> (n, k)."""
    return classifier(params)(x)
