"""Arrays on disk: .npz files that carry the provenance of the data behind them."""

import lzma
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lib.errors import InputError
from lib.provenance import Provenance

_KEY = "provenance"
# What NumPy and the modules under it raise for files that are damaged, or made to do harm.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    ValueError,
    EOFError,
    TypeError,
    SyntaxError,
    AttributeError,
    RecursionError,
    RuntimeError,
    MemoryError,
)


def save_arrays(path: Path, arrays: dict[str, np.ndarray], records: Sequence[Provenance]) -> None:
    """Write ``arrays`` and the records to an uncompressed .npz; byte-identical for equal input."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays, **{_KEY: np.array([record.to_json() for record in records])})


def load_arrays(path: Path, *names: str) -> tuple[dict[str, np.ndarray], list[Provenance]]:
    """Read the named arrays (all, if none is named) and the records. Raises InputError."""
    try:
        if zipfile.is_zipfile(path):
            refuse_inflated(path)
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            records = [Provenance.from_json(str(text)) for text in file[_KEY]]
            wanted = names or [name for name in file.files if name != _KEY]
            arrays = {name: file[name] for name in wanted}
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; 'make' builds it") from None
    except KeyError as error:
        raise InputError(f"{path}: not an array file of this project ({error.args[0]})") from None
    except (*_DAMAGE, InputError):
        # Not NumPy's own words: they advise to allow pickled objects, which may run any code.
        raise InputError(f"{path}: not an array file of this project, or damaged") from None
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray):
            raise InputError(f"{path}: {name} is no array")
    return arrays, records


def refuse_inflated(path: Path) -> None:
    """Raise InputError for a zip that holds more bytes than it has.

    Arrays and weights are stored as they are; a small file could otherwise fill the memory.
    """
    with zipfile.ZipFile(path) as archive:
        held = sum(info.file_size for info in archive.infolist())
    if held > path.stat().st_size:
        raise InputError(f"{path}: compressed; arrays must be stored as they are")
