"""NIST36 as the course distributes it: three .mat files of 32x32 letters and digits.

Each row of ``SPLIT_data`` is an image stored transposed (``row.reshape(32, 32).T`` is upright),
paper 1 and ink 0; ``SPLIT_labels`` is one-hot over A to Z, then 0 to 9.
"""

from pathlib import Path

import numpy as np

from lib.characters import CLASSES, SIDE, SPLITS
from lib.datasets.matfile import mat_bytes, read_mat
from lib.frame.errors import InputError


def decode(raw: Path, params: object, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The arrays of the three splits; ``params`` and ``rng`` are not used.

    x: (n, 1024) float32, y: (n, 36) float32 one-hot. Raises InputError as ``load_mat`` does.
    """
    arrays = {}
    for split in SPLITS:
        arrays[f"{split}_x"], arrays[f"{split}_y"] = load_mat(raw / f"nist36_{split}.mat", split)
    return arrays


def load_mat(path: Path, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Read and check one split -> x (n, 1024) float32, y (n, 36) float32 one-hot.

    Raises InputError, naming the file and what is wrong: not a .mat file, keys missing, a wrong
    shape, values that are no grey levels, labels that are not one-hot.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    try:
        content = read_mat(path.read_bytes())
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    data, labels = f"{split}_data", f"{split}_labels"
    for key in (data, labels):
        if key not in content:
            held = ", ".join(k for k in content if not k.startswith("__")) or "nothing"
            raise InputError(f"{path}: holds {held}; it must hold {data} and {labels}")
        if not isinstance(content[key], np.ndarray):
            raise InputError(f"{path}: {key} is sparse; it must be a full matrix")
    x, y = content[data], content[labels]
    if x.ndim != 2 or x.shape[1] != SIDE**2 or len(x) == 0:
        raise InputError(f"{path}: {data} has shape {x.shape}; it must be (N, {SIDE**2})")
    if y.shape != (len(x), len(CLASSES)):
        raise InputError(
            f"{path}: {labels} has shape {y.shape}; it must be ({len(x)}, {len(CLASSES)})"
        )
    for key, values in ((data, x), (labels, y)):
        if values.dtype.kind not in "biuf":
            raise InputError(f"{path}: {key} is of type {values.dtype}; it must hold real numbers")
        if wrong := np.count_nonzero(~np.isfinite(values)):
            raise InputError(
                f"{path}: {key} holds {wrong} values that are NaN or infinite; all must be finite"
            )
    # Bicubic resizing overshoots 0 and 1 a little; anything further out is no such image.
    if not (x.min() >= -1 and x.max() <= 2):
        raise InputError(f"{path}: {data} holds values outside 0..1 (paper is 1, ink is 0)")
    if not (np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all()):
        raise InputError(f"{path}: {labels} is not one-hot")
    # A .mat file holds columns; an example's numbers together make batches of them cheap.
    return x.astype(np.float32, order="C"), y.astype(np.float32, order="C")


def save_mat(path: Path, split: str, x: np.ndarray, y: np.ndarray) -> None:
    """Write one split in the course's format. x: (n, 1024), y: (n, 36) one-hot."""
    content: dict[str, np.ndarray] = {
        f"{split}_data": x.astype(np.float64),
        f"{split}_labels": y.astype(np.uint8),
    }
    path.write_bytes(mat_bytes(content, compress=True))
