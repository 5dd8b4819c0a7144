"""Checksums of files, and the list of them that a mirror holds."""

import hashlib
from pathlib import Path

from lib.frame.errors import InputError


def file_hash(file: Path, algorithm: str = "sha256") -> str:
    """The checksum of a file, in hex digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, algorithm).hexdigest()


def mirror_checksums(mirror: Path, name: str) -> dict[str, str]:
    """File name -> SHA-256 of what ``mirror`` lists for a dataset; empty if it lists none.

    Raises InputError when the folder or its SHA256SUMS is missing or malformed.
    """
    sums = mirror / "SHA256SUMS"
    if not mirror.is_dir():
        raise InputError(f"DATA_MIRROR is {mirror}: no such folder")
    if not sums.is_file():
        raise InputError(f"DATA_MIRROR is {mirror}: it has no SHA256SUMS")
    listed = {}
    try:
        lines = sums.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise InputError(f"{sums}: not UTF-8 text") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        sha, _, path = line.partition(" ")
        folder, _, file = path[1:].removeprefix("./").partition("/")  # after a space or a *
        if len(sha) != 64 or not file or "/" in file or file == "..":
            raise InputError(f"{sums}, line {number}: it must be 'SHA256  DATASET/FILE'")
        if folder == name:
            listed[file] = sha
    return listed
