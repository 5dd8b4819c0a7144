"""The long recipe for CIFAR-10, as the README gives it: what it costs, and that it learns."""

import re
import shlex

import torch
from dvc.utils.hydra import apply_overrides
from imports import ROOT

from benchmarks import operations
from lib.frame.params import TorchRecipe, TrainTorch
from lib.pytorch.network import network_named, preset_named
from lib.pytorch.train import Examples, train

TRAINED_ON = 48_000  # images


def recipe_of_the_readme(folder) -> TorchRecipe:
    """params.yaml changed as DVC changes it for the README's command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = re.search(r'dvc exp run -S "train_torch.cifar_cnn=.*?" train_torch@cifar_cnn', readme,
                        re.DOTALL)[0]  # fmt: skip
    *_, change, stage = shlex.split(command.replace("\\\n", ""))  # as the shell joins lines
    assert stage == "train_torch@cifar_cnn"
    file = folder / "params.yaml"
    file.write_text((ROOT / "params.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    apply_overrides(file, [change])
    return TrainTorch.load(file).named("cifar_cnn")


def photos(n: int) -> Examples:
    """Photographs of ten classes, each a colour of its own under noise."""
    rng = torch.Generator().manual_seed(0)
    y = torch.arange(n) % 10
    colours = torch.randint(0, 200, (10, 3, 1, 1), generator=rng)
    noise = torch.randint(0, 56, (n, 3, 32, 32), generator=rng)
    return Examples((colours[y] + noise).to(torch.uint8), y)


def test_the_long_recipe_costs_no_more_than_the_record(tmp_path):
    recipe, sample = recipe_of_the_readme(tmp_path), photos(8).x
    preset = preset_named(recipe.images)
    network = network_named(recipe.network)(10, preset.evaluate(sample))
    count = operations.of_training(network, recipe, preset, TRAINED_ON, sample)
    assert 3.2e14 < count <= 3.6e14


def test_the_operations_of_one_layer_are_counted_right():
    layer = torch.nn.Conv2d(3, 5, 3, padding=1, bias=False)
    forward = 2 * (5 * 8 * 8) * (3 * 9)
    # Back to the weights alone: nothing before the layer is trained.
    assert operations.of_example(layer, (3, 8, 8)) == 2 * forward
    assert operations.of_layers((10, 4, 3)) == 2 * (2 * 40 + 3 * 12)


def test_the_long_recipe_learns(tmp_path):
    small = {"epochs": 5, "batch_size": 20, "learning_rate": 0.1}
    recipe = recipe_of_the_readme(tmp_path).model_copy(update=small)
    data, preset = photos(80), preset_named(recipe.images)
    torch.manual_seed(0)
    network = network_named(recipe.network)(10, preset.evaluate(data.x))
    first, *_, last = train(
        network, data, data, preset, recipe, torch.Generator().manual_seed(0)
    )  # fmt: skip
    assert last.train_loss < 0.8 * first.train_loss
    assert last.train_acc > 0.5
