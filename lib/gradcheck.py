"""Gradients by central differences (Q2.5), for every weight of a fully connected network.

Instead of running the network twice for each of some 70,000 weights, all weights into one unit
are perturbed at once: a change of W[i, j] by eps moves only unit j of that layer, by eps x_i, so a
batch of d + 1 perturbed activations stands for the d weights and the bias of the unit.
"""

import numpy as np

from lib.networks import Network
from lib.nn import Params, backwards, forward


def analytic_gradients(network: Network, x: np.ndarray, target: np.ndarray) -> Params:
    """Gradients by ``lib.nn``: {"Wlayer1": (d, k), "blayer1": (k,), ...}, summed over examples.

    x: (n, d), target: (n, k).
    """
    params = network.params
    for layer in network.layers:
        x = forward(x, params, layer.name, layer.activation)
    gradient = network.delta(x, target)
    for layer in reversed(network.layers):
        gradient = backwards(gradient, params, layer.name, layer.deriv)
    return {
        kind + layer.name: params[f"grad_{kind}{layer.name}"]
        for layer in network.layers
        for kind in "Wb"
    }


def numerical_gradients(
    network: Network, x: np.ndarray, target: np.ndarray, eps: float = 1e-5
) -> Params:
    """The same gradients by (f(w + eps) - f(w - eps)) / (2 eps), with lib.nn's derivatives unused.

    x: (n, d), target: (n, k), float64. A step near 1e-5 balances the truncation error, which grows
    with eps^2, against rounding, which grows with 1 / eps.
    """
    params, gradients = network.params, {}
    for index, layer in enumerate(network.layers):
        pre_act = x @ params["W" + layer.name] + params["b" + layer.name]
        # Row i < d: what weight i adds to a unit for a step of eps; last row: what the bias adds.
        steps = eps * np.vstack([x.T, np.ones(len(x))])
        targets = np.tile(target, (len(steps), 1))
        columns = []
        for unit in range(pre_act.shape[1]):
            difference = np.zeros(len(steps))
            for sign in (1, -1):
                moved = np.repeat(pre_act[None], len(steps), axis=0)
                moved[:, :, unit] += sign * steps
                output = layer.activation(moved.reshape(-1, pre_act.shape[1]))
                for later in network.layers[index + 1 :]:
                    pre = output @ params["W" + later.name] + params["b" + later.name]
                    output = later.activation(pre)
                losses = network.loss(output, targets).reshape(len(steps), len(x))
                difference += sign * losses.sum(axis=1)
            columns.append(difference / (2 * eps))
        table = np.stack(columns, axis=1)
        gradients["W" + layer.name], gradients["b" + layer.name] = table[:-1], table[-1]
        x = layer.activation(pre_act)
    return gradients


def relative_errors(a: np.ndarray, b: np.ndarray, floor: float = 1e-3) -> np.ndarray:
    """|a - b| / max(|a|, |b|, floor * the largest entry of both), elementwise.

    The floor keeps entries that are zero up to rounding (the weights of pixels that hold no ink)
    from counting as errors: next to the gradients that move the layer they are nothing.
    """
    scale = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.maximum(scale, max(floor * scale.max(), np.finfo(float).tiny))
