"""Question 1: every identity checked in numbers, with the curves that explain it.

Writes: the metrics (largest deviations from each identity), and the curves of softmax, of the
activations and of vanishing gradients.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.depth import gradient_by_depth
from lib.analysis.theory import LINE, activations, measure_identities, overflow, verdict
from lib.frame.params import Base, Theory
from lib.frame.run import run
from lib.store.metrics import write_json, write_rows
from lib.store.threads import pinned


@pinned
def main(
    *,
    metrics: Path,
    curves: Annotated[Path, "folder"],
) -> str:
    params, seed = Theory.load(), Base.load().seed
    rng = np.random.default_rng(seed)

    sizes = {}
    for name in ("sigmoid", "tanh"):
        found = [gradient_by_depth(rng, name, params.depth) for _ in range(params.repeats)]
        sizes[name] = np.mean(found, axis=0)
    layers = {"layers": np.arange(params.depth + 1)}
    back = {name: size[::-1] for name, size in sizes.items()}
    for name, columns in {
        "softmax": overflow(),
        "activations": activations(),
        "vanishing": layers | back,
    }.items():
        write_rows(curves / f"{name}.csv", list(columns), zip(*columns.values(), strict=True))

    values = measure_identities(rng)
    left = {f"q1_6_gradient_left_{name}": float(size[0]) for name, size in sizes.items()}
    write_json(metrics, values | left | {"n": len(LINE), "seed": seed, "source": "none"})
    return verdict(values)


if __name__ == "__main__":
    run(main)
