"""Read the pages of many photos: one by one, by several processes, or on a Dask cluster."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lib.frame.cluster import cluster
from lib.frame.errors import InputError
from lib.frame.files import replacing
from lib.pages.picture import draw_boxes
from lib.photos import PhotoPage, open_page, pages_of
from lib.reader.answer import Answer
from lib.reader.read import ENOUGH, Reader, load_reader, read

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Task", "in_processes", "on_cluster", "reader", "reading", "tasks"]


TASKS_EACH = 10  # tasks for each worker of a cluster, about
MOST_AT_ONCE = 64  # pages in a task; each takes some tenths of a second


@dataclass(frozen=True)
class Task:
    """A page to read. drawing: the PNG file in which to draw what was found, if any."""

    page: PhotoPage
    drawing: Path | None

    def __str__(self) -> str:
        return f"photo {self.page}"


@cache
def reader(folder: Path) -> Reader:
    """The reader of a folder, loaded once in each process. Raises InputError for a bad file."""
    return load_reader(folder)


def tasks(photos: Iterable[Path], drawings: Path | None) -> Iterator[Task | InputError]:
    """The pages of the photos in their order, and an error for each photo that has none.

    drawings: a PNG file for the one page, or a folder in which each page gets a file of its own.
    """
    taken: set[str] = set()
    for photo in photos:
        try:
            pages = pages_of(photo)
        except InputError as error:
            yield error
            continue
        for page in pages:
            yield Task(page, drawings and drawing(page, drawings, taken))


def drawing(page: PhotoPage, place: Path, taken: set[str]) -> Path:
    """The file for a page's drawing: NAME.png, NAME-PAGE.png, or NAME_2.png where that is taken."""
    if place.suffix.lower() == ".png":
        return place
    stem = Path(page.name).stem
    if page.count > 1:
        stem += f"-{page.number}"
    name, copies = stem, 1
    while name.casefold() in taken:  # some file systems take a.png and A.png for one
        copies += 1
        name = f"{stem}_{copies}"
    taken.add(name.casefold())
    return place / f"{name}.png"


def reading(task: Task | InputError, folder: Path) -> Answer | InputError:
    """Read a page and draw it. An error is returned, so that the others are read all the same.

    The answer's page comes without its picture: many megabytes to pass from process to process.
    """
    if isinstance(task, InputError):
        return task
    chosen = reader(folder)
    try:
        image, scale = open_page(task.page, ENOUGH)
        page = read(image, chosen)
        if task.drawing:
            with replacing(task.drawing) as unfinished:
                draw_boxes(page.picture, page.boxes, page.characters).save(unfinished, "PNG")
    except InputError as error:
        return error
    except OSError as error:
        return InputError(f"{task}: its boxes cannot be drawn ({error})")
    except MemoryError:
        return InputError(f"{task}: too large for the memory that is free")
    return Answer(task.page, replace(page, picture=np.zeros((0, 0), np.uint8)), scale)


def in_processes(
    given: list[Task | InputError], folder: Path, jobs: int
) -> Iterator[Answer | InputError]:
    """Read by ``jobs`` processes; the answers in the tasks' order.

    Raises InputError if a process is killed.
    """
    # Spawned, not forked: a fork of a process with threads may hang.
    fresh = multiprocessing.get_context("spawn")
    # The processes ignore Ctrl-C, which this one answers for them: from their start where they
    # take that over from it, on Windows once they run.
    ignoring = (signal.signal, (signal.SIGINT, signal.SIG_IGN))
    with ProcessPoolExecutor(min(jobs, len(given)), fresh, *ignoring) as pool:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        answers = deque(pool.submit(reading, task, folder) for task in given)
        signal.signal(signal.SIGINT, before)
        try:
            while answers:
                yield answers.popleft().result()
        except BrokenProcessPool:
            raise InputError(
                f"a process ended before its photo was read, maybe for want of memory; "
                f"--jobs is {jobs}, try fewer"
            ) from None
        except (KeyboardInterrupt, GeneratorExit):
            for process in multiprocessing.active_children():
                process.terminate()  # rather than let it finish its page
            raise


def on_cluster(
    given: list[Task | InputError], folder: Path, where: str
) -> Iterator[Answer | InputError]:
    """Read on the Dask cluster ``where`` names; the answers in the tasks' order.

    where: as ``lib.frame.cluster`` takes it. Pages are handed out several at a time. If a worker is
    lost, another one reads its pages; a page on which several workers were lost is reported.
    """
    with cluster(where) as client:
        size = pages_at_once(len(given), sum(client.nthreads().values()))
        parts = [given[start : start + size] for start in range(0, len(given), size)]
        for part, answers in _answers(client, parts, folder):
            if answers:
                yield from answers
                continue
            # One of them ended the workers: each by itself.
            for (task,), answer in _answers(client, [[task] for task in part], folder):
                yield from answer or [InputError(f"{task}: every worker that read it was lost")]


def pages_at_once(pages: int, workers: int) -> int:
    """How many pages make a task: enough to spare the scheduler, few enough to share them well.

    Each worker gets some ten tasks, so that all end at about the same time.
    """
    return max(1, min(MOST_AT_ONCE, pages // (TASKS_EACH * max(1, workers))))


def _answers(
    client: "Client", parts: list[list[Task | InputError]], folder: Path
) -> Iterator[tuple[list[Task | InputError], list[Answer | InputError] | None]]:
    """Each part with its answers, or with None where every worker that took it was lost."""
    from distributed.scheduler import KilledWorker

    # Not pure: the file of that name may have changed since the cluster last read it.
    futures = client.map(reading_all, parts, folder=folder, pure=False)
    for part, future in zip(parts, futures, strict=True):
        try:
            yield part, future.result()
        except KilledWorker:
            yield part, None


def reading_all(part: list[Task | InputError], folder: Path) -> list[Answer | InputError]:
    """``reading`` of one page after another."""
    return [reading(task, folder) for task in part]
