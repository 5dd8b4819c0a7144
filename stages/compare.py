"""Every two classifiers of the same test images: is one better than the other?

Reads: a folder of predictions, a file a classifier. Writes: the metrics, with McNemar's exact test
of each two: what one reads right and the other wrong, and how probable so uneven a split is by
chance.
"""

from itertools import permutations
from pathlib import Path
from typing import Annotated

import numpy as np

from lib.analysis.paired import mcnemar
from lib.frame.errors import InputError
from lib.frame.params import Base
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned


@pinned
def main(predictions: Annotated[Path, "folder"], /, *, metrics: Path) -> str:
    loaded = {file.stem: load_arrays(file) for file in sorted(predictions.glob("*.npz"))}
    if not loaded:
        raise InputError(f"predictions {predictions}: no folder that holds any (name.npz)")
    found = {name: arrays for name, (arrays, _) in loaded.items()}
    records = [record for _, of_file in loaded.values() for record in of_file]
    right = {name: arrays["read"] == arrays["truth"] for name, arrays in found.items()}
    values: dict[str, dict] = {name: {} for name in found}
    for first, second in permutations(found, 2):
        if np.array_equal(found[first]["truth"], found[second]["truth"]):
            values[first][second] = mcnemar(right[first], right[second])
    images = sum(len(truth) for truth in {tuple(of["truth"]) for of in found.values()})
    write_metrics(metrics, values, n=images, seed=Base.load().seed, records=records)
    return f"{len(found)} classifiers, {sum(map(len, values.values())) // 2} pairs"


if __name__ == "__main__":
    run(main)
