"""Question 2.4: batches that are drawn once and kept, against batches drawn afresh each epoch."""

from collections.abc import Callable, Mapping

import numpy as np

from lib.frame.params import BatchStudy
from lib.networks.classifier import classifier, initial_classifier
from lib.nn import compute_loss_and_acc
from lib.training.descent.batches import gathered
from lib.training.descent.sgd import sgd_epoch

KINDS = ("fixed", "fresh")


def train_on(
    kind: str,
    data: dict[str, np.ndarray],
    params: BatchStudy,
    seed: int,
    on_epoch: Callable[[float], None] = lambda loss: None,
) -> list[tuple[float, float]]:
    """Train on "fixed" or "fresh" batches: training loss and validation accuracy of each epoch.

    data: train_x, train_y, valid_x, valid_y. ``on_epoch`` is called with each epoch's loss.
    """
    rng = np.random.default_rng(seed)
    x, y = data["train_x"], data["train_y"]
    network = classifier(initial_classifier((x.shape[1], params.hidden_size, y.shape[1]), rng))
    order = rng.permutation(len(x))
    history = []
    for epoch in range(params.epochs):
        if kind == "fresh" and epoch > 0:
            order = rng.permutation(len(x))
        batches = gathered(x, y, order, params.batch_size)
        loss, _ = sgd_epoch(batches, network, params.learning_rate)
        _, valid_acc = compute_loss_and_acc(data["valid_y"], network(data["valid_x"]))
        history.append((loss, valid_acc))
        on_epoch(loss)
    return history


def course(histories: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Mean and standard deviation over the repeats, after each epoch: columns by name.

    They are of each kind's training loss and validation accuracy, and of their differences, fresh
    less fixed, repeat by repeat; that of accuracies is in percentage points.
    histories: by kind, (repeats, epochs, 2), training loss and validation accuracy.
    """
    difference = histories["fresh"] - histories["fixed"]
    found = {
        "train_loss_difference": difference[:, :, 0],
        "valid_acc_points_difference": 100 * difference[:, :, 1],
    }
    for kind, history in histories.items():
        found[f"{kind}_train_loss"], found[f"{kind}_valid_acc"] = np.moveaxis(history, 2, 0)
    columns = {"epoch": np.arange(1, difference.shape[1] + 1)}
    for name, values in found.items():
        columns[name] = values.mean(axis=0)
        columns[f"{name}_sd"] = values.std(axis=0, ddof=1)
    return columns


def summary(history: np.ndarray) -> dict[str, float]:
    """Mean and standard deviation over the repeats, after the last epoch.

    history: (repeats, epochs, 2), training loss and validation accuracy.
    """
    means, deviations = history[:, -1].mean(axis=0), history[:, -1].std(axis=0, ddof=1)
    return {
        "train_loss": float(means[0]),
        "train_loss_sd": float(deviations[0]),
        "valid_acc": float(means[1]),
        "valid_acc_sd": float(deviations[1]),
    }
