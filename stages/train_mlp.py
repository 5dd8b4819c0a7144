"""Questions 3.1 and 3.2: train the classifier at one of three learning rates.

Reads: prepared NIST36 (train, valid). Writes: the weights of the best epoch on validation with the
initial ones beside them, the metrics, a curve (CSV) and two figures (accuracy, loss).

The weights that are best so far are written as they come, so that a training that diverges or is
stopped leaves them.
"""

import argparse
from pathlib import Path

import numpy as np

from lib.figures import style as figures
from lib.frame.params import Base, Mlp, TrainMlp
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.nn.functions import Params
from lib.store.arrays import load_arrays, save_arrays
from lib.store.metrics import write_metrics
from lib.store.tables import Epoch, write_curve
from lib.training.distortion import Distortion
from lib.training.mlp import History, Recipe, train


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", choices=TrainMlp.model_fields, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--metrics", type=Path, required=True)
    parser.add_argument("--curve", type=Path, required=True)
    parser.add_argument("--accuracy", type=Path, required=True, help="figure")
    parser.add_argument("--loss", type=Path, required=True, help="figure")
    args = parser.parse_args()
    params, seed = Mlp.load().model_dump(), Base.load().seed
    distortion = Distortion(**params.pop("distortion"))
    learning_rate = getattr(TrainMlp.load(), args.rate)
    recipe = Recipe(**params, learning_rate=learning_rate, distortion=distortion)
    data, records = load_arrays(args.data, "train_x", "train_y", "valid_x", "valid_y")

    def keep(best: Params, history: History) -> None:
        initial = {"initial_Wlayer1": history.initial["Wlayer1"]}
        save_arrays(args.weights, best | initial, records)

    with Progress(recipe.epochs, f"train_mlp@{args.rate}") as progress:
        _, history = train(
            (data["train_x"], data["train_y"]),
            (data["valid_x"], data["valid_y"]),
            recipe,
            np.random.default_rng(seed),
            on_epoch=lambda epoch: progress.step(
                f"loss {epoch.train_loss:.3f}, valid {epoch.valid_acc:.3f}"
            ),
            on_best=keep,
        )

    write_curve(args.curve, history.epochs)
    draw(history.epochs, f"{args.rate} rate, {learning_rate:g}", args, records)
    best = history.best
    values = {"learning_rate": learning_rate, "epochs": recipe.epochs, "best_epoch": best.epoch}
    values |= {
        key: getattr(best, key) for key in ("train_acc", "valid_acc", "train_loss", "valid_loss")
    }
    n = len(data["train_x"])
    write_metrics(args.metrics, values, n=n, seed=seed, records=records)
    return f"learning rate {learning_rate:g}, valid_acc {best.valid_acc:.3f}"


def draw(history: list[Epoch], name: str, args: argparse.Namespace, records: list) -> None:
    epochs = np.array([epoch.epoch for epoch in history])
    for path, key, label in ((args.accuracy, "acc", "accuracy"), (args.loss, "loss", "loss")):
        series = {
            split: np.array([getattr(epoch, f"{short}_{key}") for epoch in history])
            for split, short in (("training", "train"), ("validation", "valid"))
        }
        title = f"Q3.2 {label.capitalize()} at the {name}"
        figures.save(figures.curves(epochs, series, label, title), path, records)


if __name__ == "__main__":
    run(main)
