"""Official downloads. One that several datasets come from is downloaded once."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from filelock import FileLock

from lib.datasets.archives import extract
from lib.frame.errors import InputError
from lib.sources.catalogue import Dataset, Download
from lib.sources.checksums import file_hash
from lib.sources.download import Patience, download
from lib.sources.emnist import build_nist36

SHARED = ".downloads"  # folder, beside those of the datasets, of downloads that several come from


def fetch(
    offer: Download,
    wanted: list[str],
    folder: Path,
    shared: Path | None,
    rng: np.random.Generator,
    patience: Patience,
) -> None:
    """Put what a download gives of the ``wanted`` files into ``folder``.

    shared: the folder to keep the download in for other datasets, None where it serves one alone.
    Raises requests.RequestException or InputError, whose message says why.
    """
    scratch = folder / ".download"
    scratch.mkdir()
    try:
        with _downloaded(offer, shared or scratch, patience) as file:
            if offer.as_ == "file":
                _link(file, folder / file.name)
            elif offer.as_ == "archive":
                extract(file, wanted, folder)
            else:
                build_nist36(file, folder, rng)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _downloaded(offer: Download, folder: Path, patience: Patience) -> Iterator[Path]:
    """The download as a file in ``folder``, which no other process touches meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / file_name(offer)
    with _locked(file):
        if not (offer.checksum and file.is_file() and _mistake(offer, file) is None):
            download(offer.url, file, patience)
            if mistake := _mistake(offer, file):
                raise InputError(mistake)
        yield file


def _locked(file: Path) -> FileLock:
    return FileLock(file.with_name(f"{file.name}.lock"))


def _link(file: Path, target: Path) -> None:
    """Give a file a second name, or where the disk cannot do that, a copy."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def _mistake(offer: Download, file: Path) -> str | None:
    """How a file differs from the checksum that its home published; None where it does not."""
    algorithm, _, expected = (offer.checksum or "sha256:").partition(":")
    found = file_hash(file, algorithm)
    if found.startswith(expected):
        return None
    return f"{file.name}: {algorithm} is {found}, expected {expected}"


def file_name(offer: Download) -> str:
    """What a download is called."""
    return offer.url.rpartition("/")[2]


def is_up_to_date(dataset: Dataset, folder: Path) -> bool:
    """Whether a folder that was fetched officially holds what the catalogue says today."""
    files = {folder / name for name in dataset.files}
    offers = {folder / file_name(o): o for o in dataset.official if o.as_ == "file"}
    return all(file.is_file() for file in files) and not any(
        _mistake(offers[file], file) for file in files & offers.keys()
    )


def users(url: str, catalogue: Mapping[str, Dataset]) -> list[str]:
    """The names of the datasets that come from a download."""
    return [n for n, entry in catalogue.items() if url in [o.url for o in entry.official]]


def remove_shared(offer: Download, shared: Path) -> None:
    """Remove a download that was kept for several datasets. Its empty lock file stays."""
    file = shared / file_name(offer)
    if file.exists():
        with _locked(file):
            file.unlink(missing_ok=True)
