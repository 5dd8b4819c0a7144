"""Finding and reading the letters of a 12-megapixel page, against ways that others do it."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import filters
from skimage import measure as regions

from benchmarks.timing import compare
from lib.classical import find_letters
from lib.frame.cluster import cluster
from lib.frame.run import peak_mb
from lib.photos import MAX_PIXELS, open_reduced
from lib.reader.read import ENOUGH, Reader, load_reader, read
from lib.sources.standins.pages import generate

PAGES = 100
READER = Path("reader")


def plain_boxes(image: np.ndarray) -> list:
    """The assignment's sketch: grey, blur, threshold, label, at the photo's own size."""
    grey = image.mean(axis=2)
    blurred = filters.gaussian(grey, 2)
    labels = regions.label(blurred < filters.threshold_otsu(blurred))
    return [region.bbox for region in regions.regionprops(labels)]


def tesseract(path: Path) -> None:
    subprocess.run(
        ["tesseract", str(path), "stdout", "--psm", "6"],
        env=os.environ | {"OMP_THREAD_LIMIT": "1"}, check=True, capture_output=True,
    )  # fmt: skip


def read_file(path: Path, reader: Reader, enough: float = ENOUGH) -> None:
    read(open_reduced(path, enough)[0], reader)


def peak_of(path: Path) -> int:
    """MB at most that a process of its own holds, with Python and its libraries."""
    command = f"from benchmarks.pages import print_peak; print_peak({str(path)!r})"
    done = subprocess.run([sys.executable, "-c", command], check=True, capture_output=True)
    return int(done.stdout)


def print_peak(path: str) -> None:
    read_file(Path(path), load_reader(READER))
    print(peak_mb())


def measure() -> list[dict]:
    text = "THE QUICK BROWN FOX\nJUMPS OVER THE LAZY DOG"
    page = generate({"page": text}, np.random.default_rng(0))["page"]
    page = np.repeat(np.repeat(page, 2, axis=0), 2, axis=1)
    size = f"{page.shape[0] * page.shape[1] / 1e6:.0f} megapixels"
    rows = [
        compare(
            f"find_letters, {size}",
            lambda: find_letters(page),
            "Otsu and labels at full size",
            lambda: plain_boxes(page),
        )
    ]
    reader = load_reader(READER)
    others = {"decoding it in full": lambda: read_file(path, reader, MAX_PIXELS)}
    if shutil.which("tesseract"):
        others["Tesseract"] = lambda: tesseract(path)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.jpg"
        Image.fromarray(page).save(path, quality=92)
        peak = {"peak_mb": peak_of(path)}
        for name, other in others.items():
            read_one = compare(
                f"reading a JPEG, {size}", lambda: read_file(path, reader), name, other
            )
            rows.append(read_one | peak)
        rows.append(folder_of_pages(path, "--jobs 2", "--jobs", "2"))
        rows.append(folder_of_pages(path, "--dask 2, with their start", "--dask", "2"))
        with cluster("2") as workers:
            address = workers.scheduler.address
            rows.append(folder_of_pages(path, "--dask, 2 that run already", "--dask", address))
    return rows


def folder_of_pages(page: Path, how: str, *way: str) -> dict:
    """Many pages at once, by the command that users call."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(PAGES):
            shutil.copyfile(page, Path(folder) / f"{number}.jpg")

        def read_all(*words: str) -> None:
            command = [sys.executable, "-m", "stages.read_page", folder, *words]
            subprocess.run(command, check=True, capture_output=True)

        return compare(
            f"a folder of {PAGES} such pages, {how}", lambda: read_all(*way),
            "one after another", read_all, repeats=1,
        )  # fmt: skip
