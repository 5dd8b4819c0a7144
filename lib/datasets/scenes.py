"""The eight scene classes of Homework 1: a zip of folders with the course's split."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from lib.datasets.archives import MAX_HELD, only_archive, read_members
from lib.datasets.images import decode_all
from lib.datasets.matfile import read_mat
from lib.datasets.splits import Arrays, Parts, as_arrays, cut_validation, whole
from lib.frame.errors import InputError
from lib.frame.params import Prepare

SPLIT_FILE = "traintest.mat"


@dataclass(frozen=True)
class Split:
    """What traintest.mat says: class names, and for train and test the images' names and classes.

    y: (n,) int64, from 0.
    """

    classes: list[str]
    names: dict[str, list[str]]
    y: dict[str, np.ndarray]


def decode(raw: Path, params: Prepare, rng: np.random.Generator) -> Arrays:
    """The arrays of the three splits and the classes' names; validation is cut from training.

    x: (n, side, side, 3) uint8, y: (n,) int64. Raises InputError as ``read_archive`` does.
    """
    parts, classes = read_archive(only_archive(raw), params.scenes_side)
    parts = cut_validation(parts, params.scenes_valid, rng)
    return {"classes": np.array(classes)} | as_arrays(parts)


def read_archive(path: Path, side: int) -> tuple[Parts, list[str]]:
    """({"train": (x, y), "test": (x, y)}, class names); x: (n, side, side, 3) uint8, y: (n,) int64.

    The archive holds CLASS/NAME.jpg in some folder, and traintest.mat, whose train_imagenames,
    train_labels (1 to the number of classes), test_imagenames, test_labels and mapping give split
    and classes. Raises InputError for a damaged archive, a split file that is missing or
    incomplete, an image that it names and the archive lacks, and broken images.
    """
    pictures: dict[str, bytes] = {}
    split = None
    for name, content in read_members(path, MAX_HELD):
        parts = PurePosixPath(name).parts
        if parts[-1] == SPLIT_FILE:
            split = _read_split(content, path.name)
        elif len(parts) > 1 and parts[-1].lower().endswith((".jpg", ".jpeg")):
            pictures["/".join(parts[-2:])] = content
    if split is None:
        raise InputError(f"{path.name}: holds no {SPLIT_FILE}")
    decoded = {}
    for key, names in split.names.items():
        missing = [name for name in names if name not in pictures]
        if missing:
            raise InputError(
                f"{path.name}: lacks {len(missing)} images that {SPLIT_FILE} names, the first is "
                f"{missing[0]}"
            )
        files = ((name, pictures[name]) for name in names)
        decoded[key] = decode_all(files, side, path.name), split.y[key]
    return decoded, split.classes


def _read_split(content: bytes, what: str) -> Split:
    try:
        mat = read_mat(content)
        split = Split(
            classes=_texts(mat["mapping"]),
            names={key: _texts(mat[f"{key}_imagenames"]) for key in ("train", "test")},
            y={key: whole(mat[f"{key}_labels"].ravel()) - 1 for key in ("train", "test")},
        )
    except Exception as error:  # SciPy's reader has no exception of its own for broken files
        raise InputError(f"{what}: {SPLIT_FILE} cannot be read ({error})") from None
    for key, names in split.names.items():
        y = split.y[key]
        if len(names) != len(y) or not len(y) or y.min() < 0 or y.max() >= len(split.classes):
            raise InputError(
                f"{what}: {SPLIT_FILE} has {len(names)} {key} names and {len(y)} labels; there "
                f"must be as many, with labels from 1 to {len(split.classes)}"
            )
    return split


def _texts(cells: np.ndarray) -> list[str]:
    """The texts of a MATLAB cell array. Raises ValueError where a cell holds anything else."""
    texts = [cell.item() for cell in cells.ravel()]
    for text in texts:
        if not isinstance(text, str):
            raise ValueError(f"{text!r:.40} stands where a text should")
    return texts
