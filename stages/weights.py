"""Question 3.3: the first layer's weights as pictures, before and after training.

Reads: the chosen weights. Writes: two figures and the metrics.
"""

from pathlib import Path

from lib.analysis.weights import neighbour_correlation, weight_images
from lib.figures.images import draw_weights
from lib.figures.picture import save
from lib.frame.params import Base
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned


@pinned
def main(
    *,
    weights: Path,
    before: Path,
    after: Path,
    metrics: Path,
) -> str:
    arrays, records = load_arrays(weights, "initial_Wlayer1", "Wlayer1")

    values = {}
    for when, name, path in (
        ("before", "initial_Wlayer1", before),
        ("after", "Wlayer1", after),
    ):
        images = weight_images(arrays[name])
        values[f"neighbour_correlation_{when}"] = neighbour_correlation(images)
        save(draw_weights(images), path, records)
    n = arrays["Wlayer1"].shape[1]
    write_metrics(metrics, values, n=n, seed=Base.load().seed, records=records)
    return "neighbouring weights correlate {:.2f} before, {:.2f} after".format(*values.values())


if __name__ == "__main__":
    run(main)
