"""Small archives in EMNIST's format, for tests."""

import gzip
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

KINDS = ("images-idx3", "labels-idx1")
Half = tuple[str, str]  # a split and a half of it: ("byclass", "train")


def gzipped(content: bytes) -> bytes:
    """The same bytes at any time: tests have them in their names, which two processes compare."""
    return gzip.compress(content, 1, mtime=0)


def idx(values: np.ndarray) -> bytes:
    """An IDX file of bytes."""
    shape = np.array(values.shape, ">u4").tobytes()
    return bytes([0, 0, 8, values.ndim]) + shape + values.tobytes()


def member(half: Half, kind: str) -> str:
    return f"gzip/emnist-{'-'.join(half)}-{kind}-ubyte.gz"


def emnist_zip(halves: Mapping[Half, tuple[np.ndarray, np.ndarray]]) -> bytes:
    """An archive of images (n, 28, 28) uint8 and labels (n,) uint8 for each half."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for half, arrays in halves.items():
            for kind, values in zip(KINDS, arrays, strict=True):
                archive.writestr(member(half, kind), gzipped(idx(values)))
    return file.getvalue()


def dotted(labels: np.ndarray, start: int = 0) -> np.ndarray:
    """An image for each label, no two alike: image i has two dots, which spell start + i."""
    images = np.zeros((len(labels), 28, 28), np.uint8)
    rows, columns = np.divmod(start + np.arange(len(labels)), 28)
    images[np.arange(len(labels)), rows % 28, columns] = 255
    images[np.arange(len(labels)), 27 - rows // 28, 27] = 200
    return images


def written(path: Path, halves: Mapping[Half, tuple[np.ndarray, np.ndarray]]) -> Path:
    path.write_bytes(emnist_zip(halves))
    return path
