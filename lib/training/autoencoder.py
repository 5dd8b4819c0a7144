"""Training the autoencoder of question 5: squared error, gradient descent with momentum."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, isfinite, pi

import numpy as np

from lib.frame.errors import InputError
from lib.frame.params import AutoencoderRecipe
from lib.networks.autoencoder import LAYERS, autoencoder, initial_autoencoder
from lib.nn.functions import Params
from lib.training.descent.batches import gathered
from lib.training.descent.momentum import Momentum

__all__ = ["AutoencoderEpoch", "first_weights", "rate_at", "train"]

# Mean images stay this far from 0 and 1, where no output bias reaches.
_MARGIN = 0.02


@dataclass(frozen=True)
class AutoencoderEpoch:
    """One epoch, numbered from 1.

    learning_rate: the one it began with. train_loss: the squared error summed over the pixels and
    averaged over the images, each measured before the step of its batch.
    """

    epoch: int
    learning_rate: float
    train_loss: float


def train(
    x: np.ndarray,
    recipe: AutoencoderRecipe,
    rng: np.random.Generator,
    on_epoch: Callable[[AutoencoderEpoch], None] = lambda epoch: None,
) -> tuple[Params, list[AutoencoderEpoch]]:
    """Train on images x (n, d) in 0..1; return the weights, float32, and the epochs.

    The recipe's learning rate is the highest, for the gradient summed over a batch. ``on_epoch`` is
    called with each epoch as it ends.

    Raises InputError as soon as an epoch's loss is not finite.
    """
    x = x.astype(np.float32, copy=False)
    params = first_weights(x, recipe, rng)
    network = autoencoder(params)
    momentum = Momentum(network, recipe.momentum)
    epochs: list[AutoencoderEpoch] = []
    steps = -(-len(x) // recipe.batch_size)
    for number in range(1, recipe.epochs + 1):
        loss, order = 0.0, rng.permutation(len(x))
        with np.errstate(over="ignore", invalid="ignore"):  # the error below says it better
            # An autoencoder needs no labels, so each batch gets an empty array of them.
            batches = gathered(x, x[:, :0], order, recipe.batch_size)
            for step, (batch, _) in enumerate(batches):
                rate = rate_at(number - 1 + step / steps, recipe)
                output = momentum.step(batch, batch, rate)
                loss += float(network.loss(output, batch).sum())
        if not isfinite(loss):
            raise InputError(
                f"the autoencoder diverged in epoch {number}: the loss is {loss} at a learning "
                f"rate of {rate:g}; lower the learning rate"
            )
        epochs.append(AutoencoderEpoch(number, rate_at(number - 1, recipe), loss / len(x)))
        on_epoch(epochs[-1])
    return params, epochs


def rate_at(epochs_done: float, recipe: AutoencoderRecipe) -> float:
    """The learning rate after so many epochs, which may be a fraction.

    "step" multiplies the recipe's rate by 0.9 every 20 epochs, as the assignment does. "cosine"
    multiplies it by half a cosine, which falls from 1 to 0 over the training, and during
    warmup_epochs also by a factor that rises linearly from 0 to 1.
    """
    if recipe.schedule == "step":
        return recipe.learning_rate * 0.9 ** (int(epochs_done) // 20)
    warmup = min(1.0, epochs_done / recipe.warmup_epochs) if recipe.warmup_epochs else 1.0
    return recipe.learning_rate * warmup * (1 + cos(pi * epochs_done / recipe.epochs)) / 2


def first_weights(x: np.ndarray, recipe: AutoencoderRecipe, rng: np.random.Generator) -> Params:
    """The weights before training on images like x, (n, d), in float32.

    "xavier" are Xavier's. "centred" subtracts the mean image at the input and adds it again at the
    output, and makes the inner weights orthogonal, so that they keep the length of what they get.
    """
    params = initial_autoencoder(x.shape[1], rng)
    if recipe.start == "centred":
        mean = x.mean(axis=0)
        first, *inner, last = LAYERS
        params[first.biases] -= mean @ params[first.weights]
        for layer in inner:
            params[layer.weights] = np.linalg.qr(rng.normal(size=params[layer.weights].shape))[0]
        mean = np.clip(mean, _MARGIN, 1 - _MARGIN)
        params[last.biases] += np.log(mean / (1 - mean))
    return {name: value.astype(np.float32) for name, value in params.items()}
