"""Question 2.1: the same network trained from zeros, from Xavier's weights and from wrong scales.

Reads: prepared NIST36 (train, valid). Writes: the metrics, the losses by epoch, and the spread of
values and gradients by layer.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.depth import SCHEMES, signal_by_layer
from lib.frame.params import Base, InitStudy
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics, write_rows
from lib.store.threads import pinned
from lib.training.init_study import train_from


@pinned
def main(
    *,
    data: Path,
    metrics: Path,
    losses: Annotated[Path, "by epoch"],
    signals: Annotated[Path, "by layer"],
) -> str:
    params, seed = InitStudy.load(), Base.load().seed
    nist36, records = load_arrays(data, "train_x", "train_y", "valid_x", "valid_y")

    found, values = {}, {}
    with Progress(len(SCHEMES) * params.epochs, "init_study") as progress:

        def show(loss: float) -> None:
            progress.step(f"loss {loss:.3f}")

        for scheme in SCHEMES:
            found[scheme], values[scheme] = train_from(scheme, nist36, params, seed, show)

    epochs = range(1, params.epochs + 1)
    write_rows(losses, ("epoch", *found), zip(epochs, *found.values(), strict=True))
    passing = [scheme for scheme in SCHEMES if scheme != "zeros"]  # which let no signal through
    spread = [
        signal
        for scheme in passing
        for signal in signal_by_layer(scheme, np.random.default_rng(seed), depth=params.depth)
    ]
    names = [f"{scheme}_{what}" for scheme in passing for what in ("value", "gradient")]
    layers = range(params.depth + 1)
    write_rows(signals, ("layer", *names), zip(layers, *spread, strict=True))
    n = len(nist36["train_x"])
    write_metrics(metrics, values, n=n, seed=seed, records=records)
    return "; ".join(
        f"{scheme}: distinct units {of['distinct_units']}, valid {of['valid_acc']:.3f}"
        for scheme, of in values.items()
    )


if __name__ == "__main__":
    run(main)
