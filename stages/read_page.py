"""Read the capitals and digits in photos: ``python -m stages.read_page PHOTO...``

Prints the text of each page of each photo, in the order given. A photo is an image of any common
kind, such as JPEG, PNG, HEIC or TIFF, or a PDF. One that cannot be read is reported on standard
error and makes the exit code 2; the others are read all the same.
"""

import csv as table
import os
import sys
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Annotated

from lib.frame.cluster import ABOUT
from lib.frame.errors import InputError, printable
from lib.frame.run import run
from lib.photos import SUFFIXES, expand, pages_of
from lib.reader.answer import COLUMNS, Answer, as_json, as_rows, as_text, remark
from lib.reader.many import in_processes, on_cluster, reader, reading, tasks


def main(
    photos: Annotated[list[str], "files, folders or patterns; - is standard input"],
    /,
    *,
    boxes: Annotated[Path | None, "where to draw what was found: a PNG file, or a folder"] = None,
    json: Annotated[bool, "print text, boxes, characters and confidences, a line a page"] = False,
    csv: Annotated[bool, "print a table with a row a letter"] = False,
    doubt: Annotated[float, "mark characters of a smaller confidence, as in HELL[O]"] = 0.0,
    indent: Annotated[bool, "keep how far each line is indented, as spaces"] = False,
    jobs: Annotated[int, "the number of processes that read"] = 1,
    dask: Annotated[str | None, f"read on a Dask cluster: {ABOUT}"] = None,
    folder: Annotated[Path, "what to read with, as the stage export writes it"] = Path("reader"),
) -> None:
    paths = list(expand(photos))
    if jobs < 1:
        raise InputError(f"--jobs is {jobs}; it must be 1 or more")
    if not 0 <= doubt <= 1:
        raise InputError(f"--doubt is {doubt}; it must be from 0 to 1")
    if json and csv:
        raise InputError("--json and --csv exclude each other; give one of them")
    if boxes:
        check_place(boxes, paths)
    reader(folder)  # so that a mistake in them is reported once, not for each photo

    rows = table.writer(sys.stdout, lineterminator="\n")
    if csv:
        rows.writerow(COLUMNS)
    failed = False
    with closing(readings(paths, folder, boxes, jobs, dask)) as answers:
        for answer in answers:
            if isinstance(answer, InputError):
                failed = True
                print(f"error: {answer}", file=sys.stderr)
                continue
            text = as_text(answer, doubt, indent)
            if json:
                print(as_json(answer, text))
            elif csv:
                rows.writerows(as_rows(answer))
            elif text and (len(paths) > 1 or answer.source.count > 1):
                print(f"{printable(str(answer.source))}:\n{text}\n")
            elif text:
                print(text)
            sys.stdout.flush()
            if said := remark(answer):
                print(said, file=sys.stderr)
    if failed:
        sys.exit(2)


def check_place(boxes: Path, photos: list[Path]) -> None:
    """Raise InputError for a place of drawings that does not fit the photos, or holds them."""
    suffix = boxes.suffix.lower()
    if suffix in SUFFIXES and suffix != ".png":
        raise InputError(f"--boxes is {boxes}: it must end in .png, or be a folder")
    if suffix != ".png":
        if boxes.exists() and not boxes.is_dir():
            raise InputError(f"--boxes is {boxes}: a file, and no folder")
        folders = {os.path.dirname(os.path.realpath(p)) for p in photos if os.path.isfile(p)}
        if os.path.realpath(boxes) in folders:
            raise InputError(f"--boxes is {boxes}: photos that are read lie there; give another")
        return
    count = len(photos) if len(photos) != 1 else len(pages_of(photos[0]))
    if count != 1:
        raise InputError(f"--boxes is {boxes}: for {count} pages it must be a folder")
    if not boxes.parent.is_dir():
        raise InputError(f"--boxes is {boxes}: there is no folder {boxes.parent}")
    if os.path.realpath(boxes) == os.path.realpath(photos[0]):
        raise InputError(f"--boxes is {boxes}: the photo that is read; give another")


def readings(
    photos: list[Path], folder: Path, boxes: Path | None, jobs: int, where: str | None
) -> Generator[Answer | InputError]:
    """What is read on each page, or why it cannot be read, in their order."""
    if where is None and jobs == 1:
        for task in tasks(photos, boxes):
            yield reading(task, folder)
        return
    given = list(tasks(photos, boxes))
    if where is not None:
        yield from on_cluster(given, folder, where)
    else:
        yield from in_processes(given, folder, jobs)


if __name__ == "__main__":
    run(main)
