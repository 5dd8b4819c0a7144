"""Decode a dataset once into one array file.

Reads: the folder that fetch wrote. Writes: train_x, train_y, valid_x, valid_y, test_x, test_y with
the data's provenance. NIST36: x (n, 1024) float32, y (n, 36) float32 one-hot. Photographs: x
(n, side, side, 3) uint8, y (n,) class numbers, and the classes' names; CIFAR-10 and the scenes have
no validation split of their own, so it is cut from the training images.
"""

from pathlib import Path
from typing import Literal

import numpy as np

from lib.characters import SPLITS
from lib.datasets.cifar10 import CLASSES as CIFAR10_CLASSES
from lib.datasets.cifar10 import decode_cifar10
from lib.datasets.flowers17 import CLASSES as FLOWERS17_CLASSES
from lib.datasets.flowers17 import decode_flowers17
from lib.datasets.nist36 import load_mat
from lib.datasets.scenes import decode_scenes
from lib.datasets.splits import hold_out, spread
from lib.frame.errors import InputError
from lib.frame.params import Base, Prepare
from lib.frame.run import run
from lib.store.arrays import save_arrays
from lib.store.provenance import Provenance
from lib.store.threads import pinned


@pinned
def main(
    dataset: Literal["nist36", "cifar10", "scenes", "flowers17"],
    /,
    *,
    raw: Path,
    out: Path,
) -> str:
    record, arrays, limit = Provenance.of_folder(raw), {}, Prepare.load().limit
    if dataset == "nist36":
        parts = {split: load_mat(raw / f"nist36_{split}.mat", split) for split in SPLITS}
    else:
        parts, classes = photographs(dataset, raw, record)
        arrays["classes"] = np.array(classes)
    for split, (x, y) in parts.items():
        kept = spread(len(y), limit)
        arrays |= {f"{split}_x": x[kept], f"{split}_y": y[kept]}
    save_arrays(out, arrays, [record])
    return ", ".join(f"{len(arrays[f'{split}_y'])} {split}" for split in SPLITS) + " images"


def photographs(dataset: str, raw: Path, record: Provenance) -> tuple[dict, tuple[str, ...]]:
    """{split: (x, y)} and the classes' names. Raises InputError, naming what is wrong."""
    params = Prepare.load()
    archives = [raw / name for name in record.files if not name.endswith(".mat")]
    if len(archives) != 1:
        raise InputError(f"{raw}: holds {len(archives)} archives of images; it must hold one")
    if dataset == "flowers17":
        splits, number = raw / "datasplits.mat", params.flowers17_split
        parts = decode_flowers17(archives[0], splits, number, params.flowers17_side)
        return parts, FLOWERS17_CLASSES
    if dataset == "cifar10":
        parts, classes, valid = decode_cifar10(archives[0]), CIFAR10_CLASSES, params.cifar10_valid
    else:
        parts, classes = decode_scenes(archives[0], params.scenes_side)
        valid = params.scenes_valid
    x, y = parts["train"]
    held = hold_out(y, valid, np.random.default_rng(Base.load().seed))
    return parts | {"train": (x[~held], y[~held]), "valid": (x[held], y[held])}, classes


if __name__ == "__main__":
    run(main)
