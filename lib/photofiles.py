"""Which photos a command line means: files, folders and patterns."""

from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path

__all__ = ["SUFFIXES", "expand", "photos_in"]

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp")


def photos_in(folder: Path) -> list[Path]:
    """The files of a folder that are named like photos, by name."""
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())


def expand(names: Iterable[str]) -> Iterator[Path]:
    """Files as they are, folders as the photos in them, patterns as what matches, by name.

    What leads to no photo is given back as it is: opening it will say what is wrong.
    """
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from photos_in(path) or [path]
        elif has_magic(name) and not path.exists():
            matches = sorted(Path(match) for match in glob(name, recursive=True))
            yield from [match for match in matches if not match.is_dir()] or [path]
        else:
            yield path
