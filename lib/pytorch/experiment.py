"""One training of question 6 from beginning to end: build a network, train it, validate, test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from lib.frame.params import TorchRecipe
from lib.pytorch.distributed import SINGLE, Processes
from lib.pytorch.examples import class_count, examples
from lib.pytorch.network import network_named, preset_named
from lib.pytorch.train import Examples, evaluate, train
from lib.store.metrics import Epoch

SAMPLE = 1000  # training images, about, from which fixed first layers are computed


@dataclass(frozen=True)
class Outcome:
    """model: the network that was tested. history: the epochs of the one that was validated.

    Accuracies are of predictions averaged over the preset's views. tested: number of test images.
    """

    model: nn.Module
    history: list[Epoch]
    valid_acc: float
    test_acc: float
    tested: int


def train_and_test(
    recipe: TorchRecipe,
    arrays: Mapping[str, np.ndarray],
    seed: int,
    device: torch.device,
    autocast: torch.dtype,
    on_epoch: Callable[[Epoch], None],
    on_best: Callable[[nn.Module], None],
    processes: Processes = SINGLE,
) -> Outcome:
    """Train on a prepared set, choose the epoch on validation, and read the test split once.

    With ``recipe.refit``, a second network is tested: after the first one has been measured on
    validation, it is trained on the training and validation images together, and its last epoch is
    taken, since no images are left to choose one by. The other arguments are those of
    ``lib.pytorch.train.train``. Raises InputError for an unknown network or kind of images.
    """
    train_set, valid_set = (examples(arrays, split) for split in ("train", "valid"))
    preset = preset_named(recipe.images)
    model = build_network(recipe, arrays).to(device)
    rng = torch.Generator(device).manual_seed(seed)
    history = train(
        model, train_set, valid_set, preset, recipe, rng, autocast, on_epoch, on_best, processes
    )
    _, valid_acc = evaluate(model, valid_set, preset.views, processes)
    if recipe.refit:
        both = Examples(*(torch.cat(pair) for pair in zip(train_set, valid_set, strict=True)))
        model = build_network(recipe, arrays).to(device)
        train(model, both, None, preset, recipe, rng, autocast, processes=processes)
    test_set = examples(arrays, "test")
    _, test_acc = evaluate(model, test_set, preset.views, processes)
    return Outcome(model, history, valid_acc, test_acc, len(test_set.y))


def build_network(recipe: TorchRecipe, arrays: Mapping[str, np.ndarray]) -> nn.Module:
    """The untrained network, on the CPU, for the classes and images of a prepared set."""
    x = examples(arrays, "train").x
    sample = preset_named(recipe.images).evaluate(x[:: max(1, len(x) // SAMPLE)])
    return network_named(recipe.network)(class_count(arrays), sample)
