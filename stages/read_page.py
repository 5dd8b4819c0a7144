"""Read the capitals and digits in photos: ``python -m stages.read_page PHOTO...``

Prints the text of each photo, in the order given. A photo that cannot be read, or holds no letters,
is reported on standard error and makes the exit code 2; the others are read all the same.
"""

import argparse
import json
import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from lib.errors import InputError
from lib.ink import WORK_AREA
from lib.pagepicture import draw_boxes
from lib.params.base import Base
from lib.photo import open_photo, photo_shape
from lib.photofiles import expand
from lib.reader import Page, read
from lib.readers import Reader, cnn_reader, mlp_reader
from lib.running import run

WEIGHTS = {"cnn": Path("data/torch/nist_cnn.safetensors"), "mlp": Path("data/mlp/best.npz")}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m stages.read_page", description=__doc__)
    parser.add_argument("photos", metavar="PHOTO", nargs="+", help="a file, a folder or a pattern")
    parser.add_argument("--boxes", metavar="OUT.png", type=Path, help="draw what was found")
    parser.add_argument(
        "--json", action="store_true", help="print boxes, characters and confidences, a line a page"
    )
    parser.add_argument(
        "--indent", action="store_true", help="keep how far each line is indented, as spaces"
    )
    parser.add_argument("--jobs", metavar="N", type=int, default=1, help="processes that read")
    parser.add_argument(
        "--network", choices=("cnn", "mlp"), default="cnn",
        help="the convolutional network with context (default), or the NumPy one without",
    )  # fmt: skip
    parser.add_argument("--weights", type=Path, help=f"default: {WEIGHTS['cnn']}, {WEIGHTS['mlp']}")
    parser.add_argument(
        "--context", type=Path, default=Path("data/context.npz"), help="default: %(default)s"
    )
    args = parser.parse_args()
    photos = list(expand(args.photos))
    if args.jobs < 1:
        raise InputError(f"--jobs is {args.jobs}; it must be 1 or more")
    if args.boxes and len(photos) > 1:
        raise InputError(f"--boxes draws one photo; {len(photos)} were given")
    if args.boxes and args.boxes.suffix.lower() != ".png":
        raise InputError(f"--boxes is {args.boxes}: it must end in .png")
    files = (args.network, args.weights or WEIGHTS[args.network], args.context)
    reader(*files)  # a mistake in them is reported once, not for each photo

    failed = False
    for photo, answer in zip(photos, readings(photos, files, args.jobs), strict=True):
        if isinstance(answer, InputError):
            failed = True
            print(f"error: {answer}", file=sys.stderr)
            continue
        page = answer.page
        text = page.indented if args.indent else page.text
        if args.boxes:
            draw_boxes(page.bw, page.boxes, page.characters).save(args.boxes)
        if args.json:
            print(json.dumps(as_json(photo, answer, text)), flush=True)
        elif len(photos) > 1:
            print(f"{photo}:\n{text}\n", flush=True)
        else:
            print(text)
    if failed:
        sys.exit(2)


@dataclass(frozen=True)
class Answer:
    """What was read; scale: the photo's pixels to one of the page's, (2,) down and across."""

    page: Page
    scale: np.ndarray


@cache
def reader(network: str, weights: Path, context: Path) -> Reader:
    """What to read with, loaded once in each process. Raises InputError."""
    return mlp_reader(weights) if network == "mlp" else cnn_reader(weights, context)


def readings(
    photos: list[Path], files: tuple[str, Path, Path], jobs: int
) -> Iterator[Answer | InputError]:
    """What is read in each photo, or why it cannot be, in their order."""
    if jobs == 1 or len(photos) == 1:
        yield from (reading(photo, files) for photo in photos)
        return
    # Spawned, not forked: a fork of a process with threads may hang.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(photos)), fresh, pin, (Base.load().threads,)) as pool:
        try:
            yield from pool.map(text_alone, photos, [files] * len(photos))
        except BrokenProcessPool:
            raise InputError(
                f"a process ended before its photo was read, maybe for want of memory; "
                f"--jobs is {jobs}, try fewer"
            ) from None


def text_alone(photo: Path, files: tuple[str, Path, Path]) -> Answer | InputError:
    """``reading`` without the picture: many megabytes, to pass from process to process."""
    answer = reading(photo, files)
    if isinstance(answer, InputError):
        return answer
    return replace(answer, page=replace(answer.page, bw=np.zeros((0, 0), np.float32)))


def pin(threads: int) -> None:
    threadpool_limits(threads)


def reading(photo: Path, files: tuple[str, Path, Path]) -> Answer | InputError:
    """One photo. An error is returned, so that it stops no other photo."""
    chosen = reader(*files)
    try:
        image = open_photo(photo, enough=WORK_AREA)
        page = read(image, chosen.classify, chosen.context)
    except InputError as error:
        return error
    except MemoryError:
        return InputError(f"{photo}: too large for the memory that is free")
    if not page.characters:
        return InputError(f"{photo}: found no letters")
    return Answer(page, np.array(photo_shape(photo)) / image.shape[:2])


def as_json(photo: Path, answer: Answer, text: str) -> dict:
    """boxes: y1 x1 y2 x2 in the photo's own pixels."""
    page = answer.page
    return {
        "photo": str(photo),
        "text": text,
        "characters": page.characters,
        "boxes": np.rint(page.boxes * np.tile(answer.scale, 2)).astype(int).tolist(),
        "confidences": [round(float(c), 4) for c in page.confidences],
    }


if __name__ == "__main__":
    run(main)
