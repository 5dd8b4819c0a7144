"""The assignment's functions under its names, for ``from lib.nn import *``."""

from lib.nn.functions import (
    backwards,
    compute_loss_and_acc,
    forward,
    get_random_batches,
    initialize_weights,
    linear,
    linear_deriv,
    relu,
    relu_deriv,
    sigmoid,
    sigmoid_deriv,
    softmax,
)

__all__ = [
    "backwards",
    "compute_loss_and_acc",
    "forward",
    "get_random_batches",
    "initialize_weights",
    "linear",
    "linear_deriv",
    "relu",
    "relu_deriv",
    "sigmoid",
    "sigmoid_deriv",
    "softmax",
]
