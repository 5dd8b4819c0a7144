"""Question 2.5: the same gradients against PyTorch's automatic differentiation.

A stage of its own, so that the NumPy half needs no PyTorch. Reads: prepared NIST36. Writes: the
metrics.
"""

from dataclasses import asdict
from pathlib import Path

import numpy as np

from lib.analysis.autograd import autograd_gradients
from lib.analysis.gradcheck import check_gradients
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
    rng = np.random.default_rng(seed)
    found = check_gradients(x, y, params.examples, autograd_gradients, rng)
    write_metrics(metrics, asdict(found), n=params.examples, seed=seed, records=records)
    return str(found)


if __name__ == "__main__":
    run(main)
