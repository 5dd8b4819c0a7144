"""NIST36 rebuilt from EMNIST (Cohen et al. 2017), where the course's own archive is gone."""

import gzip
import io
import zlib
from pathlib import Path

import numpy as np

from lib.archives import MAX_HELD, read_members
from lib.errors import InputError
from lib.nist36 import CLASSES, SIDE, save_mat

# Per class, as the course's archive has it. Test images come from EMNIST's test half.
PER_CLASS = {"train": 300, "valid": 100, "test": 50}
_LETTERS = len(CLASSES) - 10
_IDX_UBYTE = 0x08


def build_nist36(archive: Path, folder: Path, rng: np.random.Generator) -> None:
    """Write the three .mat files into ``folder`` from EMNIST's ``gzip.zip``.

    The balanced split has 47 classes: 0 to 9, A to Z, and eleven lower-case ones that are left out.
    Its images are 28x28, ink 255 on 0, stored transposed like NIST36's, so a margin of two pixels
    and an inversion suffice. Raises InputError for a damaged or incomplete archive.
    """
    wanted = {
        f"emnist-balanced-{half}-{kind}-ubyte.gz": (half, kind)
        for half in ("train", "test")
        for kind in ("images-idx3", "labels-idx1")
    }
    parts = {
        wanted[name.rpartition("/")[2]]: _idx(archive, name, content)
        for name, content in read_members(archive)
        if name.rpartition("/")[2] in wanted
    }
    if len(parts) < len(wanted):
        raise InputError(f"{archive.name}: does not hold EMNIST's balanced split")
    for half, splits in (("train", ("train", "valid")), ("test", ("test",))):
        images, labels = parts[half, "images-idx3"], parts[half, "labels-idx1"]
        # EMNIST counts digits first, NIST36 letters first.
        ours = np.where(labels < 10, labels + _LETTERS, labels.astype(int) - 10)
        ours[labels >= len(CLASSES)] = -1
        by_class = [rng.permutation(np.flatnonzero(ours == c)) for c in range(len(CLASSES))]
        start = 0
        for split in splits:
            stop = start + PER_CLASS[split]
            if any(len(rows) < stop for rows in by_class):
                raise InputError(f"{archive.name}: too few images of a class for {split}")
            rows = np.concatenate([rows[start:stop] for rows in by_class])
            margin = (SIDE - images.shape[1]) // 2
            padded = np.pad(images[rows], ((0, 0), (margin, margin), (margin, margin)))
            x = 1 - padded.reshape(len(rows), -1) / 255
            y = np.eye(len(CLASSES), dtype=np.uint8)[ours[rows]]
            save_mat(folder / f"nist36_{split}.mat", split, x, y)
            start = stop


def _idx(archive: Path, name: str, content: bytes) -> np.ndarray:
    """Decode a gzipped IDX file of bytes (LeCun's MNIST format): dimensions, then values."""
    try:
        with gzip.open(io.BytesIO(content)) as file:
            raw = file.read(MAX_HELD + 1)
        if len(raw) > MAX_HELD:
            raise ValueError("it unpacks to more than the limit")
        kind, rank = raw[2], raw[3]
        shape = np.frombuffer(raw, ">u4", rank, offset=4)
        if kind != _IDX_UBYTE:
            raise ValueError("values are not bytes")
        return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)
    except (OSError, EOFError, zlib.error, IndexError, ValueError) as error:
        raise InputError(f"{archive.name}: {name} is damaged ({error})") from None
