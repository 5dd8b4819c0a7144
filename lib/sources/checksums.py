"""Checksums of files, and the list of them that a mirror holds."""

import hashlib
import os
import re
from pathlib import Path

from lib.frame.errors import InputError
from lib.store.provenance import FILE_NAME

SUMS = "SHA256SUMS"
# As sha256sum writes it, a * marking binary files, and as Windows has paths.
_LINE = re.compile(r"([0-9a-f]{64}) [ *]?(?:\.[/\\])?([^/\\:]+)[/\\]([^/\\:]+)", re.IGNORECASE)


def file_hash(file: Path, algorithm: str = "sha256") -> str:
    """The checksum of a file, in hex digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, algorithm).hexdigest()


def mirror_checksums(mirror: Path, name: str) -> dict[str, str]:
    """File name -> SHA-256 of what ``mirror`` lists for a dataset; empty if it lists none.

    Raises InputError when the folder or its SHA256SUMS is missing or malformed.
    """
    sums = mirror / SUMS
    if not os.path.isdir(mirror):  # False too for a name that is too long
        raise InputError(f"DATA_MIRROR is {mirror}: no such folder")
    if not os.path.isfile(sums):
        raise InputError(f"DATA_MIRROR is {mirror}: it has no {SUMS}")
    try:
        lines = sums.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise InputError(f"{sums}: not UTF-8 text") from None
    listed: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.rstrip())
        if not found or found[3] == "..":
            raise InputError(f"{sums}, line {number}: it must be 'SHA256  DATASET/FILE'")
        sha, folder, file = found[1].lower(), found[2], found[3]
        if folder != name or file == FILE_NAME:  # which another fetch left there
            continue
        if listed.setdefault(file, sha) != sha:
            raise InputError(f"{sums}, line {number}: {name}/{file} has another SHA-256 above")
    return listed
