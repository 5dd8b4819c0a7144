"""Question 5.1 and 5.2: train the autoencoder with the assignment's settings and with ours.

Reads: prepared NIST36 (train). Writes: both networks' weights, their curves and the metrics.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.frame.params import Autoencoder, Base
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.store.arrays import load_arrays, save_arrays
from lib.store.metrics import write_metrics
from lib.store.tables import write_table
from lib.store.threads import pinned
from lib.training.autoencoder import Recipe, train


@pinned
def main(
    *,
    data: Path,
    weights: Annotated[list[Path], "default, tuned"],
    curves: Annotated[list[Path], "default, tuned"],
    metrics: Path,
) -> str:
    params, seed = Autoencoder.load(), Base.load().seed
    data, records = load_arrays(data, "train_x")

    histories = {}
    for name, weights_file, curve_file in zip(("default", "tuned"), weights, curves, strict=True):
        recipe = Recipe(**getattr(params, name).model_dump())
        with Progress(recipe.epochs, f"autoencoder {name}") as progress:
            weights, histories[name] = train(
                data["train_x"],
                recipe,
                np.random.default_rng(seed),
                lambda epoch, progress=progress: progress.step(f"loss {epoch.train_loss:.2f}"),
            )
        save_arrays(weights_file, weights, records)
        write_table(curve_file, histories[name])

    losses = {name: history[-1].train_loss for name, history in histories.items()}
    values = {"train_loss": losses["tuned"], "train_loss_default": losses["default"]}
    values["epochs"] = params.tuned.epochs
    n = len(data["train_x"])
    write_metrics(metrics, values, n=n, seed=seed, records=records)
    return f"squared error an image {losses['default']:.2f} by default, {losses['tuned']:.2f} tuned"


if __name__ == "__main__":
    run(main)
