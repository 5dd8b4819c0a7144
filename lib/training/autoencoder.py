"""The autoencoder of question 5: 1024-32-32-32-1024, ReLU and sigmoid, squared error, momentum."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, isfinite, pi
from typing import Literal

import numpy as np

from lib.frame.errors import InputError
from lib.nn import forward, relu
from lib.nn.backprop import Backprop
from lib.nn.descent import Momentum, gathered
from lib.nn.functions import Params
from lib.nn.network import Network, autoencoder

# Mean images stay this far from 0 and 1, where no output bias reaches.
_MARGIN = 0.02


@dataclass(frozen=True)
class Recipe:
    """How to train.

    learning_rate: the highest, of the gradient summed over a batch. schedule: "step" multiplies it
    by 0.9 every 20 epochs, as the assignment does; "cosine" lets it rise over warmup_epochs and
    then fall to 0 along half a cosine, step by step. start: "xavier", or "centred": the mean image
    is taken out at the input and put back at the output, and the 32 x 32 layers turn, but do not
    shrink, what they get.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    momentum: float
    schedule: Literal["step", "cosine"]
    warmup_epochs: int
    start: Literal["xavier", "centred"]


@dataclass(frozen=True)
class Epoch:
    """One epoch: its number from 1, the rate at its end, the mean squared error summed over pixels,
    as met on the way.
    """

    epoch: int
    learning_rate: float
    train_loss: float


def train(
    x: np.ndarray,
    recipe: Recipe,
    rng: np.random.Generator,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> tuple[Params, list[Epoch]]:
    """Train on images x (n, d) in 0..1; return the weights, float32, and the epochs.

    Raises InputError as soon as an epoch's loss is not finite.
    """
    x = x.astype(np.float32, copy=False)
    network = first_weights(x, recipe, rng)
    params, names = network.params, list(network.params)
    momentum = Momentum(params, recipe.momentum)
    backprop = Backprop(network)
    epochs: list[Epoch] = []
    steps = -(-len(x) // recipe.batch_size)
    for number in range(1, recipe.epochs + 1):
        loss, order = 0.0, rng.permutation(len(x))
        with np.errstate(over="ignore", invalid="ignore"):  # the loss says it better
            # The classes are of no interest: there is nothing beside the images.
            batches = gathered(x, x[:, :0], order, recipe.batch_size)
            for step, (batch, _) in enumerate(batches):
                rate = np.float32(rate_at(number - 1 + step / steps, recipe))
                output = backprop(batch, batch)
                momentum.step(backprop.gradients, rate)
                loss += float(network.loss(output, batch).sum())
        if not isfinite(loss):
            raise InputError(
                f"the autoencoder diverged in epoch {number}: the loss is {loss} at a learning "
                f"rate of {rate:g}; lower the learning rate"
            )
        epochs.append(Epoch(number, float(rate), loss / len(x)))
        if on_epoch:
            on_epoch(epochs[-1])
    return {name: params[name] for name in names}, epochs


def rate_at(epochs_done: float, recipe: Recipe) -> float:
    """The learning rate after so many epochs, fractions included."""
    if recipe.schedule == "step":
        return recipe.learning_rate * 0.9 ** (int(epochs_done) // 20)
    warmup = min(1.0, epochs_done / recipe.warmup_epochs) if recipe.warmup_epochs else 1.0
    return recipe.learning_rate * warmup * (1 + cos(pi * epochs_done / recipe.epochs)) / 2


def first_weights(x: np.ndarray, recipe: Recipe, rng: np.random.Generator) -> Network:
    """The untrained network for images like x, (n, d), in float32."""
    network = autoencoder(rng, outer=x.shape[1])
    params = network.params
    if recipe.start == "centred":
        mean = x.mean(axis=0)
        params["blayer1"] -= mean @ params["Wlayer1"]
        for name in ("Wlayer2", "Wlayer3"):
            params[name] = np.linalg.qr(rng.normal(size=params[name].shape))[0]
        mean = np.clip(mean, _MARGIN, 1 - _MARGIN)
        params["boutput"] += np.log(mean / (1 - mean))
    for name, value in params.items():
        params[name] = value.astype(np.float32)
    return network


def reconstruct(x: np.ndarray, params: Params) -> np.ndarray:
    """Images through the trained network, (n, d) -> (n, d), in 0..1; ``params`` is left alone."""
    params = dict(params)
    for layer in autoencoder(np.random.default_rng(0), outer=1, inner=1).layers:
        x = forward(x, params, layer.name, layer.activation)
    return x


def codes(x: np.ndarray, params: Params) -> np.ndarray:
    """The middle layer's 32 numbers for each image, (n, d) -> (n, 32); ``params`` is left alone."""
    params = dict(params)
    for name in ("layer1", "layer2"):
        x = forward(x, params, name, relu)
    return x
