"""Read the capitals and digits in photos: ``python -m stages.read_page PHOTO...``

Prints the text of each photo, in the order given. A photo that cannot be read, or holds no letters,
is reported on standard error and makes the exit code 2; the others are read all the same.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from lib.frame.cluster import ABOUT
from lib.frame.errors import InputError
from lib.frame.params import Base
from lib.frame.run import run
from lib.reader.many import Answer, Files, as_json, in_processes, on_cluster, reader, reading
from lib.reader.photo import expand
from lib.reader.picture import draw_boxes

WEIGHTS = {"cnn": Path("data/torch/letter_cnn.safetensors"), "mlp": Path("data/mlp/best.npz")}


def main(
    photos: Annotated[list[str], "files, folders or patterns"],
    /,
    *,
    boxes: Annotated[Path | None, "a PNG file in which to draw what was found"] = None,
    json: Annotated[bool, "print boxes, characters and confidences, a line a page"] = False,
    indent: Annotated[bool, "keep how far each line is indented, as spaces"] = False,
    jobs: Annotated[int, "the number of processes that read"] = 1,
    dask: Annotated[str | None, f"read on a Dask cluster: {ABOUT}"] = None,
    network: Annotated[
        Literal["cnn", "mlp"],
        "the convolutional network with context, or the NumPy one without",
    ] = "cnn",
    weights: Annotated[Path | None, f"default: {WEIGHTS['cnn']}, {WEIGHTS['mlp']}"] = None,
    context: Annotated[Path, "beside the convolutional network"] = Path("data/context.npz"),
) -> None:
    paths = list(expand(photos))
    if jobs < 1:
        raise InputError(f"--jobs is {jobs}; it must be 1 or more")
    if boxes and len(paths) > 1:
        raise InputError(f"--boxes draws one photo; {len(paths)} were given")
    if boxes and boxes.suffix.lower() != ".png":
        raise InputError(f"--boxes is {boxes}: it must end in .png")
    if boxes and dask:
        raise InputError("--boxes draws a photo that was read here, not with --dask")
    files = Files(network, weights or WEIGHTS[network], context)
    reader(files)  # so that a mistake in them is reported once, not for each photo

    failed = False
    for path, answer in zip(paths, readings(paths, files, jobs, dask), strict=True):
        if isinstance(answer, InputError):
            failed = True
            print(f"error: {answer}", file=sys.stderr)
            continue
        page = answer.page
        text = page.indented if indent else page.text
        if boxes:
            draw_boxes(page.bw, page.boxes, page.characters).save(boxes)
        if json:
            print(as_json(path, answer, text), flush=True)
        elif len(paths) > 1:
            print(f"{path}:\n{text}\n", flush=True)
        else:
            print(text)
    if failed:
        sys.exit(2)


def readings(
    photos: list[Path], files: Files, jobs: int, where: str | None
) -> Iterator[Answer | InputError]:
    """What is read in each photo, or why it cannot be read, in their order."""
    threads = Base.load().threads
    if where is not None:
        return on_cluster(photos, files, where, threads)
    if jobs > 1 and len(photos) > 1:
        return in_processes(photos, files, jobs, threads)
    return (reading(photo, files) for photo in photos)


if __name__ == "__main__":
    run(main)
