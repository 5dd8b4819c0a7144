"""What a network of question 6 is: how it is built, and what its images go through."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn

from lib.pytorch.layers import Average


@dataclass(frozen=True)
class Preset:
    """train(x, rng, progress), progress from 0 to 1 over the whole training; evaluate(x); views(x).

    ``views`` returns a list of batches, each like that of ``evaluate``.
    """

    train: Callable[[Tensor, Generator, float], Tensor]
    evaluate: Callable[[Tensor], Tensor]
    views: Callable[[Tensor], list[Tensor]]


@dataclass(frozen=True)
class Task:
    """build(classes, sample) -> network; sample: training images as the network takes them.

    frozen_side: 0, or the side of the images whose frozen SqueezeNet features the network gets.
    refit: whether, once validation has had its say, the network that is tested is trained anew on
    the training and the validation images together.
    """

    title: str
    build: Callable[[int, Tensor], nn.Module]
    preset: Preset
    frozen_side: int = 0
    refit: bool = False

    def whole(self, model: nn.Module, sample: Tensor) -> tuple[nn.Module, Tensor]:
        """The network with its frozen part, if any, and one example of what it then takes."""
        if not self.frozen_side:
            return model, sample[:1]
        # Imported here: torchvision takes seconds to import, and one network alone needs it.
        from lib.pytorch.squeezenet import load_features

        network = nn.Sequential(load_features(None), Average(), model)
        return network, torch.zeros(1, 3, self.frozen_side, self.frozen_side)


def task_named(name: str) -> Task:
    """The ``TASK`` of the file in ``lib.pytorch.networks`` that has this name."""
    return importlib.import_module(f"lib.pytorch.networks.{name}").TASK
