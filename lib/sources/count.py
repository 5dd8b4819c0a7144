"""How many items a dataset's folder holds. Every file is read for it once."""

from pathlib import Path

from PIL import Image

from lib.characters import SPLITS
from lib.datasets.archives import is_archive, read_members
from lib.datasets.emnist import read_by_class
from lib.datasets.nist36 import load_mat
from lib.frame.errors import InputError
from lib.sources.catalogue import Dataset

_CIFAR_RECORD = 1 + 32 * 32 * 3  # bytes an image in the batch files of CIFAR's binary version
_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png")


def count_items(dataset: Dataset, folder: Path) -> int:
    """The number of items, by the catalogue's ``count``. Raises InputError for unreadable files."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    archives = [path for path in files if is_archive(path)]
    if dataset.count == "rows":
        return sum(len(load_mat(folder / f"nist36_{split}.mat", split)[0]) for split in SPLITS)
    if dataset.count == "letters":
        return sum(len(read_by_class(archive)[1]) for archive in archives)
    if dataset.count == "files":
        return len(files)
    for path in files:
        if _is_image(path.name):
            _check_image(path)
    members = [(name, len(c)) for archive in archives for name, c in read_members(archive)]
    images = sum(map(_is_image, [path.name for path in files] + [name for name, _ in members]))
    return images + sum(size // _CIFAR_RECORD for name, size in members if name.endswith(".bin"))


def _is_image(name: str) -> bool:
    return name.lower().endswith(_IMAGE_SUFFIXES)


def _check_image(path: Path) -> None:
    try:
        with Image.open(path) as image:
            image.verify()
    except Exception as error:  # Pillow's decoders of damaged files raise nearly anything
        raise InputError(f"{path.name}: not an image that can be read ({error})") from None
