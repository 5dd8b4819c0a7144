"""Networks and image presets by the names that params.yaml gives them.

A network is a function in a file of the same name in ``lib.pytorch.networks``:
``network(classes, sample)``, where ``sample`` holds training images as the network receives them;
fixed first layers are computed from it. An image preset is a ``Preset`` in a file of
``lib.pytorch.images``; its name is the file's in capitals.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from torch import Generator, Tensor, nn

from lib.frame.errors import InputError


@dataclass(frozen=True)
class Preset:
    """How a batch of stored images becomes a network's input, float32.

    train(x, rng, progress): a random variation of each image; progress: of the training, 0 to 1.
    evaluate(x): the plain images. views(x): several fixed variations of the whole batch, over which
    predictions are averaged in the final measurement. alternate: whether training shows each image
    and its mirror image in turn, an epoch each, rather than as chance has it (Jordan 2024).
    """

    train: Callable[[Tensor, Generator, float], Tensor]
    evaluate: Callable[[Tensor], Tensor]
    views: Callable[[Tensor], list[Tensor]]
    alternate: bool = False


def network_named(name: str) -> Callable[[int, Tensor], nn.Module]:
    """The function that builds a network. Raises InputError for an unknown name."""
    return _member("networks", name, name)


def preset_named(name: str) -> Preset:
    """The preset for a kind of images. Raises InputError for an unknown name."""
    return _member("images", name, name.upper())


def _member(package: str, name: str, member: str):
    folder = importlib.import_module(f"lib.pytorch.{package}")
    known = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    path = f"lib/pytorch/{package}/{name}.py"
    if name not in known:
        raise InputError(
            f"params.yaml: train_torch names '{name}', but there is no {path}; "
            f"allowed are {', '.join(known)}"
        )
    module = importlib.import_module(f"lib.pytorch.{package}.{name}")
    if not hasattr(module, member):
        raise InputError(f"{path}: it must define '{member}'")
    return getattr(module, member)
