"""Question 1: every identity checked in numbers, with the figures that explain it.

Writes: the metrics (largest deviations from each identity) and three figures.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.depth import gradient_by_depth
from lib.analysis.theory import LINE, SCORES, measure_identities, verdict
from lib.figures.style import save
from lib.figures.theory import draw_activations, draw_overflow, draw_vanishing
from lib.frame.params import Base, Theory
from lib.frame.run import run
from lib.store.metrics import write_json
from lib.store.threads import pinned


@pinned
def main(
    *,
    metrics: Path,
    figures: Annotated[Path, "folder"],
) -> str:
    params, seed = Theory.load(), Base.load().seed
    rng = np.random.default_rng(seed)

    sizes = {}
    for name in ("sigmoid", "tanh"):
        found = [gradient_by_depth(rng, name, params.depth) for _ in range(params.repeats)]
        sizes[name] = np.mean(found, axis=0)
    save(draw_overflow(SCORES), figures / "q1_1_shift.png")
    save(draw_activations(LINE), figures / "q1_4_activations.png")
    save(draw_vanishing(sizes), figures / "q1_6_vanishing.png")

    values = measure_identities(rng)
    left = {f"q1_6_gradient_left_{name}": float(size[0]) for name, size in sizes.items()}
    write_json(metrics, values | left | {"n": len(LINE), "seed": seed, "source": "none"})
    return verdict(values)


if __name__ == "__main__":
    run(main)
