"""The autoencoder of question 5: 1024-32-32-32-1024 units, ReLU, then sigmoid; squared error."""

import numpy as np

from lib.nn.functions import Params, relu, relu_deriv, sigmoid, sigmoid_deriv
from lib.nn.network import Layer, Network, squared_error, xavier

CODE = 32  # units of each inner layer, the middle one of which holds the code

LAYERS = (
    Layer("layer1", relu, relu_deriv),
    Layer("layer2", relu, relu_deriv),
    Layer("layer3", relu, relu_deriv),
    Layer("output", sigmoid, sigmoid_deriv),
)
_ENCODER = LAYERS[:2]


def autoencoder(params: Params) -> Network:
    """The network with these weights; it keeps that very dictionary."""
    return Network("autoencoder", LAYERS, params, squared_error, lambda out, x: 2 * (out - x))


def initial_autoencoder(pixels: int, rng: np.random.Generator, code: int = CODE) -> Params:
    """Xavier weights for images of so many pixels, in float64."""
    return xavier(LAYERS, (pixels, code, code, code, pixels), rng)


def reconstruct(x: np.ndarray, params: Params) -> np.ndarray:
    """Images through the trained network, (n, d) -> (n, d), in 0..1."""
    return autoencoder(params)(x)


def codes(x: np.ndarray, params: Params) -> np.ndarray:
    """The middle layer's 32 numbers for each image, (n, d) -> (n, 32)."""
    for layer in _ENCODER:
        x = layer(x, params)
    return x
