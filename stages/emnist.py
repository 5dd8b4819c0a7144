"""Decode EMNIST's further letters, from which the page reader learns too (Q4).

Reads: the folder that fetch wrote, and prepared NIST36. Writes: train_x (n, 1024) float32 and
train_y (n, 36) float32 one-hot, laid out as NIST36's, with the data's provenance. Images that
NIST36's validation or test split holds are left out. Where no source has EMNIST, n is 0.
"""

from pathlib import Path

import numpy as np

from lib.characters import CLASSES
from lib.datasets.archives import only_archive
from lib.datasets.emnist import nist36_rows, not_among, read_by_class, spread_per_class
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
    record = Provenance.of_folder(raw)
    held_out, _ = load_arrays(nist36, "valid_x", "test_x")
    if record.source == "absent":
        images, classes = np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64)
    else:
        images, classes = read_by_class(only_archive(raw))
    new = not_among(images, np.concatenate([held_out["valid_x"], held_out["test_x"]]))
    images, classes = images[new], classes[new]
    kept = spread_per_class(classes, Prepare.load().emnist_per_class)
    y = np.eye(len(CLASSES), dtype=np.float32)[classes[kept]]
    save_arrays(out, {"train_x": nist36_rows(images[kept]), "train_y": y}, [record])
    return f"{len(kept)} letters; {np.sum(~new)} more are in NIST36's validation or test split"


if __name__ == "__main__":
    run(main)
