"""``make scale``: what much more work would take, from speeds measured here and by simulation.

The speeds are one core's. How pages spread over many workers is simulated: the scheduler hands out
one task of several pages after another, each at the cost measured on a Dask scheduler here, and a
worker that is free takes the next. Writes reports/scale.json, which DVC does not track.
"""

import heapq
import itertools
import time
from collections.abc import Iterable
from pathlib import Path

import torch

from benchmarks.timing import seconds
from lib.frame.cluster import cluster
from lib.frame.params import Base, PyTorch, TrainTorch
from lib.frame.run import run
from lib.photos import photos_in
from lib.pytorch.images.letters import LETTERS
from lib.pytorch.networks.nist_cnn import nist_cnn
from lib.pytorch.setup import autocast_dtype, mixed_precision, pin
from lib.pytorch.squeezenet import SQUEEZE_SIDE, load_features, pooled, squeeze_views
from lib.pytorch.train import Examples, train
from lib.reader.many import pages_at_once, reader, reading, tasks
from lib.store.metrics import write_json

OUT = Path("reports/scale.json")
READER = Path("reader")
TASK_COUNT = 2000  # empty tasks, to measure a scheduler with
SIMULATED = 2_000_000  # pages; more would only repeat them
PAGES = 10_000_000
WORKERS = (2, 64, 512, 4096)
LETTER_COUNT, LETTER_CLASSES = 697_932, 62  # EMNIST by-class, its training images
IMAGENET = 1_281_167  # training images
PRICE = 0.04  # dollars for an hour of a core: an assumption, about what clouds ask


def main() -> str:
    record = {
        "page_seconds": page_seconds(),
        "task_seconds": task_seconds(),
        "letters_per_second": letters_per_second(),
        "images_per_second": images_per_second(),
        "letter_epochs": TrainTorch.load().named("nist_cnn").epochs,
    }
    record["pages"] = [pages_row(record, workers) for workers in WORKERS]
    write_json(OUT, record)
    print(table(record))
    return str(OUT)


def page_seconds() -> list[float]:
    """Seconds for each of the project's pages."""
    reader(READER)
    pages = tasks(photos_in(Path("data/raw/pages")), None)
    return [min(seconds(lambda p=page: reading(p, READER)) for _ in range(3)) for page in pages]


def task_seconds() -> float:
    """What a Dask scheduler needs for a task of its own, with a worker that has nothing to do."""
    with cluster("1") as client:
        client.gather(client.map(nothing, range(TASK_COUNT), pure=False))  # warms up
        start = time.perf_counter()
        client.gather(client.map(nothing, range(TASK_COUNT), pure=False))
        return (time.perf_counter() - start) / TASK_COUNT


def nothing(number: int) -> None:
    """The empty task."""


def letters_per_second() -> float:
    """Training the convolutional letter network, with its augmentation."""
    setup = PyTorch.load()
    recipe = TrainTorch.load().named("nist_cnn").model_copy(update={"epochs": 1})
    device = pin("cpu", setup.threads, Base.load().seed)
    n = 40 * recipe.batch_size
    data = Examples(torch.rand(n, 1, 32, 32), torch.arange(n) % LETTER_CLASSES)
    few = Examples(data.x[:2], data.y[:2])
    model = nist_cnn(LETTER_CLASSES, data.x[:2])
    rng, dtype = torch.Generator().manual_seed(0), autocast_dtype(setup.precision, device)
    return n / seconds(lambda: train(model, data, few, LETTERS, recipe, rng, dtype))


def images_per_second() -> float:
    """Photographs through SqueezeNet's frozen layers, one view of each."""
    device, features = torch.device("cpu"), load_features(None)
    dtype = autocast_dtype(PyTorch.load().precision, device)
    photos = torch.zeros(16, 3, SQUEEZE_SIDE, SQUEEZE_SIDE, dtype=torch.uint8)
    view = squeeze_views(photos)[0]
    with mixed_precision(device, dtype):
        return len(photos) / min(seconds(lambda: pooled(features, view)) for _ in range(4))


def makespan(durations: Iterable[float], workers: int, overhead: float) -> float:
    """Seconds until all tasks are done. durations: of each; overhead: of the scheduler for each."""
    free, handed_out, end = [0.0] * workers, 0.0, 0.0
    for duration in durations:
        start = max(handed_out, free[0])
        handed_out = start + overhead
        heapq.heapreplace(free, handed_out + duration)
        end = max(end, handed_out + duration)
    return end


def pages_row(record: dict, workers: int) -> dict:
    pages = itertools.islice(itertools.cycle(record["page_seconds"]), SIMULATED)
    size = pages_at_once(SIMULATED, workers)
    durations = (sum(part) for part in iter(lambda: list(itertools.islice(pages, size)), []))
    taken = makespan(durations, workers, record["task_seconds"])
    alone = sum(record["page_seconds"]) / len(record["page_seconds"]) * SIMULATED
    return {
        "workers": workers,
        "hours": taken * PAGES / SIMULATED / 3600,
        "efficiency": alone / (workers * taken),
    }


def table(record: dict) -> str:
    """The record in Markdown."""
    lines = ["| what | on | hours | busy | dollars |", "| --- | --- | --- | --- | --- |"]
    for row in record["pages"]:
        dollars = row["hours"] * row["workers"] * PRICE
        lines.append(
            f"| {PAGES:,} pages read | {row['workers']} cores | {row['hours']:,.1f} | "
            f"{row['efficiency']:.0%} | {dollars:,.0f} |"
        )
    for what, hours in (
        (
            f"EMNIST by-class, {record['letter_epochs']} epochs of {LETTER_COUNT:,} letters",
            LETTER_COUNT * record["letter_epochs"] / record["letters_per_second"] / 3600,
        ),
        (
            f"ImageNet's {IMAGENET:,} images through frozen SqueezeNet",
            IMAGENET / record["images_per_second"] / 3600,
        ),
    ):
        lines.append(f"| {what} | 1 core | {hours:,.1f} | 100% | {hours * PRICE:,.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    run(main)
