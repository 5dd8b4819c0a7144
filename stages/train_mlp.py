"""Questions 3.1 and 3.2: train the classifier at one of three learning rates.

Reads: prepared NIST36 (train, valid). Writes: the weights of the best epoch on validation with the
initial ones beside them, some units' weights after several epochs, the metrics, and a curve (CSV).

The weights are written after each epoch that is the best so far, so that a training that diverges
or is stopped leaves them.
"""

from pathlib import Path
from typing import Literal

import numpy as np

from lib.frame.params import Base, Mlp, TrainMlp
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.nn.functions import Params
from lib.store.arrays import load_arrays, save_arrays
from lib.store.metrics import Epoch, write_metrics, write_table
from lib.store.threads import pinned
from lib.training.mlp import History, train

# The weights of so many units are kept after these epochs, to be looked at (Q3.3).
KEPT_UNITS, KEPT_EPOCHS = 16, (1, 2, 5, 10, 20, 50, 100, 200)


@pinned
def main(
    *,
    rate: Literal["tenth", "tuned", "tenfold"],
    data: Path,
    weights: Path,
    metrics: Path,
    curve: Path,
) -> str:
    recipe, seed = Mlp.load(), Base.load().seed
    learning_rate = getattr(TrainMlp.load(), rate)
    nist36, records = load_arrays(data, "train_x", "train_y", "valid_x", "valid_y")

    def keep(best: Params, history: History) -> None:
        initial = {"initial_Wlayer1": history.initial["Wlayer1"]}
        save_arrays(weights, best | initial, records)

    kept: dict[int, np.ndarray] = {}
    with Progress(recipe.epochs, f"train_mlp@{rate}") as progress:

        def show(epoch: Epoch, params: Params) -> None:
            if epoch.epoch in KEPT_EPOCHS:
                kept[epoch.epoch] = params["Wlayer1"][:, :KEPT_UNITS].copy()
            progress.step(f"loss {epoch.train_loss:.3f}, valid {epoch.valid_acc:.3f}")

        best_params, history = train(
            (nist36["train_x"], nist36["train_y"]),
            (nist36["valid_x"], nist36["valid_y"]),
            recipe,
            learning_rate,
            np.random.default_rng(seed),
            on_epoch=show,
            on_best=keep,
        )

    later = {"kept_epochs": np.array([*kept]), "kept_Wlayer1": np.stack([*kept.values()])}
    keep(best_params | later, history)
    write_table(curve, history.epochs)
    best = history.best
    values = {"learning_rate": learning_rate, "epochs": recipe.epochs, "best_epoch": best.epoch}
    values |= {
        key: getattr(best, key) for key in ("train_acc", "valid_acc", "train_loss", "valid_loss")
    }
    n = len(nist36["train_x"])
    write_metrics(metrics, values, n=n, seed=seed, records=records)
    return f"learning rate {learning_rate:g}, valid_acc {best.valid_acc:.3f}"


if __name__ == "__main__":
    run(main)
