"""Question 2.1: the same network trained from zeros, from Xavier's weights and from wrong scales.

Reads: prepared NIST36 (train, valid). Writes: the metrics and two figures.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.initialisation import SCHEMES, distinct_units, initialise, signal_by_layer
from lib.figures import style as figures
from lib.frame.params import Base, InitStudy
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.nn import compute_loss_and_acc
from lib.nn.classifier import predict
from lib.nn.descent import gathered, sgd_epoch
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned


@pinned
def main(
    *,
    data: Path,
    metrics: Path,
    figures: Annotated[Path, "folder"],
) -> str:
    params, seed = InitStudy.load(), Base.load().seed
    data, records = load_arrays(data, "train_x", "train_y", "valid_x", "valid_y")

    losses, values = {}, {}
    with Progress(len(SCHEMES) * params.epochs, "init_study") as progress:
        for scheme in SCHEMES:
            losses[scheme], values[scheme] = study(scheme, data, params, seed, progress)

    epochs = np.arange(1, params.epochs + 1)
    figure = figures.curves(epochs, losses, "training loss", "Q2.1 Loss by initialisation")
    figures.save(figure, figures / "q2_1_loss.png", records)
    draw_signals(params.depth, seed, figures / "q2_1_signal.png")
    n = len(data["train_x"])
    write_metrics(metrics, values, n=n, seed=seed, records=records)
    zeros, xavier = values["zeros"], values["xavier"]
    return (
        f"zeros: {zeros['distinct_units']} distinct unit, valid {zeros['valid_acc']:.3f}; "
        f"xavier: {xavier['distinct_units']}, valid {xavier['valid_acc']:.3f}"
    )


def study(scheme: str, data: dict, params: InitStudy, seed: int, progress: Progress):
    """Train from one scheme: the loss of each epoch, and what came out.

    In float64. In float32 some processors' BLAS rounds equal columns of a product differently, and
    that alone tells apart, step by step, what the zeros left equal.
    """
    rng = np.random.default_rng(seed)
    x, y = data["train_x"].astype(np.float64), data["train_y"].astype(np.float64)
    sizes = (x.shape[1], params.hidden_size, y.shape[1])
    W1, W2 = initialise(scheme, sizes, rng)
    network = {"Wlayer1": W1, "blayer1": np.zeros(sizes[1])}
    network |= {"Woutput": W2, "boutput": np.zeros(sizes[2])}
    losses = []
    for _ in range(params.epochs):
        batches = gathered(x, y, rng.permutation(len(x)), params.batch_size)
        loss, acc = sgd_epoch(batches, network, params.learning_rate)
        losses.append(loss)
        progress.step(f"{scheme} loss {loss:.3f}")
    _, valid_acc = compute_loss_and_acc(data["valid_y"], predict(data["valid_x"], network))
    units = distinct_units(network["Wlayer1"])
    outcome = {"train_loss": losses[-1], "train_acc": acc, "valid_acc": valid_acc}
    return losses, outcome | {"distinct_units": units}


def draw_signals(depth: int, seed: int, path: Path) -> None:
    figure, panels = figures.new(1, 2, width=8)
    for scheme in SCHEMES[1:]:
        signals = signal_by_layer(scheme, np.random.default_rng(seed), depth=depth)
        for axes, signal in zip(panels, signals, strict=True):
            axes.semilogy(np.arange(depth + 1), signal, marker="o", ms=4, label=scheme)
    panels[0].set(xlabel="layer", ylabel="standard deviation", title="Q2.1.3 Activations, forward")
    panels[1].set(xlabel="layer", title="Q2.1.3 Gradients, backward")
    panels[1].legend()
    figures.save(figure, path)


if __name__ == "__main__":
    run(main)
