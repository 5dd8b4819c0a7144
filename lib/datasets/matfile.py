"""MATLAB files: writing them so that equal content is equal bytes, reading them from anywhere."""

import io
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.io import loadmat, savemat

from lib.frame.errors import InputError

MOST = 5 * 10**8  # bytes that a file may hold, unpacked; NIST36 has under a fifth of it
_HDF5 = b"\x89HDF\r\n\x1a\n"  # at the start of files of version 7.3, or behind 512 bytes of text
_HEADING = b"MATLAB 5.0 MAT-file"
_HEADING_SIZE = 116  # bytes of text at the start of a .mat file, into which SciPy writes the date
_HEADER_SIZE = 128
_MATRIX, _COMPRESSED = 14, 15
_KINDS = {1, 2, 3, 4, 5, 6, 7, 9, 12, 13, _MATRIX, 16, 17, 18}  # of elements inside a matrix
_DEEPEST = 20  # matrices in each other


def mat_bytes(values: Mapping[str, np.ndarray], compress: bool = False) -> bytes:
    """A .mat file (version 5) without a date."""
    file: Any = io.BytesIO()  # SciPy takes it, though its types name paths alone
    savemat(file, values, do_compression=compress)
    return _HEADING.ljust(_HEADING_SIZE) + file.getvalue()[_HEADING_SIZE:]


def read_mat(content: bytes) -> dict[str, np.ndarray]:
    """What is in a .mat file of version 4 or 5, by name.

    Raises InputError, which does not name the file.
    """
    if _HDF5 in (content[:8], content[512:520]) or content.startswith(b"MATLAB 7.3"):
        raise InputError("of version 7.3, which is not read; save it in MATLAB with -v7")
    try:
        file: Any = io.BytesIO(_unpacked(content))
        return loadmat(file)
    except Exception as error:  # SciPy's reader has no exception of its own for broken files
        raise InputError(f"not a readable MATLAB file ({error})") from None


def _unpacked(content: bytes) -> bytes:
    """The file without compression, its elements checked: on some that are damaged SciPy crashes.

    Version 5 is a header and then elements, each a kind, a size and its data (MAT-File Format,
    MathWorks). Files of other versions are given back as they are.
    """
    if 0 in content[:4]:  # so begins version 4
        return content
    # As SciPy decides it: a mark that is neither is taken for the other order.
    order = "<" if content[_HEADER_SIZE - 2 : _HEADER_SIZE] == b"IM" else ">"
    parts, at, held = [content[:_HEADER_SIZE]], _HEADER_SIZE, 0
    while at < len(content):
        kind, size = struct.unpack_from(f"{order}2I", content, at)
        end = at + 8 + size
        if end > len(content):
            raise ValueError("it is cut off")
        if kind == _COMPRESSED:
            unpacker = zlib.decompressobj()
            part = unpacker.decompress(content[at + 8 : end], MOST - held + 1)
        else:
            part = content[at:end]
        held += len(part)
        if held > MOST:
            raise ValueError(f"it holds more than {MOST} bytes")
        _check(part, 0, len(part), order, 0)
        parts.append(part)
        at = end
    return b"".join(parts)


def _check(data: bytes, at: int, end: int, order: str, depth: int) -> None:
    """Raise ValueError or struct.error if anything but elements lies between two places."""
    while at < end:
        kind, size = struct.unpack_from(f"{order}2I", data, at)
        start, following = at + 8, at + 8 + size + -size % 8
        if kind >> 16:  # a small one: its data stand where the size of others does
            kind, size = kind & 0xFFFF, kind >> 16
            start, following = at + 4, at + 8
        if kind not in _KINDS or start + size > end or depth > _DEEPEST:
            raise ValueError("an element in it is damaged")
        if kind == _MATRIX:
            _check(data, start, start + size, order, depth + 1)
        at = following
