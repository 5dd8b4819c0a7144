"""NIST36 rebuilt from EMNIST (Cohen et al. 2017), where the course's own archive is gone."""

from pathlib import Path

import numpy as np

from lib.characters import CLASSES
from lib.datasets.emnist import HALVES, nist36_labels, nist36_rows, read_split
from lib.datasets.nist36 import save_mat
from lib.frame.errors import InputError

# Per class, as the course's archive has it. Test images come from EMNIST's test half.
PER_CLASS = {"train": 300, "valid": 100, "test": 50}


def build_nist36(archive: Path, folder: Path, rng: np.random.Generator) -> None:
    """Write the three .mat files into ``folder`` from the balanced split of EMNIST's ``gzip.zip``.

    Raises InputError for a damaged or incomplete archive.
    """
    parts = read_split(archive, "balanced")
    if len(parts) < len(HALVES):
        raise InputError(f"{archive.name}: does not hold EMNIST's balanced split")
    for half, splits in (("train", ("train", "valid")), ("test", ("test",))):
        images, labels = parts[half]
        ours = nist36_labels(labels)
        by_class = [rng.permutation(np.flatnonzero(ours == c)) for c in range(len(CLASSES))]
        start = 0
        for split in splits:
            stop = start + PER_CLASS[split]
            if any(len(rows) < stop for rows in by_class):
                raise InputError(f"{archive.name}: too few images of a class for {split}")
            rows = np.concatenate([rows[start:stop] for rows in by_class])
            y = np.eye(len(CLASSES), dtype=np.uint8)[ours[rows]]
            save_mat(folder / f"nist36_{split}.mat", split, nist36_rows(images[rows]), y)
            start = stop
