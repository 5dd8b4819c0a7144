"""A stand-in for NIST36, for where the real one is not to be had: drawn, not scanned.

Every image is one character by a writer of its own, laid out as NIST36 lays it out: 32x32 pixels,
centred, aspect kept. The sizes, stroke widths and edges follow the distributions of real ones.
"""

from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter

from lib.characters import CLASSES
from lib.characters import SIDE as _SIDE
from lib.datasets.nist36 import save_mat
from lib.handwriting.pen import ink, random_writer
from lib.handwriting.pen import write as write_character

_EXTENT, _EXTENT_SPREAD, _EXTENT_LIMITS = 24.8, 2.8, (18.0, 31.0)  # longest side of the ink
_PEN, _PEN_SPREAD, _PEN_LIMITS = 2.3, 0.36, (1.4, 6.0)  # stroke width; spread of its logarithm
_BLUR = 0.8  # pixels, standard deviation of the softest edges
_GAIN = 1.25  # scanned ink is black even where it is thin,
_WHITE = 0.03  # and paper is white even beside it


def write(folder: Path, rng: np.random.Generator, transcripts: Path) -> None:
    """Write the three .mat files, as the course's archive has them; ``transcripts`` is not used."""
    for split, (x, y) in generate(rng).items():
        save_mat(folder / f"nist36_{split}.mat", split, x, y)


def generate(
    rng: np.random.Generator,
    n_train_per_class: int = 200,
    n_valid: int = 100,
    n_test: int = 50,
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Draw the splits "train", "valid" and "test", with so many images of each class.

    Each split is (x, y). x: (n, 1024) float32, rows are 32x32 images stored transposed
    (``x.reshape(32, 32).T`` is upright), paper 1, ink 0. y: (n, 36) uint8, one-hot, A-Z then 0-9.
    Rows are in random order, as in the real set.
    """
    sizes = {"train": n_train_per_class, "valid": n_valid, "test": n_test}
    return {split: _split(n, rng) for split, n in sizes.items()}


def _split(n_per_class: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    labels = rng.permutation(np.repeat(np.arange(len(CLASSES)), n_per_class))
    inked = np.empty((len(labels), _SIDE, _SIDE), np.float32)
    for image, label in zip(inked, labels, strict=True):
        image[:] = _draw(CLASSES[label], rng)
    soft = gaussian_filter(inked, (0, _BLUR, _BLUR))
    softness = rng.random((len(labels), 1, 1), dtype=np.float32)
    inked += softness**2 * (soft - inked)
    upright = np.clip(1 + _WHITE - _GAIN * inked, 0, 1)
    x = np.ascontiguousarray(upright.transpose(0, 2, 1)).reshape(len(labels), -1)
    return x, np.eye(len(CLASSES), dtype=np.uint8)[labels]


def _draw(character: str, rng: np.random.Generator) -> np.ndarray:
    """One character, (32, 32) float32, upright, 1 where inked."""
    strokes = write_character(character, random_writer(rng), rng)
    extent = np.clip(rng.normal(_EXTENT, _EXTENT_SPREAD), *_EXTENT_LIMITS)
    pen = np.clip(_PEN * np.exp(rng.normal(0, _PEN_SPREAD)), *_PEN_LIMITS)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (extent - pen) / (high - low).max()
    middle = (low + high) / 2
    return ink([(s - middle) * scale + _SIDE / 2 for s in strokes], pen, (_SIDE, _SIDE))
