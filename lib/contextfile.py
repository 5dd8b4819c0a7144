"""The reader's context in a file, with the temperature of the network that it was chosen with."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lib.arrays import load_arrays, save_arrays
from lib.context import Context
from lib.errors import InputError
from lib.language import BOUNDARY
from lib.provenance import Provenance

__all__ = ["load_context", "save_context"]

_NUMBERS = ("temperature", "weight", "mix", "neighbour")


def save_context(
    path: Path, context: Context, temperature: float, records: Sequence[Provenance]
) -> None:
    """Write a context and the temperature of the network that it was chosen with."""
    arrays = {name: np.array(getattr(context, name)) for name in _NUMBERS[1:]}
    arrays |= {"trigrams": context.trigrams, "temperature": np.array(temperature)}
    save_arrays(path, arrays, records)


def load_context(path: Path) -> tuple[Context, float, list[Provenance]]:
    """What ``save_context`` wrote. Raises InputError, naming the file and the array."""
    arrays, records = load_arrays(path, *_NUMBERS, "trigrams")
    for name, array in arrays.items():
        shape = (BOUNDARY + 1,) * 3 if name == "trigrams" else ()
        least = 0 if name in ("weight", "mix", "neighbour") else np.finfo(float).tiny
        if array.shape != shape or array.dtype != np.float64:
            found = f"{name} is {array.dtype} of shape {array.shape}"
            raise InputError(f"{path}: {found}; it must be float64, {shape}")
        if not (np.isfinite(array).all() and array.min() >= least):
            raise InputError(f"{path}: {name} holds numbers that are not finite, or too small")
    temperature, *settings = (float(arrays[name]) for name in _NUMBERS)
    return Context(arrays["trigrams"], *settings), temperature, records
