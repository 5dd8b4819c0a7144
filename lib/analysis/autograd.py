"""The NumPy networks' gradients by PyTorch's automatic differentiation: a second opinion."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from lib import nn
from lib.nn.functions import Activation, Params
from lib.nn.network import Loss, Network, cross_entropy, squared_error

_ACTIVATIONS: dict[Activation, Callable[[Tensor], Tensor]] = {
    nn.sigmoid: torch.sigmoid,
    nn.relu: torch.relu,
    nn.softmax: lambda x: torch.softmax(x, dim=1),
}
_LOSSES: dict[Loss, Callable[[Tensor, Tensor], Tensor]] = {
    cross_entropy: lambda probs, y: -(probs * y).sum(dim=1).log().sum(),
    squared_error: lambda output, target: ((output - target) ** 2).sum(),
}


def autograd_gradients(network: Network, x: np.ndarray, target: np.ndarray) -> Params:
    """As ``lib.analysis.gradcheck.analytic_gradients``: {"Wlayer1": (d, k), ...}, float64.

    x: (n, d), target: (n, k), float64. The same weights are put through PyTorch's own layers,
    activations and loss.
    """
    weights = {key: torch.tensor(network.params[key], requires_grad=True) for key in network.keys}
    value = torch.from_numpy(x)
    for layer in network.layers:
        pre_act = value @ weights[layer.weights] + weights[layer.biases]
        value = _ACTIVATIONS[layer.activation](pre_act)
    loss = _LOSSES[network.loss](value, torch.from_numpy(target))
    gradients = torch.autograd.grad(loss, list(weights.values()))
    return {key: gradient.numpy() for key, gradient in zip(weights, gradients, strict=True)}
