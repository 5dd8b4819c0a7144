import subprocess
import sys

import numpy as np
import pytest
import torch
from imports import ROOT
from torch import nn

from lib.frame.errors import InputError
from lib.frame.params import TorchRecipe as Recipe
from lib.frame.params import TrainTorch
from lib.pytorch.examples import class_count, examples
from lib.pytorch.experiment import build_network, train_and_test
from lib.pytorch.images.letters import LETTERS
from lib.pytorch.network import Preset, network_named, preset_named
from lib.pytorch.setup import autocast_dtype, pin
from lib.pytorch.train import Examples, best_of, evaluate, predict, rate_at, train, train_one_epoch
from lib.pytorch.transforms import photo

RECIPE = Recipe(
    network="nist_mlp", images="letters", data="nist36", epochs=8, batch_size=16,
    learning_rate=0.1, weight_decay=0.0, label_smoothing=0.0,
)  # fmt: skip
PLAIN = Preset(lambda x, rng, progress: x, lambda x: x, lambda x: [x, -x])


def points(n: int, seed: int) -> Examples:
    """Three clouds in the plane, far apart."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(n) % 3
    centres = 4 * torch.tensor([[1.0, 0.0], [-1.0, 1.0], [-1.0, -1.0]])
    return Examples(centres[y] + torch.randn(n, 2, generator=generator), y)


def learn(recipe: Recipe = RECIPE, seed: int = 0, train_set: Examples | None = None):
    torch.manual_seed(seed)
    model = nn.Linear(2, 3)
    rng = torch.Generator().manual_seed(seed)
    return model, train(model, train_set or points(90, 1), points(60, 2), PLAIN, recipe, rng)


def test_it_learns_and_says_so():
    model, history = learn()
    assert [epoch.epoch for epoch in history] == list(range(1, 9))
    assert history[-1].train_loss < history[0].train_loss
    best = best_of(history)
    assert best.valid_acc > 0.95
    assert best.valid_acc == max(epoch.valid_acc for epoch in history)
    # The model holds the best epoch's weights.
    assert evaluate(model, points(60, 2), PLAIN.evaluate)[1] == best.valid_acc


def misled(valid_set: Examples | None, weights: list) -> tuple[nn.Linear, list]:
    """A training whose validation labels are wrong, so that its first epoch is its best.

    The weights after every epoch are added to ``weights``.
    """
    torch.manual_seed(0)
    model = nn.Linear(2, 3)
    rng = torch.Generator().manual_seed(0)
    history = train(
        model, points(90, 1), valid_set, PLAIN, RECIPE, rng,
        on_epoch=lambda epoch: weights.append(model.weight.detach().clone()),
    )  # fmt: skip
    return model, history


def test_without_validation_the_last_epoch_stays():
    x, y = points(60, 2)
    weights: list[torch.Tensor] = []
    validated, history = misled(Examples(x, (y + 1) % 3), weights)
    assert best_of(history).epoch < RECIPE.epochs
    assert not validated.weight.equal(weights[-1])
    unvalidated, nothing = misled(None, [])
    assert unvalidated.weight.equal(weights[-1])
    assert nothing == []


def test_a_refit_takes_the_last_epoch_on_training_and_validation_images():
    """Chosen by its accuracy on the validation images, its best epoch would be its best fit."""
    rng = np.random.default_rng(0)
    arrays = {"classes": np.array(["a", "b"])}
    for split, n in (("train", 40), ("valid", 30), ("test", 30)):
        arrays[f"{split}_x"] = rng.normal(size=(n, 8, 512)).astype(np.float32)
        arrays[f"{split}_y"] = rng.integers(0, 2, n)
    recipe = RECIPE.model_copy(
        update={"network": "squeeze_classifier", "images": "features", "refit": True}
    )
    cpu, float32 = torch.device("cpu"), torch.float32
    torch.manual_seed(0)
    outcome = train_and_test(recipe, arrays, 0, cpu, float32, lambda _: None, lambda _: None)

    torch.manual_seed(0)
    generator, preset = torch.Generator().manual_seed(0), preset_named("features")
    train_set, valid_set = (examples(arrays, split) for split in ("train", "valid"))
    first = build_network(recipe, arrays)
    history = train(first, train_set, valid_set, preset, recipe, generator)
    both = Examples(*(torch.cat(pair) for pair in zip(train_set, valid_set, strict=True)))
    second, last = build_network(recipe, arrays), []
    train(
        second, both, valid_set, preset, recipe, generator,
        on_epoch=lambda _: last.append({k: v.clone() for k, v in second.state_dict().items()}),
    )  # fmt: skip
    assert outcome.history == history
    assert outcome.tested == 30
    for name, value in outcome.model.state_dict().items():
        assert value.equal(last[-1][name])
    assert any(not last[-1][name].equal(value) for name, value in second.state_dict().items())


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (network_named, r"'cnn', but there is no lib/pytorch/networks/cnn\.py; allowed are cifar"),
        (preset_named, r"'cnn', but there is no lib/pytorch/images/cnn\.py; allowed are features"),
    ],
)
def test_an_unknown_name_is_refused_in_one_line(named, message):
    with pytest.raises(InputError, match=message):
        named("cnn")
    with pytest.raises(InputError, match="there is no"):
        named("__init__")


def test_the_same_seed_gives_the_same_bits():
    first, again, other = (learn(seed=seed) for seed in (3, 3, 4))
    assert first[1] == again[1]
    assert first[0].weight.equal(again[0].weight)
    assert not first[0].weight.equal(other[0].weight)


def test_training_in_bfloat16_differs_in_the_last_digits_alone():
    def weights(dtype: torch.dtype) -> torch.Tensor:
        torch.manual_seed(0)
        model = nn.Linear(2, 3)
        rng = torch.Generator().manual_seed(0)
        history = train(model, points(90, 1), points(60, 2), PLAIN, RECIPE, rng, dtype)
        assert best_of(history).valid_acc > 0.95
        return model.weight

    exact, rough = weights(torch.float32), weights(torch.bfloat16)
    assert rough.dtype == torch.float32
    assert not rough.equal(exact)
    assert torch.allclose(rough, exact, atol=0.05)


def test_precision_auto_is_what_the_processor_has(monkeypatch):
    cpu = torch.device("cpu")
    assert autocast_dtype("float32", cpu) == torch.float32
    assert autocast_dtype("bfloat16", cpu) == torch.bfloat16
    for capabilities, dtype in (
        ({"avx512_bf16": True}, torch.bfloat16),
        ({"avx512_bf16": False, "amx_bf16": True}, torch.bfloat16),
        ({"avx512_bf16": False}, torch.float32),
        ({}, torch.float32),
    ):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda c=capabilities: c)
        assert autocast_dtype("auto", cpu) == dtype


def test_divergence_is_named():
    wild = RECIPE.model_copy(update={"learning_rate": 1e38})
    with pytest.raises(
        InputError, match=r"epoch \d: (training|validation) loss (nan|inf), learning rate .*e\+"
    ):
        learn(wild)


def test_what_is_best_so_far_is_handed_out():
    torch.manual_seed(0)
    model, kept = nn.Linear(2, 3), []
    history = train(
        model, points(90, 1), points(60, 2), PLAIN, RECIPE, torch.Generator().manual_seed(0),
        on_best=lambda best: kept.append(best.weight.detach().clone()),
    )  # fmt: skip
    improved, best = 0, (-1.0, 0.0)
    for epoch in history:
        if (epoch.valid_acc, -epoch.valid_loss) > best:
            improved, best = improved + 1, (epoch.valid_acc, -epoch.valid_loss)
    assert len(kept) == improved > 1
    assert kept[-1].equal(model.weight)


def test_one_training_image_is_too_few():
    with pytest.raises(InputError, match="1 training images"):
        learn(train_set=points(1, 0))


@pytest.mark.parametrize("n", [2, 15, 17, 33])
def test_odd_sizes_never_leave_a_batch_of_one(n):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    rng = torch.Generator().manual_seed(0)
    history = train(model, points(n, 1), points(4, 2), PLAIN, RECIPE, rng)
    assert len(history) == RECIPE.epochs


def test_an_epoch_reports_the_mean_over_its_examples():
    model = nn.Linear(2, 3)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), 0.0)
    schedule = torch.optim.lr_scheduler.ConstantLR(optimizer)
    rngs = torch.Generator(), torch.Generator()
    loss, acc = train_one_epoch(model, points(48, 1), PLAIN, RECIPE, optimizer, schedule, rngs, 0)
    assert loss == pytest.approx(np.log(3), abs=1e-6)
    assert acc == pytest.approx(1 / 3)


def test_predictions_are_averaged_over_the_views():
    torch.manual_seed(0)
    model, x = nn.Linear(2, 3), torch.randn(7, 2)
    expected = (model(x).softmax(1) + model(-x).softmax(1)) / 2
    torch.testing.assert_close(predict(model, x, PLAIN.views, batch=3), expected)


def test_the_rate_rises_to_its_peak_and_falls_to_nothing():
    assert rate_at(0.0) < 0.1
    assert rate_at(0.2) == pytest.approx(1.0)
    assert rate_at(0.6) == pytest.approx(0.5)
    assert rate_at(1.0) == pytest.approx(0.0)


def test_letters_arrive_upright_with_ink_1():
    image = np.ones((32, 32), np.float32)
    image[3, 7] = 0  # ink; stored transposed, so upright it is in row 7, column 3
    arrays = {"train_x": image.reshape(1, 1024), "train_y": np.eye(36, dtype=np.float32)[[5]]}
    x, y = examples(arrays, "train")
    assert x.shape == (1, 1, 32, 32)
    ink = LETTERS.evaluate(x)
    assert ink[0, 0, 7, 3] == 1
    assert ink.sum() == 1
    assert y.tolist() == [5]
    assert class_count(arrays) == 36


def test_photographs_arrive_with_channels_first():
    arrays = {"test_x": np.zeros((2, 8, 9, 3), np.uint8), "test_y": np.array([1, 0])}
    x, y = examples(arrays, "test")
    assert (x.shape, x.dtype) == ((2, 3, 8, 9), torch.uint8)
    assert y.tolist() == [1, 0]
    assert class_count({"classes": np.array(["a", "b"])}) == 2


def test_a_device_that_is_not_there_is_refused():
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    missing = next(name for name, is_there in there.items() if not is_there)
    with pytest.raises(InputError, match=f"device is '{missing}', which this machine lacks"):
        pin(missing, 1, 0)


SETS = {
    "letters": torch.rand(12, 1, 32, 32),
    "tiny_photos": (255 * torch.rand(12, 3, 32, 32)).to(torch.uint8),
    "tiny_photos_whole": (255 * torch.rand(12, 3, 32, 32)).to(torch.uint8),
    "photos": (255 * torch.rand(12, 3, 40, 40)).to(torch.uint8),
    "features": torch.rand(12, 2, 512),
}


@pytest.mark.parametrize(("name", "recipe"), TrainTorch.load().model_extra.items())
def test_every_network_trains_on_a_handful(name, recipe):
    preset, x = preset_named(recipe.images), SETS[recipe.images]
    data = Examples(x, torch.arange(12) % 3)
    torch.manual_seed(0)
    model = network_named(recipe.network)(3, preset.evaluate(x))
    before = {key: value.clone() for key, value in model.state_dict().items()}
    once = RECIPE.model_copy(update={"epochs": 1, "batch_size": 5})
    train(model, data, data, preset, once, torch.Generator().manual_seed(0))
    probs = predict(model, x, preset.views)
    assert probs.shape == (12, 3)
    torch.testing.assert_close(probs.sum(dim=1), torch.ones(12))
    for key, parameter in model.named_parameters():
        assert parameter.equal(before[key]) != parameter.requires_grad, key


def test_whitening_makes_patches_uncorrelated_with_equal_variance():
    sample = photo(SETS["photos"].float().cumsum(3).clamp(max=255).to(torch.uint8))
    model = network_named("photo_cnn")(3, sample.repeat(4, 1, 1, 1))
    first = model[0]
    assert not first.weight.requires_grad
    half = first.weight.shape[0] // 2
    assert first.weight[:half].equal(-first.weight[half:])


def test_training_starts_without_torchvision_and_what_only_other_stages_need():
    program = (
        "import sys, stages.train_torch\n"
        "from lib.frame.params import TrainTorch\n"
        "from lib.pytorch.network import network_named, preset_named\n"
        "for recipe in TrainTorch.load().model_extra.values():\n"
        "    network_named(recipe.network), preset_named(recipe.images)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    own = {f"lib.pytorch.{name}" for name in ("squeezenet", "imagenet", "layertable")}
    assert not loaded & {"torchvision", "matplotlib", *own}
