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
from lib.store.metrics import write_metrics, write_table
from lib.store.threads import pinned
from lib.training.autoencoder import AutoencoderEpoch, train


@pinned
def main(
    *,
    data: Path,
    weights: Annotated[list[Path], "default, tuned"],
    curves: Annotated[list[Path], "default, tuned"],
    metrics: Path,
) -> str:
    params, seed = Autoencoder.load(), Base.load().seed
    recipes = {"default": params.default, "tuned": params.tuned}
    nist36, records = load_arrays(data, "train_x")
    x = nist36["train_x"]

    losses = {}
    with Progress(sum(recipe.epochs for recipe in recipes.values()), "autoencoder") as progress:

        def show(epoch: AutoencoderEpoch) -> None:
            progress.step(f"loss {epoch.train_loss:.2f}")

        for (name, recipe), at, curve in zip(recipes.items(), weights, curves, strict=True):
            network, epochs = train(x, recipe, np.random.default_rng(seed), show)
            save_arrays(at, network, records)
            write_table(curve, epochs)
            losses[name] = epochs[-1].train_loss

    values = {"train_loss": losses["tuned"], "train_loss_default": losses["default"]}
    values["epochs"] = params.tuned.epochs
    write_metrics(metrics, values, n=len(x), seed=seed, records=records)
    return f"squared error an image {losses['default']:.2f} by default, {losses['tuned']:.2f} tuned"


if __name__ == "__main__":
    run(main)
