"""Arrays on disk: .npz files that carry the provenance of the data behind them."""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lib.errors import InputError
from lib.provenance import Provenance

_KEY = "provenance"


def save_arrays(path: Path, arrays: dict[str, np.ndarray], records: Sequence[Provenance]) -> None:
    """Write ``arrays`` and the records to an uncompressed .npz; byte-identical for equal input."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays, **{_KEY: np.array([record.to_json() for record in records])})


def load_arrays(path: Path, *names: str) -> tuple[dict[str, np.ndarray], list[Provenance]]:
    """Read the named arrays (all, if none is named) and the records. Raises InputError."""
    try:
        with np.load(path, allow_pickle=False) as file:
            records = [Provenance.from_json(str(text)) for text in file[_KEY]]
            wanted = names or [name for name in file.files if name != _KEY]
            return {name: file[name] for name in wanted}, records
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; 'make' builds it") from None
    except KeyError as error:
        raise InputError(f"{path}: not an array file of this project ({error.args[0]})") from None
    except (InputError, zipfile.BadZipFile, zlib.error, ValueError, EOFError):
        # Not NumPy's own words: they advise to allow pickled objects, which may run any code.
        raise InputError(f"{path}: not an array file of this project, or damaged") from None
