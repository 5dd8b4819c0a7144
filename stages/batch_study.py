"""Question 2.4: batches drawn once and kept, against batches drawn afresh each epoch.

Reads: prepared NIST36 (train, valid). Writes: the metrics and a figure.
"""

from pathlib import Path

import numpy as np

from lib.figures import style as figures
from lib.frame.params import Base, BatchStudy
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.nn import compute_loss_and_acc
from lib.nn.classifier import initial_classifier, predict
from lib.nn.descent import gathered, sgd_epoch
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned

KINDS = ("fixed", "fresh")


@pinned
def main(
    *,
    data: Path,
    metrics: Path,
    figure: Path,
) -> str:
    params, seed = BatchStudy.load(), Base.load().seed
    data, records = load_arrays(data, "train_x", "train_y", "valid_x", "valid_y")

    # (repeats, epochs, 2): training loss and validation accuracy, for each kind.
    histories = {}
    with Progress(len(KINDS) * params.repeats * params.epochs, "batch_study") as progress:
        for kind in KINDS:
            seeds = range(seed, seed + params.repeats)
            histories[kind] = np.array([train(kind, data, params, s, progress) for s in seeds])

    draw(histories, figure, records)
    values = {
        kind: {
            "train_loss": float(history[:, -1, 0].mean()),
            "train_loss_sd": float(history[:, -1, 0].std(ddof=1)),
            "valid_acc": float(history[:, -1, 1].mean()),
            "valid_acc_sd": float(history[:, -1, 1].std(ddof=1)),
        }
        for kind, history in histories.items()
    }
    n = len(data["train_x"])
    write_metrics(metrics, values | {"repeats": params.repeats}, n=n, seed=seed, records=records)
    return "; ".join(
        f"{kind} batches: loss {v['train_loss']:.3f}, valid {v['valid_acc']:.3f}"
        f" +- {v['valid_acc_sd']:.3f}"
        for kind, v in values.items()
    )


def train(kind: str, data: dict, params: BatchStudy, seed: int, progress: Progress) -> list:
    """One training: (training loss, validation accuracy) after each epoch."""
    rng = np.random.default_rng(seed)
    x, y = data["train_x"], data["train_y"]
    network = initial_classifier((x.shape[1], params.hidden_size, y.shape[1]), rng)
    order = rng.permutation(len(x))
    history = []
    for epoch in range(params.epochs):
        if kind == "fresh" and epoch > 0:
            order = rng.permutation(len(x))
        batches = gathered(x, y, order, params.batch_size)
        loss, _ = sgd_epoch(batches, network, params.learning_rate)
        probs = predict(data["valid_x"], network)
        history.append((loss, compute_loss_and_acc(data["valid_y"], probs)[1]))
        progress.step(f"{kind} loss {loss:.3f}")
    return history


def draw(histories: dict[str, np.ndarray], path: Path, records: list) -> None:
    """Mean over the repeats, with a band of one standard deviation."""
    figure, panels = figures.new(1, 2, width=8)
    for kind, history in histories.items():
        epochs = np.arange(1, history.shape[1] + 1)
        mean, deviation = history.mean(axis=0), history.std(axis=0, ddof=1)
        for index, axes in enumerate(panels):
            line, spread = mean[:, index], deviation[:, index]
            axes.plot(epochs, line, label=f"{kind} batches")
            axes.fill_between(epochs, line - spread, line + spread, alpha=0.25)
    panels[0].set(xlabel="epoch", title="Q2.4 Training loss", ylim=(0, None))
    panels[1].set(xlabel="epoch", title="Q2.4 Validation accuracy", ylim=(0, 1))
    panels[1].legend(loc="lower right")
    figures.save(figure, path, records)


if __name__ == "__main__":
    run(main)
