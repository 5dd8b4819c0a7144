"""Question 5.1 and 5.2: train the autoencoder with the assignment's settings and with ours.

Reads: prepared NIST36 (train). Writes: both networks' weights, their curves, a figure of the loss,
and the metrics.
"""

import argparse
from pathlib import Path

import numpy as np

from lib.figures import style as figures
from lib.frame.params import Autoencoder, Base
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.store.arrays import load_arrays, save_arrays
from lib.store.metrics import write_metrics
from lib.store.tables import write_curve
from lib.training.autoencoder import Recipe, train


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, nargs=2, required=True, help="default, tuned")
    parser.add_argument("--curves", type=Path, nargs=2, required=True, help="default, tuned")
    parser.add_argument("--figure", type=Path, required=True)
    parser.add_argument("--metrics", type=Path, required=True)
    args = parser.parse_args()
    params, seed = Autoencoder.load(), Base.load().seed
    data, records = load_arrays(args.data, "train_x")

    histories = {}
    for name, weights_file, curve_file in zip(
        ("default", "tuned"), args.weights, args.curves, strict=True
    ):
        recipe = Recipe(**getattr(params, name).model_dump())
        with Progress(recipe.epochs, f"autoencoder {name}") as progress:
            weights, histories[name] = train(
                data["train_x"],
                recipe,
                np.random.default_rng(seed),
                lambda epoch, progress=progress: progress.step(f"loss {epoch.train_loss:.2f}"),
            )
        save_arrays(weights_file, weights, records)
        write_curve(curve_file, histories[name])

    draw(histories, args.figure, records)
    losses = {name: history[-1].train_loss for name, history in histories.items()}
    values = {"train_loss": losses["tuned"], "train_loss_default": losses["default"]}
    values["epochs"] = params.tuned.epochs
    n = len(data["train_x"])
    write_metrics(args.metrics, values, n=n, seed=seed, records=records)
    return f"squared error an image {losses['default']:.2f} by default, {losses['tuned']:.2f} tuned"


def draw(histories: dict[str, list], path: Path, records: list) -> None:
    figure, axes = figures.new()
    for name, history in histories.items():
        axes.plot([e.epoch for e in history], [e.train_loss for e in history], label=name)
    axes.set(xlabel="epoch", ylabel="squared error an image", ylim=(0, None))
    axes.set_title("Q5.2 Training loss of the autoencoder")
    axes.legend()
    figures.save(figure, path, records)


if __name__ == "__main__":
    run(main)
