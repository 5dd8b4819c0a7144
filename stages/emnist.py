"""Decode EMNIST's further letters, for the page reader to learn from (Q4).

Reads: the folder that fetch wrote, and prepared NIST36. Writes: train_x (n, 1024) float32 and
train_y (n, 36) float32 one-hot, laid out as NIST36's, with the data's provenance. An image that
NIST36's validation or test split holds is left out. Where no source has EMNIST, n is 0.
"""

from pathlib import Path

import numpy as np

from lib.characters import CLASSES
from lib.datasets.emnist import nist36_rows, not_among, read_further, spread_per_class
from lib.frame.errors import InputError
from lib.frame.params import Prepare
from lib.frame.run import run
from lib.store.arrays import load_arrays, save_arrays
from lib.store.provenance import Provenance
from lib.store.threads import pinned


@pinned
def main(
    *,
    raw: Path,
    nist36: Path,
    out: Path,
) -> str:
    record, most = Provenance.of_folder(raw), Prepare.load().emnist_per_class
    judges, _ = load_arrays(nist36, "valid_x", "test_x")
    if record.source == "absent":
        images, classes = np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64)
    elif len(record.files) == 1:
        images, classes = read_further(raw / next(iter(record.files)))
    else:
        raise InputError(f"{raw}: holds {len(record.files)} files; it must hold one archive")
    new = not_among(images, np.concatenate([judges["valid_x"], judges["test_x"]]))
    images, classes = images[new], classes[new]
    kept = spread_per_class(classes, most)
    y = np.eye(len(CLASSES), dtype=np.float32)[classes[kept]]
    save_arrays(out, {"train_x": nist36_rows(images[kept]), "train_y": y}, [record])
    return f"{len(kept)} letters; {np.sum(~new)} were left out that NIST36 judges by"


if __name__ == "__main__":
    run(main)
