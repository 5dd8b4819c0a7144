"""What makes up a training of question 6: a network, and what is done to its images; by name.

Each network is a function in a file of the same name in ``lib.pytorch.networks``:
``network(classes, sample)``, where ``sample`` holds training images as the network gets them, from
which fixed first layers are made. Each kind of images is a ``Preset`` of the file's name, in
capitals, in ``lib.pytorch.images``.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from torch import Generator, Tensor, nn

from lib.frame.errors import InputError


@dataclass(frozen=True)
class Preset:
    """train(x, rng, progress), progress from 0 to 1 over the whole training; evaluate(x); views(x).

    ``train`` varies images at random, ``evaluate`` leaves them as they are, and ``views`` returns a
    list of batches, each like that of ``evaluate``, over which predictions are averaged.
    """

    train: Callable[[Tensor, Generator, float], Tensor]
    evaluate: Callable[[Tensor], Tensor]
    views: Callable[[Tensor], list[Tensor]]


def network_named(name: str) -> Callable[[int, Tensor], nn.Module]:
    """The network's function. Raises InputError for a name without a file."""
    return _member("networks", name, name)


def preset_named(name: str) -> Preset:
    """What is done to the images of a kind. Raises InputError for a name without a file."""
    return _member("images", name, name.upper())


def _member(package: str, name: str, member: str):
    module = f"lib.pytorch.{package}.{name}"
    try:
        return getattr(importlib.import_module(module), member)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        path = module.replace(".", "/")
        raise InputError(f"params.yaml names {name}; there is no {path}.py") from None
