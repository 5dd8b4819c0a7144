"""The training loop of the page reader's networks, and what it is measured by."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from lib.frame.errors import InputError
from lib.frame.params import ReadingRecipe
from lib.pytorch.reading.fit import fit
from lib.pytorch.reading.recognised import share_right
from lib.pytorch.reading.windows import Squares

CPU = torch.device("cpu")


def trained(count, rate=0.05, epochs=1, seed=0):
    """A line fitted to points of y = 2 x; the network and its passes."""
    torch.manual_seed(seed)
    x = torch.linspace(-1, 1, count)[:, None, None, None]  # images of one pixel
    model = nn.Conv2d(1, 1, 1)
    recipe = ReadingRecipe(epochs=epochs, batch_size=2, learning_rate=rate, weight_decay=0.0)
    passes = fit(
        model, count, lambda numbers: (x[numbers], 2 * x[numbers]),
        nn.functional.mse_loss, recipe, seed, CPU, torch.float32,
    )  # fmt: skip
    return model, passes


@pytest.mark.parametrize("steps", [*range(1, 13), 20, 49, 50, 51])
def test_any_number_of_steps_can_be_scheduled(steps):
    _, passes = trained(2 * steps)
    assert len(passes) == 1
    assert np.isfinite(passes[0].train_loss)


def test_a_training_learns_and_leaves_the_network_ready():
    model, passes = trained(40, epochs=8)
    assert [done.epoch for done in passes] == list(range(1, 9))
    assert passes[-1].train_loss < 0.1 * passes[0].train_loss
    assert not model.training
    assert model.weight.item() == pytest.approx(2, abs=0.3)


def test_the_same_seed_gives_the_same_weights():
    first, second = (trained(20)[0].state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_a_training_that_diverges_is_named():
    with pytest.raises(InputError, match=r"the loss is .* in epoch 1; the learning rate of 1e"):
        trained(400, rate=1e38)


def squares(classes):
    """Blank squares of these classes."""
    n = len(classes)
    boxes = np.tile([2.0, 2, 10, 10], (n, 1))
    return Squares([Image.new("L", (12, 12))], np.zeros(n, int), boxes, np.array(classes))


class Always(nn.Module):
    """A network that takes everything for the fourth class."""

    def forward(self, x):
        return torch.eye(37)[3].expand(len(x), 37)


def test_the_share_of_right_squares_counts_those_asked_for_and_is_0_of_none():
    seen = squares([3, 3, 5, 36])
    assert share_right(Always(), seen) == 0.5
    assert share_right(Always(), seen, seen.classes == 3) == 1
    assert share_right(Always(), seen, seen.classes == 7) == 0
