"""Reading many photos: one after another, by several processes, or on a Dask cluster."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from lib.frame.cluster import cluster
from lib.frame.errors import InputError
from lib.reader.ink import WORK_AREA
from lib.reader.networks import Reader, cnn_reader, mlp_reader
from lib.reader.photo import open_reduced
from lib.reader.read import Page, read


@dataclass(frozen=True)
class Answer:
    """What was read; scale: the photo's pixels to one of the page's, (2,) down and across."""

    page: Page
    scale: np.ndarray


@dataclass(frozen=True)
class Files:
    """What to read with. network: "cnn", or "mlp", which takes no context."""

    network: str
    weights: Path
    context: Path


@cache
def reader(files: Files) -> Reader:
    """The network, loaded once in each process. Raises InputError."""
    if files.network == "mlp":
        return mlp_reader(files.weights)
    return cnn_reader(files.weights, files.context)


def reading(photo: Path, files: Files) -> Answer | InputError:
    """One photo. An error is returned, so that it stops no other photo."""
    chosen = reader(files)
    try:
        image, scale = open_reduced(photo, WORK_AREA)
        page = read(image, chosen.classify, chosen.context)
    except InputError as error:
        return error
    except MemoryError:
        return InputError(f"{photo}: too large for the memory that is free")
    if not page.characters:
        return InputError(f"{photo}: found no letters")
    return Answer(page, scale)


def in_processes(
    photos: list[Path], files: Files, jobs: int, threads: int
) -> Iterator[Answer | InputError]:
    """Read by ``jobs`` processes of so many threads each; the answers, in the photos' order."""
    # Spawned, not forked: a fork of a process with threads may hang.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(photos)), fresh) as pool:
        try:
            yield from pool.map(partial(text_alone, files=files, threads=threads), photos)
        except BrokenProcessPool:
            raise InputError(
                f"a process ended before its photo was read, maybe for want of memory; "
                f"--jobs is {jobs}, try fewer"
            ) from None


def on_cluster(
    photos: list[Path], files: Files, where: str, threads: int
) -> Iterator[Answer | InputError]:
    """Read on the cluster that ``lib.frame.cluster`` finds; the answers, in the photos' order.

    A photo whose worker is lost is read by another one. One that costs several workers their lives
    is reported.
    """
    with cluster(where) as client:
        from distributed.scheduler import KilledWorker

        # Not pure: the file behind a name may have changed since it was last read there.
        futures = client.map(text_alone, photos, files=files, threads=threads, pure=False)
        for photo, future in zip(photos, futures, strict=True):
            try:
                yield future.result()
            except KilledWorker:
                yield InputError(f"{photo}: every worker that read it was lost")


def text_alone(photo: Path, files: Files, threads: int) -> Answer | InputError:
    """``reading`` without the picture: many megabytes, to pass from process to process."""
    with threadpool_limits(threads):
        answer = reading(photo, files)
    if isinstance(answer, InputError):
        return answer
    return replace(answer, page=replace(answer.page, bw=np.zeros((0, 0), np.float32)))
