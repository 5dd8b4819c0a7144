"""How many floating-point operations trainings take, counted, twice the multiply-adds.

PyTorch's own count for networks of PyTorch, on tensors without numbers; the matrix products for
NumPy's.
"""

import copy
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from lib.frame.params import TorchRecipe
from lib.pytorch.network import Preset


def of_example(network: nn.Module, shape: Sequence[int]) -> int:
    """Training on one example: forward, and back to whatever is trained.

    shape: of the example as the network receives it. The network is left as it is.
    """
    network, batch = copy.deepcopy(network).to("meta").train(), 4
    with FlopCounterMode(display=False) as counter:
        network(torch.empty(batch, *shape, device="meta")).sum().backward()
    return counter.get_total_flops() // batch


def of_training(
    network: nn.Module, recipe: TorchRecipe, preset: Preset, n: int, sample: Tensor
) -> int:
    """All epochs of a recipe on n images. sample: some of them, as they are stored."""
    counted: dict[Sequence[int], int] = {}
    total = 0
    for epoch in range(recipe.epochs):
        shape = shown(preset, sample, epoch / recipe.epochs)
        if shape not in counted:
            counted[shape] = of_example(network, shape)
        total += n // recipe.batch_size * recipe.batch_size * counted[shape]
    return total


def shown(preset: Preset, sample: Tensor, progress: float) -> torch.Size:
    """The shape of an image as the network receives it at that point of a training."""
    return preset.train(sample[:2], torch.Generator().manual_seed(0), progress).shape[1:]


def of_layers(sizes: Sequence[int]) -> int:
    """Training fully connected layers of so many units on one example.

    Forward, at the weights, and back through all layers but the first.
    """
    products = [a * b for a, b in pairwise(sizes)]
    return 2 * (3 * sum(products) - products[0])
