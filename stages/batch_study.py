"""Question 2.4: batches drawn once and kept, against batches drawn afresh each epoch.

Reads: prepared NIST36 (train, valid). Writes: the metrics and the curves.
"""

from pathlib import Path

import numpy as np

from lib.frame.params import Base, BatchStudy
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics, write_rows
from lib.store.threads import pinned
from lib.training.batch_study import KINDS, course, summary, train_on


@pinned
def main(
    *,
    data: Path,
    metrics: Path,
    curve: Path,
) -> str:
    params, seed = BatchStudy.load(), Base.load().seed
    nist36, records = load_arrays(data, "train_x", "train_y", "valid_x", "valid_y")

    histories = {}
    with Progress(len(KINDS) * params.repeats * params.epochs, "batch_study") as progress:

        def show(loss: float) -> None:
            progress.step(f"loss {loss:.3f}")

        for kind in KINDS:
            seeds = range(seed, seed + params.repeats)
            histories[kind] = np.array([train_on(kind, nist36, params, s, show) for s in seeds])

    columns = course(histories)
    write_rows(curve, list(columns), zip(*columns.values(), strict=True))
    values = {kind: summary(history) for kind, history in histories.items()}
    n = len(nist36["train_x"])
    write_metrics(metrics, values | {"repeats": params.repeats}, n=n, seed=seed, records=records)
    return "; ".join(
        f"{kind} batches: loss {v['train_loss']:.3f}, valid {v['valid_acc']:.3f}"
        f" +- {v['valid_acc_sd']:.3f}"
        for kind, v in values.items()
    )


if __name__ == "__main__":
    run(main)
