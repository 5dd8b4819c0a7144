"""The figures of question 1: softmax, activations and the vanishing gradient."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lib.analysis.theory import softmax_naive
from lib.figures.style import new
from lib.nn import sigmoid, sigmoid_deriv, softmax


def draw_overflow(scores: np.ndarray) -> Figure:
    """Q1.1: softmax of [x, 0] with and without the shift, at the scores x (n,)."""
    figure, axes = new()
    pairs = np.stack([scores, np.zeros_like(scores)], axis=1)
    axes.plot(scores, softmax(pairs)[:, 0], label="shifted by the maximum", lw=3)
    axes.plot(scores, softmax_naive(pairs)[:, 0], label="not shifted (then nan)", ls="--")
    axes.set(xlabel="x", ylabel="first element of softmax([x, 0])", ylim=(0.45, 1.05))
    axes.set_title("Q1.1 Without the shift, exp overflows at 709")
    axes.legend()
    return figure


def draw_activations(x: np.ndarray) -> Figure:
    """Q1.4, Q1.6: sigmoid and tanh with their derivatives, at the points x (n,)."""
    figure, (left, right) = new(1, 2, width=8)
    left.plot(x, sigmoid(x), label="sigmoid: 0 to 1")
    left.plot(x, np.tanh(x), label="tanh: -1 to 1")
    left.plot(x, 2 * sigmoid(2 * x) - 1, "--", color="k", lw=1, label="2 sigmoid(2x) - 1")
    left.set(xlabel="x", title="Q1.6 Values")
    right.plot(x, sigmoid_deriv(sigmoid(x)), label="sigmoid': at most 0.25")
    right.plot(x, 1 - np.tanh(x) ** 2, label="tanh': at most 1")
    right.set(xlabel="x", title="Q1.4 Derivatives, from the values")
    left.legend()
    right.legend()
    return figure


def draw_vanishing(sizes: Mapping[str, np.ndarray]) -> Figure:
    """Q1.6: the gradient's size by depth. sizes: by activation, (depth + 1,), input to output."""
    figure, axes = new()
    for name, size in sizes.items():
        axes.semilogy(np.arange(len(size))[::-1], size, marker="o", ms=4, label=name)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="layers that the gradient has come back through")
    axes.set(ylabel="gradient, relative to the output's")
    axes.set_title("Q1.6 What is left of the gradient, by depth")
    axes.legend()
    return figure
