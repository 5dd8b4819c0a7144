"""Prepared sets that are read from disk as they are needed, damaged."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from faults.mutations import damaged, strangers
from faults.watch import Case
from lib.store.arrays import map_arrays, save_arrays
from lib.store.provenance import Provenance

RECORD = Provenance("nist36", "stand-in", {"a.mat": "0" * 64}, 3)


def cases() -> Iterator[Case]:
    arrays = {"x": np.arange(60, dtype=np.float32).reshape(3, 20), "y": np.arange(3)}
    arrays["classes"] = np.array(["a", "b", "c"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.npz"
        save_arrays(path, arrays, [RECORD])
        content = path.read_bytes()
    yield from strangers(".npz")
    yield from damaged(content, 400, ".npz")


def use(file: Path) -> None:
    """Values may be other ones: no checksum is read with them."""
    arrays, _ = map_arrays(file)
    for array in arrays.values():
        assert isinstance(array, np.ndarray)
        assert array.nbytes <= file.stat().st_size
        array.tolist()
