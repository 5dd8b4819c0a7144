"""Arrays on disk: .npz files that carry the provenance of the data behind them."""

import lzma
import os
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from lib.frame.errors import InputError
from lib.frame.files import replacing
from lib.store.provenance import Provenance

_KEY = "provenance"
# The head of a file inside a zip ends with the lengths of its name and of its extra fields.
_ZIP_HEADER = struct.Struct("<26x2H")
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
    OverflowError,
    struct.error,
    tokenize.TokenError,
)


def save_arrays(path: Path, arrays: dict[str, np.ndarray], records: Sequence[Provenance]) -> None:
    """Write ``arrays`` and the records to an uncompressed .npz, whole or not at all.

    Byte-identical for equal input.
    """
    content = arrays | {_KEY: np.array([record.to_json() for record in records])}
    with replacing(path) as unfinished, unfinished.open("wb") as file:
        np.savez(file, allow_pickle=True, **content)


def load_arrays(path: Path, *names: str) -> tuple[dict[str, np.ndarray], list[Provenance]]:
    """Read the named arrays (all, if none is named) and the records. Raises InputError."""
    return _read(path, names, lambda file, name: file[name])


def map_arrays(path: Path, *names: str) -> tuple[dict[str, np.ndarray], list[Provenance]]:
    """As ``load_arrays``, but the numbers stay on disk until they are used.

    So a set may be larger than the memory. The arrays may not be written to.
    """
    return _read(path, names, partial(_mapped, path))


def _read(
    path: Path, names: Sequence[str], member: Callable[[np.lib.npyio.NpzFile, str], np.ndarray]
) -> tuple[dict[str, np.ndarray], list[Provenance]]:
    try:
        if zipfile.is_zipfile(path):
            refuse_inflated(path)
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            records = [Provenance.from_json(str(text)) for text in file[_KEY]]
            wanted = names or [name for name in file.files if name != _KEY]
            arrays = {name: member(file, name) for name in wanted}
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


def _mapped(path: Path, file: np.lib.npyio.NpzFile, name: str) -> np.ndarray:
    """An array where it lies in the file; one of texts, or an empty one, is read at once."""
    if file.zip is None:
        raise ValueError("closed")
    info = file.zip.getinfo(f"{name}.npy")
    if info.compress_type != zipfile.ZIP_STORED or info.header_offset < 0:
        raise ValueError("compressed, or its directory is damaged")
    with path.open("rb") as opened:
        opened.seek(info.header_offset)
        header = opened.read(_ZIP_HEADER.size)
        opened.seek(sum(_ZIP_HEADER.unpack(header)), os.SEEK_CUR)  # a name, and extra fields
        shape, fortran, dtype = _array_header(opened)
        start = opened.tell()
    if dtype.kind not in "biuf" or 0 in shape:
        return file[name]
    return np.memmap(path, dtype, "r", start, shape, "F" if fortran else "C")


def _array_header(opened: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Shape, whether in Fortran's order, and type, from the head of an .npy file."""
    versions = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    return versions[np.lib.format.read_magic(opened)](opened)


def refuse_inflated(path: Path) -> None:
    """Raise InputError for a zip that holds more bytes than it has.

    Arrays and weights are stored as they are; a small file could otherwise fill the memory.
    """
    with zipfile.ZipFile(path) as archive:
        held = sum(info.file_size for info in archive.infolist())
    if held > path.stat().st_size:
        raise InputError(f"{path}: compressed; arrays must be stored as they are")
