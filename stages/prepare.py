"""Decode NIST36 once: three .mat files, checked, into one array file.

Reads: the folder that fetch wrote. Writes: train_x, train_y, valid_x, valid_y, test_x, test_y
(float32; x (n, 1024), y (n, 36) one-hot) with the data's provenance.
"""

import argparse
from pathlib import Path

from lib.arrays import save_arrays
from lib.nist36 import SPLITS, load_mat
from lib.provenance import Provenance
from lib.running import run


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    arrays = {}
    for split in SPLITS:
        x, y = load_mat(args.raw / f"nist36_{split}.mat", split)
        arrays |= {f"{split}_x": x, f"{split}_y": y}
    save_arrays(args.out, arrays, [Provenance.of_folder(args.raw)])
    return ", ".join(f"{len(arrays[f'{split}_x'])} {split}" for split in SPLITS) + " images"


if __name__ == "__main__":
    run(main)
