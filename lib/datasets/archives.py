"""Reading zip and tar archives from outside without trusting them.

A member's path must stay inside the target, links and devices are refused, and the unpacked size is
limited, of each member too, which is held in memory. Nothing is ever written under a name that the
archive chose: callers name what they want.
"""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Literal

from lib.frame.errors import InputError

# What a tar is called when it is packed by gzip, bzip2 or xz, or not at all. How it is packed, its
# first bytes say.
SUFFIXES = (
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz",
)  # fmt: skip
MAX_UNPACKED = 4 * 2**30  # bytes; the largest archive in the catalogue unpacks to under 1 GiB
MAX_HELD = 2**29  # bytes of one member, and of a dataset whose members are all held in memory
MAX_PADDING = 2**24  # bytes that may stand behind the end of a tar
Opener = Callable[[Path, Literal["rb"]], io.BufferedIOBase]
_UNPACKERS: dict[bytes, Opener] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
}
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    UnicodeDecodeError,
)


def is_archive(path: Path) -> bool:
    """Whether a file is called like a zip or a tar."""
    return path.name.lower().endswith(SUFFIXES)


def only_archive(folder: Path) -> Path:
    """The one archive in ``folder``, whatever it is called. Raises InputError."""
    found = [path for path in folder.glob("*") if is_archive(path)]
    if len(found) != 1:
        raise InputError(f"{folder}: holds {len(found)} archives (zip or tar); it must hold one")
    return found[0]


def read_members(path: Path, limit: int = MAX_UNPACKED) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of every regular file in a zip or (compressed) tar, in its order.

    Raises InputError for an archive that is damaged, truncated or of another kind, for an unsafe
    member, for one of more than ``MAX_HELD`` bytes and for more than ``limit`` bytes of content.
    """
    try:
        opened = _zip_members if zipfile.is_zipfile(path) else _tar_members
        for name, size, read in opened(path):
            limit -= size
            if limit < 0 or not 0 <= size <= MAX_HELD:
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


Members = Iterator[tuple[str, int, Callable[[], bytes]]]  # name, size, and what reads it


def _zip_members(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise InputError(f"{path.name}: member '{info.filename}' is a link or a device")
            if not info.is_dir():
                yield info.filename, info.file_size, partial(archive.read, info)


def _tar_members(path: Path) -> Members:
    with path.open("rb") as file:
        head = file.read(8)
    plain: Opener = open
    unpacker = next((u for start, u in _UNPACKERS.items() if head.startswith(start)), plain)
    with unpacker(path, "rb") as unpacked:
        stream = _Bounded(unpacked, path.name)
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            for info in archive:
                if not (info.isfile() or info.isdir()):
                    raise InputError(f"{path.name}: member '{info.name}' is a link or a device")
                if info.isfile():
                    yield info.name, info.size, partial(_content, archive, info)
        # tarfile stops at the end mark; the compressed stream's own checksum comes after it.
        for _ in range(MAX_PADDING // 2**20):
            if not stream.read(2**20):
                return
        raise InputError(f"{path.name}: more follows after its end; not read")


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(info)
    return file.read() if file else b""


class _Bounded(io.BufferedIOBase):
    """A stream that refuses to read more than ``MAX_HELD`` bytes at once.

    tarfile reads a member's header whole, and an archive may give that any size.
    """

    def __init__(self, stream: io.BufferedIOBase, name: str):
        self.stream, self.name = stream, name

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        return self.stream.tell()

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= MAX_HELD:
            raise InputError(f"{self.name}: unpacks to more than the limit; not read")
        return self.stream.read(size)


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
