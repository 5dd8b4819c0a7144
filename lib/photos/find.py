"""Find photos: in folders, by patterns, and on standard input."""

import atexit
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from glob import glob, has_magic
from pathlib import Path

from lib.photos.limits import MAX_BYTES

STANDARD_INPUT = "-"
BLOCK = 1 << 20  # bytes of it that are copied at a time
SUFFIXES = (
    ".avif", ".bmp", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".pdf", ".png", ".ppm", ".tif",
    ".tiff", ".webp",
)  # fmt: skip


def photos_in(folder: Path) -> list[Path]:
    """The files with a photo's suffix in a folder and the folders in it, sorted.

    Hidden files and folders are left out. Links to folders are not followed, since they may lead
    round in circles. A folder that may not be read is passed on, so that opening it says so.
    """
    found: list[Path] = []

    def pass_on(error: OSError) -> None:
        found.append(Path(error.filename))

    for place, folders, files in os.walk(folder, onerror=pass_on):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(place, name) for name in files if not name.startswith(".")]
        found += [path for path in paths if path.suffix.lower() in SUFFIXES and path.is_file()]
    return sorted(found)


def expand(names: Iterable[str]) -> Iterator[Path]:
    """Replace folders by the photos in them and patterns by the files that match, sorted by name.

    A name that leads to no photo is passed on, so that opening it reports the error.
    """
    for name in names:
        path = Path(name)
        if os.path.isdir(name):
            yield from photos_in(path) or [path]
        elif has_magic(name) and not os.path.exists(name):
            matches = sorted(Path(match) for match in glob(name, recursive=True))
            yield from [match for match in matches if not match.is_dir()] or [path]
        else:
            yield path


@cache
def standard_input() -> Path:
    """What stands on standard input, in a file that is removed when the program ends.

    A file, since images are read back and forth, and by other processes too. It stops one byte
    after MAX_BYTES.
    """
    left = MAX_BYTES + 1
    with tempfile.NamedTemporaryFile(prefix="photo-", delete=False) as kept:
        atexit.register(os.unlink, kept.name)
        while left and (part := sys.stdin.buffer.read(min(left, BLOCK))):
            kept.write(part)
            left -= len(part)
    return Path(kept.name)
