"""The first convolutions of a network as plain arrays, for others to compute with."""

from typing import NamedTuple

import numpy as np
import torch
from torch import nn


class Convolution(NamedTuple):
    """max(convolution(x) + shift, 0), with zeros around x: kernel // 2 of them on each side."""

    weight: np.ndarray  # (outputs, inputs, kernel, kernel) float32
    shift: np.ndarray  # (outputs,) float32
    stride: int


@torch.no_grad()
def first_convolutions(network: nn.Sequential, count: int) -> list[Convolution]:
    """The first ``count`` blocks of a trained network, each a ``lib.pytorch.layers.conv``.

    The normalisation, which in evaluation is linear, is folded into weights and shift.
    """
    found = []
    for block in network[:count]:
        convolution = next(m for m in block.modules() if isinstance(m, nn.Conv2d))
        norm = next(m for m in block.modules() if isinstance(m, nn.BatchNorm2d))
        if norm.running_mean is None or norm.running_var is None:
            raise ValueError("a normalisation without running averages")
        factor = norm.weight / (norm.running_var + norm.eps).sqrt()
        weight = convolution.weight * factor[:, None, None, None]
        shift = norm.bias - norm.running_mean * factor
        found.append(Convolution(weight.numpy(), shift.numpy(), convolution.stride[0]))
    return found
