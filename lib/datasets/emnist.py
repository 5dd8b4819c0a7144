"""EMNIST's archive (Cohen et al. 2017): digits and capitals as NIST36 lays them out.

EMNIST's images are 28x28, ink 255 on 0, and stored transposed as NIST36's are: a margin of two
pixels and an inversion make them rows of NIST36. Its splits number digits first, then capitals,
then lower-case letters, which are left out here.
"""

import gzip
import io
import zlib
from pathlib import Path

import numpy as np

from lib.characters import CLASSES, SIDE
from lib.datasets.archives import read_members
from lib.frame.errors import InputError

HALVES = ("train", "test")
MOST = 2**30  # bytes of one unpacked file; the largest official one has 547 MB
_LETTERS = len(CLASSES) - 10
_IDX_UBYTE = 0x08


def read_by_class(archive: Path) -> tuple[np.ndarray, np.ndarray]:
    """The digits and capitals of the by_class split, of both halves or of the one that is there.

    Returns images (n, 28, 28) uint8 as they are stored and classes (n,) int64 as NIST36 numbers
    them. Raises InputError for a damaged archive, or one without that split.
    """
    parts = read_split(archive, "byclass")
    if not parts:
        raise InputError(f"{archive.name}: does not hold EMNIST's by_class split")
    images = np.concatenate([images for images, _ in parts.values()])
    classes = nist36_labels(np.concatenate([labels for _, labels in parts.values()]))
    return images[classes >= 0], classes[classes >= 0]


def spread_per_class(classes: np.ndarray, most: int) -> np.ndarray:
    """Indices, ascending, of at most ``most`` examples of each class, evenly spread.

    classes: (n,) int -> (m,) int64.
    """
    chosen = []
    for label in np.unique(classes):
        indices = np.flatnonzero(classes == label)
        kept = min(most, len(indices))
        chosen.append(indices[np.arange(kept) * len(indices) // kept])
    return np.sort(np.concatenate([np.zeros(0, np.int64), *chosen]))


def not_among(images: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Which images differ, in some pixel, from every one of NIST36's rows.

    images: (n, 28, 28) uint8, rows: (m, 1024), paper 1 and ink 0 -> (n,) bool.
    """
    margin = (SIDE - images.shape[1]) // 2
    inner = slice(margin, SIDE - margin)
    levels = np.rint(255 * (1 - rows.reshape(-1, SIDE, SIDE)[:, inner, inner])).astype(np.uint8)
    known = {image.tobytes() for image in levels}
    return np.array([image.tobytes() not in known for image in images], bool)


def nist36_rows(images: np.ndarray) -> np.ndarray:
    """EMNIST's images as rows of NIST36: (n, 28, 28) uint8 -> (n, 1024) float32, paper 1."""
    margin = (SIDE - images.shape[1]) // 2
    padded = np.pad(images, ((0, 0), (margin, margin), (margin, margin)))
    levels = (1 - np.arange(256) / 255).astype(np.float32)
    return levels[padded.reshape(-1, SIDE**2)]


def nist36_labels(labels: np.ndarray) -> np.ndarray:
    """EMNIST's class numbers as NIST36's, letters first; -1 for lower-case letters.

    labels: (n,) uint8 -> (n,) int64.
    """
    labels = labels.astype(np.int64)
    ours = np.where(labels < 10, labels + _LETTERS, labels - 10)
    return np.where(labels < len(CLASSES), ours, -1)


def read_split(archive: Path, split: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """{half: (images, labels)} of each half of a split that the archive holds.

    images: (n, 28, 28) uint8, labels: (n,) uint8. Raises InputError for damaged files.
    """
    wanted = {
        f"emnist-{split}-{half}-{kind}-ubyte.gz": (half, kind)
        for half in HALVES
        for kind in ("images-idx3", "labels-idx1")
    }
    found = {
        wanted[name.rpartition("/")[2]]: _idx(archive, name, content)
        for name, content in read_members(archive)
        if name.rpartition("/")[2] in wanted
    }
    parts = {}
    for half in HALVES:
        if (half, "images-idx3") in found and (half, "labels-idx1") in found:
            images, labels = found[half, "images-idx3"], found[half, "labels-idx1"]
            if images.shape[1:] != (28, 28) or labels.shape != images.shape[:1]:
                raise InputError(
                    f"{archive.name}: {split} {half} has images of shape {images.shape} and labels "
                    f"of shape {labels.shape}; they must be (n, 28, 28) and (n,)"
                )
            parts[half] = images, labels
    return parts


def _idx(archive: Path, name: str, content: bytes) -> np.ndarray:
    """Decode a gzipped IDX file of bytes (LeCun's MNIST format): dimensions, then values."""
    try:
        with gzip.open(io.BytesIO(content)) as file:
            raw = file.read(MOST + 1)
        if len(raw) > MOST:
            raise ValueError("it unpacks to more than the limit")
        kind, rank = raw[2], raw[3]
        shape = np.frombuffer(raw, ">u4", rank, offset=4)
        if kind != _IDX_UBYTE:
            raise ValueError("values are not bytes")
        return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)
    except (OSError, EOFError, zlib.error, IndexError, ValueError) as error:
        raise InputError(f"{archive.name}: {name} is damaged ({error})") from None
