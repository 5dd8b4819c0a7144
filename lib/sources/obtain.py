"""Getting a dataset from where it can be had: a mirror, its official home, or a stand-in.

Everything is put together in a folder beside the target, which takes the target's name only when it
is complete: a failure leaves nothing that looks like a dataset.
"""

import importlib
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import requests

from lib.frame.errors import InputError
from lib.frame.files import naming
from lib.sources import official
from lib.sources.catalogue import Dataset, dataset_named
from lib.sources.checksums import SUMS, file_hash, mirror_checksums
from lib.sources.count import count_items
from lib.sources.download import Patience
from lib.store.provenance import Provenance, Source

AUTO: tuple[Source, ...] = ("mirror", "official", "stand-in")
REAL = ("mirror", "official")


class UnavailableError(Exception):
    """A source does not have the dataset; the message says why."""


@dataclass(frozen=True)
class Request:
    """A dataset that is wanted, by its name in the catalogue, and where it may come from.

    source: "auto" tries mirror, official, stand-in in order, any other name that one alone. mirror:
    the folder of archives, if there is one. transcripts: the folder with the pages' texts, from
    which stand-in pages are written. rng: what stand-ins are drawn with. again: whether sources are
    asked even where real data are here already. patience: with hosts.
    """

    name: str
    catalogue: Mapping[str, Dataset]
    source: Literal["auto", "mirror", "official", "stand-in"]
    mirror: Path | None
    transcripts: Path
    rng: np.random.Generator
    again: bool = False
    patience: Patience = field(default_factory=Patience)

    @property
    def dataset(self) -> Dataset:
        """The catalogue's entry. Raises InputError for a name that it lacks."""
        return dataset_named(self.name, self.catalogue)


def obtain(request: Request, target: Path, say: Callable[[str], None]) -> Provenance:
    """Put the dataset into the folder ``target`` and return its record, also written there.

    Real data that are there already, whole and from a source that may be used, are kept without
    asking any, unless the mirror offers other files or ``again`` is set; nor does "auto" ever
    replace them by a stand-in. ``say`` receives why a source was passed over. Where not even a
    stand-in is to be had (not everything can be drawn: trained weights cannot), a record is left
    that says "absent".

    Raises InputError when "mirror" or "official" alone fails, and whenever the mirror's copy is
    damaged or lacks a part: a user who points to a mirror wants that data and no other. ``target``
    then stays as it was.
    """
    dataset, here = request.dataset, real_data(target)
    if here and not request.again and _is_current(request, here, target):
        return _kept(request, here, say)
    reasons = []
    with _beside(target) as partial:
        for source in AUTO if request.source == "auto" else (request.source,):
            if here and source == "stand-in" and request.source == "auto":
                return _kept(request, here, say)
            _empty(partial)
            try:
                _WAYS[source](request, partial)
                mirror = request.mirror if source == "mirror" else None
                place = mirror / request.name if mirror else target
                record = _record(request.name, dataset, source, partial, place)
                break
            except UnavailableError as reason:
                reasons.append(f"{source}: {reason}")
                say(f"{request.name}: {reasons[-1]}")
        else:
            if request.source in REAL:
                raise InputError(f"{request.name}: not to be had; {'; '.join(reasons)}")
            _empty(partial)
            record = Provenance(request.name, "absent", {}, 0)
        record.write(partial)
        shutil.rmtree(target, ignore_errors=True)
        os.replace(partial, target)
    _tidy(request, target.parent)
    return record


def recorded(folder: Path) -> Provenance | None:
    """The record in ``folder``, or None where there is none that can be read."""
    try:
        return Provenance.of_folder(folder)
    except (InputError, OSError):
        return None


def real_data(folder: Path) -> Provenance | None:
    """The record in ``folder`` if it speaks of real data and every file is as it says."""
    record = recorded(folder)
    if record is None or record.source not in REAL:
        return None
    for name, sha in record.files.items():
        if not (folder / name).is_file() or file_hash(folder / name) != sha:
            return None
    return record


def _is_current(request: Request, here: Provenance, target: Path) -> bool:
    """Whether real data are what the request's sources would give, as far as can be told here."""
    if request.source not in ("auto", here.source):
        return False
    if request.mirror and request.source != "official":
        offered = mirror_checksums(request.mirror, request.name)
        if offered:
            return offered == here.files
    return here.source == "mirror" or official.is_up_to_date(request.dataset, target)


def _kept(request: Request, here: Provenance, say: Callable[[str], None]) -> Provenance:
    say(f"{request.name}: kept what is here already, source {here.source}")
    return here


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder in which to put a dataset together, gone at the end. No error names it."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        with naming(target, partial):
            yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _from_mirror(request: Request, folder: Path) -> None:
    if request.mirror is None:
        raise UnavailableError("DATA_MIRROR is not set")
    listed = mirror_checksums(request.mirror, request.name)
    if not listed:
        raise UnavailableError(f"{request.mirror} does not list it")
    # Files may be called otherwise there, but not be fewer.
    left_out = [file for file in request.dataset.files if file not in listed]
    if len(left_out) < len(request.dataset.files) and len(listed) < len(request.dataset.files):
        raise InputError(
            f"{request.mirror / SUMS}: of {request.name} it lists {', '.join(listed)}, but not "
            f"{', '.join(left_out)}; list them too, or nothing of it to have it from elsewhere"
        )
    for file, sha in listed.items():
        origin = request.mirror / request.name / file
        if not os.path.isfile(origin):  # False too for a name that is too long
            raise InputError(f"{origin}: {SUMS} lists it, but it is not there")
        shutil.copyfile(origin, folder / file)
        found = file_hash(folder / file)
        if found != sha:
            raise InputError(
                f"{origin}: SHA-256 is {found[:12]}..., {SUMS} says {sha[:12]}...; "
                "the file is damaged, copy it again"
            )


def _from_official(request: Request, folder: Path) -> None:
    """Try the downloads in order until every file is there."""
    files, reasons = request.dataset.files, []
    for offer in request.dataset.official:
        several = len(official.users(offer.url, request.catalogue)) > 1
        shared = folder.parent / official.SHARED if several else None
        try:
            official.fetch(offer, files, folder, shared, request.rng, request.patience)
        except (requests.RequestException, InputError) as error:
            reasons.append(f"{offer.url} failed ({_reason(error)})")
        if all((folder / file).exists() for file in files):
            break
    else:
        raise UnavailableError("; ".join(reasons) or "it has no official download")


def _from_standin(request: Request, folder: Path) -> None:
    module = f"lib.sources.standins.{request.name}"
    if importlib.util.find_spec(module) is None:
        raise UnavailableError("there is no stand-in for it")
    importlib.import_module(module).write(folder, request.rng, request.transcripts)


_WAYS: dict[Source, Callable[[Request, Path], None]] = {
    "mirror": _from_mirror,
    "official": _from_official,
    "stand-in": _from_standin,
}


def _record(name: str, dataset: Dataset, source: Source, folder: Path, place: Path) -> Provenance:
    """The finished folder's record. Everything is read once, so that damage is found here and not
    in the middle of a training. place: the folder that errors name.
    """
    try:
        with naming(place, folder):
            n = count_items(dataset, folder)
    except InputError as error:
        if source == "official":
            raise UnavailableError(str(error)) from None
        raise
    files = {path.name: file_hash(path) for path in folder.iterdir() if path.is_file()}
    return Provenance(name, source, files, n)


def _tidy(request: Request, raw: Path) -> None:
    """Remove shared downloads once every dataset that comes from them has real data."""
    for offer in request.dataset.official:
        names = official.users(offer.url, request.catalogue)
        if all((r := recorded(raw / name)) and r.source in REAL for name in names):
            official.remove_shared(offer, raw / official.SHARED)


def _reason(error: Exception) -> str:
    """A network error in a few words: its innermost cause, without the addresses around it."""
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    if isinstance(error, requests.Timeout):
        return "timed out"
    return next(iter(str(error).splitlines()), type(error).__name__)
