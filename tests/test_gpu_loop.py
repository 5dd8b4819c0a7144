"""The training loop on a device that holds no numbers: PyTorch's "meta", in place of a GPU.

The real loop runs there. To read a number from that device or to copy a tensor off it is an error,
and every operation is seen with the devices of what goes in and comes out. So this shows that
within an epoch nothing is waited for and nothing copied; how long a GPU takes it cannot show.
"""

import contextlib
from dataclasses import replace

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from lib.frame.params import TorchRecipe, TrainTorch
from lib.pytorch import batches
from lib.pytorch import train as training
from lib.pytorch.network import network_named, preset_named
from lib.pytorch.train import Examples, train

GPU = torch.device("meta")
STEPS = 3
SHAPES = {
    "letters": ((1, 32, 32), torch.float32),
    "tiny_photos": ((3, 32, 32), torch.uint8),
    "tiny_photos_whole": ((3, 32, 32), torch.uint8),
    "photos": ((3, 128, 128), torch.uint8),
    "features": ((12, 512), torch.float32),
}


class GeneratorOfGpu(torch.Generator):
    """A generator that says it is the GPU's, where random numbers are asked for by shape alone."""

    device = GPU


class Log(TorchDispatchMode):
    """The operations in their order, and those whose tensors lie on several devices."""

    def __init__(self):
        super().__init__()
        self.names: list[str] = []
        self.copies: list[int] = []  # places in names

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        done = func(*args, **(kwargs or {}))
        tensors = [t for t in tree_leaves([args, kwargs, done]) if isinstance(t, torch.Tensor)]
        # A number that Python knows is handed to a kernel with its launch, not copied to it.
        if len({t.device.type for t in tensors if t.ndim}) > 1:
            self.copies.append(len(self.names))
        self.names.append(str(func))
        return done


def one_epoch(recipe: TorchRecipe, monkeypatch) -> Log:
    """The first epoch of a training, up to where its sums are read."""
    monkeypatch.setattr(training, "mixed_precision", lambda *unused: contextlib.nullcontext())
    recipe = recipe.model_copy(update={"batch_size": 4, "epochs": 1})
    shape, dtype = SHAPES[recipe.images]
    x = (255 * torch.rand(4 * STEPS + 1, *shape)).to(dtype)
    preset = preset_named(recipe.images)
    model = network_named(recipe.network)(3, preset.evaluate(x)).to(GPU)
    data, rng = Examples(x, torch.zeros(len(x), dtype=torch.int64)), GeneratorOfGpu()
    with Log() as log, pytest.raises(NotImplementedError, match="Cannot copy out of meta"):
        train(model, data, None, preset, recipe, rng)
    return log


RECIPES = TrainTorch.load().model_extra
LONG = RECIPES["cifar_cnn"].model_copy(
    update={"network": "cifar_wide", "images": "tiny_photos_whole", "lookahead": True}
)


@pytest.mark.parametrize(("name", "recipe"), [*RECIPES.items(), ("long", LONG)])
def test_within_an_epoch_nothing_is_waited_for_and_nothing_copied(name, recipe, monkeypatch):
    log = one_epoch(recipe, monkeypatch)
    shuffling = next(place for place, name in enumerate(log.names) if "randperm" in name)
    assert sum("nll_loss_backward" in name for name in log.names) == STEPS
    assert [log.names[place] for place in log.copies] == ["aten._to_copy.default"] * 2
    assert max(log.copies) < shuffling  # images and labels, before the first epoch


def test_a_number_read_within_an_epoch_would_be_noticed(monkeypatch):
    recipe, plain = RECIPES["nist_mlp"], preset_named("letters")
    for careless in (lambda x: x * x.mean().item(), lambda x: x.cpu(), lambda x: x[x[:, 0] > 0]):
        preset = replace(plain, train=lambda x, rng, progress, c=careless: c(x))
        monkeypatch.setattr(f"{__name__}.preset_named", lambda name, p=preset: p)
        with pytest.raises((RuntimeError, AssertionError)):
            assert sum("nll" in name for name in one_epoch(recipe, monkeypatch).names) > STEPS


def test_a_set_that_is_streamed_trains_the_same_network(monkeypatch):
    def weights() -> torch.Tensor:
        recipe = RECIPES["nist_mlp"].model_copy(update={"batch_size": 4, "epochs": 2})
        x = torch.rand(30, 1, 32, 32, generator=torch.Generator().manual_seed(1))
        data, preset = Examples(x, torch.arange(30) % 3), preset_named("letters")
        torch.manual_seed(0)
        model = network_named("nist_mlp")(3, x)
        train(model, data, None, preset, recipe, torch.Generator().manual_seed(0))
        return torch.cat([p.detach().flatten() for p in model.parameters()])

    resident = weights()
    monkeypatch.setattr(training, "batches", batches.streamed)
    assert weights().equal(resident)


def test_streamed_batches_are_the_chosen_examples_in_their_order():
    x, y = torch.arange(40.0).view(20, 2), torch.arange(20)
    chosen = torch.randperm(20, generator=torch.Generator().manual_seed(0)).split(3)
    found = list(batches.streamed([x, y], chosen, torch.device("cpu")))
    assert len(found) == len(chosen)
    for (a, b), which in zip(found, chosen, strict=True):
        assert a.equal(x[which])
        assert b.equal(y[which])


@pytest.mark.parametrize(("free", "place"), [(10**6, "meta"), (10**3, "cpu")])
def test_a_set_lies_on_the_device_if_it_takes_half_of_what_is_free(free, place, monkeypatch):
    class Gpu:
        type = "cuda"

    monkeypatch.setattr(batches, "_free_on_cuda", lambda: free)
    monkeypatch.setattr(torch.Tensor, "to", lambda self, device: torch.empty(0, device="meta"))
    (x,) = batches.placed([torch.zeros(200)], Gpu())
    assert x.device.type == place
