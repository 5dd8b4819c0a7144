"""Question 2.5: analytic against numerical gradients, for every weight of both networks.

The networks are the assignment's classifier and the autoencoder of question 5, at their real sizes,
on a few real images in float64. Reads: prepared NIST36. Writes: the metrics.
"""

import argparse
from pathlib import Path

import numpy as np

from lib.arrays import load_arrays
from lib.gradcheck import analytic_gradients, numerical_gradients, relative_errors
from lib.metrics import write_metrics
from lib.networks import autoencoder, classifier
from lib.params.base import Base
from lib.params.gradcheck import Gradcheck
from lib.running import run


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--metrics", type=Path, required=True)
    args = parser.parse_args()
    params, seed = Gradcheck.load(), Base.load().seed
    rng = np.random.default_rng(seed)

    arrays, records = load_arrays(args.data, "train_x", "train_y")
    chosen = rng.choice(len(arrays["train_x"]), params.examples, replace=False)
    x = arrays["train_x"][chosen].astype(np.float64)
    y = arrays["train_y"][chosen].astype(np.float64)

    errors = {}
    for network, target in ((classifier(rng), y), (autoencoder(rng), x)):
        analytic = analytic_gradients(network, x, target)
        numeric = numerical_gradients(network, x, target, params.eps)
        for name in numeric:
            errors[f"{network.name}.{name}"] = relative_errors(analytic[name], numeric[name])
    worst = max(float(table.max()) for table in errors.values())
    checked = sum(table.size for table in errors.values())
    values = {
        "max_relative_error": worst,
        "checked": checked,
        "layers": {name: float(table.max()) for name, table in errors.items()},
    }
    write_metrics(args.metrics, values, n=params.examples, seed=seed, records=records)
    return f"{checked} gradients checked, largest relative error {worst:.1e}"


if __name__ == "__main__":
    run(main)
