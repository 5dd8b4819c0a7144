"""Gradients by central differences (Q2.5), for every weight of a fully connected network.

Instead of running the network twice for each of some 70,000 weights, all weights into one unit
are perturbed at once: a change of W[i, j] by eps moves only unit j of that layer, by eps x_i, so a
batch of d + 1 perturbed activations stands for the d weights and the bias of the unit.
"""

from collections.abc import Sequence

import numpy as np

from lib.nn.functions import Params
from lib.nn.network import Layer, Network


def numerical_gradients(
    network: Network, x: np.ndarray, target: np.ndarray, eps: float = 1e-5
) -> Params:
    """Gradients by (f(w + eps) - f(w - eps)) / (2 eps), summed over the examples, in float64.

    x: (n, d), target: (n, k), float64. Returns {"Wlayer1": (d, k), "blayer1": (k,), ...}. A step
    near 1e-5 balances the truncation error, which grows with eps^2, against rounding, which grows
    with 1 / eps.
    """
    total = {key: np.zeros(network.params[key].shape) for key in network.keys}
    # One example at a time makes smaller arrays, more of which fit into the processor's cache.
    for example, wanted in zip(x, target, strict=True):
        for key, gradient in _of_example(network, example, wanted, eps).items():
            total[key] += gradient
    return total


def _of_example(network: Network, x: np.ndarray, target: np.ndarray, eps: float) -> Params:
    """``numerical_gradients`` for x: (d,), target: (k,)."""
    params, layers = network.params, network.layers
    gradients: Params = {}
    for index, layer in enumerate(layers):
        pre_act = x @ params[layer.weights] + params[layer.biases]
        value = layer.activation(pre_act[np.newaxis])[0]
        # What a step of eps in weight i < d adds to its unit; the last entry is the bias's step.
        steps = eps * np.append(x, 1.0)
        targets = np.tile(target, (len(steps), 1))
        hidden = index + 1 < len(layers)
        if hidden:
            following = layers[index + 1]
            W = params[following.weights]
            next_pre_act = value @ W + params[following.biases]
        table = np.zeros((len(steps), len(pre_act)))
        for unit in range(len(pre_act)):
            for sign in (1, -1):
                moved = pre_act[unit] + sign * steps
                if hidden:  # the layer's other units, and what they add to the next, stay
                    pre = np.outer(layer.activation(moved) - value[unit], W[unit])
                    pre += next_pre_act
                    output = _output(layers[index + 1 :], params, pre)
                else:  # an output may depend on the pre-activations of all units
                    pre = np.tile(pre_act, (len(steps), 1))
                    pre[:, unit] = moved
                    output = _output(layers[index:], params, pre)
                table[:, unit] += sign * network.loss(output, targets)
        table /= 2 * eps
        gradients[layer.weights], gradients[layer.biases] = table[:-1], table[-1]
        x = value
    return gradients


def _output(layers: Sequence[Layer], params: Params, pre_act: np.ndarray) -> np.ndarray:
    """The last layer's values, from the pre-activation (n, k) of the first."""
    value = layers[0].activation(pre_act)
    for layer in layers[1:]:
        value = layer(value, params)
    return value
