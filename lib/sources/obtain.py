"""Getting a dataset from where it can be had: a mirror, its official home, or a stand-in.

Everything is put together in a folder beside the target, which takes the target's name only when it
is complete: a failure leaves nothing that looks like a dataset.
"""

import hashlib
import importlib
import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import requests
from filelock import FileLock
from PIL import Image

from lib.characters import SPLITS
from lib.datasets.archives import extract, read_members
from lib.datasets.emnist import read_further
from lib.datasets.nist36 import load_mat
from lib.frame.errors import InputError
from lib.sources.catalogue import Dataset, Download, load_catalogue
from lib.sources.download import Patience, download
from lib.sources.emnist import build_nist36
from lib.store.provenance import Provenance

AUTO = ("mirror", "official", "stand-in")
# What a tar is called when it is packed by gzip, bzip2 or xz, or not at all; how it is packed, its
# first bytes say.
_ARCHIVE_SUFFIXES = (
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz",
)  # fmt: skip
CIFAR_RECORD = 1 + 32 * 32 * 3  # bytes an image in the batch files of CIFAR's binary version
SHARED = ".downloads"  # folder, beside the datasets', of what several of them come from
_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png")


class UnavailableError(Exception):
    """A source does not have the dataset; the message says why."""


@dataclass(frozen=True)
class Request:
    """A dataset that is wanted: its name and catalogue entry, and where it may come from.

    mirror: the folder of archives, if there is one. transcripts: the folder with the pages' texts,
    from which stand-in pages are written. rng: what stand-ins are drawn with. patience: with hosts.
    """

    name: str
    dataset: Dataset
    mirror: Path | None
    transcripts: Path
    rng: np.random.Generator
    patience: Patience = field(default_factory=Patience)


def obtain(request: Request, source: str, target: Path, say: Callable[[str], None]) -> Provenance:
    """Put the dataset into the folder ``target`` and return its record, also written there.

    source: "auto" tries mirror, official, stand-in in order; any other name tries that one alone.
    ``say`` receives why a source was passed over. Where even a stand-in was to be had for none (not
    everything can be drawn: trained weights cannot), a record is left that says "absent"; but
    "auto" keeps real data that are in ``target`` already rather than replace them by either.
    Raises InputError when "mirror" or "official" alone fails, and whenever the mirror's copy is
    damaged: a user who points to a mirror wants that data and no other. ``target`` then stays as it
    was.
    """
    partial = target.with_name(f".{target.name}.partial")
    reasons = []
    try:
        for name in AUTO if source == "auto" else (source,):
            if name == "stand-in" and source == "auto" and (kept := _real_data(target)):
                say(f"{request.name}: kept what is here already, source {kept.source}")
                return kept
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            try:
                _WAYS[name](request, partial)
                record = _record(request, name, partial)
                break
            except UnavailableError as reason:
                reasons.append(f"{name}: {reason}")
                say(f"{request.name}: {reasons[-1]}")
        else:
            if source in ("mirror", "official"):
                raise InputError(f"{request.name}: not to be had; {'; '.join(reasons)}")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            record = Provenance(request.name, "absent", {}, 0)
        record.write(partial)
        shutil.rmtree(target, ignore_errors=True)
        os.replace(partial, target)
        return record
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def recorded(folder: Path) -> Provenance | None:
    """The record in ``folder``, or None where there is none that can be read."""
    try:
        return Provenance.of_folder(folder)
    except (InputError, OSError):
        return None


def _real_data(folder: Path) -> Provenance | None:
    """The record in ``folder`` if it speaks of real data and every file is as it says."""
    record = recorded(folder)
    if record is None or record.source not in ("mirror", "official"):
        return None
    for name, sha in record.files.items():
        if not (folder / name).is_file() or file_hash(folder / name) != sha:
            return None
    return record


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


def _from_mirror(request: Request, folder: Path) -> None:
    if request.mirror is None:
        raise UnavailableError("DATA_MIRROR is not set")
    listed = mirror_checksums(request.mirror, request.name)
    if not listed:
        raise UnavailableError(f"{request.mirror} does not list it")
    for file, sha in listed.items():
        origin = request.mirror / request.name / file
        if not origin.is_file():
            raise InputError(f"{origin}: SHA256SUMS lists it, but it is not there")
        shutil.copyfile(origin, folder / file)
        found = file_hash(folder / file)
        if found != sha:
            raise InputError(
                f"{origin}: SHA-256 is {found[:12]}..., SHA256SUMS says {sha[:12]}...; "
                "the file is damaged, copy it again"
            )


def _from_official(request: Request, folder: Path) -> None:
    """Try the downloads in order until every file is there."""
    reasons = []
    for offer in request.dataset.official:
        try:
            _download(request, offer, folder)
        except (requests.RequestException, InputError) as error:
            reasons.append(f"{offer.url} failed ({_reason(error)})")
        if all((folder / file).exists() for file in request.dataset.files):
            break
    else:
        raise UnavailableError("; ".join(reasons) or "it has no official download")


def _download(request: Request, offer: Download, folder: Path) -> None:
    name = offer.url.rpartition("/")[2]
    scratch = folder / ".download"
    scratch.mkdir()
    try:
        if offer.url in shared_downloads():
            file = _shared(request, offer, folder.parent / SHARED / name)
        else:
            file = scratch / name
            download(offer.url, file, request.patience)
            _check(file, offer)
        if offer.as_ == "file":
            _same_file(file, folder / name)
        elif offer.as_ == "archive":
            extract(file, request.dataset.files, folder)
        else:
            build_nist36(file, folder, request.rng)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _shared(request: Request, offer: Download, file: Path) -> Path:
    """The file of a download that several datasets come from, got by the first that asks for it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_name(f"{file.name}.lock")):
        try:
            _check(file, offer)
        except (InputError, OSError):  # not there, or not whole
            download(offer.url, file, request.patience)
            _check(file, offer)
    return file


def _same_file(file: Path, target: Path) -> None:
    """Give a file a second name, or where the disk cannot do that, a copy."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def _check(file: Path, offer: Download) -> None:
    """Raise InputError unless the file has the checksum that its home published, if it did."""
    if offer.checksum:
        algorithm, _, expected = offer.checksum.partition(":")
        found = file_hash(file, algorithm)
        if not found.startswith(expected):
            raise InputError(f"{file.name}: {algorithm} is {found}, expected {expected}")


def shared_downloads() -> set[str]:
    """The addresses that more than one dataset of the catalogue comes from."""
    urls = [offer.url for dataset in load_catalogue().values() for offer in dataset.official]
    return {url for url in urls if urls.count(url) > 1}


def file_hash(file: Path, algorithm: str = "sha256") -> str:
    """The checksum of a file, in hex digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, algorithm).hexdigest()


def _from_standin(request: Request, folder: Path) -> None:
    module = f"lib.sources.standins.{request.name}"
    if importlib.util.find_spec(module) is None:
        raise UnavailableError("there is no stand-in for it")
    importlib.import_module(module).write(folder, request.rng, request.transcripts)


_WAYS = {"mirror": _from_mirror, "official": _from_official, "stand-in": _from_standin}


def _count(dataset: Dataset, folder: Path) -> int:
    """The number of items, by the catalogue's ``count``. Raises InputError for unreadable files."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    if dataset.count == "rows":
        return sum(len(load_mat(folder / f"nist36_{split}.mat", split)[0]) for split in SPLITS)
    if dataset.count == "files":
        return len(files)
    archives = [path for path in files if path.name.lower().endswith(_ARCHIVE_SUFFIXES)]
    if dataset.count == "letters":
        return sum(len(read_further(archive)[1]) for archive in archives)
    members = [(name, len(c)) for archive in archives for name, c in read_members(archive)]
    for path in files:
        if path.name.lower().endswith(_IMAGE_SUFFIXES):
            _check_image(path)
    members += [(path.name, 0) for path in files]
    images = sum(name.lower().endswith(_IMAGE_SUFFIXES) for name, _ in members)
    return images + sum(size // CIFAR_RECORD for name, size in members if name.endswith(".bin"))


def _check_image(path: Path) -> None:
    try:
        with Image.open(path) as image:
            image.verify()
    except Exception as error:  # Pillow's decoders of damaged files raise nearly anything
        raise InputError(f"{path.name}: not an image that can be read ({error})") from None


def _record(request: Request, source: str, folder: Path) -> Provenance:
    """The finished folder's record. Everything is read once, so that damage is found here and not
    in the middle of a training.
    """
    try:
        n = _count(request.dataset, folder)
    except InputError as error:
        if source == "official":
            raise UnavailableError(str(error)) from None
        raise
    files = {path.name: file_hash(path) for path in folder.iterdir() if path.is_file()}
    return Provenance(request.name, source, files, n)


def _reason(error: Exception) -> str:
    """A network error in a few words: its innermost cause, without the addresses around it."""
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    if isinstance(error, requests.Timeout):
        return "timed out"
    return next(iter(str(error).splitlines()), type(error).__name__)
