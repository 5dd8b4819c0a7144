"""Check solutions of the assignment: ``python -m stages.check_solution PATH...``

A PATH is a file (nn.py, q4.py), a folder, or a zip as it is handed in; a folder of zips is a class.
For each question with code it says: right, wrong or missing, the points, what is wrong and why, and
where the report explains it. What is checked runs in processes of its own (SECURITY.md).
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

from lib.characters.transcript import load_transcript
from lib.frame.errors import InputError
from lib.frame.run import run
from lib.solutions.handin import collect, expand
from lib.solutions.judge import Report, judge
from lib.solutions.material import Material, drawn_pages, photographed
from lib.solutions.page import page, page_names
from lib.solutions.sandbox import check_system
from lib.solutions.table import as_csv, as_json, as_text
from lib.store.arrays import load_arrays


def main(
    paths: Annotated[list[Path], "files, folders or zips"],
    /,
    *,
    csv: Annotated[Path | None, "a table to write, with a row for each question"] = None,
    json: Annotated[Path | None, "a file to write, with all that was found"] = None,
    html: Annotated[Path | None, "a folder to write, with a page for each hand-in"] = None,
    jobs: Annotated[int, "hand-ins checked at a time"] = 1,
    pages: Annotated[Path, "the photographed pages, where they are"] = Path("data/raw/pages"),
    transcripts: Annotated[Path, "what is written on them"] = Path("images"),
    weights: Annotated[Path, "a network for hand-ins without one"] = Path("data/mlp/best.npz"),
    report: Annotated[str, "where the report's page is, for links"] = "reports/index.html",
) -> None:
    check_system()
    if jobs < 1:
        raise InputError(f"--jobs is {jobs}; it must be 1 or more")
    handins = expand(paths)
    if html and html.exists() and not html.is_dir():
        raise InputError(f"--html is {html}: a file, and no folder")
    for file in (csv, json):
        if file and file.is_dir():
            raise InputError(f"{file}: a folder, and no file to write")
    material = gather(pages, transcripts, weights)
    reports: list[Report] = []
    for one in checked(handins, material, jobs):
        print(as_text(one, report), flush=True)
        reports.append(one)
    if csv:
        as_csv(reports, csv, report)
    if json:
        as_json(reports, json, report)
    if html:
        for name, one in zip(page_names(reports), reports, strict=True):
            page(one, html / name, report)


def gather(pages: Path, transcripts: Path, weights: Path) -> Material:
    """Drawn pages, and of the photographed ones and the weights what is here."""
    photos = [
        photo for photo in photographed(pages) if (transcripts / f"{photo.name}.txt").is_file()
    ]
    texts = {photo.name: load_transcript(transcripts / f"{photo.name}.txt") for photo in photos}
    trained = load_arrays(weights)[0] if weights.is_file() else None
    return Material(drawn_pages(), photos, texts, trained)


def checked(handins: list[Path], material: Material, jobs: int) -> Iterator[Report]:
    """The reports, in the order of the hand-ins."""
    with ThreadPoolExecutor(jobs) as pool:
        # The work is done in the hand-ins' own processes, so that threads are enough here.
        yield from pool.map(lambda path: judge(collect(path), material), handins)


if __name__ == "__main__":
    run(main)
