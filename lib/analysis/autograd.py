"""The NumPy networks' gradients by PyTorch's automatic differentiation: a second opinion."""

import numpy as np
import torch

from lib import nn
from lib.nn.functions import Params
from lib.nn.network import Network, cross_entropy, squared_error

_ACTIVATIONS = {
    nn.sigmoid: torch.sigmoid,
    nn.relu: torch.relu,
    nn.softmax: lambda x: torch.softmax(x, dim=1),
}
_LOSSES = {
    cross_entropy: lambda probs, y: -(probs * y).sum(dim=1).log().sum(),
    squared_error: lambda output, target: ((output - target) ** 2).sum(),
}


def autograd_gradients(network: Network, x: np.ndarray, target: np.ndarray) -> Params:
    """As ``lib.analysis.gradcheck.analytic_gradients``: {"Wlayer1": (d, k), ...}, float64.

    The same weights, put through PyTorch's own layers, activations and loss. x: (n, d), target:
    (n, k), float64.
    """
    names = [kind + layer.name for layer in network.layers for kind in "Wb"]
    weights = {name: torch.tensor(network.params[name], requires_grad=True) for name in names}
    value = torch.from_numpy(x)
    for layer in network.layers:
        pre_act = value @ weights["W" + layer.name] + weights["b" + layer.name]
        value = _ACTIVATIONS[layer.activation](pre_act)
    loss = _LOSSES[network.loss](value, torch.from_numpy(target))
    gradients = torch.autograd.grad(loss, list(weights.values()))
    return {name: gradient.numpy() for name, gradient in zip(names, gradients, strict=True)}
