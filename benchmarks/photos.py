"""The photos of the corpus, read here and by others in one run: errors and seconds by kind.

``python -m benchmarks.photos`` prints the table and writes reports/comparisons/photos.json, which
the report's page shows. RapidOCR (rapidocr-onnxruntime, from PyPI) and Tesseract (Debian:
tesseract-ocr) read them too where they are installed. Every reader has one core.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.optimize import linear_sum_assignment

from lib.characters.transcript import bare_lines, characters, edit_distance
from lib.frame.run import run
from lib.photos import open_reduced
from lib.reader.read import ENOUGH, load_reader, read
from lib.store.metrics import write_json

CORPUS, READER = Path("photos"), Path("reader")
OUT = Path("reports/comparisons/photos.json")
HERE, RAPIDOCR, TESSERACT = "here", "RapidOCR", "Tesseract"
ALL = "all"

Reading = Callable[[Path], str]  # a photo -> its text


@dataclass(frozen=True)
class Result:
    """How one reader read one photo. errors: characters; seconds: with the decoding."""

    kind: str
    reader: str
    characters: int
    megapixels: float
    errors: int
    seconds: float


def this_reader() -> Reading:
    reader = load_reader(READER)
    return lambda path: read(open_reduced(path, ENOUGH)[0], reader).text


def rapidocr() -> Reading | None:
    if find_spec("rapidocr_onnxruntime") is None:
        return None
    from rapidocr_onnxruntime import RapidOCR

    engine = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
    return lambda path: "\n".join(text for _, text, _ in engine(str(path))[0] or [])


def tesseract() -> Reading | None:
    if shutil.which("tesseract") is None:
        return None

    def text(path: Path) -> str:
        done = subprocess.run(
            ["tesseract", str(path), "stdout", "--psm", "6"],
            env=os.environ | {"OMP_THREAD_LIMIT": "1"}, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    return text


READERS = {HERE: this_reader, RAPIDOCR: rapidocr, TESSERACT: tesseract}


def errors(read: str, truth: str, order: str) -> int:
    """Character errors of what was read, letters and digits alone.

    order: "lines", the edit distance as the text stands; "blocks", also that of its lines, or of
    its words, matched one to one where it costs least; "characters", also that of these. The
    smallest distance counts. Against a truth without characters it is the count of those that were
    read.
    """
    in_order = edit_distance(characters(read), characters(truth))
    return min([in_order, *(matched(way(read), way(truth)) for way in ORDERS[order])])


def lines(text: str) -> list[str]:
    return [characters(line) for line in bare_lines(text)]


def words(text: str) -> list[str]:
    return " ".join(bare_lines(text)).split()


def singly(text: str) -> list[str]:
    return list(characters(text))


ORDERS = {"lines": (), "blocks": (lines, words), "characters": (singly,)}


def matched(a: list[str], b: list[str]) -> int:
    """The least sum of edit distances of texts in pairs; one without a pair costs its length."""
    cost = np.zeros((len(a) + len(b),) * 2, int)
    cost[: len(a), len(b) :] = np.array([len(text) for text in a], int)[:, None]
    cost[len(a) :, : len(b)] = [len(text) for text in b]
    for row, text in enumerate(a):
        cost[row, : len(b)] = [edit_distance(text, other) for other in b]
    return int(cost[linear_sum_assignment(cost)].sum())


def results() -> list[Result]:
    """Every photo by every reader that is installed, turn by turn; prints each."""
    photos = json.loads((CORPUS / "manifest.json").read_text(encoding="utf-8"))["photos"]
    readers = {name: made for name, make in READERS.items() if (made := make())}
    found = []
    for photo in photos:
        path = CORPUS / photo["file"]
        truth = path.with_suffix(".txt").read_text(encoding="utf-8")
        with Image.open(path) as image:
            megapixels = image.width * image.height / 1e6
        for name, reading in readers.items():
            start = time.perf_counter()
            text = reading(path)
            taken = time.perf_counter() - start
            wrong, written = errors(text, truth, photo["order"]), len(characters(truth))
            found.append(Result(photo["kind"], name, written, megapixels, wrong, taken))
        latest = found[-len(readers) :]
        told = ", ".join(f"{r.reader} {r.errors} in {r.seconds:.2f} s" for r in latest)
        print(f"{path.name:<24}{written:4} characters; errors: {told}", flush=True)
    return found


def table(found: list[Result]) -> list[dict]:
    """A row for each kind and one for all of them.

    For each reader its errors, its error rate (None without characters to read, or where it is not
    installed) and its seconds a megapixel. The rate of all leaves out the photos without text.
    """
    kinds = list(dict.fromkeys(result.kind for result in found))
    rows = []
    for kind in [*kinds, ALL]:
        row: dict = {"kind": kind}
        for name in READERS:
            of = [r for r in found if r.reader == name and kind in (r.kind, ALL)]
            if name == HERE:
                row |= {"photos": len(of), "characters": sum(r.characters for r in of)}
            row[name] = summary(of) if of else None
        rows.append(row)
    return rows


def summary(of: list[Result]) -> dict[str, float | None]:
    with_text = [result for result in of if result.characters] or of
    wrong, written = (sum(getattr(r, key) for r in with_text) for key in ("errors", "characters"))
    pace = sum(result.seconds for result in of) / sum(result.megapixels for result in of)
    return {
        "errors": wrong,
        "error_rate": wrong / written if written else None,
        "seconds_a_megapixel": pace,
    }


def markdown(rows: list[dict]) -> str:
    """The table as it stands in the README: error rates, and seconds a megapixel."""
    heads = ["kind", "photos", "characters", *READERS]
    made = [" | ".join(heads), " | ".join("---" for _ in heads)]
    for row in rows:
        cells = " | ".join(cell(row[name]) for name in READERS)
        made.append(f"{row['kind']} | {row['photos']} | {row['characters']} | {cells}")
    return "\n".join(f"| {line} |" for line in made)


def cell(values: dict | None) -> str:
    if values is None:
        return "not installed"
    rate = values["error_rate"]
    wrong = f"{values['errors']} read" if rate is None else f"{rate:.1%}"
    return f"{wrong}, {values['seconds_a_megapixel']:.2f} s"


def main() -> None:
    rows = table(results())
    print(markdown(rows), flush=True)
    write_json(OUT, {"readers": list(READERS), "kinds": rows})


if __name__ == "__main__":
    run(main)
