"""Reading zip and tar archives from outside without trusting them.

A member's path must stay inside the target, links and devices are refused, and the unpacked size is
limited. Nothing is ever written under a name that the archive chose: callers name what they want.
"""

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from lib.errors import InputError

MAX_UNPACKED = 4 * 2**30  # bytes; the largest archive in the catalogue unpacks to under 1 GiB
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
)


def read_members(path: Path, limit: int = MAX_UNPACKED) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of every regular file in a zip or (compressed) tar, in its order.

    Raises InputError for an archive that is damaged, truncated or of another kind, for an unsafe
    member and for more than ``limit`` bytes of content.
    """
    try:
        opened = _zip_members if zipfile.is_zipfile(path) else _tar_members
        for name, size, read in opened(path):
            limit -= size
            if limit < 0:
                raise InputError(f"{path.name}: unpacks to more than the limit; not read")
            parts = PurePosixPath(name.replace("\\", "/"))
            if (
                not parts.parts
                or parts.is_absolute()
                or ".." in parts.parts
                or ":" in parts.parts[0]
            ):
                raise InputError(f"{path.name}: member '{name}' points outside the archive")
            content = read()
            if len(content) != size:
                raise InputError(f"{path.name}: member '{name}' is truncated")
            yield name, content
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except _DAMAGE as error:
        raise InputError(f"{path.name}: damaged, truncated or no archive ({error})") from None


def _zip_members(path: Path):
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.external_attr >> 16 & 0o170000 == 0o120000:
                raise InputError(f"{path.name}: member '{info.filename}' is a link")
            if not info.is_dir():
                yield info.filename, info.file_size, lambda info=info: archive.read(info)


def _tar_members(path: Path):
    with tarfile.open(path) as archive:
        for info in archive:
            if not (info.isfile() or info.isdir()):
                raise InputError(f"{path.name}: member '{info.name}' is a link or a device")
            if info.isfile():
                yield info.name, info.size, lambda info=info: archive.extractfile(info).read()
        # tarfile stops at the end mark; the compressed stream's own checksum comes after it.
        while archive.fileobj.read(2**20):
            pass


def extract(path: Path, wanted: Collection[str], folder: Path) -> None:
    """Write the members whose base names are ``wanted`` into ``folder``, flat.

    Raises InputError as ``read_members`` does, and when a wanted file is not in the archive.
    """
    found: dict[str, bytes] = {}
    for name, content in read_members(path):
        base = PurePosixPath(name).name
        if base in wanted and "__MACOSX" not in name:
            found.setdefault(base, content)
    if missing := sorted(set(wanted) - found.keys()):
        raise InputError(f"{path.name}: holds no {', '.join(missing)}")
    for base, content in found.items():
        (folder / base).write_bytes(content)
