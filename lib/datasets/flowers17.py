"""Oxford Flowers 17: a tar of numbered JPEG files, 17 kinds in order, and a file with splits."""

import re
from pathlib import Path, PurePosixPath

import numpy as np

from lib.datasets.archives import MAX_HELD, only_archive, read_members
from lib.datasets.images import decode_all
from lib.datasets.matfile import read_mat
from lib.datasets.splits import Arrays, Parts, as_arrays, whole
from lib.frame.errors import InputError
from lib.frame.params import Prepare

# In the order of the archive, as its authors list them.
CLASSES = (
    "daffodil", "snowdrop", "lily of the valley", "bluebell", "crocus", "iris", "tigerlily",
    "tulip", "fritillary", "sunflower", "daisy", "colt's foot", "dandelion", "cowslip",
    "buttercup", "windflower", "pansy",
)  # fmt: skip
SPLITS = {"train": "trn", "valid": "val", "test": "tst"}


def decode(raw: Path, params: Prepare, rng: np.random.Generator) -> Arrays:
    """The arrays of the three splits and the classes' names; ``rng`` is not used.

    x: (n, side, side, 3) uint8, y: (n,) int64. Raises InputError as ``read_archive`` does.
    """
    archive, splits = only_archive(raw), raw / "datasplits.mat"
    parts = read_archive(archive, splits, params.flowers17_split, params.flowers17_side)
    return {"classes": np.array(CLASSES)} | as_arrays(parts)


def read_archive(archive: Path, splits: Path, split: int, side: int) -> Parts:
    """{"train": (x, y), "valid": ..., "test": ...}; x: (n, side, side, 3) uint8, y: (n,) int64.

    archive: holds image_0001.jpg and on, equally many of each kind, kind by kind. splits: holds
    trnK, valK and tstK, numbers of images from 1; split: K, 1 to 3. Raises InputError for damaged
    files, broken images, a number of images that 17 does not divide, gaps in their numbers, and
    splits that name no such image or share one.
    """
    numbered = {}
    for name, content in read_members(archive, MAX_HELD):
        if found := re.fullmatch(r"image_(\d+)\.jpe?g", PurePosixPath(name).name):
            numbered[int(found[1])] = (name, content)
    n = len(numbered)
    if n == 0 or n % len(CLASSES) or sorted(numbered) != list(range(1, n + 1)):
        raise InputError(
            f"{archive.name}: holds {n} images; they must be numbered from 1 without gaps, "
            f"equally many of {len(CLASSES)} kinds"
        )
    chosen = _read_splits(splits, split, n)
    x = decode_all((numbered[number] for number in range(1, n + 1)), side, archive.name)
    y = np.repeat(np.arange(len(CLASSES)), n // len(CLASSES))
    return {key: (x[numbers - 1], y[numbers - 1]) for key, numbers in chosen.items()}


def _read_splits(path: Path, split: int, n: int) -> dict[str, np.ndarray]:
    try:
        mat = read_mat(path.read_bytes())
        chosen = {key: whole(mat[f"{short}{split}"].ravel()) for key, short in SPLITS.items()}
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except Exception as error:  # SciPy's reader has no exception of its own for broken files
        raise InputError(f"{path.name}: no readable splits ({error})") from None
    numbers = np.concatenate(list(chosen.values()))
    if len(numbers) != len(np.unique(numbers)):
        raise InputError(f"{path.name}: an image stands in more than one part of split {split}")
    for key, part in chosen.items():
        if not len(part) or part.min() < 1 or part.max() > n:
            raise InputError(
                f"{path.name}: {SPLITS[key]}{split} must name images from 1 to {n}, at least one"
            )
    return chosen
