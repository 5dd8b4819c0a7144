"""What the course hands out in util.py: for hand-ins that leave it out."""

import numpy as np

__all__ = ["linear", "linear_deriv", "relu", "relu_deriv", "tanh", "tanh_deriv"]


def linear(x):
    """The identity."""
    return x


def linear_deriv(post_act):
    """Ones of the same shape."""
    return np.ones_like(post_act)


def tanh(x):
    """The hyperbolic tangent."""
    return np.tanh(x)


def tanh_deriv(post_act):
    """The derivative of tanh, from its value."""
    return 1 - post_act**2


def relu(x):
    """max(x, 0)."""
    return np.maximum(x, 0)


def relu_deriv(x):
    """1 where positive, else 0."""
    return (x > 0).astype(float)
