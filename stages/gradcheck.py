"""Question 2.5: analytic against numerical gradients, for every weight of both networks.

The networks are the assignment's classifier and the autoencoder of question 5, at their real sizes,
on a few real images in float64. Reads: prepared NIST36. Writes: the metrics.
"""

from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np

from lib.analysis.gradcheck import check_gradients
from lib.analysis.numerical import numerical_gradients
from lib.frame.params import Base, Gradcheck
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned


@pinned
def main(
    *,
    data: Path,
    metrics: Path,
) -> str:
    params, seed = Gradcheck.load(), Base.load().seed
    nist36, records = load_arrays(data, "train_x", "train_y")
    x, y = nist36["train_x"], nist36["train_y"]
    numerical = partial(numerical_gradients, eps=params.eps)
    rng = np.random.default_rng(seed)
    found = check_gradients(x, y, params.examples, numerical, rng)
    write_metrics(metrics, asdict(found), n=params.examples, seed=seed, records=records)
    return str(found)


if __name__ == "__main__":
    run(main)
