"""Read many photos: one after another, by several processes, or on a Dask cluster."""

import json
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
from lib.reader.page import Page
from lib.reader.photo import open_reduced
from lib.reader.read import read

__all__ = ["Answer", "Files", "as_json", "in_processes", "on_cluster", "reader", "reading"]


@dataclass(frozen=True)
class Answer:
    """What was read in a photo. scale: pixels of the photo per pixel of the page, down, across."""

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
    """The reader of these files, loaded once in each process. Raises InputError for a bad file."""
    if files.network == "mlp":
        return mlp_reader(files.weights)
    return cnn_reader(files.weights, files.context)


def reading(photo: Path, files: Files) -> Answer | InputError:
    """Read one photo. An error is returned, so that the other photos are read all the same."""
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
    """Read by ``jobs`` processes of ``threads`` threads each; the answers in the photos' order.

    The pages come without the picture ``bw``. Raises InputError if a process is killed.
    """
    # Spawned, not forked: a fork of a process with threads may hang.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(photos)), fresh) as pool:
        try:
            yield from pool.map(partial(without_picture, files=files, threads=threads), photos)
        except BrokenProcessPool:
            raise InputError(
                f"a process ended before its photo was read, maybe for want of memory; "
                f"--jobs is {jobs}, try fewer"
            ) from None


def on_cluster(
    photos: list[Path], files: Files, where: str, threads: int
) -> Iterator[Answer | InputError]:
    """Read on the Dask cluster ``where`` names; the answers in the photos' order.

    where: as ``lib.frame.cluster`` takes it. The pages come without the picture ``bw``. If a worker
    is lost, another one reads its photo; a photo on which several workers were lost is reported.
    """
    with cluster(where) as client:
        from distributed.scheduler import KilledWorker

        # Not pure: the file of that name may have changed since the cluster last read it.
        futures = client.map(without_picture, photos, files=files, threads=threads, pure=False)
        for photo, future in zip(photos, futures, strict=True):
            try:
                yield future.result()
            except KilledWorker:
                yield InputError(f"{photo}: every worker that read it was lost")


def without_picture(photo: Path, files: Files, threads: int) -> Answer | InputError:
    """``reading`` without the page's ``bw``: many megabytes to pass from process to process."""
    with threadpool_limits(threads):
        answer = reading(photo, files)
    if isinstance(answer, InputError):
        return answer
    return replace(answer, page=replace(answer.page, bw=np.zeros((0, 0), np.float32)))


def as_json(photo: Path, answer: Answer, text: str) -> str:
    """A line of JSON of what was read; boxes are y1 x1 y2 x2 in the photo's own pixels."""
    page = answer.page
    return json.dumps(
        {
            "photo": str(photo),
            "text": text,
            "characters": page.characters,
            "boxes": np.rint(page.boxes * np.tile(answer.scale, 2)).astype(int).tolist(),
            "confidences": [round(float(c), 4) for c in page.confidences],
        }
    )
