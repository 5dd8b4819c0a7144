"""The eight scene classes of Homework 1: a zip of folders with the course's split."""

from pathlib import Path, PurePosixPath

import numpy as np

from lib.datasets.archives import MAX_HELD, read_members
from lib.datasets.images import decode_all
from lib.datasets.matfile import read_mat
from lib.datasets.splits import whole
from lib.frame.errors import InputError

SPLIT_FILE = "traintest.mat"


def decode_scenes(path: Path, side: int) -> tuple[dict[str, tuple[np.ndarray, np.ndarray]], list]:
    """({"train": (x, y), "test": (x, y)}, class names); x: (n, side, side, 3) uint8, y: (n,) int64.

    The archive holds CLASS/NAME.jpg in some folder, and traintest.mat, whose train_imagenames,
    train_labels (1 to the number of classes), test_imagenames, test_labels and mapping give split
    and classes. Raises InputError for a damaged archive, a split file that is missing or
    incomplete, an image that it names and the archive lacks, and broken images.
    """
    pictures, split = {}, None
    for name, content in read_members(path, MAX_HELD):
        parts = PurePosixPath(name).parts
        if parts[-1] == SPLIT_FILE:
            split = _read_split(content, path.name)
        elif len(parts) > 1 and parts[-1].lower().endswith((".jpg", ".jpeg")):
            pictures["/".join(parts[-2:])] = content
    if split is None:
        raise InputError(f"{path.name}: holds no {SPLIT_FILE}")
    decoded = {}
    for key in ("train", "test"):
        names, y = split[key]
        missing = [name for name in names if name not in pictures]
        if missing:
            raise InputError(
                f"{path.name}: lacks {len(missing)} images that {SPLIT_FILE} names, the first is "
                f"{missing[0]}"
            )
        files = ((name, pictures[name]) for name in names)
        decoded[key] = decode_all(files, side, path.name), y
    return decoded, split["classes"]


def _read_split(content: bytes, what: str) -> dict:
    """{"train": (names, y), "test": ..., "classes": names} from the content of traintest.mat."""
    try:
        mat = read_mat(content)
        classes = [_text(entry) for entry in mat["mapping"].ravel()]
        split = {"classes": classes}
        for key in ("train", "test"):
            names = [_text(entry) for entry in mat[f"{key}_imagenames"].ravel()]
            split[key] = names, whole(mat[f"{key}_labels"].ravel()) - 1
    except Exception as error:  # SciPy's reader has no exception of its own for broken files
        raise InputError(f"{what}: {SPLIT_FILE} cannot be read ({error})") from None
    for key in ("train", "test"):
        names, y = split[key]
        if len(names) != len(y) or not len(y) or y.min() < 0 or y.max() >= len(classes):
            raise InputError(
                f"{what}: {SPLIT_FILE} has {len(names)} {key} names and {len(y)} labels; there "
                f"must be as many, with labels from 1 to {len(classes)}"
            )
    return split


def _text(cell: np.ndarray) -> str:
    """A cell of a MATLAB array of texts. Raises ValueError for one that holds anything else."""
    text = cell.item()
    if not isinstance(text, str):
        raise ValueError(f"{text!r:.40} stands where a text should")
    return text
