"""Gradients by central differences (Q2.5), for every weight of a fully connected network.

Instead of running the network twice for each of some 70,000 weights, all weights into one unit
are perturbed at once: a change of W[i, j] by eps moves only unit j of that layer, by eps x_i, so a
batch of d + 1 perturbed activations stands for the d weights and the bias of the unit.
"""

from collections.abc import Callable, Sequence

import numpy as np

from lib.frame.errors import InputError
from lib.nn import backwards, forward
from lib.nn.functions import Params
from lib.nn.network import Layer, Network, autoencoder, classifier


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
    names = [kind + layer.name for layer in network.layers for kind in "Wb"]
    total = {name: np.zeros(network.params[name].shape) for name in names}
    # One example at a time: smaller arrays, that the processor's cache holds more of.
    for example, wanted in zip(x, target, strict=True):
        for name, gradient in _of_example(network, example, wanted, eps).items():
            total[name] += gradient
    return total


def _of_example(network: Network, x: np.ndarray, target: np.ndarray, eps: float) -> Params:
    """``numerical_gradients`` for x: (d,), target: (k,)."""
    params, layers, gradients = network.params, network.layers, {}
    for index, layer in enumerate(layers):
        pre_act = x @ params["W" + layer.name] + params["b" + layer.name]
        value = layer.activation(pre_act[np.newaxis])[0]
        # Of weight i < d: what it adds to its unit for a step of eps; the last: what the bias adds.
        steps = eps * np.append(x, 1.0)
        targets = np.tile(target, (len(steps), 1))
        hidden = index + 1 < len(layers)
        if hidden:
            W = params["W" + layers[index + 1].name]
            following = value @ W + params["b" + layers[index + 1].name]
        table = np.zeros((len(steps), len(pre_act)))
        for unit in range(len(pre_act)):
            for sign in (1, -1):
                moved = pre_act[unit] + sign * steps
                if hidden:  # the layer's other units, and what they add to the next, stay
                    pre = np.outer(layer.activation(moved) - value[unit], W[unit])
                    pre += following
                    output = _output(layers[index + 1 :], params, pre)
                else:  # an output may depend on the pre-activations of all units
                    pre = np.tile(pre_act, (len(steps), 1))
                    pre[:, unit] = moved
                    output = _output(layers[index:], params, pre)
                table[:, unit] += sign * network.loss(output, targets)
        table /= 2 * eps
        gradients["W" + layer.name], gradients["b" + layer.name] = table[:-1], table[-1]
        x = value
    return gradients


def _output(layers: Sequence[Layer], params: Params, pre_act: np.ndarray) -> np.ndarray:
    """What the layers make of the pre-activation (n, k) of the first of them."""
    value = layers[0].activation(pre_act)
    for layer in layers[1:]:
        value = layer.activation(value @ params["W" + layer.name] + params["b" + layer.name])
    return value


def relative_errors(a: np.ndarray, b: np.ndarray, floor: float = 1e-3) -> np.ndarray:
    """|a - b| / max(|a|, |b|, floor * the largest entry of both), elementwise.

    The floor keeps entries that are zero up to rounding (the weights of pixels that hold no ink)
    from counting as errors: next to the gradients that move the layer they are nothing.
    """
    scale = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.maximum(scale, max(floor * scale.max(), np.finfo(float).tiny))


SecondWay = Callable[[Network, np.ndarray, np.ndarray], Params]


def compare_gradients(
    x: np.ndarray, y: np.ndarray, examples: int, second_way: SecondWay, rng: np.random.Generator
) -> dict:
    """Check every weight and bias of the classifier and the autoencoder, in float64.

    x: (n, 1024), y: (n, 36) one-hot, of which ``examples`` are drawn. second_way: network, x,
    target -> gradients. Raises InputError for more examples than
    there are. Returns {"max_relative_error", "checked", "layers": {name: error}}.
    """
    if examples > len(x):
        raise InputError(f"gradcheck.examples is {examples}; there are {len(x)} training images")
    chosen = rng.choice(len(x), examples, replace=False)
    x, y = x[chosen].astype(np.float64), y[chosen].astype(np.float64)
    layers, checked = {}, 0
    for network, target in ((classifier(rng), y), (autoencoder(rng), x)):
        analytic = analytic_gradients(network, x, target)
        for name, other in second_way(network, x, target).items():
            errors = relative_errors(analytic[name], other)
            layers[f"{network.name}.{name}"] = float(errors.max())
            checked += errors.size
    return {"max_relative_error": max(layers.values()), "checked": checked, "layers": layers}
