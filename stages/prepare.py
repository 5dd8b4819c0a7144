"""Decode a dataset once into one array file.

Reads: the folder that fetch wrote. Writes: the arrays that ``lib.datasets.NAME.decode`` returns,
train_x, train_y, valid_x, valid_y, test_x, test_y and the classes' names, with the data's
provenance.
"""

import importlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lib.characters import SPLITS
from lib.datasets.splits import Arrays, spread
from lib.frame.errors import InputError
from lib.frame.params import Base, Prepare
from lib.frame.run import run
from lib.store.arrays import save_arrays
from lib.store.provenance import Provenance
from lib.store.threads import pinned


@pinned
def main(
    dataset: str,
    /,
    *,
    raw: Path,
    out: Path,
) -> str:
    record, params = Provenance.of_folder(raw), Prepare.load()
    arrays = decoder(dataset)(raw, params, np.random.default_rng(Base.load().seed))
    for split in SPLITS:
        kept = spread(len(arrays[f"{split}_y"]), params.limit)
        arrays |= {name: arrays[name][kept] for name in (f"{split}_x", f"{split}_y")}
    save_arrays(out, arrays, [record])
    return ", ".join(f"{len(arrays[f'{split}_y'])} {split}" for split in SPLITS) + " images"


def decoder(dataset: str) -> Callable[[Path, Prepare, np.random.Generator], Arrays]:
    """The function ``decode`` of a dataset's module. Raises InputError where there is none."""
    module = f"lib.datasets.{dataset}"
    try:
        return importlib.import_module(module).decode
    except (ModuleNotFoundError, AttributeError) as error:
        if isinstance(error, ModuleNotFoundError) and not module.startswith(error.name or module):
            raise
        raise InputError(
            f"unknown dataset '{dataset}': there is no lib/datasets/{dataset}.py with a function "
            "decode"
        ) from None


if __name__ == "__main__":
    run(main)
