"""Training the classifier of question 3: one sigmoid hidden layer, softmax, cross-entropy.

It is trained by stochastic gradient descent with momentum, at a rate that falls along half a
cosine, on letters that are distorted afresh each time. Training sees the images minus their mean.
That is linear, so the first layer's bias absorbs it, and the trained network takes the images as
they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, isfinite, pi

import numpy as np

from lib.frame.errors import InputError
from lib.frame.params import Mlp
from lib.networks.classifier import LAYERS, classifier, initial_classifier, predict
from lib.nn import compute_loss_and_acc
from lib.nn.functions import Params
from lib.store.metrics import Epoch
from lib.training.descent.batches import gathered
from lib.training.descent.momentum import Momentum
from lib.training.distortion import Distorter

__all__ = ["History", "learning_rate_in", "train"]

Split = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class History:
    """A training: the weights before it, and its epochs.

    Both splits are measured with the weights after the epoch, on images without distortion, so
    their curves can be compared.
    """

    initial: Params
    epochs: list[Epoch]

    @property
    def best(self) -> Epoch:
        """The epoch with the highest accuracy on validation; the first of equals."""
        return max(self.epochs, key=lambda epoch: epoch.valid_acc)


def train(
    train_xy: Split,
    valid_xy: Split,
    recipe: Mlp,
    learning_rate: float,
    rng: np.random.Generator,
    on_epoch: Callable[[Epoch, Params], None] = lambda epoch, params: None,
    on_best: Callable[[Params, History], None] = lambda best, history: None,
) -> tuple[Params, History]:
    """Train a network; return its weights after its best epoch on validation, and the history.

    train_xy, valid_xy: images (n, d) and one-hot labels (n, k). learning_rate: the first and
    highest, for the gradient averaged over a batch. The weights are float32 and apply to images as
    they are. ``on_epoch`` is called with each epoch as it ends and the weights after it, which the
    next epoch overwrites; ``on_best``, after each epoch that is the best so far, with its weights
    and the history.

    Raises InputError as soon as the loss after an epoch is not finite.
    """
    x, y = (array.astype(np.float32, copy=False) for array in train_xy)
    sizes = (x.shape[1], recipe.hidden_size, y.shape[1])
    params = initial_classifier(sizes, rng)
    history = History({name: value.copy() for name, value in params.items()}, [])
    momentum = Momentum(classifier(params), recipe.momentum, recipe.weight_decay)
    distort = Distorter(recipe.distortion, x.shape[1], recipe.batch_size)
    mean = x.mean(axis=0)
    best: Params = {}

    for number in range(1, recipe.epochs + 1):
        rate = learning_rate_in(number, learning_rate, recipe.epochs)
        # A diverging network overflows first; the loss says it better than a warning.
        with np.errstate(over="ignore", invalid="ignore"):
            order = rng.permutation(len(x))
            for images, labels in gathered(x, y, order, recipe.batch_size):
                distort(images, rng)
                images -= mean
                momentum.step(images, labels, rate, len(images))
            raw = _for_raw_images(params, mean)
            train_loss, train_acc = _measure((x, y), raw)
            valid_loss, valid_acc = _measure(valid_xy, raw)
        _check(train_loss + valid_loss, number, rate)
        history.epochs.append(Epoch(number, rate, train_loss, train_acc, valid_loss, valid_acc))
        if history.best is history.epochs[-1]:
            best = {name: value.copy() for name, value in raw.items()}
            on_best(best, history)
        on_epoch(history.epochs[-1], raw)
    return best, history


def learning_rate_in(epoch: int, highest: float, epochs: int) -> float:
    """The rate throughout an epoch, numbered from 1: half a cosine that falls from the highest.

    It would reach 0 just after the last epoch (Loshchilov and Hutter 2017, equation 5, without
    restarts).
    """
    return highest * (1 + cos(pi * (epoch - 1) / epochs)) / 2


def _for_raw_images(params: Params, mean: np.ndarray) -> Params:
    """The same network for images with their mean left in: (x - m) W + b = x W + (b - m W)."""
    first = LAYERS[0]
    return params | {first.biases: params[first.biases] - mean @ params[first.weights]}


def _measure(split: Split, params: Params) -> tuple[float, float]:
    """Mean loss per example, and accuracy."""
    x, y = split
    loss, acc = compute_loss_and_acc(y, predict(x, params))
    return loss / len(x), acc


def _check(loss: float, epoch: int, rate: float) -> None:
    if not isfinite(loss):
        raise InputError(
            f"training diverged in epoch {epoch}: the loss is {loss} at a learning rate of "
            f"{rate:g}; lower the learning rate"
        )
