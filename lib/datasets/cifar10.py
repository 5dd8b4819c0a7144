"""CIFAR-10's archive to arrays: the official binary version, or an image file for each image."""

from pathlib import Path, PurePosixPath

import numpy as np

from lib.datasets.archives import MAX_HELD, only_archive, read_members
from lib.datasets.images import decode_all
from lib.datasets.splits import Arrays, Parts, as_arrays, cut_validation
from lib.frame.errors import InputError
from lib.frame.params import Prepare

CLASSES = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
SIDE = 32
PICTURES = (".png", ".jpg", ".jpeg")
RECORD = 1 + 3 * SIDE * SIDE  # a label, then the red, the green and the blue plane, row by row

Files = list[tuple[str, bytes]]  # names and contents


def decode(raw: Path, params: Prepare, rng: np.random.Generator) -> Arrays:
    """The arrays of the three splits and the classes' names; validation is cut from training.

    x: (n, 32, 32, 3) uint8, y: (n,) int64. Raises InputError as ``read_archive`` does.
    """
    parts = cut_validation(read_archive(only_archive(raw)), params.cifar10_valid, rng)
    return {"classes": np.array(CLASSES)} | as_arrays(parts)


def read_archive(path: Path) -> Parts:
    """{"train": (x, y), "test": (x, y)}; x: (n, 32, 32, 3) uint8, y: (n,) int64.

    Binary archives hold data_batch_1.bin to data_batch_5.bin and test_batch.bin; archives of PNG or
    JPEG files {train,test}/CLASS/NAME.png or .jpg. Images keep the archive's order of names.
    Raises InputError for damaged archives, broken images, an unknown class and a split that is
    missing.
    """
    binary: dict[str, bytes] = {}
    pictures: dict[str, bytes] = {}
    for name, content in read_members(path, MAX_HELD):
        kind = PurePosixPath(name).suffix.lower()
        if kind == ".bin":
            binary[PurePosixPath(name).name] = content
        elif kind in PICTURES:
            pictures[name] = content
    if binary:
        parts, read = _binary_parts(binary), _from_binary
    else:
        parts, read = _picture_parts(pictures, path.name), _from_pictures
    for split, files in parts.items():
        if not files:
            raise InputError(f"{path.name}: holds no {split} images of CIFAR-10")
    return {split: read(files, path.name) for split, files in parts.items()}


def _binary_parts(binary: dict[str, bytes]) -> dict[str, Files]:
    prefixes = {"train": "data_batch", "test": "test_batch"}
    return {
        split: [(name, binary[name]) for name in sorted(binary) if name.startswith(prefix)]
        for split, prefix in prefixes.items()
    }


def _picture_parts(pictures: dict[str, bytes], what: str) -> dict[str, Files]:
    parts: dict[str, Files] = {"train": [], "test": []}
    for name in sorted(pictures):
        *_, split, label = ("", "", *PurePosixPath(name).parts[:-1])
        if split not in parts or label not in CLASSES:
            raise InputError(
                f"{what}: '{name}' is not of the form train/CLASS/NAME.png or test/CLASS/NAME.jpg "
                f"with a class among {', '.join(CLASSES)}"
            )
        parts[split].append((name, pictures[name]))
    return parts


def _from_binary(files: Files, what: str) -> tuple[np.ndarray, np.ndarray]:
    for name, content in files:
        if len(content) == 0 or len(content) % RECORD:
            raise InputError(
                f"{what}: {name} has {len(content)} bytes; records of {RECORD} bytes are expected"
            )
    records = np.frombuffer(b"".join(content for _, content in files), np.uint8)
    records = records.reshape(-1, RECORD)
    y = records[:, 0].astype(np.int64)
    if y.max() >= len(CLASSES):
        raise InputError(f"{what}: holds the label {y.max()}; labels are 0 to {len(CLASSES) - 1}")
    planes = records[:, 1:].reshape(-1, 3, SIDE, SIDE)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), y


def _from_pictures(files: Files, what: str) -> tuple[np.ndarray, np.ndarray]:
    y = [CLASSES.index(PurePosixPath(name).parts[-2]) for name, _ in files]
    return decode_all(files, SIDE, what), np.array(y, np.int64)
