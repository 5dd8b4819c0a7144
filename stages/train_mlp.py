"""Questions 3.1 and 3.2: train the classifier at one of three learning rates.

Reads: prepared NIST36 (train, valid). Writes: the weights of the best epoch on validation with the
initial ones beside them, the metrics, and a curve (CSV).

The weights that are best so far are written as they come, so that a training that diverges or is
stopped leaves them.
"""

from pathlib import Path

import numpy as np

from lib.frame.params import Base, Mlp, TrainMlp
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.nn.functions import Params
from lib.store.arrays import load_arrays, save_arrays
from lib.store.metrics import write_metrics
from lib.store.tables import write_table
from lib.store.threads import pinned
from lib.training.distortion import Distortion
from lib.training.mlp import History, Recipe, train


@pinned
def main(
    *,
    rate: str,
    data: Path,
    weights: Path,
    metrics: Path,
    curve: Path,
) -> str:
    params, seed = Mlp.load().model_dump(), Base.load().seed
    distortion = Distortion(**params.pop("distortion"))
    learning_rate = getattr(TrainMlp.load(), rate)
    recipe = Recipe(**params, learning_rate=learning_rate, distortion=distortion)
    data, records = load_arrays(data, "train_x", "train_y", "valid_x", "valid_y")

    def keep(best: Params, history: History) -> None:
        initial = {"initial_Wlayer1": history.initial["Wlayer1"]}
        save_arrays(weights, best | initial, records)

    with Progress(recipe.epochs, f"train_mlp@{rate}") as progress:
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

    write_table(curve, history.epochs)
    best = history.best
    values = {"learning_rate": learning_rate, "epochs": recipe.epochs, "best_epoch": best.epoch}
    values |= {
        key: getattr(best, key) for key in ("train_acc", "valid_acc", "train_loss", "valid_loss")
    }
    n = len(data["train_x"])
    write_metrics(metrics, values, n=n, seed=seed, records=records)
    return f"learning rate {learning_rate:g}, valid_acc {best.valid_acc:.3f}"


if __name__ == "__main__":
    run(main)
